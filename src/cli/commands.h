#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The commands of the `skep` program. Each gives the process's exit code: 0, or 1 after it has printed why.
namespace skep::cli {

struct ServeArguments {
  std::string warehouse = "./.skep";
  std::vector<std::string> settings;
  std::string listen = "127.0.0.1:8080";
  std::optional<uint16_t> metastore_port;
};
int run_serve(const ServeArguments& arguments);

struct MetastoreArguments {
  std::string warehouse = "./.skep";
  std::vector<std::string> settings;
};

/// Makes the metastore's schema, and the database `default`, where they are missing.
int run_metastore_init(const MetastoreArguments& arguments);

/// Says what the metastore's store holds, and changes nothing.
int run_metastore_check(const MetastoreArguments& arguments);

struct SqlArguments {
  std::string warehouse = "./.skep";
  std::vector<std::string> settings;
  std::string text;
  std::string file;
  std::string database = "default";
  std::string format = "table";
  bool analyze_only = false;
};

/// Runs statements one after the other and stops at the first that fails.
int run_sql(const SqlArguments& arguments);

}  // namespace skep::cli
