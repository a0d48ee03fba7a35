#pragma once

#include "base/result.h"
#include "metastore/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore {

/// What is known of one column's values, in Hive's own terms. What does not fit the column's type is not set.
struct ColumnStatistics {
  std::string column;
  std::string type;                                      ///< Hive's text: "bigint", "decimal(10,2)"
  std::optional<int64_t> long_low, long_high;            ///< whole numbers; days since 1970 of dates
  std::optional<double> double_low, double_high;         ///< float, double
  std::optional<std::string> decimal_low, decimal_high;  ///< "-12.30"
  int64_t nulls = 0;
  std::optional<int64_t> distinct;
  std::optional<double> length_average;  ///< bytes; of strings and binaries
  std::optional<int64_t> length_max;
  std::optional<int64_t> trues, falses;  ///< of booleans
  int64_t analyzed_seconds = 0;

  bool operator==(const ColumnStatistics&) const = default;
};

/// Statistics of a partition's columns, by its name.
struct PartitionStatistics {
  std::string partition;
  std::vector<ColumnStatistics> columns;
};

/// Keeps column statistics of a Metastore's tables and partitions; they go with those. Threads and failures as there;
/// another id than the table's fails with conflict.
class StatisticsStore {
 public:
  virtual ~StatisticsStore() = default;

  /// Those that are there, ordered by column; empty `columns`: of all.
  virtual Result<std::vector<ColumnStatistics>> table_statistics(const Table& table,
                                                                 const std::vector<std::string>& columns) = 0;

  /// Replaces those of the same columns and leaves the others.
  virtual Result<void> put_table_statistics(const Table& table, const std::vector<ColumnStatistics>& columns) = 0;

  /// An empty `column` removes all. Fails with not_found when there are none.
  virtual Result<void> remove_table_statistics(const Table& table, std::string_view column) = 0;

  /// Those that are there, ordered by partition and column.
  virtual Result<std::vector<PartitionStatistics>> partition_statistics(const Table& table,
                                                                        const std::vector<std::string>& partitions,
                                                                        const std::vector<std::string>& columns) = 0;

  /// Fails with not_found (PARTITIONS_NOT_FOUND) when a partition is missing.
  virtual Result<void> put_partition_statistics(const Table& table, const std::vector<PartitionStatistics>& all) = 0;
  virtual Result<void> remove_partition_statistics(const Table& table, std::string_view partition,
                                                   std::string_view column) = 0;
};

}  // namespace skep::metastore
