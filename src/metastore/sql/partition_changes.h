#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/table_rows.h"

#include <string>
#include <vector>

namespace skep::metastore::sql {

/// Inserts partitions that are not there and gives them back as they are stored. One without a layout gets the table's
/// columns, formats and SerDe, as Hive does. A partition that another server has added meanwhile fails with
/// already_exists.
Result<std::vector<Partition>> insert_partitions(Transaction& transaction, const TableRow& row,
                                                 const std::vector<Partition>& drafts);

/// Gives a partition that is there the location, the parameters and, if it has one, the layout of `draft`.
void update_partition(Transaction& transaction, const TableRow& row, PartitionId id, const Partition& draft);

/// Gives a partition other values. Fails with already_exists when they are another one's.
Result<void> rename_partition(Transaction& transaction, const TableRow& row, PartitionId id,
                              const std::vector<std::string>& values);

void delete_partitions(Transaction& transaction, const std::vector<int64_t>& ids);

}  // namespace skep::metastore::sql
