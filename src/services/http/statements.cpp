#include "base/text.h"
#include "services/http/answers.h"
#include "services/http/job_body.h"
#include "services/http/job_json.h"
#include "services/http/job_parameters.h"
#include "services/http/resources.h"
#include "services/http/row_format.h"
#include "services/http/rows_answer.h"
#include "services/http/statement_pages.h"
#include "services/http/statement_request.h"
#include "services/http/table_request.h"

namespace skep::services {
namespace {

session::StatementRequest session_request(const Call& call, const WantedStatement& wanted) {
  session::StatementRequest request;
  request.text = wanted.body.statement;
  request.parameters = wanted.body.parameters;
  request.database = wanted.body.database;
  request.id = wanted.body.id;
  request.timeout = wanted.body.timeout;
  request.principal = call.principal;
  return request;
}

Parameter session_header() {
  return {
      "Skep-Session", text(), "The id of a session, whose database and settings hold", {}, Parameter::Place::header};
}

bool prefers_a_job(const net::HttpRequest& request) {
  for (const auto& preference : split(request.list_header("Prefer"), ','))
    if (equals_ignoring_case(trim(preference), "respond-async")) return true;
  return false;
}

/// What a statement makes of its session has no place to stay once the answer is given; what it needs of it goes along.
Result<void> take_session(Api& api, const Call& call, jobs::JobRequest& job) {
  auto session_id = call.request.header("Skep-Session");
  if (!session_id) return {};
  auto state = api.sessions.load(*session_id);
  if (!state) return state.error();
  if (!state->temporary_views.empty() || !state->variables.empty() || !state->temporary_functions.empty())
    return make_error(
        ErrorCode::unsupported,
        "a session with temporary views, functions or variables cannot go along with a job yet: a job's own "
        "list of statements can make them");
  if (job.database.empty()) job.database = state->database;
  job.settings = state->settings;
  return {};
}

/// Prefer: respond-async.
net::HttpAnswer run_as_job(Api& api, Call& call, const WantedStatement& wanted) {
  jobs::JobRequest job;
  job.id = wanted.has_own_id ? wanted.body.id : "";
  job.statements = {{wanted.body.statement, wanted.body.parameters_json}};
  job.database = wanted.body.database;
  job.timeout = wanted.body.timeout;
  if (auto checked = check_job_statement(job.statements.front()); !checked)
    return problem_answer(checked.error(), Subject::statement);
  if (auto taken = take_session(api, call, job); !taken) return problem_answer(taken.error(), Subject::resource);
  auto answer = accept_job(api, call, std::move(job));
  if (answer.status == 202) answer.headers.push_back({"Preference-Applied", "respond-async"});
  return answer;
}

net::HttpAnswer run_statement(Api& api, Call& call) {
  WantedStatement wanted;
  if (auto refused = read_statement_request(call, wanted)) return problem_answer(refused->error, refused->status);
  if (prefers_a_job(call.request)) return run_as_job(api, call, wanted);
  auto request = session_request(call, wanted);
  auto further = [&](FirstPage& page) { return keep_further_pages(api, call, page); };
  session::SessionState state;
  auto session_id = call.request.header("Skep-Session");
  if (!session_id) return answer_rows(api, call, request, state, wanted.limit, further);

  auto before = api.sessions.load(*session_id);
  if (!before) return problem_answer(before.error(), Subject::resource);
  state = *before;
  request.keeps_session = true;
  auto answer = answer_rows(api, call, request, state, wanted.limit, further);
  api.sessions.apply(*session_id, *before, state);
  return answer;
}

constexpr const char* kBodySchema =
    R"({"type":"object","required":["statement"],"additionalProperties":false,"properties":{
"statement":{"type":"string","description":"One statement of Spark's SQL"},
"database":{"type":"string","minLength":1,"description":"The current database; else default"},
"parameters":{"type":["object","array"],"description":"Values for :name, by name, or for ?, in order: JSON's own, or {\"value\": ..., \"type\": \"date\"}"},
"timeout":{"type":"number","exclusiveMinimum":0,"maximum":604800,"description":"Seconds after which it is cancelled"},
"id":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,128}$","description":"The caller's own name for the statement, by which it can be followed and cancelled while it runs"}}})";

constexpr const char* kPageSchema = R"({"type":"object","required":["columns","rows","next","truncated"],"properties":{
"columns":{"type":"array","items":{"$ref":"#/components/schemas/ResultColumn"}},
"rows":{"type":"array","description":"Objects, or with shape=arrays arrays","items":{"type":["object","array"]}},
"next":{"type":["string","null"],"description":"Where the next page is"},
"truncated":{"type":"boolean","description":"Whether there are more rows than these"}}})";

constexpr const char* kColumnSchema = R"j({"type":"object","required":["name","type"],"properties":{
"name":{"type":"string"},
"type":{"type":"string","description":"Spark's text of the type","examples":["bigint","decimal(10,2)"]}}})j";

constexpr const char* kBodyExample =
    R"({"statement":"SELECT iata, city, flights, mean_delay FROM delays_by_airport ORDER BY flights DESC LIMIT 2"})";

constexpr const char* kPageExample = R"({"columns":[{"name":"iata","type":"string"},{"name":"city","type":"string"},
{"name":"flights","type":"bigint"},{"name":"mean_delay","type":"double"}],
"rows":[{"iata":"ORD","city":"Chicago","flights":166341,"mean_delay":9.27},
{"iata":"DFW","city":"Dallas-Fort Worth","flights":157162,"mean_delay":7.7}],"next":null,"truncated":false})";

}  // namespace

Resource statements_resource() {
  Route run{.method = "POST",
            .pattern = "/api/v1/statements",
            .place = Place::statement,
            .function = run_statement,
            .name = "runStatement",
            .summary = "Run a statement and answer its rows"};
  run.description =
      "JSON is one page of at most `limit` rows. The other formats are streams of all rows. A failure after the first "
      "byte breaks the body. With `Prefer: respond-async` it becomes a job.";
  run.parameters = row_parameters();
  run.parameters.push_back(session_header());
  run.parameters.push_back(prefer_header());
  run.parameters.push_back(idempotency_header());
  run.body = {{"A statement", "StatementRequest", {kBodyExample}}};
  run.answers = {{200, "The rows", "Page", kPageExample, row_media_types(), {statement_header()}},
                 {202,
                  "With Prefer: respond-async: it is a job",
                  "Job",
                  {},
                  {"application/json"},
                  {{"Location", "The job's path"}, {"Preference-Applied", "respond-async"}}}};
  run.gives_rows = true;
  run.problems = {404, 409, 422};
  return {"statements",
          "SQL, run here: one request, one statement",
          {run},
          {{"StatementRequest", kBodySchema}, {"Page", kPageSchema}, {"ResultColumn", kColumnSchema}}};
}

}  // namespace skep::services
