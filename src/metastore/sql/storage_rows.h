#pragma once

#include "metastore/records.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/connection_pool.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore::sql {

/// Inserts columns and gives their CD_ID.
int64_t insert_columns(Transaction& transaction, const std::vector<Column>& columns);
std::vector<Column> load_columns(Transaction& transaction, int64_t columns_id);

/// Removes columns that no storage descriptor uses any more.
void delete_unused_columns(Transaction& transaction, int64_t columns_id);

/// Inserts storage descriptors: a table's one, or those of new partitions.
class StorageInsert {
 public:
  /// Takes `count` ids; `add` may be called so often.
  StorageInsert(Transaction& transaction, int64_t count);

  /// Gives the SD_ID.
  int64_t add(const StorageDescriptor& storage, int64_t columns_id, const std::string& location);
  void flush();

 private:
  void add_details(int64_t storage_id, const StorageDescriptor& storage);

  int64_t next_storage_id_;
  int64_t next_serde_id_;
  BulkInsert serdes_, serde_parameters_, storages_, parameters_, buckets_, sorts_;
};

/// A storage descriptor, with the CD_ID of its columns.
struct LoadedStorage {
  StorageDescriptor storage;
  int64_t columns_id = 0;
};

/// Loads what SD_IDs of TBLS or PARTITIONS point at, by SD_ID.
std::map<int64_t, LoadedStorage> load_storages(Transaction& transaction, const std::vector<int64_t>& storage_ids);

/// Replaces all of a storage descriptor, its location included, but for skewed values, which Skep does not know.
void update_storage(Transaction& transaction, int64_t storage_id, const StorageDescriptor& storage, int64_t columns_id);

/// Says which rows own storage descriptors: those of `table` for which `column` is `id`, or one of `ids` (a JSON array).
struct StorageOwners {
  std::string_view table;
  std::string_view column;
  int64_t id = 0;
  std::string ids;
};

/// Removes the owners with their storage descriptors, and the columns that nobody else uses.
void delete_with_storage(Transaction& transaction, const StorageOwners& owners);

}  // namespace skep::metastore::sql
