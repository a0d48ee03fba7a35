#pragma once

#include "engine/duckdb/running_query.h"
#include "engine/engine.h"

#include <string>
#include <vector>

namespace skep::engine {

/// Writes a query's rows as Parquet files that Spark 4 and Hive read: snappy, timestamps as microseconds in UTC, lists
/// and maps in the standard three-level form. The query's columns are c0, c1, ...; the last ones are the partition's.
/// A file that a failed write leaves behind is the caller's to remove, with the directory.
Result<std::vector<EngineFile>> write_parquet(RunningQuery& query, const std::string& sql, size_t column_count,
                                              const WriteTarget& target);

}  // namespace skep::engine
