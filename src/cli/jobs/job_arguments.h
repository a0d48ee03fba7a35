#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace skep::cli {

/// What `skep jobs` was asked for. Fields belong to the commands that have them as options.
struct JobArguments {
  std::string server = "http://127.0.0.1:8080";
  std::string id;

  // submit
  std::string text;
  std::string file;
  std::string database;
  std::string new_id;
  std::string idempotency_key;
  std::optional<int> priority;
  std::optional<int> retries;
  std::optional<double> timeout_seconds;
  std::optional<int64_t> keep_seconds;
  std::vector<std::string> settings;  ///< key=value
  bool follows = false;

  // list
  std::string state;
  int limit = 20;

  // result
  std::string format = "table";
  std::string output;  ///< a file; empty: standard output
};

/// Adds submit, list, follow, cancel and result below `skep jobs`.
void add_job_commands(CLI::App& jobs, JobArguments& arguments);

/// Runs the one that was asked for; gives the process's exit code.
int run_jobs(const CLI::App& jobs, const JobArguments& arguments);

}  // namespace skep::cli
