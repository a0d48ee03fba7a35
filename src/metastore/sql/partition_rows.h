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

/// Calls `visit` for the partitions that pass `filter`, ordered by name, as they are read; stops when it answers
/// false. Parameters are read for some hundred partitions at a time.
void visit_partitions(Transaction& transaction, const Table& table, const PartitionFilter* filter,
                      const std::function<bool(Partition&&)>& visit);

std::optional<Partition> find_partition(Transaction& transaction, const Table& table,
                                        const std::vector<std::string>& values);

/// Inserts partitions that are not there. Each gets the table's columns, formats and SerDe, as Hive does.
void insert_partitions(Transaction& transaction, const TableRow& row, const std::vector<Partition>& drafts);

/// Gives a partition that is there the location and parameters of `draft`.
void update_partition(Transaction& transaction, PartitionId id, const Partition& draft);

void delete_partition(Transaction& transaction, PartitionId id);

/// Says whether some partition of the table has this value for a parameter.
bool has_partition_parameter(Transaction& transaction, TableId table, const std::string& key, const std::string& value);

}  // namespace skep::metastore::sql
