#pragma once

#include "base/result.h"
#include "cli/commands.h"
#include "cli/output/printer.h"
#include "cli/shell/variables.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace skep::cli {

/// What `skep sql` was told, word by word: its own options, and those of beeline and spark-sql with their meaning.
struct SqlArguments {
  std::string warehouse = "./.skep";
  SettingArguments given;
  std::string server;
  std::string text;
  std::string file;
  std::string init_file;
  std::string database;
  std::string format;
  std::string beeline_format;
  std::string beeline_url;
  std::string user;
  std::vector<std::string> hivevars;
  std::vector<std::string> defines;
  std::vector<std::string> hiveconfs;
  std::string delimiter = "|";
  std::optional<bool> show_header;
  bool null_is_empty = false;
  bool is_silent = false;
  bool is_verbose = false;
  bool force = false;
  bool analyze_only = false;
  bool no_pager = false;
  size_t width_max = 0;
  size_t cell_width_max = 0;
  size_t header_interval = 0;
};

/// Declares the options.
void add_sql_options(CLI::App& command, SqlArguments& arguments);

/// What the words come to.
struct SqlPlan {
  std::string server;    ///< empty: the local warehouse
  std::string database;  ///< empty: default
  OutputOptions output;
  Variables variables;
  std::vector<std::pair<std::string, std::string>> session_settings;  ///< to be SET at the start
  std::map<std::string, std::string> warehouse_settings;
};

/// Fails with invalid_argument, or with unsupported where an option of beeline's could have no effect.
Result<SqlPlan> plan_sql(const SqlArguments& arguments);

}  // namespace skep::cli
