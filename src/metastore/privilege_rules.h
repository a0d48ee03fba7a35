#pragma once

#include "base/result.h"
#include "metastore/privilege_store.h"

#include <functional>
#include <string_view>
#include <vector>

/// The rules of roles and privileges, for every Metastore.
namespace skep::metastore {

/// The roles that are always there.
inline constexpr std::string_view kAdminRole = "admin";
inline constexpr std::string_view kPublicRole = "public";
bool is_built_in_role(std::string_view name);

/// Lower-cases what is in lower case in the store, and fills in the time.
Role prepared(Role draft, int64_t now_seconds);
RoleGrant prepared(RoleGrant draft, int64_t now_seconds);
Privilege prepared(Privilege draft, int64_t now_seconds);
Grantee prepared(Grantee draft);
PrivilegeQuery prepared(PrivilegeQuery query);

/// What the owner of a new table may do with it, as Hive gives it; nothing without an owner.
std::vector<Privilege> privileges_of_owner(const Table& table);

/// Adds the built-in roles to those that are stored, and sorts.
std::vector<Role> with_built_in(std::vector<Role> stored);

/// Checks that a role can be given: fails with invalid_argument for public, and for a grant by which a role would contain
/// itself; `roles_of` gives the roles that a role has.
Result<void> check_grant(const RoleGrant& grant,
                         const std::function<std::vector<std::string>(const std::string&)>& roles_of);

Error no_such_role(std::string_view name);
Error role_exists(std::string_view name);
Error role_is_built_in(std::string_view name);
Error role_is_granted(const RoleGrant& grant);
Error role_is_not_granted(std::string_view role, const Grantee& to);
Error privilege_is_granted(const Privilege& privilege);
Error privilege_is_not_granted(const Privilege& privilege);

/// The object as an error names it: "the table a.b".
std::string to_text(const PrivilegeObject& object);

}  // namespace skep::metastore
