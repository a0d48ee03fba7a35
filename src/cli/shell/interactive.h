#pragma once

#include "cli/client/connection.h"
#include "cli/shell/statement_runner.h"

#include <string>

namespace skep::cli {

/// Talks with a person at a terminal until they leave: statements over any number of lines up to a semicolon, commands
/// that begin with an exclamation mark, history, completion. Everything is borrowed. Gives the exit code.
int run_interactive(Connection& connection, StatementRunner& runner, const std::string& place);

}  // namespace skep::cli
