#include "base/random_id.h"
#include "services/http/answers.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "services/http/row_format.h"
#include "services/http/rows_answer.h"
#include "services/http/table_request.h"

#include <algorithm>
#include <charconv>

namespace skep::services {
namespace {

constexpr int64_t kOffsetMax = int64_t{1} << 53;

/// Where a page begins, and in which state of the table.
struct Position {
  int64_t offset = 0;
  std::string version;
};

std::string path_of(const Call& call) {
  return fmt::format("/api/v1/databases/{}/tables/{}/rows", percent_encode(call.names[0]),
                     percent_encode(call.names[1]));
}

/// What a cursor belongs to: the same table, columns, condition and order.
std::string subject_of(const session::TableRead& read) {
  std::string subject;
  for (const auto* part : {&read.table.database, &read.table.table, &read.select, &read.where, &read.order})
    subject += fmt::format("{}:{}", part->size(), *part);
  return subject;
}

Result<Position> open_cursor(const Api& api, const session::TableRead& read, const std::string& cursor) {
  auto payload = api.cursors.open(subject_of(read), cursor);
  if (!payload) return payload.error();
  Position position;
  auto space = payload->find(' ');
  std::from_chars(payload->data(), payload->data() + space, position.offset);
  position.version = payload->substr(space + 1);
  return position;
}

Result<Position> read_position(const Api& api, const session::TableRead& read, Query& query) {
  auto offset = query.take_number("offset", 0, kOffsetMax);
  if (!offset) return offset.error();
  auto cursor = query.take("cursor");
  if (!cursor) return cursor.error();
  if (*offset && *cursor)
    return make_error(ErrorCode::invalid_argument,
                      "give offset or cursor, not both: a cursor says where its page begins");
  if (*cursor) return open_cursor(api, read, **cursor);
  return Position{offset->value_or(0), {}};
}

/// Counts the rows in all where the client prefers to know: exactly, by statistics, or exactly if those say few.
Result<void> add_total(Api& api, Call& call, const session::TableRead& read, int64_t estimate, PageEnd& end) {
  constexpr int64_t kFewRows = 100'000;
  auto wanted = preferred_count(call.request);
  if (wanted.empty()) return {};
  bool may_plan = read.where.empty() && estimate > 0;
  if (may_plan && (wanted == "planned" || (wanted == "estimated" && estimate > kFewRows))) {
    end.total = estimate;
    end.total_is = "planned";
    return {};
  }
  auto counted = count_rows(api, call, read);
  if (!counted) return counted.error();
  end.total = *counted;
  end.total_is = "exact";
  return {};
}

net::HttpAnswer show_rows(Api& api, Call& call) {
  session::TableRead read;
  if (auto parts = read_table_parts(call, read); !parts) return problem_answer(parts.error(), Subject::resource);
  auto position = read_position(api, read, call.query);
  if (!position) return problem_answer(position.error(), Subject::resource);
  auto limit = call.query.take_number("limit", 1, kLimitMax);
  if (!limit) return problem_answer(limit.error(), Subject::resource);
  auto time_box = take_time_box(call.query);
  if (!time_box) return problem_answer(time_box.error(), Subject::resource);
  read.offset = position->offset;
  read.version = position->version;
  bool is_page = call.rows.format == results::Format::json;
  if (*time_box && !is_page) {
    auto error = make_error(ErrorCode::unsupported,
                            "seconds goes with JSON, whose pages say that they stopped early; a stream cannot");
    return problem_answer(error, Subject::resource);
  }
  // One row more tells whether there is another page.
  if (is_page)
    read.limit = limit->value_or(kLimitDefault) + 1;
  else if (*limit)
    read.limit = **limit;

  auto request = table_request(call, read);
  request.time_box = *time_box;
  session::SessionState state;
  auto answer = answer_rows(api, call, request, state, *limit, [&](FirstPage& page) -> Result<PageEnd> {
    auto table = page.statement->table_state();
    PageEnd end;
    end.truncated = page.has_more;
    if (request.time_box) {
      end.stopped_early = page.statement->rows().stopped_early();
      end.truncated = end.truncated || *end.stopped_early;
    }
    if (page.has_more) {
      auto payload = fmt::format("{} {}", read.offset + page.rows, table.version);
      end.next = target_with_cursor(path_of(call), call.request.target, api.cursors.seal(subject_of(read), payload));
    }
    if (auto counted = add_total(api, call, read, table.row_estimate, end); !counted) return counted.error();
    return end;
  });
  return answer;
}

}  // namespace

Resource table_rows_resource() {
  Route rows{.method = "GET",
             .pattern = "/api/v1/databases/{database}/tables/{table}/rows",
             .place = Place::statement,
             .function = show_rows,
             .name = "showTableRows",
             .summary = "Show rows of a table"};
  rows.description =
      "`select`, `where` and `order` are SQL over this table's columns: no subqueries, no aggregates. JSON is a page; "
      "`next` "
      "leads to the following one and shows the table as it was for the first. When those files are gone the answer is "
      "410.";
  rows.parameters = row_parameters();
  for (auto& part : table_parts()) rows.parameters.push_back(std::move(part));
  rows.parameters.push_back({"order", text(), "Columns, each with [asc|desc] [nulls first|last]"});
  rows.parameters.push_back({"offset", whole_number(0, kOffsetMax), "Rows to leave out before the page"});
  rows.parameters.push_back({"cursor", text(), "Where the page begins, out of \"next\""});
  rows.parameters.push_back(time_box_parameter("no such limit where it is not given"));
  rows.parameters.push_back(prefer_header());
  rows.gives_rows = true;
  rows.answers = {{200, "The rows", "Page", {}, row_media_types(), {statement_header()}}};
  rows.problems = {404, 410};
  return {"rows", "Rows of tables, without SQL statements", {rows}};
}

}  // namespace skep::services
