#include "cli/jobs/job_text.h"

#include "cli/client/problem.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>

namespace skep::cli {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kBarWidth = 20;

std::string text_of(dom::element object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

int64_t number_of(dom::element object, std::string_view key, int64_t otherwise = 0) {
  int64_t number = 0;
  return object[key].get_int64().get(number) == simdjson::SUCCESS ? number : otherwise;
}

void read_progress(dom::element progress, JobView& job) {
  job.phase = text_of(progress, "phase");
  job.statements = number_of(progress, "statements", 1);
  job.statements_done = number_of(progress, "statementsDone");
  job.rows = number_of(progress, "rows");
  job.rows_scanned = number_of(progress, "rowsScanned");
  double percentage = 0;
  job.percentage.reset();
  if (progress["percentage"].get_double().get(percentage) == simdjson::SUCCESS) job.percentage = percentage;
}

/// On one line.
std::string flat(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return text;
}

/// Cut where a character begins.
std::string cut(std::string text, size_t width) {
  if (text.size() <= width) return text;
  size_t end = width > 3 ? width - 3 : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) end--;
  return text.substr(0, end) + "...";
}

}  // namespace

std::optional<JobView> job_from_json(std::string_view json) {
  dom::parser parser;
  dom::element document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) return std::nullopt;
  JobView job;
  job.id = text_of(document, "id");
  job.state = text_of(document, "state");
  if (job.id.empty() || job.state.empty()) return std::nullopt;
  job.submitted = text_of(document, "submitted");
  dom::array statements;
  std::string_view first;
  if (document["statement"].get_array().get(statements) == simdjson::SUCCESS) {
    if (statements.at(0).get_string().get(first) == simdjson::SUCCESS) job.statement = std::string(first);
  } else {
    job.statement = text_of(document, "statement");
  }
  dom::element part;
  if (document["progress"].get(part) == simdjson::SUCCESS) read_progress(part, job);
  if (document["error"].get(part) == simdjson::SUCCESS)
    job.error = error_from_problem(0, simdjson::minify(part), job.statement);
  return job;
}

void take_progress(std::string_view json, JobView& job) {
  dom::parser parser;
  dom::element document;
  if (parser.parse(json.data(), json.size()).get(document) == simdjson::SUCCESS) read_progress(document, job);
}

std::string progress_bar(const JobView& job) {
  double share = job.percentage.value_or(0) / 100;
  auto statements = static_cast<double>(std::max<int64_t>(1, job.statements));
  double done = job.state == "succeeded" ? 1 : (static_cast<double>(job.statements_done) + share) / statements;
  auto filled = static_cast<size_t>(std::lround(std::clamp(done, 0.0, 1.0) * kBarWidth));
  auto text = fmt::format("[{}{}] {:.0f} %, {}", std::string(filled, '#'), std::string(kBarWidth - filled, '-'),
                          std::clamp(done, 0.0, 1.0) * 100, job.state);
  if (job.state == "running" && job.statements > 1)
    text += fmt::format(", statement {} of {}", std::min(job.statements_done + 1, job.statements), job.statements);
  if (job.state == "running" && !job.phase.empty()) text += ", " + job.phase;
  if (job.rows_scanned > 0) text += fmt::format(", {} rows read", job.rows_scanned);
  if (job.rows > 0) text += fmt::format(", {} rows", job.rows);
  return text;
}

std::string list_line(const JobView& job, size_t width) {
  auto time = job.submitted.substr(0, 19);
  std::replace(time.begin(), time.end(), 'T', ' ');
  return cut(fmt::format("{:<32}  {:<9}  {:<19}  {}", job.id, job.state, time, flat(job.statement)), width);
}

}  // namespace skep::cli
