#pragma once

#include "base/result.h"
#include "metastore/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore {

/// A user, a role or a group.
struct Grantee {
  std::string name;
  std::string type = "USER";  ///< "USER", "ROLE" or "GROUP"

  bool operator==(const Grantee&) const = default;
};

/// That somebody has a role.
struct RoleGrant {
  std::string role;
  Grantee to;
  Grantee by;
  int64_t since_seconds = 0;
  bool may_grant = false;

  bool operator==(const RoleGrant&) const = default;
};

struct Role {
  std::string name;
  std::string owner;
  int64_t create_time_seconds = 0;
};

enum class PrivilegeLevel { global, database, table, partition, table_column, partition_column };

/// What a privilege is for; what its level has no use for is empty.
struct PrivilegeObject {
  PrivilegeLevel level = PrivilegeLevel::global;
  std::string database;
  std::string table;
  std::string partition;  ///< its name, "k=v"
  std::string column;

  bool operator==(const PrivilegeObject&) const = default;
};

/// That somebody may do something with an object: "SELECT", "ALL" ... as they were granted.
struct Privilege {
  PrivilegeObject object;
  std::string privilege;
  Grantee to;
  Grantee by;
  int64_t since_seconds = 0;
  bool may_grant = false;

  bool operator==(const Privilege&) const = default;
};

/// Which privileges are wanted: those of one level, object and grantee; nothing, or an empty name, stands for any.
struct PrivilegeQuery {
  std::optional<PrivilegeLevel> level;
  PrivilegeObject object;  ///< its level is not looked at
  std::optional<Grantee> to;
};

/// Keeps roles and who may do what, as Hive records it; privileges go with their objects. It keeps books: who is let in is
/// up to the AccessPolicy. Threads and failures as in Metastore; names of roles and objects are in lower case.
///
/// The roles `admin` and `public` are always there, and everybody has `public`, though no grant says so.
class PrivilegeStore {
 public:
  virtual ~PrivilegeStore() = default;

  /// Ordered by name.
  virtual Result<std::vector<Role>> list_roles() = 0;

  /// Fails with already_exists.
  virtual Result<void> create_role(const Role& draft) = 0;

  /// Removes a role with its grants and privileges. Fails with not_found, and with invalid_argument for admin and public.
  virtual Result<void> drop_role(std::string_view name) = 0;

  /// Fails with not_found for a role that is missing, with already_exists for one that is granted, and with
  /// invalid_argument for public and for a grant that would have a role contain itself.
  virtual Result<void> grant_role(const RoleGrant& grant) = 0;

  /// With `only_option` the role stays, without the right to grant it. Fails with not_found.
  virtual Result<void> revoke_role(std::string_view role, const Grantee& from, bool only_option) = 0;

  /// Ordered by role and grantee; an empty role and no grantee stand for any.
  virtual Result<std::vector<RoleGrant>> list_role_grants(std::string_view role, const std::optional<Grantee>& to) = 0;

  /// Grants all or none. Fails with not_found for an object that is missing, and with already_exists for what the same
  /// grantor has granted.
  virtual Result<void> grant(const std::vector<Privilege>& privileges) = 0;

  /// Takes back all or none, whoever granted it; with `only_option` as for roles. Fails with not_found.
  virtual Result<void> revoke(const std::vector<Privilege>& privileges, bool only_option) = 0;

  /// Ordered by level, object, grantee and privilege. An object that is missing has none.
  virtual Result<std::vector<Privilege>> list_privileges(const PrivilegeQuery& query) = 0;
};

}  // namespace skep::metastore
