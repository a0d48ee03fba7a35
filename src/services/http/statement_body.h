#pragma once

#include "base/result.h"
#include "syntax/parameters.h"

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
};

/// Reads {"statement": "...", "database": "...", "timeout": seconds, "id": "...", "parameters": ...}. Fails with invalid_argument, naming
/// the key that is unknown, given twice, missing or of a wrong type.
Result<StatementBody> parse_statement_body(std::string_view json);

}  // namespace skep::services
