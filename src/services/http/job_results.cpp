#include "services/http/answers.h"
#include "services/http/coding.h"
#include "services/http/job_json.h"
#include "services/http/job_parameters.h"
#include "services/http/job_result_stream.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "services/http/row_format.h"
#include "services/http/rows_answer.h"

#include <charconv>
#include <limits>

namespace skep::services {
namespace {

/// What is asked for, once the job is known.
struct Wanted {
  std::chrono::milliseconds wait{0};
  std::optional<int64_t> limit;
  std::optional<std::string> cursor;
};

Result<Wanted> read_wanted(Query& query) {
  Wanted wanted;
  auto wait = take_wait(query);
  if (!wait) return wait.error();
  wanted.wait = *wait;
  auto limit = query.take_number("limit", 1, kLimitMax);
  if (!limit) return limit.error();
  wanted.limit = *limit;
  auto cursor = query.take("cursor");
  if (!cursor) return cursor.error();
  wanted.cursor = std::move(*cursor);
  return wanted;
}

/// The answer for a job that has no result to give.
net::HttpAnswer no_result(const jobs::Job& job) {
  using State = jobs::JobState;
  if (job.state == State::failed && job.error) return problem_answer(*job.error, Subject::statement);
  if (job.state == State::cancelled)
    return problem_answer(make_error(ErrorCode::cancelled, "the job {} was cancelled", job.request.id), 409);
  if (job.state == State::succeeded) {
    auto gone = Error::of_class(ErrorCode::not_found, "RESULT_EXPIRED",
                                fmt::format("the result of the job {} is not kept any more", job.request.id));
    return problem_answer(gone, 410);
  }
  auto answer = problem_answer(
      make_error(ErrorCode::conflict, "the job {} is {}: ask again, with wait=60 to be answered at its end",
                 job.request.id, to_string(job.state)),
      409);
  answer.headers.push_back({"Retry-After", "1"});
  return answer;
}

Result<int64_t> read_offset(const Api& api, const std::string& path, const std::optional<std::string>& cursor) {
  if (!cursor) return int64_t{0};
  auto payload = api.cursors.open(path, *cursor);
  if (!payload) return payload.error();
  int64_t offset = 0;
  std::from_chars(payload->data(), payload->data() + payload->size(), offset);
  return offset;
}

net::HttpAnswer show_page(Api& api, Call& call, const jobs::Job& job, const jobs::ResultFile& result,
                          const Wanted& wanted, int64_t offset) {
  auto options = call.rows;
  options.time_zone = result.head().time_zone;
  auto page = result.page(offset, wanted.limit.value_or(kLimitDefault));
  if (!page) return problem_answer(page.error(), Subject::statement);
  auto rows =
      encode_rows(options, result.head().schema, result.head().arrow_schema, page->batches, page->skip, page->count);
  if (!rows) return problem_answer(rows.error(), Subject::statement);
  PageEnd end;
  end.total = result.rows();
  end.truncated = offset + page->count < result.rows();
  auto path = job_path(job) + "/result";
  if (end.truncated)
    end.next =
        target_with_cursor(path, call.request.target, api.cursors.seal(path, std::to_string(offset + page->count)));
  return page_answer(options.format, std::move(*rows), end);
}

/// Tells one result in one form from all others: what a part is a part of.
std::string stream_tag(const Call& call, const jobs::Job& job) {
  auto format = std::hash<std::string_view>()(call.request.target);
  return fmt::format("\"{}-{:08x}-{}-{:x}-{:x}\"", job.number, job.nonce, job.attempt,
                     static_cast<int>(call.rows.format), format);
}

Result<std::unique_ptr<JobResultStream>> make_stream(const Call& call, const std::shared_ptr<jobs::ResultFile>& result,
                                                     int64_t limit, std::optional<ByteRange> range) {
  auto options = call.rows;
  options.time_zone = result->head().time_zone;
  auto encoder = results::make_encoder(options, result->head().schema, result->head().arrow_schema);
  if (!encoder) return encoder.error();
  return std::make_unique<JobResultStream>(result, std::move(*encoder), limit, range);
}

net::HttpAnswer range_not_there(int64_t size) {
  auto answer =
      problem_answer(make_error(ErrorCode::invalid_argument, "the range begins after the body's {} bytes", size), 416);
  answer.headers.push_back({"Content-Range", fmt::format("bytes */{}", size)});
  return answer;
}

net::HttpAnswer show_stream(Call& call, const jobs::Job& job, const std::shared_ptr<jobs::ResultFile>& result,
                            const Wanted& wanted) {
  int64_t limit = wanted.limit.value_or(std::numeric_limits<int64_t>::max());
  auto tag = stream_tag(call, job);
  net::HttpAnswer answer;
  answer.headers = {{"Content-Type", std::string(results::content_type(call.rows.format))},
                    {"Cache-Control", "no-store"}};
  auto wanted_range = call.request.header("Range");
  if (auto condition = call.request.header("If-Range"); condition && *condition != tag) wanted_range.reset();
  std::optional<ByteRange> range;
  if (wanted_range) {
    auto counting = make_stream(call, result, limit, std::nullopt);
    if (!counting) return problem_answer(counting.error(), Subject::statement);
    auto size = (*counting)->count();
    if (!size) return problem_answer(size.error(), Subject::statement);
    bool satisfiable = true;
    range = parse_range(*wanted_range, *size, satisfiable);
    if (!satisfiable) return range_not_there(*size);
    if (range) {
      answer.status = 206;
      answer.headers.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", range->first, range->last, *size)});
    }
  }
  // Of a packed body the parts would be others.
  if (choose_coding(call.request.list_header("Accept-Encoding")) == Coding::identity || range) {
    answer.headers.push_back({"ETag", tag});
    answer.headers.push_back({"Accept-Ranges", "bytes"});
  }
  auto stream = make_stream(call, result, limit, range);
  if (!stream) return problem_answer(stream.error(), Subject::statement);
  ByteChain first;
  auto more = (*stream)->next(first);
  if (!more) return problem_answer(more.error(), Subject::statement);
  for (auto bytes : first.pieces()) answer.body += bytes;
  if (*more) answer.rest = std::move(*stream);
  return answer;
}

net::HttpAnswer show_result(Api& api, Call& call) {
  auto wanted = read_wanted(call.query);
  if (!wanted) return problem_answer(wanted.error(), Subject::resource);
  auto job = find_job(api, call);
  if (job && wanted->wait.count() > 0) job = api.jobs->wait_for_end(job->request.id, wanted->wait);
  if (!job) return problem_answer(job.error(), Subject::resource);
  auto offset = read_offset(api, job_path(*job) + "/result", wanted->cursor);
  if (!offset) return problem_answer(offset.error(), Subject::resource);
  if (job->state != jobs::JobState::succeeded) return no_result(*job);
  auto result = api.jobs->open_result(*job);
  if (!result && result.error().code == ErrorCode::not_found) return no_result(*job);
  if (!result) return problem_answer(result.error(), Subject::statement);
  if (call.rows.format == results::Format::json || wanted->cursor)
    return show_page(api, call, *job, **result, *wanted, *offset);
  return show_stream(call, *job, *result, *wanted);
}

}  // namespace

Resource job_results_resource() {
  Route show{.method = "GET",
             .pattern = "/api/v1/jobs/{id}/result",
             .place = Place::kept_rows,
             .function = show_result,
             .name = "showJobResult",
             .summary = "Show the rows that a job has made"};
  show.description =
      "As often as one likes, until the result's time is over. JSON is one page; the other formats are streams of all "
      "rows, "
      "and `Range` asks for a part of one: the server makes the whole twice for that, and sends the part only. Of a "
      "job "
      "that has failed it is the job's problem; 409 while it has not ended.";
  show.parameters = row_parameters();
  show.parameters.push_back(wait_parameter());
  show.parameters.push_back({"cursor", text(), "Where the page begins, out of \"next\""});
  show.parameters.push_back({"Range", text(), "A part of a stream: bytes=1000-", {}, Parameter::Place::header});
  show.gives_rows = true;
  show.has_tag = true;
  std::pair<std::string, std::string> ranges{"Content-Range", "Which part it is"};
  show.answers = {{200, "The rows", "Page", {}, row_media_types()},
                  {206, "A part of them", R"({"type":"string"})", {}, row_media_types(), {ranges}}};
  show.problems = {404, 409, 410, 416, 507};
  return {"jobs", "", {show}};
}

}  // namespace skep::services
