#include "cli/jobs/job_commands.h"

#include "base/text.h"
#include "cli/jobs/job_client.h"
#include "cli/output/printer.h"
#include "cli/output/terminal.h"
#include "syntax/parser.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

namespace skep::cli {
namespace {

constexpr const char* kErase = "\r\x1b[K";

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", render(error, "").c_str());
  return EXIT_FAILURE;
}

Result<std::string> read_text(const JobArguments& arguments) {
  if (!arguments.text.empty()) return arguments.text;
  if (arguments.file.empty() || arguments.file == "-")
    return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
  std::ifstream file(arguments.file, std::ios::binary);
  if (!file) return make_error(ErrorCode::not_found, "the file cannot be read: {}", arguments.file);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::string statements_json(const std::vector<syntax::ScriptPart>& statements) {
  std::vector<std::string> texts;
  for (const auto& statement : statements) texts.push_back(json_quote(statement.text));
  return texts.size() == 1 ? texts.front() : "[" + join(texts, ",") + "]";
}

Result<std::string> settings_json(const std::vector<std::string>& settings) {
  std::vector<std::string> members;
  for (const auto& setting : settings) {
    auto equals = setting.find('=');
    if (equals == std::string::npos)
      return make_error(ErrorCode::invalid_argument, "--conf takes key=value, not '{}'", setting);
    members.push_back(json_quote(setting.substr(0, equals)) + ":" + json_quote(setting.substr(equals + 1)));
  }
  return "{" + join(members, ",") + "}";
}

Result<std::string> body_of(const JobArguments& arguments) {
  auto text = read_text(arguments);
  if (!text) return text.error();
  auto statements = syntax::split_script(*text);
  if (statements.empty())
    return make_error(ErrorCode::invalid_argument,
                      "give statements with -e, a file of them with -f, or write them on standard input");
  auto settings = settings_json(arguments.settings);
  if (!settings) return settings.error();
  auto body = fmt::format(R"({{"statement":{})", statements_json(statements));
  if (!arguments.settings.empty()) body += R"(,"settings":)" + *settings;
  if (!arguments.database.empty()) body += R"(,"database":)" + json_quote(arguments.database);
  if (!arguments.new_id.empty()) body += R"(,"id":)" + json_quote(arguments.new_id);
  if (arguments.priority) body += fmt::format(R"(,"priority":{})", *arguments.priority);
  if (arguments.retries) body += fmt::format(R"(,"retries":{})", *arguments.retries);
  if (arguments.timeout_seconds) body += fmt::format(R"(,"timeout":{})", *arguments.timeout_seconds);
  if (arguments.keep_seconds) body += fmt::format(R"(,"keep":{})", *arguments.keep_seconds);
  return body + "}";
}

/// On a terminal one line that changes; else a line whenever the state does.
int follow(JobClient& client, const std::string& id) {
  bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  std::string last_state;
  auto job = client.follow(id, [&](const JobView& now) {
    if (is_terminal) {
      std::fprintf(stderr, "%s%s", kErase, progress_bar(now).c_str());
    } else if (now.state != last_state) {
      std::fprintf(stderr, "%s\n", progress_bar(now).c_str());
    }
    last_state = now.state;
    std::fflush(stderr);
  });
  if (is_terminal) std::fputs("\n", stderr);
  if (!job) return failed(job.error());
  if (job->error) return failed(*job->error);
  return job->state == "succeeded" ? EXIT_SUCCESS : EXIT_FAILURE;
}

std::string media_type_of(const std::string& format) {
  if (format == "csv") return "text/csv";
  if (format == "arrow") return "application/vnd.apache.arrow.stream";
  if (format == "parquet") return "application/vnd.apache.parquet";
  return "application/x-ndjson";
}

bool is_written_as_it_comes(const std::string& format) {
  return format == "ndjson" || format == "csv" || format == "arrow" || format == "parquet";
}

/// What may go into a file.
Result<void> write_bytes(JobClient& client, const JobArguments& arguments, FILE* file) {
  bool written = true;
  auto done = client.result(arguments.id, media_type_of(arguments.format), "", [&](std::string_view bytes) {
    written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    return written;
  });
  if (!done) return done;
  if (std::fflush(file) != 0 || !written)
    return make_error(ErrorCode::unavailable, "the rows cannot be written to {}",
                      arguments.output.empty() ? "standard output" : arguments.output);
  return {};
}

Result<void> print_rows(JobClient& client, const JobArguments& arguments) {
  OutputOptions options;
  auto style = style_named(arguments.format);
  if (!style) return style.error();
  options.style = *style;
  if (auto size = terminal_size()) options.width_max = size->columns;
  Output output;
  auto printer = make_printer(options, output);
  auto query = printer->form() == Form::rows ? "?shape=arrays" : "";
  auto type = printer->form() == Form::csv ? "text/csv" : "application/x-ndjson";
  auto done = client.result(arguments.id, type, query, [&](std::string_view bytes) {
    bool has_no_columns = bytes == "{\"columns\":[]}\n";  // a statement without a result
    return has_no_columns || printer->add(bytes);
  });
  if (!done) return done;
  printer->finish();
  output.finish();
  return {};
}

}  // namespace

int submit_job(const JobArguments& arguments) {
  auto body = body_of(arguments);
  if (!body) return failed(body.error());
  JobClient client(arguments.server);
  auto job = client.submit(*body, arguments.idempotency_key);
  if (!job) return failed(job.error());
  fmt::print("{}\n", job->id);
  std::fflush(stdout);
  return arguments.follows ? follow(client, job->id) : EXIT_SUCCESS;
}

int list_jobs(const JobArguments& arguments) {
  auto jobs = JobClient(arguments.server).list(arguments.state, arguments.limit);
  if (!jobs) return failed(jobs.error());
  auto size = terminal_size();
  for (const auto& job : *jobs) fmt::print("{}\n", list_line(job, size ? size->columns : SIZE_MAX));
  return EXIT_SUCCESS;
}

int follow_job(const JobArguments& arguments) {
  JobClient client(arguments.server);
  return follow(client, arguments.id);
}

int cancel_job(const JobArguments& arguments) {
  auto cancelled = JobClient(arguments.server).cancel(arguments.id);
  if (!cancelled) return failed(cancelled.error());
  if (!*cancelled) std::fputs("the job had ended already\n", stderr);
  return EXIT_SUCCESS;
}

int show_result(const JobArguments& arguments) {
  JobClient client(arguments.server);
  auto job = client.wait(arguments.id);
  while (job && !job->has_ended()) job = client.wait(arguments.id);
  if (!job) return failed(job.error());
  bool is_printed = !is_written_as_it_comes(arguments.format);
  if (is_printed && arguments.output.empty()) {
    auto printed = print_rows(client, arguments);
    return printed ? EXIT_SUCCESS : failed(printed.error());
  }
  if (is_printed)
    return failed(make_error(ErrorCode::invalid_argument, "--output takes ndjson, csv, arrow or parquet, not {}",
                             arguments.format));
  FILE* file = arguments.output.empty() ? stdout : std::fopen(arguments.output.c_str(), "wb");
  if (file == nullptr)
    return failed(make_error(ErrorCode::invalid_argument, "the file cannot be written: {}", arguments.output));
  auto written = write_bytes(client, arguments, file);
  if (file != stdout) std::fclose(file);
  return written ? EXIT_SUCCESS : failed(written.error());
}

}  // namespace skep::cli
