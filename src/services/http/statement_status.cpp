#include "results/encoder.h"
#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/listing.h"
#include "services/http/resources.h"

#include <chrono>

namespace skep::services {
namespace {

double milliseconds(int64_t micros) { return static_cast<double>(micros) / 1000; }

/// The phases with the time each has taken; the last one of a statement that runs has taken what it has by now.
std::string phases_json(const session::StatementInfo& info, int64_t now_micros) {
  std::vector<std::string> phases;
  for (size_t i = 0; i < info.phases.size(); i++) {
    int64_t end = info.ended_micros > 0 ? info.ended_micros : now_micros;
    if (i + 1 < info.phases.size()) end = info.phases[i + 1].started_micros;
    JsonObject phase;
    phase.text("name", info.phases[i].name);
    phase.raw("milliseconds", fmt::format("{:.3f}", milliseconds(end - info.phases[i].started_micros)));
    phases.push_back(phase.str());
  }
  return json_array(phases);
}

int64_t now_micros() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

/// `in_full`: with plan and stages, which lists leave out.
std::string statement_json(const session::StatementInfo& info, bool in_full) {
  JsonObject object;
  object.text("id", info.id).text("statement", info.text).text("state", session::to_string(info.state));
  object.instant("started", info.started_micros);
  if (info.ended_micros > 0) object.instant("ended", info.ended_micros);
  object.raw("phases", phases_json(info, now_micros()));
  JsonObject progress;
  progress.number("rows", info.rows).number("rowsScanned", info.rows_scanned);
  if (info.percentage) progress.raw("percentage", fmt::format("{:.1f}", *info.percentage));
  object.raw("progress", progress.str());
  if (in_full && !info.plan.empty()) object.text("plan", info.plan);
  if (in_full && !info.stages.empty()) object.text("stages", info.stages);
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
  return json_answer(200, statement_json(*info, true));
}

net::HttpAnswer list_statements(Api& api, Call& call) {
  auto state = call.query.take("state");
  if (!state) return problem_answer(state.error(), Subject::resource);
  auto limit = take_limit(call.query);
  if (!limit) return problem_answer(limit.error(), Subject::resource);
  std::vector<std::string> shown;
  bool truncated = false;
  for (const auto& info : api.session.list()) {
    if (*state && **state != session::to_string(info.state)) continue;
    truncated = shown.size() == *limit;
    if (truncated) break;
    shown.push_back(statement_json(info, false));
  }
  JsonObject page;
  page.raw("statements", json_array(shown)).truth("truncated", truncated);
  return json_answer(200, page.str());
}

net::HttpAnswer cancel_statement(Api& api, Call& call) {
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  auto cancelled = api.session.cancel(call.names[0]);
  auto info = api.session.find(call.names[0]);
  if (cancelled) return json_answer(202, info ? statement_json(*info, true) : "{}");
  if (!info || !has_ended(info->state)) return problem_answer(cancelled.error(), Subject::resource);

  net::HttpAnswer nothing_left_to_do;
  nothing_left_to_do.status = 204;
  return nothing_left_to_do;
}

constexpr const char* kSchema = R"({"type":"object","required":["id","statement","state","started"],"properties":{
"id":{"type":"string"},"statement":{"type":"string"},
"state":{"type":"string","enum":["queued","running","finished","failed","cancelled"]},
"started":{"type":"string","format":"date-time"},"ended":{"type":"string","format":"date-time"},
"phases":{"type":"array","items":{"type":"object","required":["name","milliseconds"],"properties":{
"name":{"type":"string"},"milliseconds":{"type":"number"}}}},
"progress":{"type":"object","required":["rows","rowsScanned"],"properties":{
"rows":{"type":"integer","description":"Given out so far"},
"rowsScanned":{"type":"integer","description":"Read from tables so far"},
"percentage":{"type":"number","minimum":0,"maximum":100,"description":"Of the work that is done; left out where it is not known"}}},
"plan":{"type":"string"},"stages":{"type":"string"},
"error":{"$ref":"#/components/schemas/Problem"}}})";

constexpr const char* kListSchema = R"({"type":"object","required":["statements","truncated"],"properties":{
"statements":{"type":"array","items":{"$ref":"#/components/schemas/Statement"}},
"truncated":{"type":"boolean","description":"Whether some were left out"}}})";

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
  Route list{.method = "GET",
             .pattern = "/api/v1/statements",
             .function = list_statements,
             .name = "listStatements",
             .summary = "List the statements that run and those that ended lately"};
  list.description = "The latest first. The last 1,000 that ended are known.";
  list.parameters = {limit_of_names(),
                     {"state", choice_without_default({"queued", "running", "finished", "failed", "cancelled"}),
                      "Only those in this state"}};
  list.answers = {{200, "The statements", "StatementList"}};
  return {"statements", "", {list, show, cancel}, {{"Statement", kSchema}, {"StatementList", kListSchema}}};
}

}  // namespace skep::services
