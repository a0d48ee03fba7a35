#include "metastore/sql/table_rows.h"

#include "metastore/privilege_rules.h"
#include "metastore/rules.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/record_details.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/storage_rows.h"

namespace skep::metastore::sql {
namespace {

constexpr std::string_view kManaged = "MANAGED_TABLE";
constexpr std::string_view kExternal = "EXTERNAL_TABLE";
constexpr std::string_view kView = "VIRTUAL_VIEW";

bool has_owner_type(Transaction& transaction) { return transaction.level() != SchemaLevel::hive_2_3; }

}  // namespace

std::string_view to_hive(TableKind kind) {
  switch (kind) {
    case TableKind::managed: return kManaged;
    case TableKind::external: return kExternal;
    case TableKind::view: return kView;
  }
  return kManaged;
}

namespace {

TableKind from_hive(std::string_view type) {
  if (type == kExternal) return TableKind::external;
  return type == kView ? TableKind::view : TableKind::managed;
}

void insert_partition_columns(soci::session& session, int64_t table_id, const std::vector<Column>& columns) {
  BulkInsert insert(session, "PARTITION_KEYS", {"TBL_ID", "PKEY_COMMENT", "PKEY_NAME", "PKEY_TYPE", "INTEGER_IDX"});
  int64_t position = 0;
  for (const auto& column : columns) {
    insert.add({table_id, text_or_null(column.comment), column.name, column.type, position++});
  }
  insert.flush();
}

void insert_privileges(Transaction& transaction, const Table& table) {
  auto privileges = privileges_of_owner(table);
  if (privileges.empty()) return;
  int64_t id = take_ids(transaction, kTablePrivilegeIds, static_cast<int64_t>(privileges.size()));
  bool names_authorizer = transaction.level() != SchemaLevel::hive_2_3;
  std::vector<std::string_view> columns = {"TBL_GRANT_ID",   "CREATE_TIME",  "GRANT_OPTION",
                                           "GRANTOR",        "GRANTOR_TYPE", "PRINCIPAL_NAME",
                                           "PRINCIPAL_TYPE", "TBL_PRIV",     "TBL_ID"};
  if (names_authorizer) columns.push_back("AUTHORIZER");
  BulkInsert insert(transaction.session(), "TBL_PRIVS", columns);
  for (const auto& each : privileges) {
    std::vector<BulkInsert::Value> values = {id++,         each.since_seconds, int64_t{1},
                                             each.by.name, each.by.type,       each.to.name,
                                             each.to.type, each.privilege,     table.id.value};
    if (names_authorizer) values.push_back(std::string(kAuthorizer));
    insert.add(std::move(values));
  }
  insert.flush();
}

void delete_partitions_of(Transaction& transaction, int64_t table_id) {
  auto& session = transaction.session();
  for (const char* child :
       {"PART_PRIVS", "PART_COL_PRIVS", "PART_COL_STATS", "PARTITION_PARAMS", "PARTITION_KEY_VALS"}) {
    session << fmt::format(
        "DELETE FROM \"{}\" WHERE \"PART_ID\" IN (SELECT \"PART_ID\" FROM \"PARTITIONS\" WHERE \"TBL_ID\" = :owner)",
        child),
        soci::use(table_id);
  }
  delete_with_storage(transaction, {"PARTITIONS", "TBL_ID", table_id, {}});
}

void delete_indexes_of(Transaction& transaction, int64_t table_id) {
  if (transaction.level() == SchemaLevel::hive_4_0) return;  // it has no indexes any more
  for (const char* column : {"ORIG_TBL_ID", "INDEX_TBL_ID"}) {
    transaction.session() << fmt::format(
        "DELETE FROM \"INDEX_PARAMS\" WHERE \"INDEX_ID\" IN (SELECT \"INDEX_ID\" FROM \"IDXS\" WHERE \"{}\" = :id)",
        column),
        soci::use(table_id);
    delete_with_storage(transaction, {"IDXS", column, table_id, {}});
  }
}

}  // namespace

std::vector<std::string> table_names(Transaction& transaction, DatabaseId database) {
  std::vector<std::string> names;
  std::string name;
  Rows rows(transaction.session(), "SELECT \"TBL_NAME\" FROM \"TBLS\" WHERE \"DB_ID\" = :id", soci::into(name),
            soci::use(database.value));
  while (rows.next()) names.push_back(name);
  return names;
}

TableId table_id(Transaction& transaction, const TableName& name) {
  TableId id;
  KeptRows rows(transaction,
                "SELECT t.\"TBL_ID\" FROM \"TBLS\" t JOIN \"DBS\" d ON d.\"DB_ID\" = t.\"DB_ID\" "
                "WHERE t.\"TBL_NAME\" = :name AND d.\"NAME\" = :database" +
                    in_catalog(transaction, "d."),
                soci::into(id.value), soci::use(name.table), soci::use(name.database));
  rows.next();
  return id;
}

namespace {

/// Reads the row itself; answers false when there is none.
bool load_row(Transaction& transaction, const TableName& name, Table& table, StorageRow& storage) {
  std::string type;
  KeptRows rows(
      transaction,
      fmt::format("SELECT t.\"TBL_ID\", t.\"CREATE_TIME\", t.\"LAST_ACCESS_TIME\", COALESCE(t.\"OWNER\", ''), "
                  "t.\"TBL_NAME\", COALESCE(t.\"TBL_TYPE\", ''), COALESCE(t.\"VIEW_EXPANDED_TEXT\", ''), "
                  "COALESCE(t.\"VIEW_ORIGINAL_TEXT\", ''), d.\"NAME\", t.\"RETENTION\", {}, {} "
                  "FROM \"TBLS\" t JOIN \"DBS\" d ON d.\"DB_ID\" = t.\"DB_ID\"{} "
                  "WHERE t.\"TBL_NAME\" = :name AND d.\"NAME\" = :database{}{}",
                  has_owner_type(transaction) ? "COALESCE(t.\"OWNER_TYPE\", '')" : "''",
                  StorageRow::columns(transaction.dialect()), StorageRow::join_to("t"), in_catalog(transaction, "d."),
                  transaction.locks_rows("t")),
      soci::into(table.id.value), soci::into(table.create_time_seconds), soci::into(table.last_access_time_seconds),
      soci::into(table.owner), soci::into(table.name.table), soci::into(type), soci::into(table.view_expanded_text),
      soci::into(table.view_original_text), soci::into(table.name.database), soci::into(table.retention),
      soci::into(table.owner_type), soci::into(storage.storage_id), soci::into(storage.columns_id),
      soci::into(storage.serde_id), soci::into(storage.storage.location), soci::into(storage.storage.input_format),
      soci::into(storage.storage.output_format), soci::into(storage.compressed),
      soci::into(storage.storage.bucket_count), soci::into(storage.storage.serde),
      soci::into(storage.storage.serde_name), soci::use(name.table), soci::use(name.database));
  if (!rows.next()) return false;
  table.kind = from_hive(type);
  return true;
}

void take_detail(Table& table, DetailKind kind, Detail& detail) {
  switch (kind) {
    case DetailKind::table_parameter: table.parameters[detail.first] = detail.second; return;
    case DetailKind::partition_column:
      table.partition_columns.push_back({detail.first, detail.second, detail.third});
      return;
    case DetailKind::column: table.columns.push_back({detail.first, detail.second, detail.third}); return;
    default: take_detail(table.storage, kind, detail);
  }
}

}  // namespace

Result<TableRow> load_table(Transaction& transaction, const TableName& name) {
  TableRow row;
  StorageRow storage;
  if (!load_row(transaction, name, row.table, storage)) return no_such_table(name);
  row.storage_id = storage.storage_id;
  row.columns_id = storage.columns_id;
  if (row.storage_id != 0) row.table.storage = std::move(storage.storage);
  row.table.storage.compressed = storage.compressed != 0;
  visit_details(transaction, {row.table.id.value, storage.columns_id, storage.serde_id, storage.storage_id},
                [&](DetailKind kind, Detail& detail) { take_detail(row.table, kind, detail); });
  return row;
}

Result<TableRow> insert_table(Transaction& transaction, DatabaseId database, Table draft) {
  TableRow row;
  row.columns_id = insert_columns(transaction, draft.columns);
  StorageInsert storage(transaction, 1);
  row.storage_id = storage.add(draft.storage, row.columns_id, draft.storage.location);
  storage.flush();
  draft.id.value = take_ids(transaction, kTableIds, 1);
  std::vector<std::string_view> columns = {"TBL_ID",
                                           "CREATE_TIME",
                                           "DB_ID",
                                           "LAST_ACCESS_TIME",
                                           "OWNER",
                                           "RETENTION",
                                           "SD_ID",
                                           "TBL_NAME",
                                           "TBL_TYPE",
                                           "VIEW_EXPANDED_TEXT",
                                           "VIEW_ORIGINAL_TEXT",
                                           "IS_REWRITE_ENABLED"};
  std::vector<BulkInsert::Value> values = {draft.id.value,
                                           draft.create_time_seconds,
                                           database.value,
                                           draft.last_access_time_seconds,
                                           text_or_null(draft.owner),
                                           draft.retention,
                                           row.storage_id,
                                           draft.name.table,
                                           std::string(to_hive(draft.kind)),
                                           text_or_null(draft.view_expanded_text),
                                           text_or_null(draft.view_original_text),
                                           int64_t{0}};
  if (has_owner_type(transaction)) {
    columns.push_back("OWNER_TYPE");
    values.push_back(text_or_null(draft.owner_type));
  }
  try {
    BulkInsert insert(transaction.session(), "TBLS", columns);
    insert.add(std::move(values));
    insert.flush();
  } catch (const soci::soci_error& failure) {
    // The unique index settles races between servers that share this store; to ask first would only move the race.
    if (transaction.dialect().is_unique_violation(failure)) return table_exists(draft.name);
    throw;
  }
  insert_partition_columns(transaction.session(), draft.id.value, draft.partition_columns);
  replace_parameters(transaction.session(), kTableParameters, draft.id.value, draft.parameters);
  insert_privileges(transaction, draft);
  row.table = std::move(draft);
  return row;
}

void move_table(Transaction& transaction, const TableRow& row, const std::string& location) {
  auto& session = transaction.session();
  session << "UPDATE \"SDS\" SET \"LOCATION\" = :location WHERE \"SD_ID\" = :id", soci::use(location),
      soci::use(row.storage_id);
  session << "UPDATE \"SERDE_PARAMS\" SET \"PARAM_VALUE\" = :location WHERE \"PARAM_KEY\" = 'path' "
             "AND \"SERDE_ID\" = (SELECT \"SERDE_ID\" FROM \"SDS\" WHERE \"SD_ID\" = :id)",
      soci::use(location), soci::use(row.storage_id);
}

void delete_table(Transaction& transaction, TableId id) {
  auto& session = transaction.session();
  delete_partitions_of(transaction, id.value);
  delete_indexes_of(transaction, id.value);
  session << "DELETE FROM \"KEY_CONSTRAINTS\" WHERE \"PARENT_TBL_ID\" = :id", soci::use(id.value);
  session << "DELETE FROM \"KEY_CONSTRAINTS\" WHERE \"CHILD_TBL_ID\" = :id", soci::use(id.value);
  for (const char* child : {"TBL_PRIVS", "TBL_COL_PRIVS", "TAB_COL_STATS", "PARTITION_KEYS", "TABLE_PARAMS"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE \"TBL_ID\" = :id", child), soci::use(id.value);
  }
  delete_with_storage(transaction, {"TBLS", "TBL_ID", id.value, {}});
}

}  // namespace skep::metastore::sql
