#include "base/text.h"
#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/resources.h"
#include "services/http/row_format.h"
#include "services/http/rows_answer.h"
#include "services/http/table_request.h"

#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>
#include <simdjson.h>

#include <charconv>
#include <chrono>

namespace skep::services {
namespace {

using session::TableRead;

constexpr int64_t kSampleMax = 100'000;
constexpr int64_t kFacetValues = 20;

/// What ran, in full: its rows as JSON, and how much of the table it saw.
struct Overview {
  std::vector<std::string> rows;  ///< JSON objects, or arrays where the call says so
  bool stopped_early = false;
  int64_t rows_scanned = 0;
};

/// Of what is asked for without a time box of its own.
constexpr std::chrono::milliseconds kTimeBox{10'000};
constexpr std::string_view kTimeBoxWords = "10 where it is not given";

Result<std::vector<std::string>> take_names(Query& query, std::string_view name) {
  auto value = query.take(name);
  if (!value) return value.error();
  std::vector<std::string> names;
  if (!*value) return names;
  for (const auto& part : split(**value, ',')) names.emplace_back(trim(part));
  for (const auto& part : names)
    if (part.empty()) return make_error(ErrorCode::invalid_argument, "the parameter {} has an empty name in it", name);
  return names;
}

Result<Overview> run(Api& api, const Call& call, const TableRead& read, std::chrono::milliseconds time_box) {
  auto request = table_request(call, read);
  request.time_box = time_box;
  session::SessionState state;
  auto statement = api.session.execute(request, state);
  if (!statement) return statement.error();
  auto& rows = (*statement)->rows();
  results::EncoderOptions options{results::Format::ndjson, results::Shape::objects, (*statement)->time_zone(), {}};
  auto encoder = results::make_encoder(options, rows.schema(), rows.arrow_schema());
  if (!encoder) return encoder.error();
  std::string text;
  if (auto begun = (*encoder)->begin(text); !begun) return begun.error();
  while (true) {
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) break;
    if (auto added = (*encoder)->add(**batch, text); !added) return added.error();
  }
  Overview overview;
  for (auto& line : split(text, '\n'))
    if (!line.empty()) overview.rows.push_back(std::move(line));
  overview.stopped_early = rows.stopped_early();
  if (auto progress = rows.progress()) overview.rows_scanned = progress->rows_scanned();
  return overview;
}

void add_extent(JsonObject& object, const Overview& overview) {
  object.truth("stoppedEarly", overview.stopped_early).number("rowsScanned", overview.rows_scanned);
}

net::HttpAnswer show_count(Api& api, Call& call) {
  TableRead read;
  auto parts = read_table_parts(call, read);
  auto time_box = take_time_box(call.query);
  if (!parts || !time_box) return problem_answer(parts ? time_box.error() : parts.error(), Subject::resource);
  read.answer = TableRead::Answer::count;
  auto overview = run(api, call, read, time_box->value_or(kTimeBox));
  if (!overview) return problem_answer(overview.error(), Subject::statement);
  auto json = overview->rows.at(0);
  json.pop_back();  // the object goes on
  json += fmt::format(R"(,"stoppedEarly":{},"rowsScanned":{}}})", overview->stopped_early, overview->rows_scanned);
  return json_answer(200, std::move(json));
}

net::HttpAnswer show_summary(Api& api, Call& call) {
  TableRead read;
  auto parts = read_table_parts(call, read);
  auto columns = take_names(call.query, "columns");
  auto time_box = take_time_box(call.query);
  if (!parts || !columns || !time_box)
    return problem_answer(!parts ? parts.error() : !columns ? columns.error() : time_box.error(), Subject::resource);
  read.answer = TableRead::Answer::summary;
  read.columns = std::move(*columns);
  auto overview = run(api, call, read, time_box->value_or(kTimeBox));
  if (!overview) return problem_answer(overview.error(), Subject::statement);
  JsonObject object;
  add_extent(object, *overview);
  object.raw("columns", overview->rows.at(0));
  return json_answer(200, object.str());
}

net::HttpAnswer show_facets(Api& api, Call& call) {
  TableRead read;
  auto parts = read_table_parts(call, read);
  auto columns = take_names(call.query, "columns");
  auto time_box = take_time_box(call.query);
  auto limit = call.query.take_number("limit", 1, 1000);
  if (!parts || !columns || !time_box || !limit) {
    return problem_answer(!parts      ? parts.error()
                          : !columns  ? columns.error()
                          : !time_box ? time_box.error()
                                      : limit.error(),
                          Subject::resource);
  }
  if (columns->empty())
    return problem_answer(make_error(ErrorCode::invalid_argument, "the parameter columns names the columns to count"),
                          Subject::resource);
  read.answer = TableRead::Answer::facets;
  read.limit = limit->value_or(kFacetValues);
  auto share = time_box->value_or(kTimeBox) / static_cast<int64_t>(columns->size());
  JsonObject facets;
  Overview all;
  for (const auto& column : *columns) {
    read.columns = {column};
    auto overview = run(api, call, read, std::max(share, std::chrono::milliseconds(1)));
    if (!overview) return problem_answer(overview.error(), Subject::statement);
    facets.raw(column, json_array(overview->rows));
    all.stopped_early |= overview->stopped_early;
    all.rows_scanned += overview->rows_scanned;
  }
  JsonObject object;
  add_extent(object, all);
  object.raw("facets", facets.str());
  return json_answer(200, object.str());
}

Result<TableRead::Sample> take_sample(Query& query) {
  TableRead::Sample sample;
  auto rows = query.take_number("rows", 1, kSampleMax);
  auto fraction = query.take("fraction");
  auto seed = query.take_number("seed", 0, std::numeric_limits<int64_t>::max());
  auto by = take_names(query, "by");
  if (!rows) return rows.error();
  if (!fraction) return fraction.error();
  if (!seed) return seed.error();
  if (!by) return by.error();
  if (*rows && *fraction) return make_error(ErrorCode::invalid_argument, "give rows or fraction, not both");
  if (*fraction && !by->empty())
    return make_error(ErrorCode::invalid_argument, "with by the size of each group's sample is given as rows");
  sample.by = std::move(*by);
  sample.seed = seed->value_or(0);
  sample.rows = *rows;
  if (*fraction) {
    double value = 0;
    std::from_chars((*fraction)->data(), (*fraction)->data() + (*fraction)->size(), value);
    sample.fraction = value;
  } else if (!sample.rows) {
    sample.rows = 100;
  }
  return sample;
}

net::HttpAnswer show_sample(Api& api, Call& call) {
  TableRead read;
  auto parts = read_table_parts(call, read);
  if (!parts) return problem_answer(parts.error(), Subject::resource);
  auto sample = take_sample(call.query);
  if (!sample) return problem_answer(sample.error(), Subject::resource);
  auto time_box = take_time_box(call.query);
  if (!time_box) return problem_answer(time_box.error(), Subject::resource);
  read.sample = std::move(*sample);
  auto request = table_request(call, read);
  request.time_box = time_box->value_or(kTimeBox);
  session::SessionState state;
  return answer_rows(api, call, request, state, kSampleMax, [](FirstPage& page) -> Result<PageEnd> {
    PageEnd end;
    end.truncated = page.has_more;
    end.stopped_early = page.statement->rows().stopped_early();
    return end;
  });
}

Route overview(std::string_view last, net::HttpAnswer (*function)(Api&, Call&), std::string name, std::string summary) {
  Route route{.method = "GET",
              .pattern = "/api/v1/databases/{database}/tables/{table}/" + std::string(last),
              .place = Place::statement,
              .function = function,
              .name = std::move(name),
              .summary = std::move(summary)};
  route.parameters = {{"where", text(), "A condition over the table's columns"}, time_box_parameter(kTimeBoxWords)};
  route.problems = {404};
  return route;
}

constexpr const char* kCountSchema =
    R"({"type":"object","required":["count","stoppedEarly","rowsScanned"],"properties":{
"count":{"type":"integer"},"stoppedEarly":{"type":"boolean","description":"Whether it is of a part of the rows only"},
"rowsScanned":{"type":"integer"}}})";

constexpr const char* kSummarySchema =
    R"({"type":"object","required":["stoppedEarly","rowsScanned","columns"],
"properties":{"stoppedEarly":{"type":"boolean"},"rowsScanned":{"type":"integer"},
"columns":{"type":"object","description":"By name. What begins with approx_ is approximate; approx_histogram has the bounds of bins that each hold a tenth of the values",
"additionalProperties":{"type":"object","required":["type","count","nulls"]}}}})";

constexpr const char* kFacetsSchema =
    R"({"type":"object","required":["stoppedEarly","rowsScanned","facets"],"properties":{
"stoppedEarly":{"type":"boolean"},"rowsScanned":{"type":"integer"},
"facets":{"type":"object","additionalProperties":{"type":"array","items":{"type":"object",
"required":["value","count"],"properties":{"value":{},"count":{"type":"integer"}}}}}}})";

}  // namespace

Resource table_overviews_resource() {
  auto count = overview("count", show_count, "countTableRows", "Count a table's rows");
  count.answers = {{200, "The count", "TableCount", R"({"count":3000000,"stoppedEarly":false,"rowsScanned":3000000})"}};
  auto summary =
      overview("summary", show_summary, "summarizeTable", "Describe each column: counts, extremes, quantiles");
  summary.parameters.push_back({"columns", text(), "Their names, separated by commas; all where it is not given"});
  summary.answers = {{200, "The summary", "TableSummary"}};
  auto facets = overview("facets", show_facets, "showTableFacets", "Count the commonest values of columns");
  facets.parameters.push_back({"columns", text(), "Their names, separated by commas", "origin,destination"});
  facets.parameters.push_back({"limit", whole_number(1, 1000, kFacetValues), "Values of each column"});
  facets.answers = {{200, "The values", "TableFacets"}};
  auto sample = overview("sample", show_sample, "sampleTable", "Show rows chosen by chance");
  for (auto& parameter : row_parameters())
    if (parameter.name != "limit") sample.parameters.push_back(std::move(parameter));
  sample.parameters.push_back({"select", text(), "Expressions with AS, separated by commas"});
  sample.parameters.push_back({"rows", whole_number(1, kSampleMax), "How many: of all, or of each group of `by`"});
  sample.parameters.push_back({"fraction", number(0, 1), "Or each row with this probability"});
  sample.parameters.push_back(
      {"seed", whole_number(0, std::numeric_limits<int64_t>::max(), 0), "The same seed chooses the same rows"});
  sample.parameters.push_back({"by", text(), "Columns whose values make groups that are sampled each by itself"});
  sample.gives_rows = true;
  sample.answers = {{200, "The rows", "Page", {}, row_media_types(), {statement_header()}}};
  return {"rows",
          "",
          {count, summary, facets, sample},
          {{"TableCount", kCountSchema}, {"TableSummary", kSummarySchema}, {"TableFacets", kFacetsSchema}}};
}

}  // namespace skep::services
