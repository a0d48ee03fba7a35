#pragma once

#include "cli/shell/statement_runner.h"

#include <string_view>

namespace skep::cli {

enum class AfterCommand { go_on, leave };

/// Says whether a line is a command of the shell's, not the beginning of a statement: !help and the like, as in beeline,
/// and quit, exit, help.
bool is_shell_command(std::string_view line);

/// Runs it; a mistake is explained on standard error.
AfterCommand run_shell_command(std::string_view line, StatementRunner& runner);

}  // namespace skep::cli
