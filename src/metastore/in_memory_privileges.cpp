#include "base/text.h"
#include "metastore/in_memory_state.h"
#include "metastore/privilege_rules.h"

#include <algorithm>
#include <ctime>

namespace skep::metastore {
namespace {

auto order_of(const Privilege& privilege) {
  const auto& object = privilege.object;
  return std::tie(object.level, object.database, object.table, object.partition, object.column, privilege.to.type,
                  privilege.to.name, privilege.privilege);
}

bool matches(const std::string& wanted, const std::string& name) { return wanted.empty() || wanted == name; }

bool is_same(const Privilege& a, const Privilege& b) {
  return a.object.level == b.object.level && a.object.partition == b.object.partition &&
         a.object.column == b.object.column && a.to == b.to && a.privilege == b.privilege;
}

class InMemoryPrivileges final : public PrivilegeStore {
 public:
  explicit InMemoryPrivileges(InMemoryState& state) : state_(state) {}

  Result<std::vector<Role>> list_roles() override {
    std::lock_guard lock(state_.mutex);
    std::vector<Role> roles;
    for (const auto& [name, role] : state_.roles) roles.push_back(role);
    return with_built_in(std::move(roles));
  }

  Result<void> create_role(const Role& draft) override {
    Role role = prepared(draft, std::time(nullptr));
    std::lock_guard lock(state_.mutex);
    bool is_new = !is_built_in_role(role.name) && state_.roles.try_emplace(role.name, role).second;
    return is_new ? Result<void>() : role_exists(role.name);
  }

  Result<void> drop_role(std::string_view name) override {
    std::lock_guard lock(state_.mutex);
    Grantee role{to_lower(name), "ROLE"};
    if (is_built_in_role(role.name)) return role_is_built_in(role.name);
    if (state_.roles.erase(role.name) == 0) return no_such_role(role.name);
    std::erase_if(state_.role_grants, [&](const RoleGrant& each) { return each.role == role.name || each.to == role; });
    each_list([&](std::vector<Privilege>& list) {
      std::erase_if(list, [&](const Privilege& each) { return each.to == role; });
    });
    return {};
  }

  Result<void> grant_role(const RoleGrant& draft) override {
    RoleGrant grant = prepared(draft, std::time(nullptr));
    std::lock_guard lock(state_.mutex);
    auto checked = check_grant(grant, [&](const std::string& role) {
      std::vector<std::string> names;
      for (const auto& each : state_.role_grants) {
        if (each.to == Grantee{role, "ROLE"}) names.push_back(each.role);
      }
      return names;
    });
    if (!checked) return checked;
    if (!is_role(grant.role)) return no_such_role(grant.role);
    if (grant.to.type == "ROLE" && !is_role(grant.to.name)) return no_such_role(grant.to.name);
    if (find_grant(grant.role, grant.to) != state_.role_grants.end()) return role_is_granted(grant);
    state_.role_grants.push_back(grant);
    return {};
  }

  Result<void> revoke_role(std::string_view role, const Grantee& from, bool only_option) override {
    std::lock_guard lock(state_.mutex);
    std::string name = to_lower(role);
    Grantee to = prepared(from);
    if (!is_role(name)) return no_such_role(name);
    auto found = find_grant(name, to);
    if (found == state_.role_grants.end()) return role_is_not_granted(name, to);
    if (only_option) {
      found->may_grant = false;
    } else {
      state_.role_grants.erase(found);
    }
    return {};
  }

  Result<std::vector<RoleGrant>> list_role_grants(std::string_view role, const std::optional<Grantee>& to) override {
    std::lock_guard lock(state_.mutex);
    std::string name = to_lower(role);
    std::vector<RoleGrant> found;
    for (const auto& grant : state_.role_grants) {
      bool is_wanted = matches(name, grant.role) && (!to || grant.to == prepared(*to));
      if (is_wanted) found.push_back(grant);
    }
    std::sort(found.begin(), found.end(), [](const RoleGrant& a, const RoleGrant& b) {
      return std::tie(a.role, a.to.name, a.to.type) < std::tie(b.role, b.to.name, b.to.type);
    });
    return found;
  }

  Result<void> grant(const std::vector<Privilege>& drafts) override {
    std::lock_guard lock(state_.mutex);
    std::vector<std::vector<Privilege>*> lists;
    for (const auto& draft : drafts) {
      Privilege privilege = prepared(draft, std::time(nullptr));
      auto list = list_of(privilege.object);
      bool is_granted = list && std::any_of((*list)->begin(), (*list)->end(), [&](const Privilege& other) {
                          return is_same(other, privilege) && other.by == privilege.by;
                        });
      if (list && !is_granted) {
        (*list)->push_back(privilege);
        lists.push_back(*list);
        continue;
      }
      for (auto each = lists.rbegin(); each != lists.rend(); ++each) (*each)->pop_back();
      return list ? privilege_is_granted(privilege) : list.error();
    }
    return {};
  }

  Result<void> revoke(const std::vector<Privilege>& drafts, bool only_option) override {
    std::lock_guard lock(state_.mutex);
    for (const auto& draft : drafts) {
      Privilege privilege = prepared(draft, 0);
      auto list = list_of(privilege.object);
      if (!list) return list.error();
      bool is_there = std::any_of((*list)->begin(), (*list)->end(),
                                  [&](const Privilege& other) { return is_same(other, privilege); });
      if (!is_there) return privilege_is_not_granted(privilege);
    }
    for (const auto& draft : drafts) {
      Privilege privilege = prepared(draft, 0);
      auto& list = **list_of(privilege.object);
      for (auto& other : list) {
        if (only_option && is_same(other, privilege)) other.may_grant = false;
      }
      if (!only_option) std::erase_if(list, [&](const Privilege& other) { return is_same(other, privilege); });
    }
    return {};
  }

  Result<std::vector<Privilege>> list_privileges(const PrivilegeQuery& given) override {
    std::lock_guard lock(state_.mutex);
    PrivilegeQuery query = prepared(given);
    std::vector<Privilege> found;
    auto add = [&](const std::vector<Privilege>& list, const TableName& name) {
      for (Privilege privilege : list) {
        auto& object = privilege.object;
        object.database = name.database;
        object.table = name.table;
        bool is_wanted = (!query.level || *query.level == object.level) &&
                         matches(query.object.database, object.database) && matches(query.object.table, object.table) &&
                         matches(query.object.partition, object.partition) &&
                         matches(query.object.column, object.column) && (!query.to || *query.to == privilege.to);
        if (is_wanted) found.push_back(std::move(privilege));
      }
    };
    add(state_.privileges, {});
    for (auto& [name, database] : state_.databases) {
      add(database.privileges, {name, ""});
      for (auto& [table_name, stored] : database.tables) add(stored.privileges, stored.table.name);
    }
    std::sort(found.begin(), found.end(),
              [](const Privilege& a, const Privilege& b) { return order_of(a) < order_of(b); });
    return found;
  }

 private:
  bool is_role(const std::string& name) const { return is_built_in_role(name) || state_.roles.contains(name); }

  std::vector<RoleGrant>::iterator find_grant(const std::string& role, const Grantee& to) {
    return std::find_if(state_.role_grants.begin(), state_.role_grants.end(),
                        [&](const RoleGrant& each) { return each.role == role && each.to == to; });
  }

  template <typename Visit>
  void each_list(const Visit& visit) {
    visit(state_.privileges);
    for (auto& [name, database] : state_.databases) visit(database.privileges);
    state_.each_table([&](StoredTable& stored) { visit(stored.privileges); });
  }

  /// Where an object's privileges are kept. Fails with not_found.
  Result<std::vector<Privilege>*> list_of(const PrivilegeObject& object) {
    if (object.level == PrivilegeLevel::global) return &state_.privileges;
    if (object.level == PrivilegeLevel::database) {
      auto database = state_.find_database(object.database);
      if (!database) return database.error();
      return &(*database)->privileges;
    }
    auto table = state_.find({object.database, object.table});
    if (!table) return table.error();
    bool is_missing = !object.partition.empty() && !(*table)->partitions.contains(object.partition);
    if (is_missing) return make_error(ErrorCode::not_found, "there is no such object: {}", to_text(object));
    return &(*table)->privileges;
  }

  InMemoryState& state_;
};

}  // namespace

std::unique_ptr<PrivilegeStore> make_in_memory_privileges(InMemoryState& state) {
  return std::make_unique<InMemoryPrivileges>(state);
}

}  // namespace skep::metastore
