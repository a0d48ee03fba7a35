#pragma once

#include "base/result.h"
#include "metastore/privilege_store.h"
#include "metastore/thrift/convert.h"

#include <hive_metastore_types.h>

/// Roles and privileges as Hive's structs, and back.
namespace skep::hive {

/// The partition of the object is left empty: a struct has its values only.
Result<metastore::PrivilegeObject> from_hive(const api::HiveObjectRef& given);

api::PrivilegeGrantInfo grant_info(const metastore::Privilege& privilege);
Result<api::HiveObjectPrivilege> to_hive(const metastore::Privilege& privilege);
api::RolePrincipalGrant to_hive(const metastore::RoleGrant& grant);
api::Role to_hive(const metastore::Role& role);

}  // namespace skep::hive
