#include "metastore/sql/storage_rows.h"

#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"

namespace skep::metastore::sql {

int64_t insert_columns(Transaction& transaction, const std::vector<Column>& columns) {
  auto& session = transaction.session();
  int64_t id = take_ids(transaction, kColumnsIds, 1);
  session << "INSERT INTO \"CDS\" (\"CD_ID\") VALUES (:id)", soci::use(id);
  BulkInsert insert(session, "COLUMNS_V2", {"CD_ID", "COMMENT", "COLUMN_NAME", "TYPE_NAME", "INTEGER_IDX"});
  int64_t position = 0;
  for (const auto& column : columns) {
    insert.add({id, text_or_null(column.comment), column.name, column.type, position++});
  }
  insert.flush();
  return id;
}

std::vector<Column> load_columns(Transaction& transaction, int64_t columns_id) {
  std::vector<Column> columns;
  Column column;
  KeptRows rows(transaction,
                "SELECT \"COLUMN_NAME\", COALESCE(\"TYPE_NAME\", ''), COALESCE(\"COMMENT\", '') FROM \"COLUMNS_V2\" "
                "WHERE \"CD_ID\" = :id ORDER BY \"INTEGER_IDX\"",
                soci::into(column.name), soci::into(column.type), soci::into(column.comment), soci::use(columns_id));
  while (rows.next()) columns.push_back(column);
  return columns;
}

void delete_unused_columns(Transaction& transaction, int64_t columns_id) {
  auto& session = transaction.session();
  int users = 0;
  session << "SELECT COUNT(*) FROM (SELECT 1 FROM \"SDS\" WHERE \"CD_ID\" = :id LIMIT 1) u", soci::into(users),
      soci::use(columns_id);
  if (users > 0) return;
  session << "DELETE FROM \"COLUMNS_V2\" WHERE \"CD_ID\" = :id", soci::use(columns_id);
  session << "DELETE FROM \"CDS\" WHERE \"CD_ID\" = :id", soci::use(columns_id);
}

StorageInsert::StorageInsert(Transaction& transaction, int64_t count)
    : next_storage_id_(take_ids(transaction, kStorageIds, count)),
      next_serde_id_(take_ids(transaction, kSerdeIds, count)),
      serdes_(transaction.session(), "SERDES", {"SERDE_ID", "NAME", "SLIB"}),
      serde_parameters_(transaction.session(), "SERDE_PARAMS", {"SERDE_ID", "PARAM_KEY", "PARAM_VALUE"}),
      storages_(transaction.session(), "SDS",
                {"SD_ID", "INPUT_FORMAT", "IS_COMPRESSED", "LOCATION", "NUM_BUCKETS", "OUTPUT_FORMAT", "SERDE_ID",
                 "CD_ID", "IS_STOREDASSUBDIRECTORIES"}),
      parameters_(transaction.session(), "SD_PARAMS", {"SD_ID", "PARAM_KEY", "PARAM_VALUE"}),
      buckets_(transaction.session(), "BUCKETING_COLS", {"SD_ID", "BUCKET_COL_NAME", "INTEGER_IDX"}),
      sorts_(transaction.session(), "SORT_COLS", {"SD_ID", "COLUMN_NAME", "ORDER", "INTEGER_IDX"}) {}

int64_t StorageInsert::add(const StorageDescriptor& storage, int64_t columns_id, const std::string& location) {
  int64_t storage_id = next_storage_id_++;
  int64_t serde_id = next_serde_id_++;
  serdes_.add({serde_id, text_or_null(storage.serde_name), text_or_null(storage.serde)});
  for (const auto& [key, value] : storage.serde_parameters) serde_parameters_.add({serde_id, key, value});
  storages_.add({storage_id, text_or_null(storage.input_format), int64_t{storage.compressed ? 1 : 0},
                 text_or_null(location), storage.bucket_count, text_or_null(storage.output_format), serde_id,
                 columns_id, int64_t{0}});
  add_details(storage_id, storage);
  return storage_id;
}

void StorageInsert::add_details(int64_t storage_id, const StorageDescriptor& storage) {
  for (const auto& [key, value] : storage.parameters) parameters_.add({storage_id, key, value});
  int64_t position = 0;
  for (const auto& column : storage.bucket_columns) buckets_.add({storage_id, column, position++});
  position = 0;
  for (const auto& column : storage.sort_columns) {
    sorts_.add({storage_id, column.column, int64_t{column.ascending ? 1 : 0}, position++});
  }
}

void StorageInsert::flush() {
  for (auto* insert : {&serdes_, &serde_parameters_, &storages_, &parameters_, &buckets_, &sorts_}) insert->flush();
}

std::string StorageRow::columns(const Dialect& dialect) {
  return fmt::format(
      "COALESCE(s.\"SD_ID\", 0), COALESCE(s.\"CD_ID\", 0), COALESCE(s.\"SERDE_ID\", 0), COALESCE(s.\"LOCATION\", ''), "
      "COALESCE(s.\"INPUT_FORMAT\", ''), COALESCE(s.\"OUTPUT_FORMAT\", ''), COALESCE({}, 0), "
      "COALESCE(s.\"NUM_BUCKETS\", -1), COALESCE(e.\"SLIB\", ''), COALESCE(e.\"NAME\", '')",
      dialect.boolean_as_integer("s.\"IS_COMPRESSED\""));
}

std::string StorageRow::join_to(std::string_view alias) {
  return fmt::format(
      " LEFT JOIN \"SDS\" s ON s.\"SD_ID\" = {}.\"SD_ID\" LEFT JOIN \"SERDES\" e ON e.\"SERDE_ID\" = s.\"SERDE_ID\"",
      alias);
}

int64_t columns_id_of(Transaction& transaction, int64_t storage_id) {
  int64_t columns_id = 0;
  transaction.session() << "SELECT COALESCE(\"CD_ID\", 0) FROM \"SDS\" WHERE \"SD_ID\" = :id", soci::into(columns_id),
      soci::use(storage_id);
  return columns_id;
}

void update_storage(Transaction& transaction, int64_t storage_id, const StorageDescriptor& storage,
                    int64_t columns_id) {
  auto& session = transaction.session();
  OptionalText input(storage.input_format), output(storage.output_format), location(storage.location);
  OptionalText serde(storage.serde), serde_name(storage.serde_name);
  session << fmt::format(
      "UPDATE \"SDS\" SET \"INPUT_FORMAT\" = :input, \"OUTPUT_FORMAT\" = :output, \"LOCATION\" = :location, "
      "\"NUM_BUCKETS\" = :buckets, \"CD_ID\" = :columns, \"IS_COMPRESSED\" = {} WHERE \"SD_ID\" = :id",
      transaction.dialect().boolean(storage.compressed)),
      soci::use(input.text, input.indicator), soci::use(output.text, output.indicator),
      soci::use(location.text, location.indicator), soci::use(storage.bucket_count), soci::use(columns_id),
      soci::use(storage_id);
  int64_t serde_id = 0;
  session << "SELECT COALESCE(\"SERDE_ID\", 0) FROM \"SDS\" WHERE \"SD_ID\" = :id", soci::into(serde_id),
      soci::use(storage_id);
  session << "UPDATE \"SERDES\" SET \"NAME\" = :name, \"SLIB\" = :serde WHERE \"SERDE_ID\" = :id",
      soci::use(serde_name.text, serde_name.indicator), soci::use(serde.text, serde.indicator), soci::use(serde_id);
  replace_parameters(session, kSerdeParameters, serde_id, storage.serde_parameters);
  replace_parameters(session, kStorageParameters, storage_id, storage.parameters);
  for (const char* table : {"BUCKETING_COLS", "SORT_COLS"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE \"SD_ID\" = :id", table), soci::use(storage_id);
  }
  BulkInsert buckets(session, "BUCKETING_COLS", {"SD_ID", "BUCKET_COL_NAME", "INTEGER_IDX"});
  BulkInsert sorts(session, "SORT_COLS", {"SD_ID", "COLUMN_NAME", "ORDER", "INTEGER_IDX"});
  int64_t position = 0;
  for (const auto& column : storage.bucket_columns) buckets.add({storage_id, column, position++});
  position = 0;
  for (const auto& column : storage.sort_columns) {
    sorts.add({storage_id, column.column, int64_t{column.ascending ? 1 : 0}, position++});
  }
  buckets.flush();
  sorts.flush();
}

}  // namespace skep::metastore::sql
