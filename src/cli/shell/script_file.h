#pragma once

#include "base/result.h"

#include <string>

namespace skep::cli {

/// Reads a file of statements; "-" is standard input. Fails with not_found.
Result<std::string> read_script(const std::string& path);

}  // namespace skep::cli
