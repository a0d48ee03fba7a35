#include "services/http/statement_request.h"

#include "base/random_id.h"
#include "base/text.h"
#include "services/http/listing.h"

namespace skep::services {
namespace {

bool is_json(std::string_view content_type) {
  return equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "application/json");
}

Result<void> read_query(Query& query, WantedStatement& wanted) {
  auto limit = query.take_number("limit", 1, kLimitMax);
  if (!limit) return limit.error();
  wanted.limit = *limit;
  return query.expect_empty();
}

}  // namespace

std::optional<NotWanted> read_statement_request(Call& call, WantedStatement& wanted) {
  if (!is_json(call.request.header("Content-Type").value_or("")))
    return NotWanted{Error(ErrorCode::invalid_argument, "the body must be application/json"), 415};
  if (auto query = read_query(call.query, wanted); !query) return NotWanted{query.error()};

  auto body = parse_statement_body(call.request.body);
  if (!body) return NotWanted{body.error()};
  wanted.body = std::move(*body);
  wanted.has_own_id = !wanted.body.id.empty();
  if (!wanted.has_own_id) wanted.body.id = random_id();
  return std::nullopt;
}

}  // namespace skep::services
