#include "metastore/sql/privilege_rows.h"

#include "metastore/privilege_rules.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/table_rows.h"

#include <array>
#include <list>

namespace skep::metastore::sql {
namespace {

/// One of Hive's six tables of privileges.
struct PrivilegeTable {
  PrivilegeLevel level;
  std::string_view table;
  const Sequence& ids;
  std::string_view privilege_column;
  std::string_view object_column;  ///< the id of what it is for; empty: of everything
  bool has_columns;
};

constexpr std::array<PrivilegeTable, 6> kTables = {{
    {PrivilegeLevel::global, "GLOBAL_PRIVS", kGlobalPrivilegeIds, "USER_PRIV", "", false},
    {PrivilegeLevel::database, "DB_PRIVS", kDatabasePrivilegeIds, "DB_PRIV", "DB_ID", false},
    {PrivilegeLevel::table, "TBL_PRIVS", kTablePrivilegeIds, "TBL_PRIV", "TBL_ID", false},
    {PrivilegeLevel::partition, "PART_PRIVS", kPartitionPrivilegeIds, "PART_PRIV", "PART_ID", false},
    {PrivilegeLevel::table_column, "TBL_COL_PRIVS", kTableColumnPrivilegeIds, "TBL_COL_PRIV", "TBL_ID", true},
    {PrivilegeLevel::partition_column, "PART_COL_PRIVS", kPartitionColumnPrivilegeIds, "PART_COL_PRIV", "PART_ID",
     true},
}};

const PrivilegeTable& table_of(PrivilegeLevel level) { return kTables[static_cast<size_t>(level)]; }

/// The object's names as expressions, and the joins that bring them.
struct ObjectNames {
  std::string database = "''", table = "''", partition = "''", column = "''";
  std::string joins;
};

ObjectNames names_of(const PrivilegeTable& where) {
  ObjectNames names;
  bool has_partition = where.object_column == "PART_ID";
  bool has_table = has_partition || where.object_column == "TBL_ID";
  if (has_partition) {
    names.joins += " JOIN \"PARTITIONS\" o ON o.\"PART_ID\" = p.\"PART_ID\"";
    names.partition = "o.\"PART_NAME\"";
  }
  if (has_table) {
    names.joins += fmt::format(" JOIN \"TBLS\" t ON t.\"TBL_ID\" = {}.\"TBL_ID\"", has_partition ? "o" : "p");
    names.table = "t.\"TBL_NAME\"";
  }
  if (!where.object_column.empty()) {
    names.joins += fmt::format(" JOIN \"DBS\" d ON d.\"DB_ID\" = {}.\"DB_ID\"", has_table ? "t" : "p");
    names.database = "d.\"NAME\"";
  }
  if (where.has_columns) names.column = "p.\"COLUMN_NAME\"";
  return names;
}

void load_from(Transaction& transaction, const PrivilegeTable& where, const PrivilegeQuery& query,
               std::vector<Privilege>& found) {
  ObjectNames names = names_of(where);
  std::string text = fmt::format(
      "SELECT {}, {}, {}, {}, p.\"{}\", p.\"CREATE_TIME\", p.\"GRANT_OPTION\", COALESCE(p.\"GRANTOR\", ''), "
      "COALESCE(p.\"GRANTOR_TYPE\", ''), p.\"PRINCIPAL_NAME\", p.\"PRINCIPAL_TYPE\" FROM \"{}\" p{} WHERE 1 = 1",
      names.database, names.table, names.partition, names.column, where.privilege_column, where.table, names.joins);
  if (!where.object_column.empty()) text += in_catalog(transaction, "d.");
  std::list<std::string> values;
  auto wants = [&](const std::string& expression, const std::string& value) {
    if (value.empty()) return;
    values.push_back(value);
    text += fmt::format(" AND {} = :v{}", expression, values.size());
  };
  wants(names.database, query.object.database);
  wants(names.table, query.object.table);
  wants(names.partition, query.object.partition);
  wants(names.column, query.object.column);
  if (query.to) {
    wants("p.\"PRINCIPAL_NAME\"", query.to->name);
    wants("p.\"PRINCIPAL_TYPE\"", query.to->type);
  }
  text += " ORDER BY 1, 2, 3, 4, p.\"PRINCIPAL_TYPE\", p.\"PRINCIPAL_NAME\", 5";
  Privilege row;
  row.object.level = where.level;
  int may_grant = 0;
  soci::statement statement(transaction.session());
  for (auto* into :
       {&row.object.database, &row.object.table, &row.object.partition, &row.object.column, &row.privilege}) {
    statement.exchange(soci::into(*into));
  }
  statement.exchange(soci::into(row.since_seconds));
  statement.exchange(soci::into(may_grant));
  for (auto* into : {&row.by.name, &row.by.type, &row.to.name, &row.to.type}) statement.exchange(soci::into(*into));
  for (auto& value : values) statement.exchange(soci::use(value));
  statement.alloc();
  statement.prepare(text, soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute();
  while (statement.fetch()) {
    row.may_grant = may_grant != 0;
    found.push_back(row);
  }
}

Error no_such_object(const PrivilegeObject& object) {
  return make_error(ErrorCode::not_found, "there is no such object: {}", to_text(object));
}

/// The id of what a privilege is for; 0 for everything.
Result<int64_t> object_id(Transaction& transaction, const PrivilegeObject& object) {
  switch (object.level) {
    case PrivilegeLevel::global: return 0;
    case PrivilegeLevel::database: {
      auto id = find_database(transaction, object.database);
      if (!id) return id.error();
      return id->value;
    }
    default: break;
  }
  auto table = table_id(transaction, {object.database, object.table});
  if (table.value == 0) return no_such_object(object);
  bool is_of_table = object.level == PrivilegeLevel::table || object.level == PrivilegeLevel::table_column;
  if (is_of_table) return table.value;
  int64_t id = 0;
  transaction.session() << "SELECT \"PART_ID\" FROM \"PARTITIONS\" WHERE \"TBL_ID\" = :id AND \"PART_NAME\" = :name",
      soci::into(id), soci::use(table.value), soci::use(object.partition);
  if (id == 0) return no_such_object(object);
  return id;
}

}  // namespace

std::vector<Privilege> load_privileges(Transaction& transaction, const PrivilegeQuery& query) {
  std::vector<Privilege> found;
  for (const auto& table : kTables) {
    bool is_wanted = !query.level || *query.level == table.level;
    if (is_wanted) load_from(transaction, table, query, found);
  }
  return found;
}

Result<void> insert_privilege(Transaction& transaction, const Privilege& privilege) {
  const auto& where = table_of(privilege.object.level);
  auto object = object_id(transaction, privilege.object);
  if (!object) return object.error();
  std::string id_column = fmt::format("{}", where.ids.id_column);
  std::vector<std::string_view> columns = {id_column,      "CREATE_TIME",    "GRANT_OPTION",   "GRANTOR",
                                           "GRANTOR_TYPE", "PRINCIPAL_NAME", "PRINCIPAL_TYPE", where.privilege_column};
  std::vector<BulkInsert::Value> values = {take_ids(transaction, where.ids, 1),
                                           privilege.since_seconds,
                                           int64_t{privilege.may_grant ? 1 : 0},
                                           text_or_null(privilege.by.name),
                                           text_or_null(privilege.by.type),
                                           privilege.to.name,
                                           privilege.to.type,
                                           privilege.privilege};
  if (!where.object_column.empty()) {
    columns.push_back(where.object_column);
    values.push_back(*object);
  }
  if (where.has_columns) {
    columns.push_back("COLUMN_NAME");
    values.push_back(privilege.object.column);
  }
  if (transaction.level() != SchemaLevel::hive_2_3) {
    columns.push_back("AUTHORIZER");
    values.push_back(std::string(kAuthorizer));
  }
  BulkInsert insert(transaction.session(), where.table, columns);
  insert.add(std::move(values));
  insert.flush();
  return {};
}

Result<int64_t> remove_privilege(Transaction& transaction, const Privilege& privilege, bool only_option) {
  const auto& where = table_of(privilege.object.level);
  auto object = object_id(transaction, privilege.object);
  if (!object) return object.error();
  std::string condition =
      fmt::format(" WHERE \"PRINCIPAL_NAME\" = :name AND \"PRINCIPAL_TYPE\" = :type AND \"{}\" = :privilege",
                  where.privilege_column);
  soci::statement statement(transaction.session());
  statement.exchange(soci::use(privilege.to.name));
  statement.exchange(soci::use(privilege.to.type));
  statement.exchange(soci::use(privilege.privilege));
  if (!where.object_column.empty()) {
    condition += fmt::format(" AND \"{}\" = :object", where.object_column);
    statement.exchange(soci::use(*object));
  }
  if (where.has_columns) {
    condition += " AND \"COLUMN_NAME\" = :column";
    statement.exchange(soci::use(privilege.object.column));
  }
  statement.alloc();
  std::string change = only_option ? fmt::format("UPDATE \"{}\" SET \"GRANT_OPTION\" = 0", where.table)
                                   : fmt::format("DELETE FROM \"{}\"", where.table);
  statement.prepare(change + condition, soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute(true);
  return statement.get_affected_rows();
}

void delete_privileges_of(Transaction& transaction, const Grantee& to) {
  for (const auto& where : kTables) {
    transaction.session() << fmt::format(
        "DELETE FROM \"{}\" WHERE \"PRINCIPAL_NAME\" = :name AND \"PRINCIPAL_TYPE\" = :type", where.table),
        soci::use(to.name), soci::use(to.type);
  }
}

}  // namespace skep::metastore::sql
