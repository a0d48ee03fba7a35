#pragma once

#include "base/result.h"
#include "syntax/parameters.h"

#include <simdjson.h>

namespace skep::session {

/// Reads {"name": value, ...} or [value, ...]. A value is JSON's own (a whole number is an int or, where it does not fit, a
/// bigint or a decimal; others are doubles) or {"value": ..., "type": "date"}, which is cast to that type. Fails with
/// invalid_argument, naming the parameter.
Result<syntax::Parameters> read_parameters(simdjson::dom::element json);

}  // namespace skep::session
