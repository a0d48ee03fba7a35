#pragma once

#include "base/result.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace skep::config {

/// One value, and where it was found: "--listen", "SKEP_STATEMENTS_TIMEOUT", "skep.yaml:3", "default".
struct Configured {
  std::string value;
  std::string origin;

  struct Overridden {
    std::string value;
    std::string origin;
  };
  std::vector<Overridden> overridden = {};  ///< what this one wins over, the strongest first
};

/// What is asked for values, the strongest first: flags, the environment, skep.yaml, spark-defaults.conf, hive-site.xml,
/// core-site.xml, the table's first values.
struct ConfigurationSources {
  struct Flag {
    std::string key;
    std::string value;
    std::string name;  ///< as the user wrote it: "--listen"
  };
  std::vector<Flag> flags;

  /// The process's variables (environment.h), and files of further ones (env_file.h), the strongest last: they count where
  /// the process has none.
  std::map<std::string, std::string> environment;
  std::vector<std::string> env_files;

  /// A YAML file (yaml_file.h); empty: SKEP_CONFIG names it, else skep.yaml here if there is one.
  std::string file;

  /// A spark-defaults.conf; empty: SKEP_SPARK_DEFAULTS names it, else the one in SPARK_CONF_DIR if there is one.
  std::string spark_defaults;

  /// Files of Hive and Hadoop (site_file.h); empty: SKEP_HIVE_SITE and SKEP_CORE_SITE name them, else hive-site.xml in
  /// HIVE_CONF_DIR and core-site.xml in HADOOP_CONF_DIR if they are there.
  std::string hive_site;
  std::string core_site;

  /// Called with what is no error and yet not likely what was meant.
  std::function<void(const std::string&)> warn = [](const std::string&) {};
};

using Configuration = std::map<std::string, Configured>;

/// Every setting with its value, further ones of Spark's that were given, and where each came from. Fails with
/// invalid_argument, naming the place, for a file that cannot be read and for values that are wrong.
Result<Configuration> read_configuration(const ConfigurationSources& sources);

/// A line a setting: its name, value, place and what it does; below it a line for each value that it wins over.
std::string explain(const Configuration& configuration);

}  // namespace skep::config
