#include "services/http/table_request.h"

#include "base/random_id.h"
#include "base/text.h"

#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skep::services {

std::vector<Parameter> table_parts() {
  return {{"select", text(), "Expressions with AS, separated by commas; all columns where it is not given"},
          {"where", text(), "A condition"}};
}

Parameter prefer_header() {
  return {"Prefer", text(),
          "count=exact, count=planned (by statistics) or count=estimated (exact where statistics say few): adds "
          "\"total\"; of a "
          "statement also respond-async: it becomes a job",
          "count=exact", Parameter::Place::header};
}

Parameter time_box_parameter(std::string_view otherwise) {
  return {"seconds", number(0.001, 3600),
          fmt::format("After so long ({}) the answer is of the rows read so far, and says so", otherwise), "5"};
}

Result<std::optional<std::chrono::milliseconds>> take_time_box(Query& query) {
  auto seconds = query.take("seconds");
  if (!seconds) return seconds.error();
  std::optional<std::chrono::milliseconds> time_box;
  if (!*seconds) return time_box;
  double value = 0;
  std::from_chars((*seconds)->data(), (*seconds)->data() + (*seconds)->size(), value);
  time_box = std::chrono::milliseconds(std::max<int64_t>(1, std::llround(value * 1000)));
  return time_box;
}

Result<void> read_table_parts(Call& call, session::TableRead& read) {
  read.table = {call.names[0], call.names[1]};
  for (auto [name, part] : {std::pair("select", &read.select), {"where", &read.where}, {"order", &read.order}}) {
    auto value = call.query.take(name);
    if (!value) return value.error();
    if (!*value) continue;
    if (trim(**value).empty()) return make_error(ErrorCode::invalid_argument, "the parameter {} is empty", name);
    *part = std::move(**value);
  }
  return {};
}

session::StatementRequest table_request(const Call& call, const session::TableRead& read) {
  session::StatementRequest request;
  request.text = fmt::format("{} {}", call.request.method, call.request.target);
  request.read = read;
  request.id = random_id();
  request.principal = call.principal;
  return request;
}

Result<int64_t> count_rows(Api& api, const Call& call, const session::TableRead& read) {
  auto counted = read;
  counted.answer = session::TableRead::Answer::count;
  counted.select.clear();
  counted.order.clear();
  counted.limit = -1;
  counted.offset = 0;
  session::SessionState state;
  auto statement = api.session.execute(table_request(call, counted), state);
  if (!statement) return statement.error();
  auto batch = (*statement)->rows().next();
  if (!batch) return batch.error();
  check(*batch && (*batch)->num_rows() == 1, "a count is one row");
  return static_cast<const arrow::Int64Array&>(*(*batch)->column(0)).Value(0);
}

std::string preferred_count(const net::HttpRequest& request) {
  for (const auto& preference : split(request.list_header("Prefer"), ',')) {
    auto text = to_lower(trim(preference));
    if (text == "count=exact" || text == "count=planned" || text == "count=estimated") return text.substr(6);
  }
  return {};
}

std::string percent_encode(std::string_view name) {
  std::string text;
  for (unsigned char c : name) {
    bool is_plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.';
    text += is_plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return text;
}

}  // namespace skep::services
