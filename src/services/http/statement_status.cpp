#include "results/encoder.h"
#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/resources.h"

#include <fmt/chrono.h>

#include <ctime>

namespace skep::services {
namespace {

std::string statement_json(const session::StatementInfo& info) {
  JsonObject object;
  object.text("id", info.id).text("statement", info.text).text("state", session::to_string(info.state));
  auto seconds = static_cast<std::time_t>(info.started_micros / 1'000'000);
  object.text("started",
              fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(seconds), info.started_micros % 1'000'000));
  if (info.error) object.raw("error", results::problem_document(*info.error, std::nullopt));
  return object.str();
}

bool has_ended(session::StatementState state) {
  return state != session::StatementState::queued && state != session::StatementState::running;
}

net::HttpAnswer show_statement(Api& api, Call& call) {
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  auto info = api.session.find(call.names[0]);
  if (!info) return problem_answer(info.error(), Subject::resource);
  return json_answer(200, statement_json(*info));
}

net::HttpAnswer cancel_statement(Api& api, Call& call) {
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  auto cancelled = api.session.cancel(call.names[0]);
  auto info = api.session.find(call.names[0]);
  if (cancelled) return json_answer(202, info ? statement_json(*info) : "{}");
  if (!info || !has_ended(info->state)) return problem_answer(cancelled.error(), Subject::resource);

  net::HttpAnswer nothing_left_to_do;
  nothing_left_to_do.status = 204;
  return nothing_left_to_do;
}

constexpr const char* kSchema = R"({"type":"object","required":["id","statement","state","started"],"properties":{
"id":{"type":"string"},"statement":{"type":"string"},
"state":{"type":"string","enum":["queued","running","finished","failed","cancelled"]},
"started":{"type":"string","format":"date-time"},
"error":{"$ref":"#/components/schemas/Problem"}}})";

constexpr const char* kExample =
    R"({"id":"nightly-7","statement":"SELECT 1","state":"running","started":"2026-01-31T12:00:00.500000Z"})";

}  // namespace

Resource statement_status_resource() {
  Route show{.method = "GET",
             .pattern = "/api/v1/statements/{id}",
             .function = show_statement,
             .name = "showStatement",
             .summary = "Show a statement's state"};
  show.answers = {{200, "The statement", "Statement", kExample}};
  Route cancel{.method = "DELETE",
               .pattern = "/api/v1/statements/{id}",
               .function = cancel_statement,
               .name = "cancelStatement",
               .summary = "Cancel a statement"};
  cancel.answers = {{202, "It is being cancelled", "Statement"}, {204, "It has ended already"}};
  return {"statements", "", {show, cancel}, {{"Statement", kSchema}}};
}

}  // namespace skep::services
