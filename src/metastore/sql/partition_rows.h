#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/table_rows.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace skep::metastore::sql {

/// Calls `visit` for the partitions that pass the query, ordered by name, as they are read; stops when it answers
/// false. What hangs on them is read for some hundred partitions at a time.
void visit_partitions(Transaction& transaction, const Table& table, const PartitionQuery& query,
                      const std::function<bool(Partition&&)>& visit);
void visit_partition_names(Transaction& transaction, const Table& table, const PartitionQuery& query,
                           const std::function<bool(std::string&&)>& visit);
int64_t count_partitions(Transaction& transaction, const Table& table, const PartitionFilter* filter);

/// Finds a partition by its values, without its layout.
std::optional<Partition> find_partition(Transaction& transaction, const Table& table,
                                        const std::vector<std::string>& values);

/// Says whether some partition of the table has this value for a parameter.
bool has_partition_parameter(Transaction& transaction, TableId table, const std::string& key, const std::string& value);

}  // namespace skep::metastore::sql
