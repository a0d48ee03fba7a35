#pragma once

#include "session/commands.h"
#include "types/column_defaults.h"

namespace skep::session {

/// Computes what DEFAULT says of a new column: the text itself, and the value that it has now. Fails with Spark's
/// INVALID_DEFAULT_VALUE classes for one that is not constant or has another type.
Result<types::ColumnDefault> column_default(const std::string& text, const types::Field& column,
                                            CommandContext& context);

/// Reads the value of types::ColumnDefault::exists, whoever wrote it. Fails with unsupported for what is no plain value.
Result<types::Value> missing_value(const std::string& text, const types::Field& column, const std::string& time_zone);

}  // namespace skep::session
