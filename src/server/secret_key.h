#pragma once

#include "base/result.h"

#include <string>

namespace skep::server {

/// Reads a key of 32 bytes from a file that only its owner may read, and makes both where they are missing. Servers that
/// start together get the same key.
Result<std::string> load_key(const std::string& path);

}  // namespace skep::server
