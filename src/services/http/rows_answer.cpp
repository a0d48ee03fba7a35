#include "services/http/rows_answer.h"

#include "services/http/answers.h"
#include "services/http/listing.h"
#include "services/http/statement_stream.h"
#include "services/http/statement_watch.h"

#include <arrow/record_batch.h>

#include <algorithm>

namespace skep::services {
namespace {

/// Takes batches until there is one row more than the page holds, or the end.
Result<void> take_page(FirstPage& page, int64_t limit) {
  int64_t taken = 0;
  while (taken <= limit) {
    auto batch = page.statement->rows().next();
    if (!batch) return batch.error();
    if (!*batch) break;
    taken += (*batch)->num_rows();
    page.taken.push_back(std::move(*batch));
  }
  page.rows = std::min(taken, limit);
  page.has_more = taken > limit;
  return {};
}

net::HttpAnswer answer_page(std::unique_ptr<session::RunningStatement> statement, Call& call, int64_t limit,
                            const std::function<Result<PageEnd>(FirstPage&)>& end) {
  FirstPage page{std::move(statement), {}, 0, false};
  if (auto taken = take_page(page, limit); !taken) return problem_answer(taken.error(), Subject::statement);
  auto options = call.rows;
  options.time_zone = page.statement->time_zone();
  auto& rows = page.statement->rows();
  auto json = encode_rows(options, rows.schema(), rows.arrow_schema(), page.taken, 0, limit);
  if (!json) return problem_answer(json.error(), Subject::statement);
  auto ending = end(page);
  if (!ending) return problem_answer(ending.error(), Subject::statement);
  return page_answer(options.format, std::move(*json), *ending);
}

net::HttpAnswer answer_stream(std::unique_ptr<session::RunningStatement> statement,
                              std::unique_ptr<StatementWatch> watch, Call& call, std::optional<int64_t> limit) {
  auto& rows = statement->rows();
  auto options = call.rows;
  options.time_zone = statement->time_zone();
  auto encoder = results::make_encoder(options, rows.schema(), rows.arrow_schema());
  if (!encoder) return problem_answer(encoder.error(), Subject::statement);
  auto stream = std::make_unique<StatementStream>(std::move(statement), std::move(watch), std::move(*encoder),
                                                  options.format, limit);

  net::HttpAnswer answer;
  auto more = stream->begin(answer.body);
  if (!more) return problem_answer(more.error(), Subject::statement);
  answer.headers = {{"Content-Type", std::string(results::content_type(options.format))},
                    {"Cache-Control", "no-store"}};
  if (*more) answer.rest = std::move(stream);
  return answer;
}

}  // namespace

Result<std::string> encode_rows(const results::EncoderOptions& options, const types::Schema& schema,
                                const std::shared_ptr<arrow::Schema>& arrow_schema,
                                const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches, int64_t offset,
                                int64_t limit) {
  auto encoder = results::make_encoder(options, schema, arrow_schema);
  if (!encoder) return encoder.error();
  std::string text;
  if (options.format == results::Format::json) text = R"({"columns":)" + results::columns_json(schema) + R"(,"rows":)";
  if (auto begun = (*encoder)->begin(text); !begun) return begun.error();
  for (const auto& batch : batches) {
    int64_t skipped = std::min(offset, batch->num_rows());
    int64_t count = std::min(limit, batch->num_rows() - skipped);
    offset -= skipped;
    limit -= count;
    if (count == 0) continue;
    if (auto added = (*encoder)->add(*batch->Slice(skipped, count), text); !added) return added.error();
  }
  if (auto finished = (*encoder)->finish(text); !finished) return finished.error();
  return text;
}

net::HttpAnswer page_answer(results::Format format, std::string rows, const PageEnd& end) {
  if (format == results::Format::json) {
    rows += R"(,"next":)";
    rows += end.next ? json_quote(*end.next) : "null";
    rows += R"(,"truncated":)";
    rows += end.truncated ? "true" : "false";
    if (end.stopped_early) rows += fmt::format(R"(,"stoppedEarly":{})", *end.stopped_early);
    if (end.total) rows += fmt::format(R"(,"total":{})", *end.total);
    rows += '}';
  }
  auto answer = json_answer(200, std::move(rows));
  answer.headers = {{"Content-Type", std::string(results::content_type(format))}, {"Cache-Control", "no-store"}};
  if (end.next) answer.headers.push_back({"Link", fmt::format("<{}>; rel=\"next\"", *end.next)});
  if (end.total && !end.total_is.empty()) answer.headers.push_back({"Preference-Applied", "count=" + end.total_is});
  return answer;
}

net::HttpAnswer answer_rows(Api& api, Call& call, const session::StatementRequest& request,
                            session::SessionState& state, std::optional<int64_t> limit,
                            const std::function<Result<PageEnd>(FirstPage&)>& end) {
  auto watch = std::make_unique<StatementWatch>(api, request.id, call.gone);
  auto statement = api.session.execute(request, state);
  net::HttpAnswer answer;
  if (!statement) {
    answer = problem_answer(statement.error(), Subject::statement);
  } else if (call.rows.format == results::Format::json) {
    answer = answer_page(std::move(*statement), call, limit.value_or(kLimitDefault), end);
  } else {
    answer = answer_stream(std::move(*statement), std::move(watch), call, limit);
  }
  answer.headers.push_back({"Skep-Statement", request.id});
  return answer;
}

}  // namespace skep::services
