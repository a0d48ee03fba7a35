#pragma once

#include "engine/duckdb/delimited_options.h"
#include "types/data_type.h"

#include <duckdb.hpp>

#include <functional>
#include <string_view>

namespace skep::engine {

/// Puts a value's text into a row of a vector of the column's type; false when the text is malformed.
using FieldReader = std::function<bool(std::string_view text, duckdb::Vector& column, duckdb::idx_t row)>;

/// Makes the reader of a column as Spark's CSV source converts: whole numbers without blanks, dates and timestamps by
/// their formats or as casts do. Fails with unsupported for a nested type.
Result<FieldReader> make_field_reader(const types::DataType& type, const DelimitedOptions& options,
                                      const std::string& time_zone);

}  // namespace skep::engine
