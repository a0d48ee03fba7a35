#pragma once

#include "base/result.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skep::config {

/// One value, and where it was found: "--listen", "SKEP_STATEMENTS_TIMEOUT", "skep.yaml:3", "default".
struct Configured {
  std::string value;
  std::string origin;
};

/// What is asked for values, the strongest first: flags, environment, file, hive-site.xml, the table's first values.
struct ConfigurationSources {
  struct Flag {
    std::string key;
    std::string value;
    std::string name;  ///< as the user wrote it: "--listen"
  };
  std::vector<Flag> flags;
  std::function<std::optional<std::string>(const std::string&)> environment;

  /// A YAML file (yaml_file.h); empty: SKEP_CONFIG names it, else skep.yaml here if there is one.
  std::string file;

  /// A hive-site.xml (hive_site.h); empty: SKEP_HIVE_SITE names it, else hive-site.xml in HIVE_CONF_DIR if there is one.
  std::string hive_site;
};

using Configuration = std::map<std::string, Configured>;

/// Every setting with its value, further ones of Spark's that were given, and where each came from. Fails with
/// invalid_argument, naming the place, for a file that cannot be read and for values that are wrong.
Result<Configuration> read_configuration(const ConfigurationSources& sources);

/// The environment variable of a setting: "skep.statements.timeout" -> "SKEP_STATEMENTS_TIMEOUT".
std::string environment_name(std::string_view key);

/// A line a setting: its name, value, place and what it does.
std::string explain(const Configuration& configuration);

}  // namespace skep::config
