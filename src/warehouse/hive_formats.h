#pragma once

#include "metastore/records.h"
#include "warehouse/table_schema.h"

#include <string_view>

namespace skep::warehouse {

/// The class names by which Hive knows a format.
struct HiveFormat {
  FileFormat format;
  std::string_view input_format;
  std::string_view output_format;
  std::string_view serde;
};

/// The classes of a format; null for one that Hive's form does not store here yet.
const HiveFormat* hive_format(FileFormat format);

/// What Spark records for a table whose schema Hive cannot hold: the truth is in the table's parameters alone.
const HiveFormat& spark_only_format();

/// Finds a table's format by its classes; unknown for those that are not Hive's own.
FileFormat format_of(const metastore::StorageDescriptor& storage);

}  // namespace skep::warehouse
