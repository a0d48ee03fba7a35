#include "base/text.h"
#include "metastore/privilege_rules.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/privilege_rows.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/store_calls.h"

#include <algorithm>
#include <ctime>

namespace skep::metastore::sql {
namespace {

std::vector<Role> load_roles(Transaction& transaction) {
  std::vector<Role> roles;
  Role role;
  Rows rows(transaction.session(), "SELECT \"ROLE_NAME\", COALESCE(\"OWNER_NAME\", ''), \"CREATE_TIME\" FROM \"ROLES\"",
            soci::into(role.name), soci::into(role.owner), soci::into(role.create_time_seconds));
  while (rows.next()) roles.push_back(role);
  return with_built_in(std::move(roles));
}

Result<int64_t> insert_role(Transaction& transaction, const Role& role) {
  int64_t id = take_ids(transaction, kRoleIds, 1);
  BulkInsert insert(transaction.session(), "ROLES", {"ROLE_ID", "CREATE_TIME", "OWNER_NAME", "ROLE_NAME"});
  insert.add({id, role.create_time_seconds, text_or_null(role.owner), role.name});
  try {
    insert.flush();
  } catch (const soci::soci_error& failure) {
    if (transaction.dialect().is_unique_violation(failure)) return role_exists(role.name);
    throw;
  }
  return id;
}

/// Finds a role's row, and locks it; makes that of a built-in one when it is needed.
Result<int64_t> role_id(Transaction& transaction, const std::string& name) {
  int64_t id = 0;
  transaction.session() << "SELECT \"ROLE_ID\" FROM \"ROLES\" WHERE \"ROLE_NAME\" = :name" + transaction.locks_rows(),
      soci::into(id), soci::use(name);
  if (id != 0) return id;
  if (is_built_in_role(name)) return insert_role(transaction, {name, std::string(kAdminRole), std::time(nullptr)});
  return no_such_role(name);
}

std::vector<RoleGrant> load_grants(Transaction& transaction, std::string role, const std::optional<Grantee>& to) {
  std::vector<RoleGrant> grants;
  RoleGrant grant;
  Grantee wanted = to.value_or(Grantee{"", ""});
  int may_grant = 0, any_role = role.empty() ? 1 : 0, anybody = to ? 0 : 1;
  Rows rows(
      transaction.session(),
      "SELECT r.\"ROLE_NAME\", m.\"PRINCIPAL_NAME\", m.\"PRINCIPAL_TYPE\", COALESCE(m.\"GRANTOR\", ''), "
      "COALESCE(m.\"GRANTOR_TYPE\", ''), m.\"ADD_TIME\", m.\"GRANT_OPTION\" FROM \"ROLE_MAP\" m "
      "JOIN \"ROLES\" r ON r.\"ROLE_ID\" = m.\"ROLE_ID\" WHERE (CAST(:any AS integer) = 1 OR r.\"ROLE_NAME\" = :role) "
      "AND (CAST(:all AS integer) = 1 OR (m.\"PRINCIPAL_NAME\" = :name AND m.\"PRINCIPAL_TYPE\" = :type)) "
      "ORDER BY 1, 2, 3",
      soci::into(grant.role), soci::into(grant.to.name), soci::into(grant.to.type), soci::into(grant.by.name),
      soci::into(grant.by.type), soci::into(grant.since_seconds), soci::into(may_grant), soci::use(any_role),
      soci::use(role), soci::use(anybody), soci::use(wanted.name), soci::use(wanted.type));
  while (rows.next()) {
    grant.may_grant = may_grant != 0;
    grants.push_back(grant);
  }
  return grants;
}

Result<void> insert_grant(Transaction& transaction, const RoleGrant& grant) {
  auto checked = check_grant(grant, [&](const std::string& role) {
    std::vector<std::string> names;
    for (auto& each : load_grants(transaction, "", Grantee{role, "ROLE"})) names.push_back(std::move(each.role));
    return names;
  });
  if (!checked) return checked;
  auto id = role_id(transaction, grant.role);
  if (!id) return id.error();
  if (grant.to.type == "ROLE") {
    if (auto other = role_id(transaction, grant.to.name); !other) return other.error();
  }
  if (!load_grants(transaction, grant.role, grant.to).empty()) return role_is_granted(grant);
  BulkInsert insert(transaction.session(), "ROLE_MAP",
                    {"ROLE_GRANT_ID", "ADD_TIME", "GRANT_OPTION", "GRANTOR", "GRANTOR_TYPE", "PRINCIPAL_NAME",
                     "PRINCIPAL_TYPE", "ROLE_ID"});
  insert.add({take_ids(transaction, kRoleGrantIds, 1), grant.since_seconds, int64_t{grant.may_grant ? 1 : 0},
              text_or_null(grant.by.name), text_or_null(grant.by.type), grant.to.name, grant.to.type, *id});
  insert.flush();
  return {};
}

class SqlPrivileges final : public PrivilegeStore {
 public:
  explicit SqlPrivileges(StoreCalls& calls) : calls_(calls) {}

  Result<std::vector<Role>> list_roles() override {
    return calls_.reading<std::vector<Role>>(
        [](Transaction& transaction) -> Result<std::vector<Role>> { return load_roles(transaction); });
  }

  Result<void> create_role(const Role& draft) override {
    Role role = prepared(draft, std::time(nullptr));
    if (is_built_in_role(role.name)) return role_exists(role.name);
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto id = insert_role(transaction, role);
      return id ? Result<void>() : id.error();
    });
  }

  Result<void> drop_role(std::string_view name) override {
    std::string role = to_lower(name);
    if (is_built_in_role(role)) return role_is_built_in(role);
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto id = role_id(transaction, role);
      if (!id) return id.error();
      transaction.session() << "DELETE FROM \"ROLE_MAP\" WHERE \"ROLE_ID\" = :id", soci::use(*id);
      transaction.session()
          << "DELETE FROM \"ROLE_MAP\" WHERE \"PRINCIPAL_NAME\" = :name AND \"PRINCIPAL_TYPE\" = 'ROLE'",
          soci::use(role);
      delete_privileges_of(transaction, {role, "ROLE"});
      transaction.session() << "DELETE FROM \"ROLES\" WHERE \"ROLE_ID\" = :id", soci::use(*id);
      return {};
    });
  }

  Result<void> grant_role(const RoleGrant& draft) override {
    RoleGrant grant = prepared(draft, std::time(nullptr));
    return calls_.changing([&](Transaction& transaction) { return insert_grant(transaction, grant); });
  }

  Result<void> revoke_role(std::string_view role, const Grantee& from, bool only_option) override {
    std::string name = to_lower(role);
    Grantee to = prepared(from);
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto id = role_id(transaction, name);
      if (!id) return id.error();
      if (load_grants(transaction, name, to).empty()) return role_is_not_granted(name, to);
      std::string change = only_option ? "UPDATE \"ROLE_MAP\" SET \"GRANT_OPTION\" = 0" : "DELETE FROM \"ROLE_MAP\"";
      transaction.session()
          << change + " WHERE \"ROLE_ID\" = :id AND \"PRINCIPAL_NAME\" = :name AND \"PRINCIPAL_TYPE\" = :type",
          soci::use(*id), soci::use(to.name), soci::use(to.type);
      return {};
    });
  }

  Result<std::vector<RoleGrant>> list_role_grants(std::string_view role, const std::optional<Grantee>& to) override {
    using Found = std::vector<RoleGrant>;
    std::optional<Grantee> grantee = to ? std::optional(prepared(*to)) : std::nullopt;
    return calls_.reading<Found>(
        [&](Transaction& transaction) -> Result<Found> { return load_grants(transaction, to_lower(role), grantee); });
  }

  Result<void> grant(const std::vector<Privilege>& drafts) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      for (const auto& draft : drafts) {
        Privilege privilege = prepared(draft, std::time(nullptr));
        auto there = load_privileges(transaction, {privilege.object.level, privilege.object, privilege.to});
        bool is_granted = std::any_of(there.begin(), there.end(), [&](const Privilege& other) {
          return other.privilege == privilege.privilege && other.by == privilege.by;
        });
        if (is_granted) return privilege_is_granted(privilege);
        if (auto inserted = insert_privilege(transaction, privilege); !inserted) return inserted;
      }
      return {};
    });
  }

  Result<void> revoke(const std::vector<Privilege>& drafts, bool only_option) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      for (const auto& draft : drafts) {
        Privilege privilege = prepared(draft, 0);
        auto removed = remove_privilege(transaction, privilege, only_option);
        if (!removed) return removed.error();
        if (*removed == 0) return privilege_is_not_granted(privilege);
      }
      return {};
    });
  }

  Result<std::vector<Privilege>> list_privileges(const PrivilegeQuery& query) override {
    using Found = std::vector<Privilege>;
    return calls_.reading<Found>(
        [&](Transaction& transaction) -> Result<Found> { return load_privileges(transaction, prepared(query)); });
  }

 private:
  StoreCalls& calls_;
};

}  // namespace

std::unique_ptr<PrivilegeStore> make_sql_privileges(StoreCalls& calls) {
  return std::make_unique<SqlPrivileges>(calls);
}

}  // namespace skep::metastore::sql
