#include "services/http/statement_body.h"

#include "services/http/json_body.h"
#include "session/parameter_values.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace skep::services {
namespace {

namespace dom = simdjson::dom;

constexpr double kTimeoutMaxSeconds = 7 * 86'400;

Error wrong(std::string_view key, std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "the key \"{}\" {}", key, what);
}

Result<void> read_text(std::string_view key, dom::element value, std::string& out) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return wrong(key, "must be a string");
  out = text;
  return {};
}

Result<void> read_member(std::string_view key, dom::element value, StatementBody& body) {
  if (key == "statement") return read_text(key, value, body.statement);
  if (key == "database") return read_text(key, value, body.database);
  if (key == "timeout") {
    auto timeout = read_seconds(key, value);
    if (!timeout) return timeout.error();
    body.timeout = *timeout;
    return {};
  }
  if (key == "parameters") {
    auto parameters = session::read_parameters(value);
    if (!parameters) return parameters.error();
    body.parameters = std::move(*parameters);
    body.parameters_json = simdjson::minify(value);
    return {};
  }
  if (key != "id") return wrong(key, "is unknown");
  if (auto read = read_text(key, value, body.id); !read) return read;
  return check_caller_id(body.id);
}

}  // namespace

Result<std::chrono::milliseconds> read_seconds(std::string_view key, dom::element value) {
  double seconds = 0;
  bool is_number = value.is_double() || value.is_int64() || value.is_uint64();
  if (!is_number || value.get_double().get(seconds) != simdjson::SUCCESS || !(seconds > 0))
    return wrong(key, "must be a number of seconds above 0");
  if (seconds > kTimeoutMaxSeconds) return wrong(key, "must be a week at most");
  return std::chrono::milliseconds(std::max<int64_t>(1, std::llround(seconds * 1000)));
}

Result<void> check_caller_id(std::string_view id) {
  auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  if (!id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), is_plain)) return {};
  return wrong("id", "must be 1 to 128 characters out of A-Z, a-z, 0-9, '.', '_' and '-'");
}

Result<StatementBody> parse_statement_body(std::string_view json) {
  dom::parser parser;
  auto object = read_json_body(parser, json);
  if (!object) return object.error();

  StatementBody body;
  std::set<std::string_view> seen;
  for (auto [key, value] : *object) {
    if (!seen.insert(key).second) return wrong(key, "is given twice");
    if (auto read = read_member(key, value, body); !read) return read.error();
  }
  if (!seen.contains("statement")) return wrong("statement", "is missing");
  if (seen.contains("database") && body.database.empty()) return wrong("database", "is empty");
  return body;
}

}  // namespace skep::services
