#pragma once

#include "metastore/records.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/connection_pool.h"

#include <cstdint>
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

/// A row of SDS with its SERDES, as a SELECT reads it; what hangs on it comes as details (record_details.h).
struct StorageRow {
  StorageDescriptor storage;
  int64_t storage_id = 0;
  int64_t columns_id = 0;
  int64_t serde_id = 0;
  int compressed = 0;

  /// What to select, of SDS as `s` and SERDES as `e`, and the join that brings them to a table with an SD_ID.
  static std::string columns(const Dialect& dialect);
  static std::string join_to(std::string_view alias);

  /// Calls `into` for each column, in order.
  template <typename Into>
  void each_column(const Into& into) {
    into(storage_id);
    into(columns_id);
    into(serde_id);
    into(storage.location);
    into(storage.input_format);
    into(storage.output_format);
    into(compressed);
    into(storage.bucket_count);
    into(storage.serde);
    into(storage.serde_name);
  }
};

/// The CD_ID of a storage descriptor, or 0.
int64_t columns_id_of(Transaction& transaction, int64_t storage_id);

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
