#include "jobs/job_text.h"

#include "base/text.h"

#include <simdjson.h>

namespace skep::jobs {
namespace {

namespace dom = simdjson::dom;

constexpr ErrorCode kCodes[] = {
    ErrorCode::invalid_argument, ErrorCode::invalid_data,      ErrorCode::not_found,
    ErrorCode::already_exists,   ErrorCode::permission_denied, ErrorCode::unsupported,
    ErrorCode::cancelled,        ErrorCode::timed_out,         ErrorCode::resource_exhausted,
    ErrorCode::conflict,         ErrorCode::outcome_unknown,   ErrorCode::unavailable,
    ErrorCode::internal};

std::string text_of(dom::element object, std::string_view key) {
  std::string_view text;
  if (object[key].get_string().get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::optional<int64_t> number_of(dom::element object, std::string_view key) {
  int64_t number = 0;
  if (object[key].get_int64().get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

void read_statements(dom::element document, JobRequest& request) {
  dom::array statements;
  if (document["statements"].get_array().get(statements) != simdjson::SUCCESS) return;
  for (auto each : statements) request.statements.push_back({text_of(each, "text"), text_of(each, "parameters")});
}

void read_settings(dom::element document, JobRequest& request) {
  dom::object settings;
  if (document["settings"].get_object().get(settings) != simdjson::SUCCESS) return;
  for (auto [key, value] : settings) request.settings[std::string(key)] = std::string(value.get_string().value());
}

void read_after(dom::element document, JobRequest& request) {
  dom::array after;
  if (document["after"].get_array().get(after) != simdjson::SUCCESS) return;
  for (auto id : after) request.after.emplace_back(id.get_string().value());
}

ErrorCode code_named(std::string_view name) {
  for (auto code : kCodes)
    if (to_string(code) == name) return code;
  return ErrorCode::internal;
}

}  // namespace

std::string request_to_json(const JobRequest& request) {
  std::string out = R"({"statements":[)";
  for (const auto& statement : request.statements) {
    if (out.back() != '[') out += ',';
    out += R"({"text":)" + json_quote(statement.text);
    if (!statement.parameters.empty()) out += R"(,"parameters":)" + json_quote(statement.parameters);
    out += '}';
  }
  out += fmt::format(R"(],"retries":{})", request.retries);
  if (!request.database.empty()) out += R"(,"database":)" + json_quote(request.database);
  if (request.timeout) out += fmt::format(R"(,"timeout":{})", request.timeout->count());
  if (request.keep) out += fmt::format(R"(,"keep":{})", request.keep->count());
  if (!request.settings.empty()) {
    out += R"(,"settings":{)";
    for (const auto& [key, value] : request.settings) {
      if (out.back() != '{') out += ',';
      out += json_quote(key) + ':' + json_quote(value);
    }
    out += '}';
  }
  if (request.repeats) out += R"(,"repeats":1)";
  if (!request.webhook.empty()) out += R"(,"webhook":)" + json_quote(request.webhook);
  if (!request.after.empty()) {
    std::vector<std::string> ids;
    for (const auto& id : request.after) ids.push_back(json_quote(id));
    out += R"(,"after":[)" + join(ids, ",") + ']';
  }
  return out + "}";
}

Result<void> read_request(std::string_view json, JobRequest& request) {
  dom::parser parser;
  dom::element document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS)
    return make_error(ErrorCode::internal, "the store holds a job that cannot be read: {}", json);
  read_statements(document, request);
  read_settings(document, request);
  read_after(document, request);
  request.webhook = text_of(document, "webhook");
  request.repeats = number_of(document, "repeats").value_or(0) != 0;
  request.database = text_of(document, "database");
  request.retries = static_cast<int>(number_of(document, "retries").value_or(0));
  if (auto timeout = number_of(document, "timeout")) request.timeout = std::chrono::milliseconds(*timeout);
  if (auto keep = number_of(document, "keep")) request.keep = std::chrono::seconds(*keep);
  return {};
}

std::string progress_to_json(const JobProgress& progress) {
  auto out = fmt::format(R"({{"phase":{},"rows":{},"bytes":{},"rowsScanned":{})", json_quote(progress.phase),
                         progress.rows, progress.bytes, progress.rows_scanned);
  if (progress.percentage) out += fmt::format(R"(,"percentage":{:.1f})", *progress.percentage);
  return out + "}";
}

JobProgress progress_from_json(std::string_view json) {
  JobProgress progress;
  dom::parser parser;
  dom::element document;
  if (json.empty() || parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) return progress;
  progress.phase = text_of(document, "phase");
  progress.rows = number_of(document, "rows").value_or(0);
  progress.bytes = number_of(document, "bytes").value_or(0);
  progress.rows_scanned = number_of(document, "rowsScanned").value_or(0);
  double percentage = 0;
  if (document["percentage"].get_double().get(percentage) == simdjson::SUCCESS) progress.percentage = percentage;
  return progress;
}

std::string error_to_json(const Error& error) {
  auto out = fmt::format(R"({{"code":{},"message":{})", json_quote(to_string(error.code)), json_quote(error.message));
  if (!error.error_class.empty()) out += R"(,"class":)" + json_quote(error.error_class);
  if (!error.sql_state.empty()) out += R"(,"state":)" + json_quote(error.sql_state);
  if (error.position)
    out += fmt::format(R"(,"line":{},"column":{},"offset":{})", error.position->line, error.position->column,
                       error.position->offset);
  return out + "}";
}

std::optional<Error> error_from_json(std::string_view json) {
  dom::parser parser;
  dom::element document;
  if (json.empty() || parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) return std::nullopt;
  Error error(code_named(text_of(document, "code")), text_of(document, "message"));
  error.error_class = text_of(document, "class");
  error.sql_state = text_of(document, "state");
  if (auto line = number_of(document, "line")) {
    auto part = [&](std::string_view key) { return static_cast<uint32_t>(number_of(document, key).value_or(0)); };
    error.position = TextPosition{static_cast<uint32_t>(*line), part("column"), part("offset")};
  }
  return error;
}

}  // namespace skep::jobs
