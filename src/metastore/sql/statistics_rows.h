#pragma once

#include "base/result.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/statistics_store.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore::sql {

std::vector<ColumnStatistics> load_table_statistics(Transaction& transaction, const Table& table,
                                                    const std::vector<std::string>& columns);
void put_table_statistics(Transaction& transaction, const Table& table, const std::vector<ColumnStatistics>& columns);

/// Answers false when there was nothing to remove. An empty `column` means all.
bool remove_table_statistics(Transaction& transaction, const Table& table, std::string_view column);

std::vector<PartitionStatistics> load_partition_statistics(Transaction& transaction, const Table& table,
                                                           const std::vector<std::string>& partitions,
                                                           const std::vector<std::string>& columns);
Result<void> put_partition_statistics(Transaction& transaction, const Table& table,
                                      const std::vector<PartitionStatistics>& all);
bool remove_partition_statistics(Transaction& transaction, const Table& table, std::string_view partition,
                                 std::string_view column);

/// Follows a change of a table: its names, and columns that are gone or have another type.
void change_statistics(Transaction& transaction, const Table& before, const Table& after);

/// Follows a partition to its new name.
void rename_partition_statistics(Transaction& transaction, PartitionId partition, const std::string& name);

}  // namespace skep::metastore::sql
