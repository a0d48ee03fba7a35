#pragma once

#include "metastore/records.h"

#include <string>
#include <string_view>

namespace skep::warehouse {

/// The folder below a table's root, or a database's, that holds what writes made; hidden from Hive and Spark.
inline constexpr std::string_view kOwnFolder = "_skep";

/// The leaf folder of a write that is not split by partitions.
inline constexpr std::string_view kDataFolder = "data";

/// The folder that a table owns: its location, or what is above `/_skep/<operation id>/data` once an overwrite has
/// moved the location there.
std::string table_root(const metastore::Table& table);

/// Says whether Hive and Spark leave a file or folder of this name out of a scan.
bool is_hidden(std::string_view name);

/// <folder>/_skep/<id>
std::string own_folder(std::string_view folder, std::string_view id);

}  // namespace skep::warehouse
