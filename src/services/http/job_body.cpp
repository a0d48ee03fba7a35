#include "services/http/job_body.h"

#include "config/settings.h"
#include "services/http/json_body.h"
#include "services/http/statement_body.h"
#include "session/parameter_values.h"
#include "syntax/parser.h"

#include <simdjson.h>

#include <set>

namespace skep::services {
namespace {

namespace dom = simdjson::dom;

constexpr int64_t kKeepMaxSeconds = int64_t{365} * 86'400;

Error wrong(std::string_view key, std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "the key \"{}\" {}", key, what);
}

Result<std::string> read_text(std::string_view key, dom::element value) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return wrong(key, "must be a string");
  if (text.empty()) return wrong(key, "is empty");
  return std::string(text);
}

Result<int64_t> read_whole(std::string_view key, dom::element value, int64_t least, int64_t most) {
  int64_t number = 0;
  if (value.get_int64().get(number) != simdjson::SUCCESS || number < least || number > most)
    return wrong(key, fmt::format("must be a whole number from {} to {}", least, most));
  return number;
}

Result<jobs::JobStatement> read_statement(dom::element value) {
  dom::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) {
    auto text = read_text("statement", value);
    if (!text) return text.error();
    return jobs::JobStatement{std::move(*text), {}};
  }
  jobs::JobStatement statement;
  for (auto [key, member] : object) {
    if (key == "statement") {
      auto text = read_text(key, member);
      if (!text) return text.error();
      statement.text = std::move(*text);
    } else if (key == "parameters") {
      statement.parameters = simdjson::minify(member);
    } else {
      return wrong(key, "is unknown in a statement of the list");
    }
  }
  if (statement.text.empty()) return wrong("statement", "is missing in a statement of the list");
  return statement;
}

Result<void> read_statements(dom::element value, jobs::JobRequest& request) {
  dom::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) {
    auto text = read_text("statement", value);
    if (!text) return wrong("statement", "must be a statement, or a list of them");
    request.statements.push_back({std::move(*text), {}});
    return {};
  }
  for (auto element : list) {
    auto statement = read_statement(element);
    if (!statement) return statement.error();
    request.statements.push_back(std::move(*statement));
  }
  if (request.statements.empty()) return wrong("statement", "is an empty list");
  if (request.statements.size() > jobs::kStatementsMax)
    return wrong("statement", fmt::format("has more than {} statements", jobs::kStatementsMax));
  return {};
}

Result<void> read_settings(dom::element value, jobs::JobRequest& request) {
  dom::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return wrong("settings", "must be an object");
  for (auto [key, element] : object) {
    std::string_view text;
    if (element.get_string().get(text) != simdjson::SUCCESS)
      return make_error(ErrorCode::invalid_argument, "the setting {} must be a string", key);
    if (auto allowed = config::check_setting(key, text); !allowed) return allowed;
    request.settings[std::string(key)] = std::string(text);
  }
  return {};
}

Result<void> read_after(dom::element value, jobs::JobRequest& request) {
  dom::array ids;
  if (value.get_array().get(ids) != simdjson::SUCCESS) return wrong("after", "must be a list of jobs' ids");
  for (auto element : ids) {
    auto id = read_text("after", element);
    if (!id) return wrong("after", "must be a list of jobs' ids");
    request.after.push_back(std::move(*id));
  }
  if (request.after.size() > jobs::kAfterMax)
    return wrong("after", fmt::format("has more than {} ids", jobs::kAfterMax));
  return {};
}

Result<void> read_member(std::string_view key, dom::element value, jobs::JobRequest& request) {
  auto put = [](auto result, auto& into) -> Result<void> {
    if (!result) return result.error();
    into = std::move(*result);
    return {};
  };
  if (key == "statement") return read_statements(value, request);
  if (key == "settings") return read_settings(value, request);
  if (key == "after") return read_after(value, request);
  if (key == "webhook") return put(read_text(key, value), request.webhook);
  if (key == "database") return put(read_text(key, value), request.database);
  if (key == "timeout") return put(read_seconds(key, value), request.timeout);
  if (key == "id") {
    if (auto read = put(read_text(key, value), request.id); !read) return read;
    return check_caller_id(request.id);
  }
  if (key == "priority" || key == "retries") {
    bool is_priority = key == "priority";
    auto number = is_priority ? read_whole(key, value, -jobs::kPriorityMax, jobs::kPriorityMax)
                              : read_whole(key, value, 0, jobs::kRetriesMax);
    if (!number) return number.error();
    (is_priority ? request.priority : request.retries) = static_cast<int>(*number);
    return {};
  }
  if (key != "keep") return wrong(key, "is unknown");
  auto seconds = read_whole(key, value, 1, kKeepMaxSeconds);
  if (!seconds) return seconds.error();
  request.keep = std::chrono::seconds(*seconds);
  return {};
}

}  // namespace

Result<jobs::JobRequest> parse_job_body(std::string_view json) {
  dom::parser parser;
  auto object = read_json_body(parser, json);
  if (!object) return object.error();

  jobs::JobRequest request;
  std::string parameters;
  std::set<std::string_view> seen;
  for (auto [key, value] : *object) {
    if (!seen.insert(key).second) return wrong(key, "is given twice");
    if (key == "parameters") {
      parameters = simdjson::minify(value);
      continue;
    }
    if (auto read = read_member(key, value, request); !read) return read.error();
  }
  if (request.statements.empty()) return wrong("statement", "is missing");
  for (size_t i = 0; i < request.statements.size(); i++) {
    auto& statement = request.statements[i];
    if (statement.parameters.empty()) statement.parameters = parameters;
    auto checked = check_job_statement(statement);
    if (checked) continue;
    return request.statements.size() == 1 ? checked.error() : checked.error().during("statement {}", i + 1);
  }
  return request;
}

Result<void> check_job_statement(const jobs::JobStatement& statement) {
  syntax::Parameters parameters;
  if (!statement.parameters.empty()) {
    dom::parser parser;
    dom::element json;
    if (parser.parse(statement.parameters).get(json) != simdjson::SUCCESS)
      return wrong("parameters", "must be an object or an array");
    auto read = session::read_parameters(json);
    if (!read) return read.error();
    parameters = std::move(*read);
  }
  if (statement.text.find("${") != std::string::npos) return {};
  auto parsed = syntax::parse_statement(statement.text, parameters);
  if (!parsed) return parsed.error();
  return {};
}

}  // namespace skep::services
