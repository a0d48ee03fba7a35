#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <vector>

namespace skep::cli {

/// Reads "key=value" arguments, and for settings of Skep's own the environment: SKEP_WAREHOUSE_RETENTION is
/// skep.warehouse.retention. An argument wins. Fails with invalid_argument for an argument without '='.
Result<std::map<std::string, std::string>> parse_settings(const std::vector<std::string>& arguments);

}  // namespace skep::cli
