#include "metastore/sql/storage_rows.h"

#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"

#include <set>

namespace skep::metastore::sql {

int64_t insert_columns(Transaction& transaction, const std::vector<Column>& columns) {
  auto& session = transaction.session();
  int64_t id = take_ids(transaction, kColumnsIds, 1);
  session << "INSERT INTO \"CDS\" (\"CD_ID\") VALUES (:id)", soci::use(id);
  OptionalText comment;
  std::string name, type;
  int position = 0;
  soci::statement insert = (session.prepare << "INSERT INTO \"COLUMNS_V2\" (\"CD_ID\", \"COMMENT\", \"COLUMN_NAME\", "
                                               "\"TYPE_NAME\", \"INTEGER_IDX\") "
                                               "VALUES (:id, :comment, :name, :type, :position)",
                            soci::use(id), soci::use(comment.text, comment.indicator), soci::use(name), soci::use(type),
                            soci::use(position));
  for (const auto& column : columns) {
    comment.set(column.comment);
    name = column.name;
    type = column.type;
    insert.execute(true);
    position++;
  }
  return id;
}

std::vector<Column> load_columns(Transaction& transaction, int64_t columns_id) {
  std::vector<Column> columns;
  Column column;
  Rows rows(transaction.session(),
            "SELECT \"COLUMN_NAME\", COALESCE(\"TYPE_NAME\", ''), "
            "COALESCE(\"COMMENT\", '') FROM \"COLUMNS_V2\" "
            "WHERE \"CD_ID\" = :id ORDER BY \"INTEGER_IDX\"",
            soci::into(column.name), soci::into(column.type), soci::into(column.comment), soci::use(columns_id));
  while (rows.next()) columns.push_back(column);
  return columns;
}

StorageInsert::StorageInsert(Transaction& transaction, const StorageDescriptor& storage, int64_t columns_id,
                             int64_t count)
    : session_(transaction.session()),
      storage_(storage),
      columns_id_(columns_id),
      next_storage_id_(take_ids(transaction, kStorageIds, count)),
      next_serde_id_(take_ids(transaction, kSerdeIds, count)),
      input_format_(storage.input_format),
      output_format_(storage.output_format),
      serde_(storage.serde),
      insert_serde_((session_.prepare << "INSERT INTO \"SERDES\" (\"SERDE_ID\", \"SLIB\") VALUES (:id, :serde)",
                     soci::use(serde_id_), soci::use(serde_.text, serde_.indicator))),
      insert_storage_(
          (session_.prepare << fmt::format(
               "INSERT INTO \"SDS\" (\"SD_ID\", \"INPUT_FORMAT\", \"IS_COMPRESSED\", \"LOCATION\", \"NUM_BUCKETS\", "
               "\"OUTPUT_FORMAT\", \"SERDE_ID\", \"CD_ID\", \"IS_STOREDASSUBDIRECTORIES\") "
               "VALUES (:id, :input, {}, :location, :buckets, :output, :serde, :columns, {})",
               transaction.dialect().boolean(storage.compressed), transaction.dialect().boolean(false)),
           soci::use(storage_id_), soci::use(input_format_.text, input_format_.indicator),
           soci::use(location_.text, location_.indicator), soci::use(storage_.bucket_count),
           soci::use(output_format_.text, output_format_.indicator), soci::use(serde_id_), soci::use(columns_id_))),
      insert_parameters_(session_, kSerdeParameters) {}

int64_t StorageInsert::run(const std::string& location) {
  storage_id_ = next_storage_id_++;
  serde_id_ = next_serde_id_++;
  location_.set(location);
  insert_serde_.execute(true);
  insert_parameters_.run(serde_id_, storage_.serde_parameters);
  insert_storage_.execute(true);
  insert_buckets(storage_id_);
  return storage_id_;
}

void StorageInsert::insert_buckets(int64_t storage_id) {
  int64_t position = 0;
  for (const auto& column : storage_.bucket_columns) {
    session_ << "INSERT INTO \"BUCKETING_COLS\" (\"SD_ID\", \"BUCKET_COL_NAME\", \"INTEGER_IDX\") "
                "VALUES (:id, :name, :position)",
        soci::use(storage_id), soci::use(column), soci::use(position);
    position++;
  }
  position = 0;
  for (const auto& column : storage_.sort_columns) {
    int64_t order = column.ascending ? 1 : 0;
    session_ << "INSERT INTO \"SORT_COLS\" (\"SD_ID\", \"COLUMN_NAME\", \"ORDER\", \"INTEGER_IDX\") "
                "VALUES (:id, :name, :order_, :position)",
        soci::use(storage_id), soci::use(column.column), soci::use(order), soci::use(position);
    position++;
  }
}

LoadedStorage load_storage(Transaction& transaction, int64_t storage_id) {
  auto& session = transaction.session();
  LoadedStorage loaded;
  auto& storage = loaded.storage;
  int64_t serde_id = 0;
  int compressed = 0;
  session << fmt::format(
      "SELECT COALESCE(s.\"LOCATION\", ''), COALESCE(s.\"INPUT_FORMAT\", ''), COALESCE(s.\"OUTPUT_FORMAT\", ''), {}, "
      "s.\"NUM_BUCKETS\", COALESCE(s.\"CD_ID\", 0), COALESCE(s.\"SERDE_ID\", 0), COALESCE(e.\"SLIB\", '') "
      "FROM \"SDS\" s LEFT JOIN \"SERDES\" e ON e.\"SERDE_ID\" = s.\"SERDE_ID\" WHERE s.\"SD_ID\" = :id",
      transaction.dialect().boolean_as_integer("s.\"IS_COMPRESSED\"")),
      soci::into(storage.location), soci::into(storage.input_format), soci::into(storage.output_format),
      soci::into(compressed), soci::into(storage.bucket_count), soci::into(loaded.columns_id), soci::into(serde_id),
      soci::into(storage.serde), soci::use(storage_id);
  storage.compressed = compressed != 0;
  storage.serde_parameters = load_parameters(session, kSerdeParameters, serde_id);

  std::string name;
  Rows buckets(session,
               "SELECT \"BUCKET_COL_NAME\" FROM \"BUCKETING_COLS\" WHERE \"SD_ID\" = :id "
               "AND \"BUCKET_COL_NAME\" IS NOT NULL ORDER BY \"INTEGER_IDX\"",
               soci::into(name), soci::use(storage_id));
  while (buckets.next()) storage.bucket_columns.push_back(name);

  int64_t order = 0;
  Rows sorts(session,
             "SELECT \"COLUMN_NAME\", \"ORDER\" FROM \"SORT_COLS\" WHERE \"SD_ID\" = "
             ":id AND \"COLUMN_NAME\" IS NOT NULL ORDER BY \"INTEGER_IDX\"",
             soci::into(name), soci::into(order), soci::use(storage_id));
  while (sorts.next()) storage.sort_columns.push_back({name, order != 0});
  return loaded;
}

namespace {

/// The ids of the rows that make up one storage descriptor.
struct StorageIds {
  int64_t storage = 0;
  int64_t serde = 0;
  int64_t columns = 0;
};

std::vector<StorageIds> find_storage(soci::session& session, std::string_view selected, int64_t owner) {
  std::vector<StorageIds> found;
  StorageIds ids;
  Rows rows(session,
            fmt::format("SELECT \"SD_ID\", COALESCE(\"SERDE_ID\", 0), COALESCE(\"CD_ID\", 0) "
                        "FROM \"SDS\" WHERE \"SD_ID\" IN ({})",
                        selected),
            soci::into(ids.storage), soci::into(ids.serde), soci::into(ids.columns), soci::use(owner));
  while (rows.next()) found.push_back(ids);
  return found;
}

/// Removes what hangs on storage descriptors. Skewed values are lists that are shared by nobody.
void delete_storage_details(soci::session& session, std::string_view selected, int64_t owner) {
  std::set<int64_t> lists;
  int64_t list = 0;
  for (const char* source :
       {"SELECT \"STRING_LIST_ID_EID\" FROM \"SKEWED_VALUES\" WHERE \"SD_ID_OID\" IN ({})",
        "SELECT \"STRING_LIST_ID_KID\" FROM \"SKEWED_COL_VALUE_LOC_MAP\" WHERE \"SD_ID\" IN ({})"}) {
    Rows rows(session, fmt::format(fmt::runtime(source), selected), soci::into(list), soci::use(owner));
    while (rows.next()) lists.insert(list);
  }
  session << fmt::format("DELETE FROM \"SKEWED_VALUES\" WHERE \"SD_ID_OID\" IN ({})", selected), soci::use(owner);
  for (const char* table :
       {"SKEWED_COL_VALUE_LOC_MAP", "SKEWED_COL_NAMES", "SD_PARAMS", "BUCKETING_COLS", "SORT_COLS"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE \"SD_ID\" IN ({})", table, selected), soci::use(owner);
  }
  for (int64_t id : lists) {
    session << "DELETE FROM \"SKEWED_STRING_LIST_VALUES\" WHERE \"STRING_LIST_ID\" = :id", soci::use(id);
    session << "DELETE FROM \"SKEWED_STRING_LIST\" WHERE \"STRING_LIST_ID\" = :id", soci::use(id);
  }
}

void delete_storage_rows(soci::session& session, const std::vector<StorageIds>& storages) {
  StorageIds ids;
  auto deleting = [&](std::string_view table, std::string_view column, int64_t& id) {
    return soci::statement(
        (session.prepare << fmt::format("DELETE FROM \"{}\" WHERE \"{}\" = :id", table, column), soci::use(id)));
  };
  auto storage_row = deleting("SDS", "SD_ID", ids.storage);
  auto serde_parameters = deleting("SERDE_PARAMS", "SERDE_ID", ids.serde);
  auto serde_row = deleting("SERDES", "SERDE_ID", ids.serde);
  std::set<int64_t> columns;
  for (const auto& each : storages) {
    ids = each;
    storage_row.execute(true);
    serde_parameters.execute(true);
    serde_row.execute(true);
    if (ids.columns != 0) columns.insert(ids.columns);
  }
  for (int64_t id : columns) {
    int users = 0;
    session << "SELECT COUNT(*) FROM \"SDS\" WHERE \"CD_ID\" = :id", soci::into(users), soci::use(id);
    if (users > 0) continue;
    session << "DELETE FROM \"COLUMNS_V2\" WHERE \"CD_ID\" = :id", soci::use(id);
    session << "DELETE FROM \"CDS\" WHERE \"CD_ID\" = :id", soci::use(id);
  }
}

}  // namespace

void delete_with_storage(Transaction& transaction, std::string_view owner_table, std::string_view condition,
                         int64_t owner) {
  auto& session = transaction.session();
  std::string selected = fmt::format("SELECT \"SD_ID\" FROM \"{}\" WHERE {}", owner_table, condition);
  auto storages = find_storage(session, selected, owner);
  delete_storage_details(session, selected, owner);
  session << fmt::format("DELETE FROM \"{}\" WHERE {}", owner_table, condition), soci::use(owner);
  delete_storage_rows(session, storages);
}

}  // namespace skep::metastore::sql
