#include "cli/setting_arguments.h"

#include <unistd.h>
#include <cstdio>
#include <string_view>

namespace skep::cli {
namespace {

std::map<std::string, std::string> environment_variables() {
  std::map<std::string, std::string> variables;
  for (char** variable = environ; *variable != nullptr; variable++) {
    std::string_view text = *variable;
    auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace

Result<config::Configuration> read_settings(const ServeArguments& arguments) {
  config::ConfigurationSources sources;
  sources.environment = environment_variables();
  sources.env_files = arguments.given.env_files;
  sources.file = arguments.given.file;
  sources.hive_site = arguments.given.hive_site;
  sources.core_site = arguments.given.core_site;
  sources.spark_defaults = arguments.given.spark_defaults;
  sources.warn = [](const std::string& what) { std::fprintf(stderr, "skep: warning: %s\n", what.c_str()); };
  for (const auto& argument : arguments.given.settings) {
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
  if (!arguments.trusted_network.empty())
    sources.flags.push_back({"skep.trusted.network", arguments.trusted_network, "--trusted-network"});
  return config::read_configuration(sources);
}

Result<std::map<std::string, std::string>> parse_settings(const SettingArguments& given) {
  ServeArguments arguments;
  arguments.given = given;
  auto configuration = read_settings(arguments);
  if (!configuration) return configuration.error();
  std::map<std::string, std::string> values;
  for (const auto& [key, configured] : *configuration)
    if (configured.origin != "default") values.emplace(key, configured.value);
  return values;
}

}  // namespace skep::cli
