#include "services/http/statement_pages.h"

#include "services/http/answers.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "services/http/row_format.h"
#include "services/http/table_request.h"

#include <arrow/record_batch.h>

#include <charconv>

namespace skep::services {
namespace {

/// How long a page waits for rows that are still being made, before it asks its client to come again.
constexpr std::chrono::milliseconds kPatience{20'000};

std::string path_of(const std::string& id) { return "/api/v1/statements/" + id + "/rows"; }

std::string next_target(const Api& api, const Call& call, const std::string& id, int64_t offset) {
  auto path = path_of(id);
  return target_with_cursor(path, call.request.target, api.cursors.seal(path, std::to_string(offset)));
}

/// Only who asks is told, so that a page is the same before and after its statement has ended.
bool wants_total(const Call& call) { return !preferred_count(call.request).empty(); }

void set_total(PageEnd& end, int64_t rows) {
  end.total = rows;
  end.total_is = "exact";
}

/// Moves what is left of a statement's rows into the spool.
void spool_rest(Api& api, const std::shared_ptr<cache::SpooledResult>& result, session::RunningStatement& statement) {
  while (true) {
    if (api.stopping) return result->finish(Error(ErrorCode::unavailable, "the server is stopping"));
    auto batch = statement.rows().next();
    if (!batch) return result->finish(batch.error());
    if (!*batch) return result->finish(std::nullopt);
    if (auto added = api.spool.add(result, **batch); !added) return result->finish(added.error());
  }
}

Result<int64_t> read_offset(const Api& api, const std::string& path, Query& query) {
  auto cursor = query.take("cursor");
  if (!cursor) return cursor.error();
  if (!*cursor) return int64_t{0};
  auto payload = api.cursors.open(path, **cursor);
  if (!payload) return payload.error();
  int64_t offset = 0;
  std::from_chars(payload->data(), payload->data() + payload->size(), offset);
  return offset;
}

net::HttpAnswer gone(const Api& api, const std::string& id) {
  bool was_here = api.session.find(id).has_value();
  if (!was_here)
    return problem_answer(make_error(ErrorCode::not_found, "there is no statement with this id: {}", id),
                          Subject::resource);
  auto error = Error::of_class(ErrorCode::not_found, "CURSOR_EXPIRED",
                               fmt::format("the rows of the statement {} are not kept: only those of results with "
                                           "further pages are, for skep.results.keep seconds",
                                           id));
  return problem_answer(error, 410);
}

net::HttpAnswer show_page(Api& api, Call& call) {
  const auto& id = call.names[0];
  auto limit = call.query.take_number("limit", 1, kLimitMax);
  if (!limit) return problem_answer(limit.error(), Subject::resource);
  auto offset = read_offset(api, path_of(id), call.query);
  if (!offset) return problem_answer(offset.error(), Subject::resource);
  auto result = api.spool.find(id);
  if (!result) return gone(api, id);
  auto count = limit->value_or(kLimitDefault);
  auto rows = result->read(*offset, count, kPatience);
  if (!rows) return problem_answer(rows.error(), Subject::statement);

  auto options = call.rows;
  options.time_zone = result->time_zone();
  auto page = encode_rows(options, result->schema(), result->arrow_schema(), rows->batches, rows->skip, rows->count);
  if (!page) return problem_answer(page.error(), Subject::statement);
  PageEnd end;
  end.truncated = rows->has_more;
  if (rows->has_more) end.next = next_target(api, call, id, *offset + rows->count);
  if (rows->total && wants_total(call)) set_total(end, *rows->total);
  // What is kept never changes; only its end may not be known yet.
  if (rows->total || !wants_total(call)) call.answer_holds = [kept = std::weak_ptr(result)] { return !kept.expired(); };
  return page_answer(options.format, std::move(*page), end);
}

}  // namespace

Result<PageEnd> keep_further_pages(Api& api, const Call& call, FirstPage& page) {
  PageEnd end;
  if (!page.has_more) {
    if (wants_total(call)) set_total(end, page.rows);
    return end;
  }
  std::shared_ptr<session::RunningStatement> statement = std::move(page.statement);
  auto& rows = statement->rows();
  auto result = api.spool.open(statement->id(), rows.schema(), rows.arrow_schema(), statement->time_zone());
  if (!result) return result.error();
  for (const auto& batch : page.taken)
    if (auto added = api.spool.add(*result, *batch); !added) return added.error();
  bool accepted = api.spooling.post([&api, result = *result, statement] { spool_rest(api, result, *statement); });
  if (!accepted) return make_error(ErrorCode::resource_exhausted, "too many results are being kept at once");
  end.truncated = true;
  end.next = next_target(api, call, statement->id(), page.rows);
  return end;
}

Resource statement_pages_resource() {
  Route show{.method = "GET",
             .pattern = "/api/v1/statements/{id}/rows",
             .place = Place::kept_rows,
             .function = show_page,
             .name = "showStatementRows",
             .summary = "Show a page of a statement's rows"};
  show.description =
      "A result that does not fit its first page is kept for a while (`skep.results.keep`), and the same cursor always "
      "gives "
      "the same rows. Without a cursor it is the first page.";
  show.parameters = row_parameters();
  show.gives_rows = true;
  show.parameters.push_back({"cursor", text(), "Where the page begins, out of \"next\""});
  show.parameters.push_back(prefer_header());
  show.has_tag = true;
  show.answers = {{200, "The rows", "Page", {}, row_media_types()}};
  show.problems = {404, 410};
  return {"statements", "", {show}};
}

}  // namespace skep::services
