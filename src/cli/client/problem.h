#pragma once

#include "base/error.h"

#include <string>
#include <string_view>

namespace skep::cli {

/// Reads a problem document back into the error that it was made of; `text` is the statement that its line and column
/// point into. A body that is none becomes an error that quotes its beginning.
Error error_from_problem(int status, std::string_view body, std::string_view text);

}  // namespace skep::cli
