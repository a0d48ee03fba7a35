#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// The commands of the `skep` program. Each gives the process's exit code: 0, or 1 after it has printed why.
namespace skep::cli {

/// Where settings are, as flags say; empty: not given. See config/configuration.h.
struct SettingArguments {
  std::vector<std::string> settings;  ///< key=value
  std::string file;                   ///< in YAML
  std::vector<std::string> env_files;
  std::string hive_site;
  std::string core_site;
  std::string spark_defaults;
};

/// What was given as flags; empty: not given.
struct ServeArguments {
  std::string warehouse;
  std::string listen;
  std::string metastore_port;
  std::string trusted_network;
  SettingArguments given;
};
int run_serve(const ServeArguments& arguments);

/// Prints the settings as key=value lines, or with `explain` in a table with where each came from.
int run_config(const ServeArguments& arguments, bool explain);

struct MetastoreArguments {
  std::string warehouse;
  SettingArguments given;
};

/// Makes the metastore's schema, and the database `default`, where they are missing.
int run_metastore_init(const MetastoreArguments& arguments);

/// Says what the metastore's store holds, and changes nothing.
int run_metastore_check(const MetastoreArguments& arguments);

struct SqlArguments;

/// Runs statements one after the other and stops at the first that fails; without statements talks with a person.
int run_sql(const SqlArguments& arguments);

/// Prints a script that makes bash, zsh or fish complete this program's arguments.
int run_completion(const CLI::App& app, const std::string& shell);

}  // namespace skep::cli
