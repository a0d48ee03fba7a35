#pragma once

#include "base/result.h"
#include "types/value.h"

#include <string>

namespace skep::session {

/// Reads a partition column's value from Hive's text; a timestamp without a zone is of `time_zone`. Fails with class
/// CAST_INVALID_INPUT for a text that is none of the type.
Result<types::Value> partition_value(const std::string& text, const types::Field& column, const std::string& time_zone);

}  // namespace skep::session
