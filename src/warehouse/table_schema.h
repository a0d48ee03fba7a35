#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "types/column_defaults.h"
#include "types/data_type.h"

#include <optional>
#include <string>
#include <vector>

namespace skep::warehouse {

/// What Skep reads and writes of a table, whoever made it.
enum class FileFormat { parquet, csv, delimited_text, orc, json, avro, unknown };

/// The truth about a table's columns: from `spark.sql.sources.schema` (one string, or cut in `.numParts` pieces) when
/// Spark or Skep made it, else from Hive's columns. Partition columns come last in `columns`.
struct TableSchema {
  types::Schema columns;
  size_t partition_count = 0;
  FileFormat format = FileFormat::unknown;
  std::string provider;           ///< "parquet", "csv", ... for data-source tables; "hive" for Hive's form
  metastore::Parameters options;  ///< data-source options (header, sep, quote ...) or Hive's SerDe parameters
  types::ColumnDefaults defaults;
};

Result<TableSchema> table_schema(const metastore::Table& table);

/// Fills the records that Hive and Spark expect for a new table: columns, formats and SerDe, `spark.sql.sources.*`
/// parameters, `path` and options in the SerDe parameters, EXTERNAL. `provider` is Spark's ("parquet", "csv") or "hive";
/// `format` is what Hive's form stores. Fails with unsupported for a provider that is not there yet.
Result<void> fill_table(metastore::Table& table, const types::Schema& columns, size_t partition_count,
                        std::string_view provider, FileFormat format, const metastore::Parameters& options,
                        const types::ColumnDefaults& defaults = {});

/// Puts other columns into a table's records; its format, place and partition columns stay.
Result<void> change_columns(metastore::Table& table, const types::Schema& columns, size_t partition_count,
                            const types::ColumnDefaults& defaults);

/// Fills the records of a view: Hive's columns, Spark's schema, classes as Hive gives views.
Result<void> fill_view(metastore::Table& table, const types::Schema& columns);

std::string_view to_string(FileFormat format);

/// The format that STORED AS calls so ("parquet", "textfile"); nothing for one that is not there.
std::optional<FileFormat> format_of_name(std::string_view name);

}  // namespace skep::warehouse
