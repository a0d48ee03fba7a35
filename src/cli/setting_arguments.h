#pragma once

#include "base/result.h"
#include "cli/commands.h"
#include "config/configuration.h"

#include <map>
#include <string>
#include <vector>

namespace skep::cli {

/// Reads every setting: the flags given, SKEP_* variables, the file of settings, first values (config/configuration.h).
/// Fails with invalid_argument for a setting without '=', and for whatever is wrong in those places.
Result<config::Configuration> read_settings(const ServeArguments& arguments);

/// The same for "key=value" flags alone: the values that are not first values.
Result<std::map<std::string, std::string>> parse_settings(const std::vector<std::string>& arguments,
                                                          const std::string& hive_site = "");

}  // namespace skep::cli
