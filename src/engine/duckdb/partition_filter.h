#pragma once

#include "engine/duckdb/scan_table.h"

#include <duckdb.hpp>

#include <vector>

namespace skep::engine {

/// Decides for each partition of a table whether filters on its partition columns can hold there.
class PartitionFilter {
 public:
  /// `column_ids` says which table column each column of the filters' table is.
  PartitionFilter(duckdb::ClientContext& context, const ScanTable& table, duckdb::idx_t table_index,
                  const duckdb::vector<duckdb::column_t>& column_ids);

  /// Applies a filter that uses partition columns only. False, with nothing applied, for every other filter, and for
  /// one that raises an error for some partition: the scan is to report it, if it gets there.
  bool apply(const duckdb::Expression& filter);

  /// Says per partition whether all filters applied so far hold.
  const std::vector<char>& kept() const { return kept_; }

 private:
  bool uses_partition_columns_only(const duckdb::Expression& filter) const;
  bool is_partition_column(const duckdb::BoundColumnRefExpression& reference) const;
  duckdb::unique_ptr<duckdb::Expression> with_values(const duckdb::Expression& filter, size_t partition) const;

  duckdb::ClientContext& context_;
  const ScanTable& table_;
  duckdb::idx_t table_index_;
  const duckdb::vector<duckdb::column_t>& column_ids_;
  std::vector<char> kept_;
};

}  // namespace skep::engine
