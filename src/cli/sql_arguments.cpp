#include "cli/sql_arguments.h"

#include "base/text.h"
#include "cli/setting_arguments.h"

#include <CLI/CLI.hpp>

namespace skep::cli {
namespace {

using Pair = std::pair<std::string, std::string>;

Result<Pair> split_pair(std::string_view option, const std::string& argument) {
  auto equals = argument.find('=');
  if (equals == std::string::npos || equals == 0)
    return make_error(ErrorCode::invalid_argument, "{} takes name=value, not '{}'", option, argument);
  return Pair(argument.substr(0, equals), argument.substr(equals + 1));
}

/// beeline's -u: http://... is a server, jdbc:hive2:// without a host the embedded warehouse, perhaps with a database.
Result<void> read_url(const std::string& url, SqlPlan& plan) {
  constexpr std::string_view kHive = "jdbc:hive2://";
  if (!url.starts_with(kHive)) {
    plan.server = url;
    return {};
  }
  auto rest = url.substr(kHive.size());
  if (rest.starts_with('/'))
    rest.erase(0, 1);
  else if (!rest.empty())
    return make_error(ErrorCode::unsupported,
                      "-u {} names a HiveServer2, whose protocol is not there yet; give "
                      "-u http://HOST:PORT, or -u jdbc:hive2:// for the local warehouse",
                      url);
  if (rest.find_first_of(";?#/") != std::string::npos)
    return make_error(ErrorCode::unsupported,
                      "session variables in -u are not there: give --hiveconf and --hivevar, "
                      "not '{}'",
                      url);
  if (plan.database.empty()) plan.database = to_lower(rest);
  return {};
}

Result<OutputOptions> read_output(const SqlArguments& arguments) {
  OutputOptions output;
  if (!arguments.format.empty() && !arguments.beeline_format.empty())
    return make_error(ErrorCode::invalid_argument, "give --format or --outputformat, not both");
  auto style = arguments.beeline_format.empty() ? style_named(arguments.format.empty() ? "table" : arguments.format)
                                                : beeline_style_named(arguments.beeline_format);
  if (!style) return style.error();
  output.style = *style;
  output.show_header = arguments.show_header;
  output.delimiter = arguments.delimiter;
  output.is_silent = arguments.is_silent;
  output.width_max = arguments.width_max;
  output.cell_width_max = arguments.cell_width_max;
  output.header_interval = arguments.header_interval;
  if (arguments.null_is_empty) output.null_text = "";
  return output;
}

Result<void> read_variables(const SqlArguments& arguments, SqlPlan& plan) {
  for (auto& [option, all] :
       {std::pair<std::string_view, const std::vector<std::string>&>{"--hivevar", arguments.hivevars},
        {"-d", arguments.defines}}) {
    for (auto& argument : all) {
      if (option == "-d" && argument.find('=') == std::string::npos)
        return make_error(ErrorCode::unsupported,
                          "-d takes name=value, as spark-sql's does; a JDBC driver's class "
                          "would have no effect: '{}'",
                          argument);
      auto pair = split_pair(option, argument);
      if (!pair) return pair.error();
      plan.variables.set_hivevar(pair->first, pair->second);
    }
  }
  for (auto& argument : arguments.hiveconfs) {
    auto pair = split_pair("--hiveconf", argument);
    if (!pair) return pair.error();
    plan.variables.set_hiveconf(pair->first, pair->second);
    plan.session_settings.push_back(*pair);
  }
  return {};
}

}  // namespace

void add_sql_options(CLI::App& command, SqlArguments& arguments) {
  command.add_option("--server", arguments.server,
                     "A server instead of a local warehouse: http://HOST:PORT, perhaps with /DATABASE");
  command.add_option("-e,--execute", arguments.text, "Statements, separated by semicolons");
  command.add_option("-f,--file", arguments.file, "A file of statements; - reads standard input");
  command.add_option("-i,--init", arguments.init_file, "A file of statements to run first");
  command.add_option("--database", arguments.database, "The current database at the start (default)");
  command.add_option("--format", arguments.format, join(format_names(), ", ") + "; table by default");
  command.add_flag("--analyze-only", arguments.analyze_only, "Print each statement's plan and types and run nothing");
  command.add_flag("--no-pager", arguments.no_pager, "Print long answers at once, not through a pager");

  auto* others = command.add_option_group("As in beeline and spark-sql");
  others->add_option("-u", arguments.beeline_url, "http://HOST:PORT, or jdbc:hive2:// for the local warehouse");
  others->add_option("-n", arguments.user, "The user's name, on a local warehouse");
  others->add_option("--outputformat", arguments.beeline_format,
                     "beeline's formats: table, vertical, csv2, tsv2, dsv, csv, tsv, json, jsonfile");
  others->add_option("--delimiterForDSV", arguments.delimiter, "What stands between the cells of dsv")
      ->capture_default_str();
  others->add_flag_function(
      "--showHeader", [&](int64_t count) { arguments.show_header = count > 0; }, "The columns' names before the rows");
  others->add_flag("--nullemptystring", arguments.null_is_empty, "A null as nothing, not as NULL");
  others->add_option("--headerInterval", arguments.header_interval, "A table's header again after so many rows");
  others->add_option("--maxWidth", arguments.width_max, "The width of a table; by default the terminal's");
  others->add_option("--maxColumnWidth", arguments.cell_width_max, "The width of a table's cell; by default any");
  others->add_flag("-S,--silent", arguments.is_silent, "Nothing but the rows");
  others->add_flag("-v,--verbose", arguments.is_verbose, "Print each statement before its answer");
  others->add_flag("--force", arguments.force, "Go on after an error; the exit code is 1 all the same");
  others->add_option("--hivevar", arguments.hivevars, "name=value for ${hivevar:name} and ${name}; may be repeated")
      ->allow_extra_args(false);
  others->add_option("-d,--define", arguments.defines, "The same")->allow_extra_args(false);
  others->add_option("--hiveconf", arguments.hiveconfs, "key=value, SET at the start and for ${hiveconf:key}")
      ->allow_extra_args(false);
}

Result<SqlPlan> plan_sql(const SqlArguments& arguments) {
  SqlPlan plan;
  plan.database = to_lower(arguments.database);
  plan.server = arguments.server;
  if (!arguments.server.empty() && !arguments.beeline_url.empty())
    return make_error(ErrorCode::invalid_argument, "give --server or -u, not both");
  if (!arguments.text.empty() && !arguments.file.empty())
    return make_error(ErrorCode::invalid_argument, "give -e or -f, not both");
  if (!arguments.beeline_url.empty()) {
    if (auto read = read_url(arguments.beeline_url, plan); !read) return read.error();
  }
  auto output = read_output(arguments);
  if (!output) return output.error();
  plan.output = *output;
  if (auto read = read_variables(arguments, plan); !read) return read.error();

  if (plan.server.empty()) {
    auto settings = parse_settings(arguments.given);
    if (!settings) return settings.error();
    plan.warehouse_settings = std::move(*settings);
    return plan;
  }
  if (!arguments.user.empty())
    return make_error(ErrorCode::unsupported,
                      "-n {}: a server does not authenticate yet, so the name would have no "
                      "effect",
                      arguments.user);
  for (auto& argument : arguments.given.settings) {
    auto pair = split_pair("--conf", argument);
    if (!pair) return pair.error();
    plan.session_settings.push_back(*pair);
  }
  return plan;
}

}  // namespace skep::cli
