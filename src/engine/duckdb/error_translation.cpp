#include "engine/duckdb/error_translation.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace skep::engine {
namespace {

using duckdb::ExceptionType;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool is_class_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// Takes "[CLASS] message" apart; nothing for any other text.
std::optional<Error> of_our_function(std::string_view text) {
  if (text.empty() || text.front() != '[') return std::nullopt;
  auto end = text.find("] ");
  if (end == std::string_view::npos || !is_class_name(text.substr(1, end - 1))) return std::nullopt;
  return Error::of_class(ErrorCode::invalid_data, text.substr(1, end - 1), std::string(text.substr(end + 2)));
}

/// Finds the first text in double quotes: where DuckDB's file errors name the file.
std::string quoted_part(std::string_view text) {
  auto begin = text.find('"');
  if (begin == std::string_view::npos) return "";
  auto end = text.find('"', begin + 1);
  return end == std::string_view::npos ? "" : std::string(text.substr(begin + 1, end - begin - 1));
}

Error file_error(std::string_view text) {
  auto file = quoted_part(text);
  auto message = file.empty() ? fmt::format("a file of the table could not be read: {}", text)
                              : fmt::format("the file {} could not be read: {}", file, text);
  return Error::of_class(ErrorCode::invalid_data, "FAILED_READ_FILE.NO_HINT", std::move(message));
}

bool is_file_error(std::string_view text) {
  constexpr std::array kSigns = {"Failed to read file",  "Failed to read Parquet",
                                 "No magic bytes found", "Cannot open file",
                                 "Parquet file",         "parquet file",
                                 "TProtocolException",   "ZSTD Decompression",
                                 "GZIP Decompression",   "Snappy decompression",
                                 "Could not read",       "don't know what type",
                                 "Footer length",        "corrupt"};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](const char* sign) { return contains(text, sign); });
}

Error memory_error(const std::string& text) {
  if (contains(text, "temp_directory") || contains(text, "max_temp_directory_size")) {
    return make_error(ErrorCode::resource_exhausted,
                      "the statement outgrew skep.engine.memory.limit and the disk of the spill folder: {}", text);
  }
  return make_error(ErrorCode::resource_exhausted, "the statement outgrew skep.engine.memory.limit: {}", text);
}

Error overflow_error(const std::string& text) {
  if (contains(text, "DECIMAL")) {
    return Error::of_class(ErrorCode::invalid_data, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
                           "a decimal is out of range: " + text);
  }
  bool small = contains(text, " of INT8 ") || contains(text, " of INT16 ");
  if (small && (contains(text, "addition") || contains(text, "subtraction") || contains(text, "multiplication"))) {
    return Error::of_class(ErrorCode::invalid_data, "BINARY_ARITHMETIC_OVERFLOW", "a number is out of range: " + text);
  }
  if (contains(text, "date") || contains(text, "Date") || contains(text, "timestamp") || contains(text, "interval")) {
    return Error::of_class(ErrorCode::invalid_data, "DATETIME_OVERFLOW", "a date or time is out of range: " + text);
  }
  return Error::of_class(ErrorCode::invalid_data, "ARITHMETIC_OVERFLOW", "a number is out of range: " + text);
}

}  // namespace

Error translate(const duckdb::ErrorData& error) {
  const auto& text = error.RawMessage();
  if (auto ours = of_our_function(text)) return *ours;
  if (contains(text, "More than one row returned by a subquery")) {
    return Error::of_class(ErrorCode::invalid_data, "SCALAR_SUBQUERY_TOO_MANY_ROWS",
                           "more than one row returned by a subquery used as a value");
  }
  if (contains(text, "Map keys must be unique")) {
    return Error::of_class(ErrorCode::invalid_data, "DUPLICATED_MAP_KEY", "a map has a key twice");
  }
  if (contains(text, "Map keys can not be NULL")) {
    return Error::of_class(ErrorCode::invalid_data, "NULL_MAP_KEY", "a map's key cannot be null");
  }
  if (contains(text, "QUANTILE can only take parameters in the range")) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                           "a percentage must be from 0 to 1");
  }
  if (contains(text, "QUANTILE can only take constant parameters")) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                           "a percentage must be constant");
  }
  switch (error.Type()) {
    case ExceptionType::OUT_OF_MEMORY: return memory_error(text);
    case ExceptionType::OUT_OF_RANGE: return overflow_error(text);
    case ExceptionType::DIVIDE_BY_ZERO:
      return Error::of_class(ErrorCode::invalid_data, "DIVIDE_BY_ZERO", "division by zero");
    case ExceptionType::IO:
    case ExceptionType::HTTP:
    case ExceptionType::SERIALIZATION: return contains(text, "temporary file") ? memory_error(text) : file_error(text);
    case ExceptionType::CONVERSION:
      // Sums of whole numbers are wider than the result.
      if (contains(text, "INT128") && contains(text, "INT64")) return overflow_error(text);
      if (contains(text, "out of range") || contains(text, "Could not cast value")) {
        return contains(text, "DECIMAL") ? overflow_error(text)
                                         : Error::of_class(ErrorCode::invalid_data, "CAST_OVERFLOW", text);
      }
      return Error::of_class(ErrorCode::invalid_data, "CAST_INVALID_INPUT", text);
    case ExceptionType::INTERRUPT: return Error(ErrorCode::cancelled, "the statement was cancelled");
    case ExceptionType::INVALID_INPUT:
    case ExceptionType::INVALID:
      if (is_file_error(text)) return file_error(text);
      break;
    // What the embedded engine has not: nothing was run. SQL that it cannot read or bind is a fault of the writer's.
    case ExceptionType::NOT_IMPLEMENTED:
      return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE",
                             fmt::format("the embedded engine cannot run this form yet: {}", error.RawMessage()));
    default: break;
  }
  return make_error(ErrorCode::internal, "the engine failed: {}", error.Message());
}

bool breaks_instance(const duckdb::ErrorData& error) {
  return error.Type() == ExceptionType::FATAL || error.Type() == ExceptionType::INTERNAL;
}

}  // namespace skep::engine
