#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

/// The commands of the `skep` program. Each gives the process's exit code: 0, or 1 after it has printed why.
namespace skep::cli {

struct ServeArguments {
  std::string warehouse = "./.skep";
  std::vector<std::string> settings;
  std::string listen = "127.0.0.1:8080";
};
int run_serve(const ServeArguments& arguments);

struct SqlArguments;

/// Runs statements one after the other and stops at the first that fails; without statements talks with a person.
int run_sql(const SqlArguments& arguments);

/// Prints a script that makes bash, zsh or fish complete this program's arguments.
int run_completion(const CLI::App& app, const std::string& shell);

}  // namespace skep::cli
