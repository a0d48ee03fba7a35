#include "cli/commands.h"

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

using skep::cli::MetastoreArguments;
using skep::cli::ServeArguments;
using skep::cli::SqlArguments;

void add_warehouse(CLI::App& command, std::string& directory, std::vector<std::string>& settings) {
  command.add_option("--warehouse", directory, "Folder of the warehouse; made when it is missing")
      ->envname("SKEP_WAREHOUSE")
      ->default_str("./.skep");
  command.add_option("--conf", settings, "A setting as key=value, e.g. spark.sql.warehouse.dir=/data; may be repeated")
      ->allow_extra_args(false);
}

int run(int argc, char** argv) {
  CLI::App app{
      "Skep: a Hive-compatible warehouse server in one program.\n\n"
      "  skep sql --warehouse ./w -e \"CREATE TABLE t (a INT)\"   run statements here\n"
      "  skep serve --warehouse ./w                             serve them over HTTP\n"
      "  curl -s 127.0.0.1:8080/api/v1/statements -H 'Content-Type: application/json' -d '{\"statement\": \"SELECT "
      "1\"}'"};
  app.require_subcommand(1);

  ServeArguments serve;
  auto* serve_command = app.add_subcommand("serve", "Serve a warehouse over HTTP until SIGTERM or Ctrl-C");
  add_warehouse(*serve_command, serve.warehouse, serve.settings);
  serve_command->add_option("--listen", serve.listen, "Address and port; port 0 takes a free one")
      ->envname("SKEP_LISTEN")
      ->capture_default_str();
  serve_command
      ->add_option("--metastore-port", serve.metastore_port,
                   "Serve Hive's metastore interface (Thrift) on this port of the same address, e.g. 9083")
      ->envname("SKEP_METASTORE_PORT");

  SqlArguments sql;
  auto* sql_command = app.add_subcommand("sql", "Run SQL statements on a warehouse and print their rows");
  add_warehouse(*sql_command, sql.warehouse, sql.settings);
  sql_command->add_option("-e,--execute", sql.text, "Statements, separated by semicolons");
  sql_command->add_option("-f,--file", sql.file, "A file of statements; - reads standard input");
  sql_command->add_option("--database", sql.database, "The current database at the start")->capture_default_str();
  sql_command->add_option("--format", sql.format, "table, tsv, json (an object a row) or csv")
      ->check(CLI::IsMember({"table", "tsv", "json", "csv"}))
      ->capture_default_str();
  sql_command->add_flag("--analyze-only", sql.analyze_only, "Print each statement's plan and types and run nothing");

  MetastoreArguments metastore;
  auto* metastore_command = app.add_subcommand("metastore", "Look after the store of the metastore");
  metastore_command->require_subcommand(1);
  auto* init_command = metastore_command->add_subcommand("init", "Create Hive's schema in an empty store");
  auto* check_command = metastore_command->add_subcommand("check", "Say what the store holds, and change nothing");
  for (auto* command : {init_command, check_command}) add_warehouse(*command, metastore.warehouse, metastore.settings);

  app.add_subcommand("version", "Print the version");
  CLI11_PARSE(app, argc, argv);

  if (serve_command->parsed()) return skep::cli::run_serve(serve);
  if (init_command->parsed()) return skep::cli::run_metastore_init(metastore);
  if (check_command->parsed()) return skep::cli::run_metastore_check(metastore);
  if (sql_command->parsed()) return skep::cli::run_sql(sql);
  fmt::print("skep {}\n", SKEP_VERSION);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "skep: %s\n", problem.what());
    return EXIT_FAILURE;
  }
}
