#include "base/text.h"
#include "cli/client/local_connection.h"
#include "cli/client/remote_connection.h"
#include "cli/commands.h"
#include "cli/output/text_width.h"
#include "cli/shell/interactive.h"
#include "cli/shell/script_file.h"
#include "cli/sql_arguments.h"
#include "server/server.h"
#include "syntax/parser.h"

#include <fmt/format.h>

#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace skep::cli {
namespace {

/// The statements to run, or nothing where a person is to be asked for them.
Result<std::optional<std::string>> find_script(const SqlArguments& arguments) {
  if (!arguments.text.empty()) return std::optional(arguments.text);
  if (arguments.file.empty() && ::isatty(STDIN_FILENO)) return std::optional<std::string>();
  auto script = read_script(arguments.file.empty() ? "-" : arguments.file);
  if (!script) return script.error();
  if (arguments.file.empty() && syntax::split_script(*script).empty())
    return make_error(ErrorCode::invalid_argument,
                      "give statements with -e, a file of them with -f, or write them on standard input");
  return std::optional(std::move(*script));
}

/// A connection, and what must live as long as it does.
struct Connected {
  std::unique_ptr<server::OpenWarehouse> warehouse;
  std::unique_ptr<Connection> connection;
};

Result<Connected> connect(const SqlArguments& arguments, SqlPlan& plan) {
  Connected connected;
  if (!plan.server.empty()) {
    auto remote = connect_to_server(plan.server, plan.database);
    if (!remote) return remote.error();
    connected.connection = std::move(*remote);
    return connected;
  }
  auto warehouse = server::open_warehouse({arguments.warehouse, std::move(plan.warehouse_settings)});
  if (!warehouse) return warehouse.error();
  connected.warehouse = std::move(*warehouse);
  connected.connection = make_local_connection(connected.warehouse->session(),
                                               plan.database.empty() ? "default" : plan.database, arguments.user);
  return connected;
}

RunnerOptions runner_options(const SqlArguments& arguments, const OutputOptions& output, bool is_interactive) {
  RunnerOptions options;
  options.output = output;
  options.analyze_only = arguments.analyze_only;
  options.is_verbose = arguments.is_verbose;
  options.shows_progress = !output.is_silent && ::isatty(STDERR_FILENO) && ::isatty(STDOUT_FILENO);
  options.shows_seconds = is_interactive;
  if (is_interactive && !arguments.no_pager) options.pager = pager_command();
  return options;
}

int failed(const Error& error) {
  print_error(error, "");
  return EXIT_FAILURE;
}

/// Runs what comes before the user's own statements: SET for each setting, the init file.
bool prepare(const SqlArguments& arguments, const SqlPlan& plan, Connection& connection, StatementRunner& runner) {
  for (auto& [key, value] : plan.session_settings) {
    auto statement = fmt::format("SET {}={}", key, value);
    auto set = connection.execute(statement, Form::rows, [](std::string_view) { return true; });
    if (set) continue;
    print_error(set.error(), statement);
    return false;
  }
  if (arguments.init_file.empty()) return true;
  auto script = read_script(arguments.init_file);
  if (!script) return print_error(script.error(), ""), false;
  return runner.run_script(*script, arguments.force);
}

}  // namespace

int run_sql(const SqlArguments& arguments) {
  use_utf8();
  std::signal(SIGPIPE, SIG_IGN);  // a pager or `head` that was left
  auto plan = plan_sql(arguments);
  if (!plan) return failed(plan.error());
  auto script = find_script(arguments);
  if (!script) return failed(script.error());
  auto connected = connect(arguments, *plan);
  if (!connected) return failed(connected.error());

  auto& connection = *connected->connection;
  std::optional<Interrupts> interrupts;
  if (!*script) interrupts.emplace();
  StatementRunner runner(connection, runner_options(arguments, plan->output, !*script), plan->variables,
                         interrupts ? &*interrupts : nullptr);
  if (!prepare(arguments, *plan, connection, runner)) return EXIT_FAILURE;
  if (*script) return runner.run_script(**script, arguments.force) ? EXIT_SUCCESS : EXIT_FAILURE;
  auto place = !plan->server.empty()         ? plan->server
               : arguments.warehouse.empty() ? "the local warehouse"
                                             : arguments.warehouse;
  return run_interactive(connection, runner, place);
}

}  // namespace skep::cli
