#include "cli/jobs/job_arguments.h"

#include "cli/jobs/job_commands.h"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace skep::cli {
namespace {

CLI::App* add(CLI::App& jobs, JobArguments& arguments, const std::string& name, const std::string& help) {
  auto* command = jobs.add_subcommand(name, help);
  command->add_option("--server", arguments.server, "http://HOST:PORT")->capture_default_str();
  return command;
}

void add_id(CLI::App& command, JobArguments& arguments) {
  command.add_option("id", arguments.id, "The job's id")->required();
}

void add_submit(CLI::App& jobs, JobArguments& arguments) {
  auto* submit = add(jobs, arguments, "submit", "Submit statements; prints the job's id");
  auto* text = submit->add_option("-e,--execute", arguments.text, "The statements, separated by semicolons");
  submit->add_option("-f,--file", arguments.file, "A file of them; - or nothing for standard input")->excludes(text);
  submit->add_option("--database", arguments.database, "The current database");
  submit->add_option("--conf", arguments.settings, "A setting as key=value; may be repeated")->allow_extra_args(false);
  submit->add_option("--priority", arguments.priority, "-100 to 100; higher ones are begun first");
  submit->add_option("--timeout", arguments.timeout_seconds, "Seconds after which a run of it fails");
  submit->add_option("--retries", arguments.retries, "After failures that another try may mend");
  submit->add_option("--keep", arguments.keep_seconds, "Seconds for which its result is there");
  submit->add_option("--id", arguments.new_id, "A name of one's own for it");
  submit->add_option("--idempotency-key", arguments.idempotency_key, "Sent twice with the same, it is one job");
  submit->add_flag("--follow", arguments.follows, "Then follow it to its end");
}

}  // namespace

void add_job_commands(CLI::App& jobs, JobArguments& arguments) {
  jobs.require_subcommand(1);
  add_submit(jobs, arguments);

  auto* list = add(jobs, arguments, "list", "List one's jobs, the latest first");
  list->add_option("--state", arguments.state, "Only those in it")
      ->check(CLI::IsMember({"queued", "running", "succeeded", "failed", "cancelled"}));
  list->add_option("--limit", arguments.limit, "At most so many")->check(CLI::Range(1, 1000))->capture_default_str();

  add_id(*add(jobs, arguments, "follow", "Show how far a job is, to its end; exits with 1 where it fails"), arguments);
  add_id(*add(jobs, arguments, "cancel", "Cancel a job"), arguments);

  auto* result = add(jobs, arguments, "result", "Print a job's rows; waits for its end");
  add_id(*result, arguments);
  result->add_option("--format", arguments.format, "The form of the rows")
      ->check(CLI::IsMember({"table", "vertical", "json", "ndjson", "csv", "tsv", "arrow", "parquet"}))
      ->capture_default_str();
  result->add_option("-o,--output", arguments.output, "A file for them, instead of standard output");
}

int run_jobs(const CLI::App& jobs, const JobArguments& arguments) {
  if (jobs.got_subcommand("submit")) return submit_job(arguments);
  if (jobs.got_subcommand("list")) return list_jobs(arguments);
  if (jobs.got_subcommand("follow")) return follow_job(arguments);
  if (jobs.got_subcommand("cancel")) return cancel_job(arguments);
  if (jobs.got_subcommand("result")) return show_result(arguments);
  return EXIT_FAILURE;
}

}  // namespace skep::cli
