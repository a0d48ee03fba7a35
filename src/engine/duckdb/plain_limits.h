#pragma once

namespace duckdb {
class DatabaseInstance;
}

namespace skep::engine {

/// Keeps DuckDB from reading a table twice for `select * ... limit n`. For the first n rows by some order, and for rows
/// after an offset, it pays to find the rows first and to fetch their columns then; for the first ones at hand it does
/// not.
void keep_plain_limits_plain(duckdb::DatabaseInstance& instance);

}  // namespace skep::engine
