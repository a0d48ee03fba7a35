#pragma once

#include "metastore/records.h"

#include <string_view>

namespace skep::metastore {

/// Hive's interface does not show the ids of tables. One that Skep makes carries a number in a parameter, which goes with it
/// wherever it is renamed to; others are known by their name and time of creation.
inline constexpr std::string_view kTableIdParameter = "skep.table.id";

TableId new_table_id();

/// Sets the id of a table that was read, and takes the parameter out.
void take_table_id(Table& table);

/// The parameters that are stored of a table: its own, and its id where that is a number of ours.
Parameters with_table_id(const Table& table);

PartitionId partition_id(const Table& table, std::string_view name);

}  // namespace skep::metastore
