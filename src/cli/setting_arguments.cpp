#include "cli/setting_arguments.h"

#include "base/text.h"
#include "config/settings.h"

#include <algorithm>
#include <cstdlib>

namespace skep::cli {

Result<std::map<std::string, std::string>> parse_settings(const std::vector<std::string>& arguments) {
  std::map<std::string, std::string> values;
  for (auto& setting : config::settings()) {
    if (!setting.name.starts_with("skep.")) continue;
    auto variable = to_upper(setting.name);
    std::replace(variable.begin(), variable.end(), '.', '_');
    if (auto* value = std::getenv(variable.c_str())) values[std::string(setting.name)] = value;
  }
  for (auto& argument : arguments) {
    auto equals = argument.find('=');
    if (equals == std::string::npos)
      return make_error(ErrorCode::invalid_argument, "--conf takes key=value, not '{}'", argument);
    values[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  return values;
}

}  // namespace skep::cli
