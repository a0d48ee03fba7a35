#pragma once

#include "base/result.h"
#include "syntax/parameters.h"

#include <simdjson.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace skep::services {

/// What the body of POST /api/v1/statements says.
struct StatementBody {
  std::string statement;
  std::string database;
  std::string id;
  std::optional<std::chrono::milliseconds> timeout;
  syntax::Parameters parameters;
  std::string parameters_json;  ///< the same as they came
};

/// Reads {"statement": "...", "database": "...", "timeout": seconds, "id": "...", "parameters": ...}. Fails with invalid_argument, naming
/// the key that is unknown, given twice, missing or of a wrong type.
Result<StatementBody> parse_statement_body(std::string_view json);

/// An id of the caller's may stand in headers and paths. Fails with invalid_argument, saying what it may be.
Result<void> check_caller_id(std::string_view id);

/// Reads a time in seconds above 0 and at most a week. Fails with invalid_argument, naming the key.
Result<std::chrono::milliseconds> read_seconds(std::string_view key, simdjson::dom::element value);

}  // namespace skep::services
