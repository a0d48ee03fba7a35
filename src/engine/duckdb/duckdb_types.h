#pragma once

#include "types/data_type.h"
#include "types/value.h"

#include <duckdb.hpp>

namespace skep::engine {

/// DuckDB's type that holds values of Spark's; the same as the SQL that duckdb_type (sql_writer.h) writes.
duckdb::LogicalType to_duckdb(const types::DataType& type);

/// A constant in DuckDB's terms, of the type to_duckdb(value.type).
duckdb::Value to_duckdb(const types::Value& value);

}  // namespace skep::engine
