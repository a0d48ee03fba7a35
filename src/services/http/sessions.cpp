#include "base/text.h"
#include "config/settings.h"
#include "services/http/answers.h"
#include "services/http/json_body.h"
#include "services/http/json_object.h"
#include "services/http/resources.h"
#include "warehouse/warehouse.h"

#include <simdjson.h>

namespace skep::services {
namespace {

namespace dom = simdjson::dom;

Result<void> read_settings(dom::element json, std::map<std::string, std::string>& settings) {
  dom::object object;
  if (json.get_object().get(object) != simdjson::SUCCESS)
    return make_error(ErrorCode::invalid_argument, "the key \"settings\" must be an object");
  for (auto [key, element] : object) {
    std::string_view value;
    if (element.get_string().get(value) != simdjson::SUCCESS)
      return make_error(ErrorCode::invalid_argument, "the setting {} must be a string", key);
    if (auto allowed = config::check_setting(key, value); !allowed) return allowed;
    settings[std::string(key)] = std::string(value);
  }
  return {};
}

/// An empty body opens a session with nothing set.
Result<session::SessionState> read_state(Api& api, const Call& call) {
  session::SessionState state;
  if (trim(call.request.body).empty()) return state;
  dom::parser parser;
  auto object = read_json_body(parser, call.request.body);
  if (!object) return object.error();
  for (auto [key, element] : *object) {
    std::string_view database;
    if (key == "settings") {
      if (auto read = read_settings(element, state.settings); !read) return read.error();
    } else if (key != "database") {
      return make_error(ErrorCode::invalid_argument, "the key \"{}\" is unknown", key);
    } else if (element.get_string().get(database) != simdjson::SUCCESS || database.empty()) {
      return make_error(ErrorCode::invalid_argument, "the key \"database\" must be the name of one");
    } else {
      if (auto may = check_access(api, call, std::string(database)); !may) return may.error();
      auto loaded = api.session.warehouse().store().load_database(database);
      if (!loaded) return loaded.error();
      state.database = loaded->name;
    }
  }
  return state;
}

std::string expires_json(const SessionStore::Opened& opened) {
  auto since = opened.expires.time_since_epoch();
  JsonObject object;
  object.text("id", opened.id);
  object.instant("expires", std::chrono::duration_cast<std::chrono::microseconds>(since).count());
  return object.str();
}

net::HttpAnswer open_session(Api& api, Call& call) {
  auto content_type = call.request.header("Content-Type").value_or("application/json");
  if (!equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "application/json"))
    return problem_answer(make_error(ErrorCode::invalid_argument, "the body must be application/json"), 415);
  auto state = read_state(api, call);
  if (!state) return problem_answer(state.error(), Subject::statement);
  auto opened = api.sessions.open(std::move(*state));
  if (!opened) return problem_answer(opened.error(), Subject::resource);
  return json_answer(201, expires_json(*opened));
}

net::HttpAnswer show_session(Api& api, Call& call) {
  auto state = api.sessions.load(call.names[0]);
  if (!state) return problem_answer(state.error(), Subject::resource);
  JsonObject object;
  object.text("id", call.names[0]).text("database", state->database).raw("settings", json_object(state->settings));
  return json_answer(200, object.str());
}

net::HttpAnswer close_session(Api& api, Call& call) {
  if (!api.sessions.close(call.names[0]))
    return problem_answer(make_error(ErrorCode::not_found, "there is no such session, or no longer"), 404);
  net::HttpAnswer closed;
  closed.status = 204;
  return closed;
}

constexpr const char* kBodySchema = R"({"type":"object","additionalProperties":false,"properties":{
"database":{"type":"string","minLength":1,"description":"The current database; else default"},
"settings":{"type":"object","additionalProperties":{"type":"string"},"description":"As with SET"}}})";

constexpr const char* kOpenedSchema = R"({"type":"object","required":["id","expires"],"properties":{
"id":{"type":"string"},"expires":{"type":"string","format":"date-time","description":"When it ends unless it is used"}}})";

constexpr const char* kSchema = R"({"type":"object","required":["id","database","settings"],"properties":{
"id":{"type":"string"},"database":{"type":"string"},
"settings":{"type":"object","additionalProperties":{"type":"string"}}}})";

}  // namespace

Resource sessions_resource() {
  Route open{.method = "POST",
             .pattern = "/api/v1/sessions",
             .function = open_session,
             .name = "openSession",
             .summary = "Open a session"};
  open.description =
      "Statements with its id in the header `Skep-Session` share a current database and settings: USE and SET last. It "
      "ends "
      "when it is not used for `skep.sessions.idle`.";
  open.body = {{"What it begins with", "SessionRequest", {R"({"database":"default"})"}, false}};
  open.answers = {{201, "It is open", "SessionOpened",
                   R"({"id":"0f6a2c5de81b4793a0d2f4c61e7b8a95","expires":"2026-01-31T13:00:00Z"})"}};
  open.problems = {404};
  Route show{.method = "GET",
             .pattern = "/api/v1/sessions/{id}",
             .function = show_session,
             .name = "showSession",
             .summary = "Show a session's database and settings"};
  show.answers = {{200, "The session", "Session"}};
  Route close{.method = "DELETE",
              .pattern = "/api/v1/sessions/{id}",
              .function = close_session,
              .name = "closeSession",
              .summary = "End a session"};
  close.answers = {{204, "It has ended"}};
  return {"sessions",
          "What several statements share",
          {open, show, close},
          {{"SessionRequest", kBodySchema}, {"SessionOpened", kOpenedSchema}, {"Session", kSchema}}};
}

}  // namespace skep::services
