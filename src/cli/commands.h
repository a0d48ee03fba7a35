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

/// What was given as flags; empty: not given.
struct ServeArguments {
  std::string warehouse;
  std::string listen;
  std::string metastore_port;
  std::string file;                   ///< of settings
  std::string hive_site;              ///< a hive-site.xml
  std::vector<std::string> settings;  ///< key=value
};
int run_serve(const ServeArguments& arguments);

/// Prints the settings as key=value lines, or with `explain` in a table with where each came from.
int run_config(const ServeArguments& arguments, bool explain);

struct MetastoreArguments {
  std::string warehouse;
  std::vector<std::string> settings;
  std::string hive_site;
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
