#include "cli/setting_arguments.h"

#include <cstdlib>
#include <optional>

namespace skep::cli {
namespace {

std::optional<std::string> environment_variable(const std::string& name) {
  auto* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

Result<config::Configuration> read_settings(const ServeArguments& arguments) {
  config::ConfigurationSources sources;
  sources.environment = environment_variable;
  sources.file = arguments.file;
  sources.hive_site = arguments.hive_site;
  for (const auto& argument : arguments.settings) {
    auto equals = argument.find('=');
    if (equals == std::string::npos)
      return make_error(ErrorCode::invalid_argument, "--conf takes key=value, not '{}'", argument);
    sources.flags.push_back({argument.substr(0, equals), argument.substr(equals + 1), "--conf"});
  }
  if (!arguments.warehouse.empty())
    sources.flags.push_back({"skep.warehouse.directory", arguments.warehouse, "--warehouse"});
  if (!arguments.listen.empty()) sources.flags.push_back({"skep.http.listen", arguments.listen, "--listen"});
  if (!arguments.metastore_port.empty())
    sources.flags.push_back({"skep.metastore.port", arguments.metastore_port, "--metastore-port"});
  return config::read_configuration(sources);
}

Result<std::map<std::string, std::string>> parse_settings(const std::vector<std::string>& arguments,
                                                          const std::string& hive_site) {
  ServeArguments given;
  given.hive_site = hive_site;
  given.settings = arguments;
  auto configuration = read_settings(given);
  if (!configuration) return configuration.error();
  std::map<std::string, std::string> values;
  for (const auto& [key, configured] : *configuration)
    if (configured.origin != "default") values.emplace(key, configured.value);
  return values;
}

}  // namespace skep::cli
