#pragma once

namespace duckdb {
class DatabaseInstance;
}

namespace skep::engine {

/// Registers our scalar functions (skep_*) in a DuckDB instance: those where Spark's answer is not DuckDB's.
void register_functions(duckdb::DatabaseInstance& database);

}  // namespace skep::engine
