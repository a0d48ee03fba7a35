#include "metastore/privilege_rules.h"
#include "metastore/thrift/convert_privileges.h"
#include "services/metastore_thrift/calls.h"

#include <algorithm>

/// Roles, and who has them.
namespace skep::hive {
namespace {

using access::Action;
using metastore::Grantee;
using metastore::RoleGrant;

/// Roles are nobody's object: they are asked for as everything.
Result<void> may(Caller& caller, Action action) { return caller.may(action, "*"); }

Grantee grantee(const std::string& name, api::PrincipalType::type type) { return {name, principal_type(type)}; }

/// The grants of somebody, with that of public, which users have by themselves.
Result<std::vector<RoleGrant>> grants_of(Caller& caller, const Grantee& who) {
  if (auto allowed = may(caller, Action::describe); !allowed) return allowed.error();
  auto grants = caller.store().privileges().list_role_grants("", who);
  if (!grants) return grants;
  if (who.type == "USER") grants->push_back({std::string(metastore::kPublicRole), who, {}});
  return grants;
}

std::vector<api::RolePrincipalGrant> to_hive(const std::vector<RoleGrant>& grants) {
  std::vector<api::RolePrincipalGrant> out;
  for (const auto& grant : grants) out.push_back(hive::to_hive(grant));
  return out;
}

Result<void> grant(Caller& caller, const RoleGrant& grant) {
  if (auto allowed = may(caller, Action::write); !allowed) return allowed;
  return caller.store().privileges().grant_role(grant);
}

Result<void> revoke(Caller& caller, const std::string& role, const Grantee& from, bool only_option) {
  if (auto allowed = may(caller, Action::write); !allowed) return allowed;
  return caller.store().privileges().revoke_role(role, from, only_option);
}

template <typename Outcome>
Result<void> succeeded(const Result<void>& done, Outcome& result) {
  if (done) result.__set_success(true);
  return done;
}

}  // namespace

Result<void> get_role_names(Caller& caller, const get_role_names_args&, get_role_names_result& result) {
  if (auto allowed = may(caller, Action::describe); !allowed) return allowed;
  auto roles = caller.store().privileges().list_roles();
  if (!roles) return roles.error();
  std::vector<std::string> names;
  for (auto& role : *roles) names.push_back(std::move(role.name));
  result.__set_success(names);
  return {};
}

Result<void> list_roles(Caller& caller, const list_roles_args& arguments, list_roles_result& result) {
  auto grants = grants_of(caller, grantee(arguments.principal_name, arguments.principal_type));
  if (!grants) return grants.error();
  auto roles = caller.store().privileges().list_roles();
  if (!roles) return roles.error();
  std::vector<api::Role> out;
  for (const auto& role : *roles) {
    bool has_it =
        std::any_of(grants->begin(), grants->end(), [&](const RoleGrant& each) { return each.role == role.name; });
    if (has_it) out.push_back(hive::to_hive(role));
  }
  result.__set_success(out);
  return {};
}

Result<void> create_role(Caller& caller, const create_role_args& arguments, create_role_result& result) {
  if (auto allowed = may(caller, Action::create); !allowed) return allowed;
  return succeeded(caller.store().privileges().create_role(
                       {arguments.role.roleName, arguments.role.ownerName, arguments.role.createTime}),
                   result);
}

Result<void> drop_role(Caller& caller, const drop_role_args& arguments, drop_role_result& result) {
  if (auto allowed = may(caller, Action::drop); !allowed) return allowed;
  return succeeded(caller.store().privileges().drop_role(arguments.role_name), result);
}

Result<void> grant_role(Caller& caller, const grant_role_args& arguments, grant_role_result& result) {
  RoleGrant wanted{arguments.role_name, grantee(arguments.principal_name, arguments.principal_type),
                   grantee(arguments.grantor, arguments.grantorType), 0, arguments.grant_option};
  return succeeded(grant(caller, wanted), result);
}

Result<void> revoke_role(Caller& caller, const revoke_role_args& arguments, revoke_role_result& result) {
  return succeeded(
      revoke(caller, arguments.role_name, grantee(arguments.principal_name, arguments.principal_type), false), result);
}

Result<void> grant_revoke_role(Caller& caller, const grant_revoke_role_args& arguments,
                               grant_revoke_role_result& result) {
  const auto& request = arguments.request;
  Grantee who = grantee(request.principalName, request.principalType);
  bool has_option = request.__isset.grantOption && request.grantOption;
  auto done =
      request.requestType == api::GrantRevokeType::REVOKE
          ? revoke(caller, request.roleName, who, has_option)
          : grant(caller, {request.roleName, who, grantee(request.grantor, request.grantorType), 0, has_option});
  if (!done) return done;
  api::GrantRevokeRoleResponse response;
  response.__set_success(true);
  result.__set_success(response);
  return {};
}

Result<void> get_principals_in_role(Caller& caller, const get_principals_in_role_args& arguments,
                                    get_principals_in_role_result& result) {
  if (auto allowed = may(caller, Action::describe); !allowed) return allowed;
  auto grants = caller.store().privileges().list_role_grants(arguments.request.roleName, std::nullopt);
  if (!grants) return grants.error();
  api::GetPrincipalsInRoleResponse response;
  response.__set_principalGrants(to_hive(*grants));
  result.__set_success(response);
  return {};
}

Result<void> get_role_grants_for_principal(Caller& caller, const get_role_grants_for_principal_args& arguments,
                                           get_role_grants_for_principal_result& result) {
  const auto& request = arguments.request;
  auto grants = grants_of(caller, grantee(request.principal_name, request.principal_type));
  if (!grants) return grants.error();
  api::GetRoleGrantsForPrincipalResponse response;
  response.__set_principalGrants(to_hive(*grants));
  result.__set_success(response);
  return {};
}

}  // namespace skep::hive
