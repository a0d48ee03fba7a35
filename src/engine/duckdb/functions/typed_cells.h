#pragma once

#include "engine/duckdb/functions/text_options.h"

#include <duckdb.hpp>

#include <string_view>

namespace skep::engine {

/// Reads a text as a value of the vector's type into a row: what JSON strings and the fields of CSV hold. False leaves the
/// row NULL: the text is none of that type's.
bool read_cell(std::string_view text, duckdb::Vector& vector, duckdb::idx_t row, const TextOptions& options);

/// Reads the digits of a number into a row of a numeric vector; false as above.
bool read_number(std::string_view digits, duckdb::Vector& vector, duckdb::idx_t row);

/// Appends a value as text without quotes, as JSON and CSV hold it. Nested values are not for this function.
void append_cell(std::string& out, const duckdb::RecursiveUnifiedVectorFormat& data, duckdb::idx_t row,
                 const TextOptions& options);

}  // namespace skep::engine
