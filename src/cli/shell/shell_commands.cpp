#include "cli/shell/shell_commands.h"

#include "base/text.h"
#include "cli/shell/script_file.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <functional>

namespace skep::cli {
namespace {

constexpr std::string_view kHelp =
    "!help                          this list\n"
    "!quit, quit, exit, Ctrl-D      leave\n"
    "!tables, !dbs                  SHOW TABLES, SHOW DATABASES\n"
    "!columns TABLE                 DESCRIBE TABLE\n"
    "!run FILE                      run a file of statements\n"
    "!set outputformat FORMAT       table, vertical, csv, tsv, json, ndjson\n"
    "!set showheader true|false     the names of the columns\n"
    "!set silent true|false         nothing but the rows\n"
    "!set maxwidth N                the width of a table; 0: that of the terminal\n"
    "!set maxcolumnwidth N          the width of a table's cell; 0: any\n"
    "Ctrl-C cancels the statement that runs, or drops the one that is being written. Ctrl-R searches the history.\n";

void complain(std::string_view what) { fmt::print(stderr, "{}\n", what); }

void set_flag(std::string_view value, const std::function<void(bool)>& set) {
  if (equals_ignoring_case(value, "true")) return set(true);
  if (equals_ignoring_case(value, "false")) return set(false);
  complain("say true or false");
}

void set_number(std::string_view value, size_t& target) {
  size_t number = 0;
  auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem != std::errc() || end != value.data() + value.size()) return complain("say a whole number");
  target = number;
}

void set_option(std::string_view name, std::string_view value, OutputOptions& output) {
  if (equals_ignoring_case(name, "outputformat")) {
    auto style = style_named(value);
    if (!style) return complain(style.error().message);
    output.style = *style;
  } else if (equals_ignoring_case(name, "showheader")) {
    set_flag(value, [&](bool shown) { output.show_header = shown; });
  } else if (equals_ignoring_case(name, "silent")) {
    set_flag(value, [&](bool silent) { output.is_silent = silent; });
  } else if (equals_ignoring_case(name, "maxwidth")) {
    set_number(value, output.width_max);
  } else if (equals_ignoring_case(name, "maxcolumnwidth")) {
    set_number(value, output.cell_width_max);
  } else {
    complain(fmt::format("there is no option '{}'; !help lists them", name));
  }
}

void run_file(std::string_view path, StatementRunner& runner) {
  auto script = read_script(std::string(path));
  if (!script) return complain(script.error().message);
  runner.run_script(*script, false);
}

}  // namespace

bool is_shell_command(std::string_view line) {
  auto text = trim(line);
  if (text.ends_with(';')) text = trim(text.substr(0, text.size() - 1));
  return text.starts_with('!') || equals_ignoring_case(text, "quit") || equals_ignoring_case(text, "exit") ||
         equals_ignoring_case(text, "help");
}

AfterCommand run_shell_command(std::string_view line, StatementRunner& runner) {
  auto text = trim(line);
  if (text.ends_with(';')) text = trim(text.substr(0, text.size() - 1));
  if (text.starts_with('!')) text.remove_prefix(1);
  auto blank = std::min(text.find(' '), text.size());
  auto name = to_lower(text.substr(0, blank));
  auto rest = trim(text.substr(blank));
  if (name == "quit" || name == "exit" || name == "q") return AfterCommand::leave;
  if (name == "help") {
    fmt::print("{}", kHelp);
  } else if (name == "tables") {
    runner.run("SHOW TABLES");
  } else if (name == "dbs") {
    runner.run("SHOW DATABASES");
  } else if (name == "columns" && !rest.empty()) {
    runner.run(fmt::format("DESCRIBE {}", rest));
  } else if (name == "run" && !rest.empty()) {
    run_file(rest, runner);
  } else if (name == "set" && rest.find(' ') != std::string_view::npos) {
    auto space = rest.find(' ');
    set_option(rest.substr(0, space), trim(rest.substr(space)), runner.output());
  } else {
    complain(fmt::format("there is no command '{}'; !help lists them", trim(line)));
  }
  return AfterCommand::go_on;
}

}  // namespace skep::cli
