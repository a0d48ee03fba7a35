#pragma once

#include "cli/client/connection.h"
#include "cli/output/printer.h"
#include "cli/shell/interrupts.h"
#include "cli/shell/variables.h"

#include <string>
#include <string_view>

namespace skep::cli {

struct RunnerOptions {
  OutputOptions output;
  std::string pager;            ///< empty: none
  bool analyze_only = false;    ///< prints plans and runs nothing
  bool is_verbose = false;      ///< prints each statement before its answer
  bool shows_progress = false;  ///< on standard error
  bool shows_seconds = false;
};

/// Runs statements for a person or a script: puts variables in, prints the answer as the options say, errors with their
/// place on standard error. The connection is borrowed; Ctrl-C cancels where there are interrupts.
class StatementRunner {
 public:
  StatementRunner(Connection& connection, RunnerOptions options, Variables variables, Interrupts* interrupts = nullptr);

  /// False after an error, which has been printed.
  bool run(std::string_view statement);

  /// Runs statement after statement; stops at the first error unless `force`, and is false when there was one.
  bool run_script(std::string_view script, bool force);

  OutputOptions& output() { return options_.output; }

 private:
  Result<void> print_answer(const std::string& text);

  Connection& connection_;
  RunnerOptions options_;
  Variables variables_;
  Interrupts* interrupts_;
};

/// Prints an error on standard error, with the line of the text that it points at.
void print_error(const Error& error, std::string_view text);

}  // namespace skep::cli
