#include "services/http/answers.h"
#include "services/http/resources.h"
#include "services/http/row_format.h"
#include "services/http/statement_page.h"
#include "services/http/statement_request.h"
#include "services/http/statement_stream.h"
#include "services/http/statement_watch.h"

namespace skep::services {
namespace {

using results::Format;

session::StatementRequest session_request(const Call& call, const WantedStatement& wanted) {
  session::StatementRequest request;
  request.text = wanted.body.statement;
  request.database = wanted.body.database;
  request.id = wanted.body.id;
  request.timeout = wanted.body.timeout;
  request.principal = call.principal;
  return request;
}

net::HttpAnswer answer_with_page(session::RunningStatement& statement, const WantedStatement& wanted) {
  auto page = make_statement_page(statement, wanted);
  if (!page) return problem_answer(page.error(), Subject::statement);
  return json_answer(200, std::move(*page));
}

net::HttpAnswer answer_with_stream(std::unique_ptr<session::RunningStatement> statement,
                                   std::unique_ptr<StatementWatch> watch, const WantedStatement& wanted) {
  auto& rows = statement->rows();
  auto options = wanted.rows;
  options.time_zone = statement->time_zone();
  auto encoder = results::make_encoder(options, rows.schema(), rows.arrow_schema());
  if (!encoder) return problem_answer(encoder.error(), Subject::statement);
  auto stream = std::make_unique<StatementStream>(std::move(statement), std::move(watch), std::move(*encoder), wanted);

  net::HttpAnswer answer;
  auto more = stream->begin(answer.body);
  if (!more) return problem_answer(more.error(), Subject::statement);
  answer.headers = {{"Content-Type", std::string(results::content_type(options.format))},
                    {"Cache-Control", "no-store"}};
  if (*more) answer.rest = std::move(stream);
  return answer;
}

net::HttpAnswer execute(Api& api, const Call& call, const WantedStatement& wanted) {
  auto watch = std::make_unique<StatementWatch>(api, wanted.body.id, call.gone);
  session::SessionState state;
  auto statement = api.session.execute(session_request(call, wanted), state);
  if (!statement) return problem_answer(statement.error(), Subject::statement);
  if (wanted.rows.format == Format::json) return answer_with_page(**statement, wanted);
  return answer_with_stream(std::move(*statement), std::move(watch), wanted);
}

net::HttpAnswer run_statement(Api& api, Call& call) {
  WantedStatement wanted;
  if (auto refused = read_statement_request(call, wanted)) return problem_answer(refused->error, refused->status);

  auto answer = execute(api, call, wanted);
  answer.headers.push_back({"Skep-Statement", wanted.body.id});
  return answer;
}

constexpr const char* kBodySchema =
    R"({"type":"object","required":["statement"],"additionalProperties":false,"properties":{
"statement":{"type":"string","description":"One statement of Spark's SQL"},
"database":{"type":"string","minLength":1,"description":"The current database; else default"},
"timeout":{"type":"number","exclusiveMinimum":0,"maximum":604800,"description":"Seconds after which it is cancelled"},
"id":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,128}$","description":"The caller's own name for the statement, by which it can be followed and cancelled while it runs"}}})";

constexpr const char* kPageSchema = R"({"type":"object","required":["columns","rows","next","truncated"],"properties":{
"columns":{"type":"array","items":{"$ref":"#/components/schemas/ResultColumn"}},
"rows":{"type":"array","description":"Objects, or with shape=arrays arrays","items":{"type":["object","array"]}},
"next":{"type":["string","null"],"description":"Where the next page is"},
"truncated":{"type":"boolean","description":"Whether rows were left out"}}})";

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
      "byte breaks the body.";
  run.parameters = row_parameters();
  run.body = {{"A statement", "StatementRequest", {kBodyExample}}};
  run.answers = {{200, "The rows", "Page", kPageExample, row_media_types(), {statement_header()}}};
  run.gives_rows = true;
  run.problems = {404, 409};
  return {"statements",
          "SQL, run here: one request, one statement",
          {run},
          {{"StatementRequest", kBodySchema}, {"Page", kPageSchema}, {"ResultColumn", kColumnSchema}}};
}

}  // namespace skep::services
