#include "base/random_id.h"
#include "base/text.h"
#include "services/http/answers.h"
#include "services/http/json_body.h"
#include "services/http/json_object.h"
#include "services/http/resources.h"
#include "services/http/statement_watch.h"

#include <algorithm>

namespace skep::services {
namespace {

/// What the body of PUT says.
struct Wanted {
  std::string level;
  bool is_lazy = false;
};

Result<Wanted> read_wanted(const Call& call) {
  Wanted wanted;
  if (trim(call.request.body).empty()) return wanted;
  simdjson::dom::parser parser;
  auto object = read_json_body(parser, call.request.body);
  if (!object) return object.error();
  for (auto [key, element] : *object) {
    std::string_view level;
    if (key == "storageLevel") {
      if (element.get_string().get(level) != simdjson::SUCCESS)
        return make_error(ErrorCode::invalid_argument, "the key \"storageLevel\" must be a string");
      wanted.level = level;
    } else if (key != "lazy") {
      return make_error(ErrorCode::invalid_argument, "the key \"{}\" is unknown", key);
    } else if (element.get_bool().get(wanted.is_lazy) != simdjson::SUCCESS) {
      return make_error(ErrorCode::invalid_argument, "the key \"lazy\" must be true or false");
    }
  }
  return wanted;
}

std::string in_backquotes(std::string_view name) {
  std::string text = "`";
  for (char c : name) text += c == '`' ? std::string("``") : std::string(1, c);
  return text + "`";
}

std::string named_table(const Call& call) { return in_backquotes(call.names[0]) + "." + in_backquotes(call.names[1]); }

/// Runs a statement that gives no rows.
Result<void> run(Api& api, const Call& call, std::string text) {
  session::StatementRequest request;
  request.text = std::move(text);
  request.id = random_id();
  request.principal = call.principal;
  StatementWatch watch(api, request.id, call.gone);
  session::SessionState state;
  auto statement = api.session.execute(request, state);
  if (!statement) return statement.error();
  auto end = (*statement)->rows().next();
  if (!end) return end.error();
  return {};
}

std::string entry_json(const cache::CachedTableInfo& table) {
  JsonObject object;
  object.text("name", table.name).truth("temporary", table.is_temporary).text("storageLevel", table.level);
  object.truth("hasRows", table.has_rows).number("rows", table.rows).number("bytes", table.bytes);
  object.number("hits", static_cast<int64_t>(table.hits)).number("fills", static_cast<int64_t>(table.fills));
  for (auto [name, micros] : {std::pair("filled", table.filled_micros), {"used", table.used_micros}}) {
    if (micros == 0) {
      object.null(name);
    } else {
      object.instant(name, micros);
    }
  }
  return object.str();
}

net::HttpAnswer list_cached(Api& api, Call& call) {
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  std::vector<std::string> tables;
  int64_t bytes = 0;
  for (const auto& table : api.session.cached_tables()) {
    bytes += table.bytes;
    if (table.is_temporary || check_access(api, call, table.name)) tables.push_back(entry_json(table));
  }
  JsonObject object;
  object.number("bytes", bytes).raw("tables", json_array(tables));
  return json_answer(200, object.str());
}

net::HttpAnswer cache_table(Api& api, Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return problem_answer(wanted.error(), Subject::resource);
  // It becomes a part of a text.
  auto may_stand = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (!std::all_of(wanted->level.begin(), wanted->level.end(), may_stand)) {
    return problem_answer(make_error(ErrorCode::invalid_argument, "there is no storage level {}", wanted->level),
                          Subject::resource);
  }
  auto text = fmt::format("CACHE {}TABLE {}", wanted->is_lazy ? "LAZY " : "", named_table(call));
  if (!wanted->level.empty()) text += fmt::format(" OPTIONS ('storageLevel' = '{}')", wanted->level);
  if (auto done = run(api, call, std::move(text)); !done) return problem_answer(done.error(), Subject::resource);
  auto name = to_lower(call.names[0] + "." + call.names[1]);
  for (const auto& table : api.session.cached_tables())
    if (!table.is_temporary && table.name == name) return json_answer(200, entry_json(table));
  net::HttpAnswer nothing;
  nothing.status = 204;
  return nothing;
}

net::HttpAnswer uncache_table(Api& api, Call& call) {
  if (auto done = run(api, call, "UNCACHE TABLE " + named_table(call)); !done)
    return problem_answer(done.error(), Subject::resource);
  net::HttpAnswer gone;
  gone.status = 204;
  return gone;
}

constexpr const char* kBodySchema = R"({"type":"object","additionalProperties":false,"properties":{
"storageLevel":{"type":"string","description":"Spark's name of one; else MEMORY_AND_DISK"},
"lazy":{"type":"boolean","description":"The first read makes the rows"}}})";

constexpr const char* kSchema = R"({"type":"object",
"required":["name","temporary","storageLevel","hasRows","rows","bytes","hits","fills","filled","used"],"properties":{
"name":{"type":"string"},"temporary":{"type":"boolean","description":"It is a temporary view of a session"},
"storageLevel":{"type":"string"},
"hasRows":{"type":"boolean","description":"Else the next read makes them"},
"rows":{"type":"integer"},"bytes":{"type":"integer"},
"hits":{"type":"integer","description":"Reads that were answered by its rows"},
"fills":{"type":"integer","description":"How often its rows were made"},
"filled":{"type":["string","null"],"format":"date-time","description":"When they were made"},
"used":{"type":["string","null"],"format":"date-time"}}})";

constexpr const char* kListSchema = R"({"type":"object","required":["bytes","tables"],"properties":{
"bytes":{"type":"integer","description":"What the rows take on disk"},
"tables":{"type":"array","items":{"$ref":"#/components/schemas/CachedTable"}}}})";

constexpr const char* kExample =
    R"({"name":"default.flights","temporary":false,"storageLevel":"MEMORY_AND_DISK","hasRows":true,"rows":3000000,)"
    R"("bytes":21874632,"hits":12,"fills":1,"filled":"2026-01-31T12:00:00Z","used":"2026-01-31T12:04:10.5Z"})";

}  // namespace

Resource cached_tables_resource() {
  Route list{.method = "GET",
             .pattern = "/api/v1/cache",
             .function = list_cached,
             .name = "listCachedTables",
             .summary = "List what is cached"};
  list.answers = {
      {200, "Tables and views", "CacheList", fmt::format(R"({{"bytes":21874632,"tables":[{}]}})", kExample)}};
  Route put{.method = "PUT",
            .pattern = "/api/v1/databases/{database}/tables/{table}/cache",
            .place = Place::statement,
            .function = cache_table,
            .name = "cacheTable",
            .summary = "Cache a table or view"};
  put.description =
      "As CACHE TABLE does: its rows are kept as files of the server's, which later statements read for as long as the "
      "table and its files are what they were; then they are made anew.";
  put.body = {{"How", "CacheRequest", {R"({"storageLevel":"DISK_ONLY","lazy":true})"}, false}};
  put.answers = {{200, "It is cached", "CachedTable", kExample},
                 {204, "Nothing is kept of it: that is what the level NONE says"}};
  put.problems = {404, 507};
  Route remove{.method = "DELETE",
               .pattern = "/api/v1/databases/{database}/tables/{table}/cache",
               .place = Place::statement,
               .function = uncache_table,
               .name = "uncacheTable",
               .summary = "Forget the cached rows of a table or view"};
  remove.answers = {{204, "It is not cached, or no longer"}};
  remove.problems = {404};
  return {"cache",
          "Rows of tables and views that are kept for later reads",
          {list, put, remove},
          {{"CacheRequest", kBodySchema}, {"CachedTable", kSchema}, {"CacheList", kListSchema}}};
}

}  // namespace skep::services
