#include "metastore/constraint_rules.h"

#include "base/text.h"

#include <algorithm>
#include <random>

namespace skep::metastore {
namespace {

std::string_view prefix_of(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::primary_key: return "pk";
    case ConstraintKind::foreign_key: return "fk";
    case ConstraintKind::unique: return "uk";
    case ConstraintKind::not_null: return "nn";
    case ConstraintKind::default_value: return "dc";
    case ConstraintKind::check: return "cc";
  }
  return "c";
}

std::string new_name(ConstraintKind kind) {
  std::random_device random;
  return fmt::format("{}_{:08x}{:08x}", prefix_of(kind), random(), random());
}

bool has_column(const Table& table, const std::string& name) {
  auto is_it = [&](const Column& column) { return column.name == name; };
  return std::any_of(table.columns.begin(), table.columns.end(), is_it) ||
         std::any_of(table.partition_columns.begin(), table.partition_columns.end(), is_it);
}

Result<void> lower_columns(std::vector<std::string>& columns, const Table& table) {
  for (auto& column : columns) {
    column = to_lower(column);
    if (!has_column(table, column)) {
      return make_error(ErrorCode::invalid_argument, "a constraint names a column that {} does not have: {}",
                        table.name.to_text(), column);
    }
  }
  return {};
}

}  // namespace

Result<Constraint> prepared(Constraint draft, const Table& table, const Table* parent) {
  draft.name = to_lower(draft.name.empty() ? new_name(draft.kind) : draft.name);
  draft.table = table.name;
  bool is_of_one = draft.kind == ConstraintKind::not_null || draft.kind == ConstraintKind::default_value;
  bool may_have_none = draft.kind == ConstraintKind::check;
  if (draft.columns.empty() && !may_have_none) {
    return make_error(ErrorCode::invalid_argument, "the constraint {} has no columns", draft.name);
  }
  if ((is_of_one || may_have_none) && draft.columns.size() > 1) {
    return make_error(ErrorCode::invalid_argument, "the constraint {} can be of one column only", draft.name);
  }
  if (auto lowered = lower_columns(draft.columns, table); !lowered) return lowered.error();
  if (draft.kind != ConstraintKind::foreign_key) return draft;
  if (parent == nullptr || draft.parent_columns.size() != draft.columns.size()) {
    return make_error(ErrorCode::invalid_argument, "the foreign key {} does not refer to as many columns as it has",
                      draft.name);
  }
  draft.parent = parent->name;
  if (auto lowered = lower_columns(draft.parent_columns, *parent); !lowered) return lowered.error();
  return draft;
}

Result<void> check_constraint(const Constraint& draft, const std::vector<Constraint>& there) {
  for (const auto& other : there) {
    if (other.name == draft.name) return constraint_exists(draft.name);
    bool are_primary = other.kind == ConstraintKind::primary_key && draft.kind == ConstraintKind::primary_key;
    if (are_primary) {
      return make_error(ErrorCode::already_exists, "the table {} has a primary key already: {}", draft.table.to_text(),
                        other.name);
    }
  }
  return {};
}

Result<void> check_reference(const Constraint& draft, const std::vector<Constraint>& of_parent) {
  auto sorted = [](std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
  };
  bool is_key = std::any_of(of_parent.begin(), of_parent.end(), [&](const Constraint& key) {
    bool identifies = key.kind == ConstraintKind::primary_key || key.kind == ConstraintKind::unique;
    return identifies && sorted(key.columns) == sorted(draft.parent_columns);
  });
  if (is_key) return {};
  return make_error(ErrorCode::invalid_argument, "the foreign key {} refers to columns of {} that are no key",
                    draft.name, draft.parent.to_text());
}

std::optional<std::string> column_after(const std::string& name, const std::vector<Column>& before,
                                        const std::vector<Column>& after) {
  auto named = [&](const Column& column) { return column.name == name; };
  if (std::any_of(after.begin(), after.end(), named)) return name;
  // As many columns as before, and another name in its place: it was renamed.
  auto old_place = std::find_if(before.begin(), before.end(), named);
  if (old_place == before.end() || before.size() != after.size()) return std::nullopt;
  return after[static_cast<size_t>(old_place - before.begin())].name;
}

Error no_such_constraint(const TableName& table, std::string_view name) {
  return make_error(ErrorCode::not_found, "the table {} has no constraint {}", table.to_text(), to_lower(name));
}

Error constraint_exists(std::string_view name) {
  return make_error(ErrorCode::already_exists, "there is a constraint of this name already: {}", name);
}

}  // namespace skep::metastore
