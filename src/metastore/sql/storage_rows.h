#pragma once

#include "metastore/records.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/parameter_rows.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore::sql {

/// Inserts a table's columns and gives their CD_ID.
int64_t insert_columns(Transaction& transaction, const std::vector<Column>& columns);
std::vector<Column> load_columns(Transaction& transaction, int64_t columns_id);

/// Inserts storage descriptors that share everything but their locations: a table's one, or those of new partitions.
class StorageInsert {
 public:
  /// Takes `count` ids; `run` may be called so often.
  StorageInsert(Transaction& transaction, const StorageDescriptor& storage, int64_t columns_id, int64_t count);

  /// Gives the SD_ID.
  int64_t run(const std::string& location);

 private:
  void insert_buckets(int64_t storage_id);

  soci::session& session_;
  StorageDescriptor storage_;
  int64_t columns_id_;
  int64_t next_storage_id_;
  int64_t next_serde_id_;
  OptionalText location_, input_format_, output_format_, serde_;
  int64_t storage_id_ = 0;
  int64_t serde_id_ = 0;
  soci::statement insert_serde_;
  soci::statement insert_storage_;
  ParameterInsert insert_parameters_;
};

/// Loads what TBLS' or PARTITIONS' SD_ID points at, with the CD_ID.
struct LoadedStorage {
  StorageDescriptor storage;
  int64_t columns_id = 0;
};
LoadedStorage load_storage(Transaction& transaction, int64_t storage_id);

/// Removes owners (rows of `owner_table` that pass `condition`, where ":owner" stands for `owner`) with their storage
/// descriptors, and the columns that nobody else uses.
void delete_with_storage(Transaction& transaction, std::string_view owner_table, std::string_view condition,
                         int64_t owner);

}  // namespace skep::metastore::sql
