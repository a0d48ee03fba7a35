#include "metastore/sql/rows.h"
#include "metastore/sql/storage_rows.h"
#include "metastore/sql/value_list.h"

#include <set>

namespace skep::metastore::sql {
namespace {

/// The ids of the rows that make up storage descriptors.
struct StorageIds {
  std::vector<int64_t> storages;
  std::vector<int64_t> serdes;
  std::set<int64_t> columns;
};

StorageIds find_storages(soci::session& session, const std::string& condition, const StorageOwners& owners) {
  StorageIds found;
  int64_t storage = 0, serde = 0, columns = 0;
  std::string text = fmt::format(
      "SELECT \"SD_ID\", COALESCE(\"SERDE_ID\", 0), COALESCE(\"CD_ID\", 0) FROM \"SDS\" WHERE \"SD_ID\" IN "
      "(SELECT \"SD_ID\" FROM \"{}\" WHERE {})",
      owners.table, condition);
  auto read = [&](const auto& owner) {
    Rows rows(session, text, soci::into(storage), soci::into(serde), soci::into(columns), soci::use(owner));
    while (rows.next()) {
      found.storages.push_back(storage);
      if (serde != 0) found.serdes.push_back(serde);
      if (columns != 0) found.columns.insert(columns);
    }
  };
  owners.ids.empty() ? read(owners.id) : read(owners.ids);
  return found;
}

/// Removes what hangs on storage descriptors. Skewed values are lists that are shared by nobody.
void delete_details(soci::session& session, const Dialect& dialect, const std::string& storages) {
  std::string these = dialect.is_one_of_ids("\"SD_ID\"", ":ids");
  std::vector<int64_t> list_ids;
  int64_t list = 0;
  for (const auto& source :
       {"SELECT \"STRING_LIST_ID_EID\" FROM \"SKEWED_VALUES\" WHERE " + dialect.is_one_of_ids("\"SD_ID_OID\"", ":ids"),
        "SELECT \"STRING_LIST_ID_KID\" FROM \"SKEWED_COL_VALUE_LOC_MAP\" WHERE " + these}) {
    Rows rows(session, source, soci::into(list), soci::use(storages));
    while (rows.next()) list_ids.push_back(list);
  }
  session << "DELETE FROM \"SKEWED_VALUES\" WHERE " + dialect.is_one_of_ids("\"SD_ID_OID\"", ":ids"),
      soci::use(storages);
  for (const char* table :
       {"SKEWED_COL_VALUE_LOC_MAP", "SKEWED_COL_NAMES", "SD_PARAMS", "BUCKETING_COLS", "SORT_COLS"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE {}", table, these), soci::use(storages);
  }
  if (list_ids.empty()) return;
  std::string lists = id_list(list_ids);
  for (const char* table : {"SKEWED_STRING_LIST_VALUES", "SKEWED_STRING_LIST"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE {}", table, dialect.is_one_of_ids("\"STRING_LIST_ID\"", ":ids")),
        soci::use(lists);
  }
}

}  // namespace

void delete_with_storage(Transaction& transaction, const StorageOwners& owners) {
  auto& session = transaction.session();
  const auto& dialect = transaction.dialect();
  std::string column = fmt::format("\"{}\"", owners.column);
  std::string condition = owners.ids.empty() ? column + " = :owner" : dialect.is_one_of_ids(column, ":owner");
  StorageIds found = find_storages(session, condition, owners);
  std::string storages = id_list(found.storages), serdes = id_list(found.serdes);

  delete_details(session, dialect, storages);
  std::string deletion = fmt::format("DELETE FROM \"{}\" WHERE {}", owners.table, condition);
  if (owners.ids.empty()) {
    session << deletion, soci::use(owners.id);
  } else {
    session << deletion, soci::use(owners.ids);
  }
  session << "DELETE FROM \"SDS\" WHERE " + dialect.is_one_of_ids("\"SD_ID\"", ":ids"), soci::use(storages);
  for (const char* table : {"SERDE_PARAMS", "SERDES"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE {}", table, dialect.is_one_of_ids("\"SERDE_ID\"", ":ids")),
        soci::use(serdes);
  }
  for (int64_t id : found.columns) delete_unused_columns(transaction, id);
}

}  // namespace skep::metastore::sql
