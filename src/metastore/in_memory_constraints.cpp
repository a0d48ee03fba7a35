#include "base/text.h"
#include "metastore/constraint_rules.h"
#include "metastore/in_memory_state.h"

#include <algorithm>

namespace skep::metastore {

std::vector<Constraint> InMemoryState::constraints_of(const StoredTable& stored) {
  std::vector<Constraint> found;
  for (const auto& each : stored.constraints) {
    found.push_back(each.constraint);
    found.back().table = stored.table.name;
    each_table([&](const StoredTable& other) {
      if (other.table.id == each.parent) found.back().parent = other.table.name;
    });
  }
  std::sort(found.begin(), found.end(), [](const Constraint& a, const Constraint& b) {
    return std::pair(a.kind, a.name) < std::pair(b.kind, b.name);
  });
  return found;
}

Result<void> InMemoryState::add_constraint(StoredTable& stored, const Constraint& draft) {
  StoredTable* parent = nullptr;
  if (draft.kind == ConstraintKind::foreign_key) {
    auto found = find(draft.parent);
    if (!found) return found.error();
    parent = *found;
  }
  auto constraint = prepared(draft, stored.table, parent != nullptr ? &parent->table : nullptr);
  if (!constraint) return constraint.error();
  if (auto checked = check_constraint(*constraint, constraints_of(stored)); !checked) return checked;
  if (parent != nullptr) {
    if (auto checked = check_reference(*constraint, constraints_of(*parent)); !checked) return checked;
  }
  stored.constraints.push_back({*std::move(constraint), parent != nullptr ? parent->table.id : TableId()});
  return {};
}

void InMemoryState::forget_references(TableId parent) {
  each_table([&](StoredTable& stored) {
    std::erase_if(stored.constraints, [&](const StoredConstraint& each) { return each.parent == parent; });
  });
}

namespace {

class InMemoryConstraints final : public ConstraintStore {
 public:
  explicit InMemoryConstraints(InMemoryState& state) : state_(state) {}

  Result<std::vector<Constraint>> list_constraints(const TableName& table) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find(table);
    if (!stored) return stored.error();
    return state_.constraints_of(**stored);
  }

  Result<std::vector<Constraint>> list_references(const TableName& name) override {
    std::lock_guard lock(state_.mutex);
    auto parent = state_.find(name);
    if (!parent) return parent.error();
    std::vector<Constraint> found;
    state_.each_table([&](const StoredTable& stored) {
      for (auto& constraint : state_.constraints_of(stored)) {
        bool refers = constraint.kind == ConstraintKind::foreign_key && constraint.parent == (*parent)->table.name;
        if (refers) found.push_back(std::move(constraint));
      }
    });
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return found;
  }

  Result<void> add_constraints(const std::vector<Constraint>& drafts) override {
    std::lock_guard lock(state_.mutex);
    std::vector<std::pair<StoredTable*, size_t>> before;
    for (const auto& draft : drafts) {
      auto stored = state_.find(draft.table);
      if (stored) before.emplace_back(*stored, (*stored)->constraints.size());
      auto added = stored ? state_.add_constraint(**stored, draft) : stored.error();
      if (added) continue;
      for (auto each = before.rbegin(); each != before.rend(); ++each) each->first->constraints.resize(each->second);
      return added;
    }
    return {};
  }

  Result<void> drop_constraint(const TableName& table, std::string_view name) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find(table);
    if (!stored) return stored.error();
    size_t dropped = std::erase_if((*stored)->constraints, [wanted = to_lower(name)](const StoredConstraint& each) {
      return each.constraint.name == wanted;
    });
    return dropped > 0 ? Result<void>() : no_such_constraint((*stored)->table.name, name);
  }

 private:
  InMemoryState& state_;
};

}  // namespace

std::unique_ptr<ConstraintStore> make_in_memory_constraints(InMemoryState& state) {
  return std::make_unique<InMemoryConstraints>(state);
}

}  // namespace skep::metastore
