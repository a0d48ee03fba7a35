#pragma once

#include "types/data_type.h"

#include <string>

namespace skep::engine {

/// Gives the SQL of what orders values as Spark does: nulls within structs and arrays are less than all values, where
/// DuckDB has them more. The value itself for types without such nulls; NULL for NULL.
std::string ordering_key(const std::string& value, const types::DataType& type);

/// Says whether `ordering_key` is another than the value.
bool needs_ordering_key(const types::DataType& type);

}  // namespace skep::engine
