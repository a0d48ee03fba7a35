#include "metastore/thrift/convert_privileges.h"

#include "base/text.h"
#include "metastore/thrift/catalog.h"

namespace skep::hive {

using metastore::PrivilegeLevel;
using metastore::PrivilegeObject;

Result<PrivilegeObject> from_hive(const api::HiveObjectRef& given) {
  auto database = database_of(given.dbName);
  if (!database) return database.error();
  PrivilegeObject object;
  object.database = *database;
  // Of a database, its name is the object's name, too.
  bool is_of_database = given.objectType == api::HiveObjectType::DATABASE;
  if (!is_of_database) object.table = to_lower(given.objectName);
  object.column = to_lower(given.columnName);
  switch (given.objectType) {
    case api::HiveObjectType::GLOBAL: return PrivilegeObject();
    case api::HiveObjectType::DATABASE: object.level = PrivilegeLevel::database; break;
    case api::HiveObjectType::TABLE: object.level = PrivilegeLevel::table; break;
    case api::HiveObjectType::PARTITION: object.level = PrivilegeLevel::partition; break;
    case api::HiveObjectType::COLUMN:
      object.level = given.partValues.empty() ? PrivilegeLevel::table_column : PrivilegeLevel::partition_column;
      break;
    default: return make_error(ErrorCode::unsupported, "privileges of such objects are not there");
  }
  return object;
}

api::PrivilegeGrantInfo grant_info(const metastore::Privilege& privilege) {
  api::PrivilegeGrantInfo info;
  info.__set_privilege(privilege.privilege);
  info.__set_createTime(static_cast<int32_t>(privilege.since_seconds));
  if (!privilege.by.name.empty()) info.__set_grantor(privilege.by.name);
  if (!privilege.by.name.empty()) info.__set_grantorType(principal_type(privilege.by.type));
  info.__set_grantOption(privilege.may_grant);
  return info;
}

Result<api::HiveObjectPrivilege> to_hive(const metastore::Privilege& privilege) {
  const auto& object = privilege.object;
  api::HiveObjectRef ref;
  switch (object.level) {
    case PrivilegeLevel::global: ref.__set_objectType(api::HiveObjectType::GLOBAL); break;
    case PrivilegeLevel::database: ref.__set_objectType(api::HiveObjectType::DATABASE); break;
    case PrivilegeLevel::table: ref.__set_objectType(api::HiveObjectType::TABLE); break;
    case PrivilegeLevel::partition: ref.__set_objectType(api::HiveObjectType::PARTITION); break;
    default: ref.__set_objectType(api::HiveObjectType::COLUMN); break;
  }
  if (!object.database.empty()) ref.__set_dbName(object.database);
  if (!object.table.empty()) ref.__set_objectName(object.table);
  if (!object.column.empty()) ref.__set_columnName(object.column);
  if (!object.partition.empty()) {
    auto parts = metastore::parse_partition_name(object.partition);
    if (!parts) return parts.error();
    for (auto& [key, value] : *parts) ref.partValues.push_back(std::move(value));
    ref.__isset.partValues = true;
  }
  api::HiveObjectPrivilege out;
  out.__set_hiveObject(ref);
  out.__set_principalName(privilege.to.name);
  out.__set_principalType(principal_type(privilege.to.type));
  out.__set_grantInfo(grant_info(privilege));
  out.__set_authorizer("SQL");
  return out;
}

api::RolePrincipalGrant to_hive(const metastore::RoleGrant& grant) {
  api::RolePrincipalGrant out;
  out.__set_roleName(grant.role);
  out.__set_principalName(grant.to.name);
  out.__set_principalType(principal_type(grant.to.type));
  out.__set_grantOption(grant.may_grant);
  out.__set_grantTime(static_cast<int32_t>(grant.since_seconds));
  if (!grant.by.name.empty()) out.__set_grantorName(grant.by.name);
  if (!grant.by.name.empty()) out.__set_grantorPrincipalType(principal_type(grant.by.type));
  return out;
}

api::Role to_hive(const metastore::Role& role) {
  api::Role out;
  out.__set_roleName(role.name);
  out.__set_createTime(static_cast<int32_t>(role.create_time_seconds));
  if (!role.owner.empty()) out.__set_ownerName(role.owner);
  return out;
}

}  // namespace skep::hive
