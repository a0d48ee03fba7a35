#pragma once

#include "base/result.h"
#include "cli/commands.h"
#include "config/configuration.h"

#include <map>
#include <string>
#include <vector>

namespace skep::cli {

/// Reads every setting: the flags given, the environment, files, first values (config/configuration.h). Warnings go to
/// standard error. Fails with invalid_argument for a setting without '=', and for whatever is wrong in those places.
Result<config::Configuration> read_settings(const ServeArguments& arguments);

/// The same for a command that has no other flags: the values that are not first values.
Result<std::map<std::string, std::string>> parse_settings(const SettingArguments& given);

}  // namespace skep::cli
