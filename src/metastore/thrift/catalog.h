#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace skep::hive {

/// The one catalog that there is.
inline constexpr const char* kCatalog = "hive";

/// The database that a client names. Those of Hive 3 and later write "@catalog#database"; there is one catalog, `hive`.
/// Fails with not_found for another one.
Result<std::string> database_of(std::string_view name);

}  // namespace skep::hive
