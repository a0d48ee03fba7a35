#include "base/text.h"
#include "metastore/privilege_rules.h"
#include "metastore/thrift/convert_privileges.h"
#include "services/metastore_thrift/calls.h"

#include <set>

/// Privileges: the books of who may do what.
namespace skep::hive {
namespace {

using access::Action;
using metastore::Grantee;
using metastore::Privilege;
using metastore::PrivilegeObject;
using metastore::PrivilegeQuery;

/// Everything that may be granted or looked at is asked for as the object itself, "*" for everything.
std::string name_of(const PrivilegeObject& object) {
  if (object.database.empty()) return "*";
  return object.table.empty() ? object.database : object.database + "." + object.table;
}

/// A struct names a partition by its values; their names are the table's.
Result<PrivilegeObject> object_of(Caller& caller, const api::HiveObjectRef& given) {
  auto object = from_hive(given);
  if (!object || given.partValues.empty()) return object;
  auto table = find_table(caller, Action::describe, given.dbName, given.objectName);
  if (!table) return table.error();
  if (given.partValues.size() != table->partition_columns.size()) {
    return make_error(ErrorCode::invalid_argument, "a partition of {} has {} values, not {}", table->name.to_text(),
                      table->partition_columns.size(), given.partValues.size());
  }
  object->partition = metastore::partition_name(table->partition_columns, given.partValues);
  return object;
}

Result<std::vector<Privilege>> privileges_of(Caller& caller, const api::PrivilegeBag& bag) {
  std::vector<Privilege> privileges;
  for (const auto& given : bag.privileges) {
    auto object = object_of(caller, given.hiveObject);
    if (!object) return object.error();
    if (auto allowed = caller.may(Action::write, name_of(*object)); !allowed) return allowed.error();
    Privilege privilege;
    privilege.object = *object;
    privilege.to = {given.principalName, principal_type(given.principalType)};
    privilege.by = {given.grantInfo.grantor, principal_type(given.grantInfo.grantorType)};
    privilege.since_seconds = given.grantInfo.createTime;
    privilege.may_grant = given.grantInfo.grantOption;
    // Several stand in one text, between commas.
    for (auto& name : split(given.grantInfo.privilege, ',')) {
      privilege.privilege = trim(name);
      if (!privilege.privilege.empty()) privileges.push_back(privilege);
    }
  }
  if (privileges.empty()) return make_error(ErrorCode::invalid_argument, "no privilege is named");
  return privileges;
}

Result<void> grant(Caller& caller, const api::PrivilegeBag& bag) {
  auto privileges = privileges_of(caller, bag);
  return privileges ? caller.store().privileges().grant(*privileges) : privileges.error();
}

Result<void> revoke(Caller& caller, const api::PrivilegeBag& bag, bool only_option) {
  auto privileges = privileges_of(caller, bag);
  return privileges ? caller.store().privileges().revoke(*privileges, only_option) : privileges.error();
}

/// Adds what a grantee has on an object to the lists by name.
using ByName = std::map<std::string, std::vector<api::PrivilegeGrantInfo>>;
Result<void> add_privileges(Caller& caller, const PrivilegeObject& object, const Grantee& to, ByName& out) {
  auto found = caller.store().privileges().list_privileges({object.level, object, to});
  if (!found) return found.error();
  for (const auto& each : *found) out[to.name].push_back(grant_info(each));
  return {};
}

/// All roles of somebody, those of the roles too.
Result<std::set<std::string>> roles_of(Caller& caller, const Grantee& who) {
  std::set<std::string> roles = {std::string(metastore::kPublicRole)};
  std::vector<Grantee> open = {who};
  while (!open.empty()) {
    auto grants = caller.store().privileges().list_role_grants("", open.back());
    open.pop_back();
    if (!grants) return grants.error();
    for (const auto& each : *grants) {
      if (roles.insert(each.role).second) open.push_back({each.role, "ROLE"});
    }
  }
  return roles;
}

}  // namespace

Result<void> list_privileges(Caller& caller, const list_privileges_args& arguments, list_privileges_result& result) {
  PrivilegeQuery query;
  if (arguments.__isset.hiveObject && arguments.hiveObject.__isset.objectType) {
    auto object = object_of(caller, arguments.hiveObject);
    if (!object) return object.error();
    query.level = object->level;
    query.object = *object;
  }
  if (auto allowed = caller.may(Action::describe, name_of(query.object)); !allowed) return allowed;
  if (!arguments.principal_name.empty()) {
    query.to = Grantee{arguments.principal_name, principal_type(arguments.principal_type)};
  }
  auto found = caller.store().privileges().list_privileges(query);
  if (!found) return found.error();
  std::vector<api::HiveObjectPrivilege> out;
  for (const auto& each : *found) {
    auto privilege = to_hive(each);
    if (!privilege) return privilege.error();
    out.push_back(*std::move(privilege));
  }
  result.__set_success(out);
  return {};
}

Result<void> get_privilege_set(Caller& caller, const get_privilege_set_args& arguments,
                               get_privilege_set_result& result) {
  auto object = object_of(caller, arguments.hiveObject);
  if (!object) return object.error();
  if (auto allowed = caller.may(Action::describe, name_of(*object)); !allowed) return allowed;
  Grantee user{arguments.user_name, "USER"};
  api::PrincipalPrivilegeSet set;
  ByName of_user, of_groups, of_roles;
  if (auto added = add_privileges(caller, *object, user, of_user); !added) return added;
  for (const auto& group : arguments.group_names) {
    if (auto added = add_privileges(caller, *object, {group, "GROUP"}, of_groups); !added) return added;
  }
  auto roles = roles_of(caller, user);
  if (!roles) return roles.error();
  for (const auto& role : *roles) {
    if (auto added = add_privileges(caller, *object, {role, "ROLE"}, of_roles); !added) return added;
  }
  set.__set_userPrivileges(of_user);
  set.__set_groupPrivileges(of_groups);
  set.__set_rolePrivileges(of_roles);
  result.__set_success(set);
  return {};
}

Result<void> grant_privileges(Caller& caller, const grant_privileges_args& arguments, grant_privileges_result& result) {
  auto granted = grant(caller, arguments.privileges);
  if (granted) result.__set_success(true);
  return granted;
}

Result<void> revoke_privileges(Caller& caller, const revoke_privileges_args& arguments,
                               revoke_privileges_result& result) {
  auto revoked = revoke(caller, arguments.privileges, false);
  if (revoked) result.__set_success(true);
  return revoked;
}

Result<void> grant_revoke_privileges(Caller& caller, const grant_revoke_privileges_args& arguments,
                                     grant_revoke_privileges_result& result) {
  const auto& request = arguments.request;
  bool revokes = request.requestType == api::GrantRevokeType::REVOKE;
  auto done = revokes
                  ? revoke(caller, request.privileges, request.__isset.revokeGrantOption && request.revokeGrantOption)
                  : grant(caller, request.privileges);
  if (!done) return done;
  api::GrantRevokePrivilegeResponse response;
  response.__set_success(true);
  result.__set_success(response);
  return {};
}

}  // namespace skep::hive
