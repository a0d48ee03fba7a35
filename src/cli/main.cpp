#include "cli/commands.h"
#include "cli/jobs/job_arguments.h"
#include "cli/sql_arguments.h"

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

using skep::cli::MetastoreArguments;
using skep::cli::ServeArguments;
using skep::cli::SettingArguments;
using skep::cli::SqlArguments;

void add_warehouse(CLI::App& command, std::string& directory, SettingArguments& given) {
  command.add_option("--warehouse", directory, "Folder of the warehouse; made when it is missing")
      ->default_str("./.skep, or what SKEP_WAREHOUSE or skep.yaml says");
  command
      .add_option("--conf", given.settings,
                  "A setting as key=value, e.g. spark.sql.warehouse.dir=/data; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--config", given.file,
                     "A YAML file of settings; else SKEP_CONFIG, else ./skep.yaml if it is there");
  command
      .add_option("--env-file", given.env_files,
                  "A file of NAME=value lines, as compose reads them, for SKEP_*, SPARK_CONF_*, HIVE_SITE_CONF_* and "
                  "CORE_CONF_* variables that are not set; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--spark-defaults", given.spark_defaults,
                     "A spark-defaults.conf; else SKEP_SPARK_DEFAULTS, else the one in SPARK_CONF_DIR");
  command.add_option("--hive-site", given.hive_site,
                     "A hive-site.xml that says where the metastore's store is; else SKEP_HIVE_SITE, else the one in "
                     "HIVE_CONF_DIR");
  command.add_option("--core-site", given.core_site,
                     "A core-site.xml; else SKEP_CORE_SITE, else the one in HADOOP_CONF_DIR");
}

void add_serve_options(CLI::App& command, ServeArguments& serve) {
  add_warehouse(command, serve.warehouse, serve.given);
  command.add_option("--listen", serve.listen, "Address and port; port 0 takes a free one")
      ->default_str("127.0.0.1:8080, or what SKEP_LISTEN or skep.yaml says");
  command.add_option("--metastore-port", serve.metastore_port,
                     "Serve Hive's metastore interface (Thrift) on this port of the same address, e.g. 9083");
  command.add_option(
      "--trusted-network", serve.trusted_network,
      "A private network as ADDRESS/BITS, several by commas: only its clients are served, and --listen may "
      "be any address");
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
  add_serve_options(*serve_command, serve);

  bool explain = false;
  auto* config_command = app.add_subcommand("config", "Print the settings that serve would have");
  add_serve_options(*config_command, serve);
  config_command->add_flag("--explain", explain,
                           "Also where each came from, flag, environment, file or default, and what it wins over");

  SqlArguments sql;
  auto* sql_command =
      app.add_subcommand("sql", "Run SQL statements on a warehouse or a server; without -e and -f, interactively");
  add_warehouse(*sql_command, sql.warehouse, sql.given);
  skep::cli::add_sql_options(*sql_command, sql);

  skep::cli::JobArguments jobs;
  auto* jobs_command = app.add_subcommand("jobs", "Long work on a server: submit, list, follow, cancel, result");
  skep::cli::add_job_commands(*jobs_command, jobs);

  std::string shell;
  auto* completion_command = app.add_subcommand("completion", "Print a script for a shell that completes arguments");
  completion_command->add_option("shell", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));

  MetastoreArguments metastore;
  auto* metastore_command = app.add_subcommand("metastore", "Look after the store of the metastore");
  metastore_command->require_subcommand(1);
  auto* init_command = metastore_command->add_subcommand("init", "Create Hive's schema in an empty store");
  auto* check_command = metastore_command->add_subcommand("check", "Say what the store holds, and change nothing");
  for (auto* command : {init_command, check_command}) {
    add_warehouse(*command, metastore.warehouse, metastore.given);
  }

  app.add_subcommand("version", "Print the version");
  CLI11_PARSE(app, argc, argv);

  if (serve_command->parsed()) return skep::cli::run_serve(serve);
  if (config_command->parsed()) return skep::cli::run_config(serve, explain);
  if (init_command->parsed()) return skep::cli::run_metastore_init(metastore);
  if (check_command->parsed()) return skep::cli::run_metastore_check(metastore);
  if (sql_command->count("--warehouse") == 0) sql.warehouse.clear();  // the settings know
  if (sql_command->parsed()) return skep::cli::run_sql(sql);
  if (jobs_command->parsed()) return skep::cli::run_jobs(*jobs_command, jobs);
  if (completion_command->parsed()) return skep::cli::run_completion(app, shell);
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
