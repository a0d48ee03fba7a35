#include "services/http/answers.h"
#include "services/http/resources.h"
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
  results::EncoderOptions options{wanted.format, wanted.shape, statement->time_zone()};
  auto encoder = results::make_encoder(options, rows.schema(), rows.arrow_schema());
  if (!encoder) return problem_answer(encoder.error(), Subject::statement);
  auto stream = std::make_unique<StatementStream>(std::move(statement), std::move(watch), std::move(*encoder), wanted);

  net::HttpAnswer answer;
  auto more = stream->begin(answer.body);
  if (!more) return problem_answer(more.error(), Subject::statement);
  answer.headers = {{"Content-Type", std::string(results::content_type(wanted.format))}, {"Cache-Control", "no-store"}};
  if (*more) answer.rest = std::move(stream);
  return answer;
}

net::HttpAnswer execute(Api& api, const Call& call, const WantedStatement& wanted) {
  auto watch = std::make_unique<StatementWatch>(api, wanted.body.id, call.gone);
  session::SessionState state;
  auto statement = api.session.execute(session_request(call, wanted), state);
  if (!statement) return problem_answer(statement.error(), Subject::statement);
  if (wanted.format == Format::json) return answer_with_page(**statement, wanted);
  return answer_with_stream(std::move(*statement), std::move(watch), wanted);
}

}  // namespace

net::HttpAnswer run_statement(Api& api, Call& call) {
  WantedStatement wanted;
  if (auto refused = read_statement_request(call, wanted)) return problem_answer(refused->error, refused->status);

  auto answer = execute(api, call, wanted);
  answer.headers.push_back({"Skep-Statement", wanted.body.id});
  return answer;
}

}  // namespace skep::services
