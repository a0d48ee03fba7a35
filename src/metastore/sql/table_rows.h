#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "metastore/sql/connection_pool.h"

#include <cstdint>
#include <string>
#include <vector>

namespace skep::metastore::sql {

/// A table with the ids of the rows that its partitions share with it.
struct TableRow {
  Table table;
  int64_t storage_id = 0;
  int64_t columns_id = 0;
};

/// What Hive calls a kind in TBLS.TBL_TYPE.
std::string_view to_hive(TableKind kind);

std::vector<std::string> table_names(Transaction& transaction, DatabaseId database);

/// The id of a table, or 0; names are in lower case.
TableId table_id(Transaction& transaction, const TableName& name);

/// Names are lower case here, as they are in the store.
Result<TableRow> load_table(Transaction& transaction, const TableName& name);

/// Inserts a table without partitions: its columns, storage, parameters, and the owner's four privileges.
Result<TableRow> insert_table(Transaction& transaction, DatabaseId database, Table draft);

/// Points a table at a new location, in SERDE_PARAMS `path` too where that key is.
void move_table(Transaction& transaction, const TableRow& row, const std::string& location);

/// Removes a table and all that hangs on it.
void delete_table(Transaction& transaction, TableId id);

}  // namespace skep::metastore::sql
