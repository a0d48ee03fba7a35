#pragma once

#include "base/error.h"

#include <duckdb.hpp>

namespace skep::engine {

/// Turns a failure of DuckDB, or of our functions inside it, into ours, with Spark's class where Spark has one.
///
/// Our functions throw InvalidInputException with the text "[CLASS] message"; that becomes invalid_data of the class.
/// What nobody expected is internal, with DuckDB's text for the log.
Error translate(const duckdb::ErrorData& error);

/// Says whether a DuckDB instance must not be used any more after this failure.
bool breaks_instance(const duckdb::ErrorData& error);

}  // namespace skep::engine
