#pragma once

#include "base/result.h"
#include "engine/engine.h"

#include <string>

namespace skep::engine {

/// Writes a plan as one DuckDB statement. Columns are named by position only (c0, c1, ...) in every subquery, so no name
/// from outside stands in the text; a scan reads `scan_sources[number]` (scan_source.h), which gives all columns of its
/// table as c0, c1, ...; each result column is cast to the type that duckdb_type gives. Fails with unsupported for what
/// the embedded engine cannot do exactly.
Result<std::string> write_sql(const plan::Plan& plan, const EngineSettings& settings,
                              const std::vector<std::string>& scan_sources);

/// DuckDB's SQL name of the type that holds values of Spark's: "INTEGER", "DECIMAL(10,2)", "STRUCT(a BIGINT)".
/// timestamp is TIMESTAMP WITH TIME ZONE, timestamp_ntz TIMESTAMP, both interval families INTERVAL.
std::string duckdb_type(const types::DataType& type);

/// A DuckDB string literal; quotes doubled.
std::string sql_quote(std::string_view text);

}  // namespace skep::engine
