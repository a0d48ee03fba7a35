#include "base/text.h"
#include "services/http/answers.h"
#include "services/http/job_body.h"
#include "services/http/job_json.h"
#include "services/http/json_body.h"
#include "services/http/json_object.h"
#include "services/http/resources.h"
#include "services/http/statement_body.h"

namespace skep::services {
namespace {

namespace dom = simdjson::dom;

Error wrong(std::string_view key, std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "the key \"{}\" {}", key, what);
}

Result<void> read_job(dom::element value, jobs::Schedule& schedule) {
  if (!value.is_object()) return wrong("job", "must be an object, as the body of POST /api/v1/jobs");
  auto job = parse_job_body(std::string(simdjson::minify(value)));
  if (!job) return job.error();
  if (!job->id.empty() || !job->after.empty()) return wrong("job", "cannot have an id, or jobs that it waits for");
  schedule.request = std::move(*job);
  return {};
}

Result<void> read_text(std::string_view key, dom::element value, std::string& into) {
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS || text.empty()) return wrong(key, "must be a text");
  into = std::string(text);
  return {};
}

Result<jobs::Schedule> parse_schedule(std::string_view json) {
  dom::parser parser;
  auto object = read_json_body(parser, json);
  if (!object) return object.error();
  jobs::Schedule schedule;
  for (auto [key, value] : *object) {
    std::string missed;
    auto read = key == "id"         ? read_text(key, value, schedule.id)
                : key == "cron"     ? read_text(key, value, schedule.cron)
                : key == "timezone" ? read_text(key, value, schedule.zone)
                : key == "missed"   ? read_text(key, value, missed)
                : key == "job"      ? read_job(value, schedule)
                                    : Result<void>(wrong(key, "is unknown"));
    if (!read) return read.error();
    if (missed.empty()) continue;
    auto known = jobs::missed_runs_named(missed);
    if (!known) return wrong("missed", "must be skip, once or all");
    schedule.missed = *known;
  }
  if (schedule.cron.empty()) return wrong("cron", "is missing");
  if (schedule.request.statements.empty()) return wrong("job", "is missing");
  if (schedule.id.size() > jobs::kScheduleIdMax)
    return wrong("id", fmt::format("has more than {} characters", jobs::kScheduleIdMax));
  if (schedule.id.empty()) return schedule;
  if (auto checked = check_caller_id(schedule.id); !checked) return checked.error();
  return schedule;
}

std::string schedule_path(const jobs::Schedule& schedule) { return "/api/v1/schedules/" + schedule.id; }

std::string schedule_json(const jobs::Schedule& schedule) {
  std::vector<std::string> texts;
  for (const auto& statement : schedule.request.statements) texts.push_back(json_quote(statement.text));
  JsonObject object;
  object.text("id", schedule.id).text("cron", schedule.cron).text("timezone", schedule.zone);
  object.text("missed", jobs::to_string(schedule.missed)).text("principal", schedule.principal);
  object.raw("statement", texts.size() == 1 ? texts.front() : json_array(texts));
  object.instant("created", schedule.created_micros).instant("next", schedule.next_micros);
  if (!schedule.last_job.empty()) object.text("lastJob", schedule.last_job);
  return object.str();
}

net::HttpAnswer add_schedule(Api& api, Call& call) {
  if (auto there = check_jobs(api); !there) return problem_answer(there.error(), Subject::resource);
  auto content_type = call.request.header("Content-Type").value_or("");
  if (!equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "application/json"))
    return problem_answer(make_error(ErrorCode::invalid_argument, "the body must be application/json"), 415);
  auto schedule = parse_schedule(call.request.body);
  if (!schedule) return problem_answer(schedule.error(), 400);
  schedule->principal = call.principal.name;
  auto added = api.jobs->add_schedule(std::move(*schedule));
  if (!added) return problem_answer(added.error(), Subject::resource);
  auto answer = json_answer(201, schedule_json(*added));
  answer.headers.push_back({"Location", schedule_path(*added)});
  return answer;
}

net::HttpAnswer list_schedules(Api& api, Call& call) {
  if (auto there = check_jobs(api); !there) return problem_answer(there.error(), Subject::resource);
  auto schedules = api.jobs->schedules(call.principal.name);
  if (!schedules) return problem_answer(schedules.error(), Subject::resource);
  std::vector<std::string> shown;
  for (const auto& schedule : *schedules) shown.push_back(schedule_json(schedule));
  return json_answer(200, JsonObject().raw("schedules", json_array(shown)).str());
}

Error no_such_schedule(const Call& call) {
  return make_error(ErrorCode::not_found, "there is no schedule with this id: {}", call.names[0]);
}

net::HttpAnswer show_schedule(Api& api, Call& call) {
  if (auto there = check_jobs(api); !there) return problem_answer(there.error(), Subject::resource);
  auto schedules = api.jobs->schedules(call.principal.name);
  if (!schedules) return problem_answer(schedules.error(), Subject::resource);
  for (const auto& schedule : *schedules)
    if (schedule.id == call.names[0]) return json_answer(200, schedule_json(schedule));
  return problem_answer(no_such_schedule(call), Subject::resource);
}

net::HttpAnswer remove_schedule(Api& api, Call& call) {
  if (auto there = check_jobs(api); !there) return problem_answer(there.error(), Subject::resource);
  auto removed = api.jobs->remove_schedule(call.principal.name, call.names[0]);
  if (!removed) return problem_answer(removed.error(), Subject::resource);
  if (!*removed) return problem_answer(no_such_schedule(call), Subject::resource);
  net::HttpAnswer gone;
  gone.status = 204;
  return gone;
}

constexpr const char* kBodySchema =
    R"({"type":"object","required":["cron","job"],"additionalProperties":false,"properties":{
"cron":{"type":"string","minLength":1,"description":"Minute, hour, day, month, weekday; or @hourly, @daily, @weekly, @monthly, @yearly"},
"timezone":{"type":"string","minLength":1,"default":"UTC","description":"Whose clock that is: a region such as Europe/Berlin"},
"missed":{"type":"string","enum":["skip","once","all"],"default":"once","description":"What becomes of runs whose time passed while no server was there"},
"job":{"$ref":"#/components/schemas/JobRequest"},
"id":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,100}$","description":"The caller's own name for the schedule"}}})";

constexpr const char* kSchema =
    R"({"type":"object","required":["id","cron","timezone","missed","principal","statement","created","next"],"properties":{
"id":{"type":"string"},"cron":{"type":"string"},"timezone":{"type":"string"},
"missed":{"type":"string","enum":["skip","once","all"]},"principal":{"type":"string"},
"statement":{"type":["string","array"],"items":{"type":"string"}},
"created":{"type":"string","format":"date-time"},"next":{"type":"string","format":"date-time"},
"lastJob":{"type":"string","description":"The id of the job of the latest run"}}})";

constexpr const char* kListSchema = R"({"type":"object","required":["schedules"],"properties":{
"schedules":{"type":"array","items":{"$ref":"#/components/schemas/Schedule"}}}})";

constexpr const char* kBodyExample =
    R"({"id":"nightly","cron":"30 2 * * *","timezone":"Europe/Berlin","job":{"statement":"SELECT iata, flights FROM delays_by_airport"}})";

}  // namespace

Resource schedules_resource() {
  Route add{.method = "POST",
            .pattern = "/api/v1/schedules",
            .place = Place::kept_rows,
            .function = add_schedule,
            .name = "addSchedule",
            .summary = "Let a job come again and again"};
  add.description = "Each run is a job of its own, named after the schedule and the time. No run is made twice.";
  add.body = {{"When, and what", "ScheduleRequest", {kBodyExample}}};
  add.answers = {{201, "It is kept", "Schedule", {}, {"application/json"}, {{"Location", "The schedule's path"}}}};
  add.problems = {409};
  Route list{.method = "GET",
             .pattern = "/api/v1/schedules",
             .function = list_schedules,
             .name = "listSchedules",
             .summary = "List one's schedules"};
  list.answers = {{200, "The schedules", "ScheduleList"}};
  Route show{.method = "GET",
             .pattern = "/api/v1/schedules/{id}",
             .function = show_schedule,
             .name = "showSchedule",
             .summary = "Show a schedule"};
  show.answers = {{200, "The schedule", "Schedule"}};
  Route remove{.method = "DELETE",
               .pattern = "/api/v1/schedules/{id}",
               .place = Place::kept_rows,
               .function = remove_schedule,
               .name = "removeSchedule",
               .summary = "End a schedule"};
  remove.description = "The jobs that it has made stay.";
  remove.answers = {{204, "It is gone"}};
  return {"schedules",
          "Jobs that come again and again",
          {add, list, show, remove},
          {{"ScheduleRequest", kBodySchema}, {"Schedule", kSchema}, {"ScheduleList", kListSchema}}};
}

}  // namespace skep::services
