#include "metastore/privilege_rules.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace skep::metastore {
namespace {

PrivilegeObject lowered(PrivilegeObject object) {
  object.database = to_lower(object.database);
  object.table = to_lower(object.table);
  object.column = to_lower(object.column);
  return object;
}

}  // namespace

bool is_built_in_role(std::string_view name) { return name == kAdminRole || name == kPublicRole; }

Grantee prepared(Grantee draft) {
  if (draft.type == "ROLE") draft.name = to_lower(draft.name);
  return draft;
}

Role prepared(Role draft, int64_t now_seconds) {
  draft.name = to_lower(draft.name);
  if (draft.create_time_seconds == 0) draft.create_time_seconds = now_seconds;
  return draft;
}

RoleGrant prepared(RoleGrant draft, int64_t now_seconds) {
  draft.role = to_lower(draft.role);
  draft.to = prepared(std::move(draft.to));
  if (draft.since_seconds == 0) draft.since_seconds = now_seconds;
  return draft;
}

Privilege prepared(Privilege draft, int64_t now_seconds) {
  draft.object = lowered(std::move(draft.object));
  draft.to = prepared(std::move(draft.to));
  if (draft.since_seconds == 0) draft.since_seconds = now_seconds;
  return draft;
}

PrivilegeQuery prepared(PrivilegeQuery query) {
  query.object = lowered(std::move(query.object));
  if (query.to) query.to = prepared(*std::move(query.to));
  return query;
}

std::vector<Privilege> privileges_of_owner(const Table& table) {
  std::vector<Privilege> privileges;
  if (table.owner.empty()) return privileges;
  PrivilegeObject object{PrivilegeLevel::table, table.name.database, table.name.table, "", ""};
  Grantee owner{table.owner, "USER"};
  for (auto name : {"INSERT", "SELECT", "UPDATE", "DELETE"}) {
    privileges.push_back({object, name, owner, owner, table.create_time_seconds, true});
  }
  return privileges;
}

std::vector<Role> with_built_in(std::vector<Role> stored) {
  for (auto name : {kAdminRole, kPublicRole}) {
    bool is_there = std::any_of(stored.begin(), stored.end(), [&](const Role& role) { return role.name == name; });
    if (!is_there) stored.push_back({std::string(name), std::string(kAdminRole), 0});
  }
  std::sort(stored.begin(), stored.end(), [](const Role& a, const Role& b) { return a.name < b.name; });
  return stored;
}

Result<void> check_grant(const RoleGrant& grant,
                         const std::function<std::vector<std::string>(const std::string&)>& roles_of) {
  if (grant.role == kPublicRole) {
    return make_error(ErrorCode::invalid_argument, "everybody has the role public, which cannot be granted");
  }
  if (grant.to.type != "ROLE") return {};
  std::set<std::string> seen;
  std::vector<std::string> open = {grant.role};
  while (!open.empty()) {
    std::string role = std::move(open.back());
    open.pop_back();
    if (role == grant.to.name) {
      return make_error(ErrorCode::invalid_argument, "the role {} has the role {} already: roles go in no circle",
                        grant.role, grant.to.name);
    }
    if (!seen.insert(role).second) continue;
    for (auto& next : roles_of(role)) open.push_back(std::move(next));
  }
  return {};
}

Error no_such_role(std::string_view name) { return make_error(ErrorCode::not_found, "there is no role {}", name); }

Error role_exists(std::string_view name) {
  return make_error(ErrorCode::already_exists, "there is a role already: {}", name);
}

Error role_is_built_in(std::string_view name) {
  return make_error(ErrorCode::invalid_argument, "the role {} is always there", name);
}

Error role_is_granted(const RoleGrant& grant) {
  return make_error(ErrorCode::already_exists, "{} has the role {} already", grant.to.name, grant.role);
}

Error role_is_not_granted(std::string_view role, const Grantee& to) {
  return make_error(ErrorCode::not_found, "{} does not have the role {}", to.name, role);
}

Error privilege_is_granted(const Privilege& privilege) {
  return make_error(ErrorCode::already_exists, "{} is already granted on {} to {} by {}", privilege.privilege,
                    to_text(privilege.object), privilege.to.name, privilege.by.name);
}

Error privilege_is_not_granted(const Privilege& privilege) {
  return make_error(ErrorCode::not_found, "{} is not granted on {} to {}", privilege.privilege,
                    to_text(privilege.object), privilege.to.name);
}

std::string to_text(const PrivilegeObject& object) {
  switch (object.level) {
    case PrivilegeLevel::global: return "everything";
    case PrivilegeLevel::database: return fmt::format("the database {}", object.database);
    case PrivilegeLevel::table: return fmt::format("the table {}.{}", object.database, object.table);
    case PrivilegeLevel::partition:
      return fmt::format("the partition {}.{} {}", object.database, object.table, object.partition);
    case PrivilegeLevel::table_column:
      return fmt::format("the column {}.{}.{}", object.database, object.table, object.column);
    case PrivilegeLevel::partition_column:
      return fmt::format("the column {}.{}.{} of {}", object.database, object.table, object.column, object.partition);
  }
  return {};
}

}  // namespace skep::metastore
