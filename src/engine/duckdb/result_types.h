#pragma once

#include "base/result.h"
#include "types/data_type.h"

#include <duckdb.hpp>

namespace skep::engine {

/// Compares the types that DuckDB gives a query's columns with those that the plan says. Fails with internal at the
/// first difference: rows of other types are never given out.
Result<void> check_result_types(const duckdb::vector<duckdb::LogicalType>& actual, const types::Schema& expected);

}  // namespace skep::engine
