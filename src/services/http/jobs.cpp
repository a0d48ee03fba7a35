#include "base/text.h"
#include "services/http/answers.h"
#include "services/http/job_body.h"
#include "services/http/job_json.h"
#include "services/http/job_parameters.h"
#include "services/http/json_object.h"
#include "services/http/listing.h"
#include "services/http/resources.h"

#include <charconv>
#include <cmath>

namespace skep::services {
namespace {

constexpr int64_t kListDefault = 100;
constexpr int64_t kListMax = 1000;
constexpr size_t kLogMax = 1000;
constexpr double kWaitMaxSeconds = 60;

net::HttpAnswer submit_job(Api& api, Call& call) {
  auto content_type = call.request.header("Content-Type").value_or("");
  if (!equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "application/json"))
    return problem_answer(make_error(ErrorCode::invalid_argument, "the body must be application/json"), 415);
  auto request = parse_job_body(call.request.body);
  if (!request) return problem_answer(request.error(), 400);
  return accept_job(api, call, std::move(*request));
}

net::HttpAnswer job_answer(Api& api, int status, const jobs::Job& job) {
  auto log = api.jobs->events(job, 0, kLogMax);
  if (!log) return problem_answer(log.error(), Subject::resource);
  return json_answer(status, job_json(job, *log));
}

net::HttpAnswer show_job(Api& api, Call& call) {
  auto wait = take_wait(call.query);
  if (!wait) return problem_answer(wait.error(), Subject::resource);
  auto job = find_job(api, call);
  if (job && wait->count() > 0) job = api.jobs->wait_for_end(job->request.id, *wait);
  if (!job) return problem_answer(job.error(), Subject::resource);
  return job_answer(api, 200, *job);
}

std::string list_subject(const Call& call) { return "/api/v1/jobs?" + call.principal.name; }

Result<jobs::JobFilter> read_filter(Api& api, Call& call) {
  jobs::JobFilter filter;
  filter.principal = call.principal.name;
  auto state = call.query.take("state");
  if (!state) return state.error();
  if (*state) filter.state = jobs::job_state_named(**state);
  auto limit = call.query.take_number("limit", 1, kListMax);
  if (!limit) return limit.error();
  filter.limit = static_cast<size_t>(limit->value_or(kListDefault));
  auto cursor = call.query.take("cursor");
  if (!cursor) return cursor.error();
  if (!*cursor) return filter;
  auto payload = api.cursors.open(list_subject(call), **cursor);
  if (!payload) return payload.error();
  int64_t before = 0;
  std::from_chars(payload->data(), payload->data() + payload->size(), before);
  filter.before_number = before;
  return filter;
}

net::HttpAnswer list_jobs(Api& api, Call& call) {
  if (auto there = check_jobs(api); !there) return problem_answer(there.error(), Subject::resource);
  auto filter = read_filter(api, call);
  if (!filter) return problem_answer(filter.error(), Subject::resource);
  size_t limit = filter->limit++;
  auto jobs = api.jobs->list(*filter);
  if (!jobs) return problem_answer(jobs.error(), Subject::resource);
  std::vector<std::string> shown;
  for (size_t i = 0; i < std::min(limit, jobs->size()); i++) shown.push_back(job_json((*jobs)[i]));
  JsonObject page;
  page.raw("jobs", json_array(shown));
  if (jobs->size() <= limit) return json_answer(200, page.null("next").str());
  auto cursor = api.cursors.seal(list_subject(call), std::to_string((*jobs)[limit - 1].number));
  auto next = target_with_cursor("/api/v1/jobs", call.request.target, cursor);
  auto answer = json_answer(200, page.text("next", next).str());
  answer.headers.push_back({"Link", fmt::format("<{}>; rel=\"next\"", next)});
  return answer;
}

net::HttpAnswer cancel_job(Api& api, Call& call) {
  auto job = find_job(api, call);
  if (!job) return problem_answer(job.error(), Subject::resource);
  if (!jobs::has_ended(job->state)) {
    auto cancelled = api.jobs->cancel(job->request.id);
    if (!cancelled) return problem_answer(cancelled.error(), Subject::resource);
    return job_answer(api, 202, *cancelled);
  }
  net::HttpAnswer nothing_left_to_do;
  nothing_left_to_do.status = 204;
  return nothing_left_to_do;
}

net::HttpAnswer requeue_job(Api& api, Call& call) {
  auto job = find_job(api, call);
  if (job) job = api.jobs->requeue(job->request.id);
  if (!job) return problem_answer(job.error(), Subject::resource);
  return job_answer(api, 202, *job);
}

constexpr const char* kBodySchema =
    R"({"type":"object","required":["statement"],"additionalProperties":false,"properties":{
"statement":{"description":"One statement of Spark's SQL, or a list that runs one after the other in one session; the rows of the last one are the result",
"anyOf":[{"type":"string","minLength":1},{"type":"array","minItems":1,"maxItems":1000,"items":{"anyOf":[{"type":"string","minLength":1},
{"type":"object","required":["statement"],"additionalProperties":false,"properties":{"statement":{"type":"string","minLength":1},
"parameters":{"type":["object","array"]}}}]}}]},
"parameters":{"type":["object","array"],"description":"As with statements; for all of a list that have none of their own"},
"database":{"type":"string","minLength":1,"description":"The current database; else default"},
"settings":{"type":"object","additionalProperties":{"type":"string"},"description":"As with SET"},
"priority":{"type":"integer","minimum":-100,"maximum":100,"default":0,"description":"Higher ones are begun first"},
"timeout":{"type":"number","exclusiveMinimum":0,"maximum":604800,"description":"Seconds after which a run of it fails; else skep.jobs.timeout"},
"retries":{"type":"integer","minimum":0,"maximum":100,"default":3,"description":"After failures that another try may mend: a store that does not answer, a limit that was reached, a table that someone else changed"},
"keep":{"type":"integer","minimum":1,"maximum":31536000,"description":"Seconds for which the result is there; else skep.jobs.results.keep"},
"after":{"type":"array","maxItems":100,"items":{"type":"string","minLength":1},"description":"Ids of one's own jobs that must have succeeded before; where one does not, this one fails"},
"webhook":{"type":"string","minLength":1,"maxLength":2000,"description":"A URL that gets the job as JSON, signed, when it has ended; skep.jobs.webhook.networks says which may"},
"id":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,128}$","description":"The caller's own name for the job"}}})";

constexpr const char* kJobSchema =
    R"({"type":"object","required":["id","statement","state","principal","priority","submitted","attempt","retries","progress"],"properties":{
"id":{"type":"string"},"statement":{"type":["string","array"],"items":{"type":"string"}},
"state":{"type":"string","enum":["queued","running","succeeded","failed","cancelled"]},
"principal":{"type":"string"},"priority":{"type":"integer"},"database":{"type":"string"},
"after":{"type":"array","items":{"type":"string"},"description":"The jobs that it waits for, or did"},
"webhook":{"type":"string","description":"What is told of its end"},
"submitted":{"type":"string","format":"date-time"},
"notBefore":{"type":"string","format":"date-time","description":"Of a job that waits for its next try"},
"started":{"type":"string","format":"date-time"},"ended":{"type":"string","format":"date-time"},
"attempt":{"type":"integer","description":"How often it was begun"},
"retries":{"type":"integer","description":"How often it failed and was queued again"},
"progress":{"$ref":"#/components/schemas/JobProgress"},
"result":{"type":"object","required":["href","rows","bytes","expires"],"properties":{"href":{"type":"string"},
"rows":{"type":"integer"},"bytes":{"type":"integer","description":"Of its file"},"expires":{"type":"string","format":"date-time"}}},
"error":{"$ref":"#/components/schemas/Problem"},
"log":{"type":"array","items":{"$ref":"#/components/schemas/JobEvent"}}}})";

constexpr const char* kProgressSchema =
    R"({"type":"object","required":["statements","statementsDone","rows","bytes","rowsScanned"],"properties":{
"statements":{"type":"integer"},"statementsDone":{"type":"integer"},
"phase":{"type":"string","description":"Of the statement that runs: queued, parsing, analysis, optimisation, listing, execution, delivery"},
"rows":{"type":"integer","description":"Of the result so far"},"bytes":{"type":"integer","description":"Of its file so far"},
"rowsScanned":{"type":"integer","description":"Read from tables by the statement that runs"},
"percentage":{"type":"number","minimum":0,"maximum":100,"description":"Of that statement's work; left out where it is not known"}}})";

constexpr const char* kEventSchema = R"({"type":"object","required":["number","at","state","text"],"properties":{
"number":{"type":"integer"},"at":{"type":"string","format":"date-time"},"state":{"type":"string"},"text":{"type":"string"}}})";

constexpr const char* kListSchema = R"({"type":"object","required":["jobs","next"],"properties":{
"jobs":{"type":"array","items":{"$ref":"#/components/schemas/Job"}},
"next":{"type":["string","null"],"description":"Where the next page is"}}})";

constexpr const char* kBodyExample =
    R"({"statement":"SELECT iata, flights FROM delays_by_airport ORDER BY flights DESC","priority":5})";

constexpr const char* kExample =
    R"({"id":"0f6a2c5de81b4793a0d2f4c61e7b8a95","statement":"SELECT 1","state":"queued","principal":"anonymous","priority":0,
"submitted":"2026-01-31T12:00:00Z","attempt":0,"retries":0,"progress":{"statements":1,"statementsDone":0,"rows":0,"bytes":0,"rowsScanned":0},
"log":[{"number":1,"at":"2026-01-31T12:00:00Z","state":"queued","text":"queued"}]})";

}  // namespace

Parameter wait_parameter() {
  return {"wait", number(0, kWaitMaxSeconds), "Seconds to wait for the job's end before the answer", "10"};
}

Result<std::chrono::milliseconds> take_wait(Query& query) {
  auto wait = query.take("wait");
  if (!wait) return wait.error();
  double seconds = 0;
  if (*wait) std::from_chars((*wait)->data(), (*wait)->data() + (*wait)->size(), seconds);
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

Parameter idempotency_header() {
  return {"Idempotency-Key",
          text(),
          "The same key with the same body is the same job for 24 hours, however often it is sent",
          {},
          Parameter::Place::header};
}

Resource jobs_resource() {
  Route submit{.method = "POST",
               .pattern = "/api/v1/jobs",
               .place = Place::kept_rows,
               .function = submit_job,
               .name = "submitJob",
               .summary = "Submit long work"};
  submit.description =
      "It is in the store before the answer is given, and nothing loses it: neither its client's end nor the server's.";
  submit.parameters = {idempotency_header()};
  submit.body = {{"A statement, or several", "JobRequest", {kBodyExample}}};
  submit.answers = {{202,
                     "It is in the queue",
                     "Job",
                     kExample,
                     {"application/json"},
                     {{"Location", "The job's path"},
                      {"Idempotency-Replayed", "Given where the key was known: the job is the earlier request's"}}}};
  submit.problems = {409, 422};
  Route list{.method = "GET",
             .pattern = "/api/v1/jobs",
             .function = list_jobs,
             .name = "listJobs",
             .summary = "List one's jobs"};
  list.description = "The latest first, without their logs.";
  list.parameters = {
      {"state", choice_without_default({"queued", "running", "succeeded", "failed", "cancelled"}), "Only those in it"},
      {"limit", whole_number(1, kListMax, kListDefault), "At most so many"},
      {"cursor", text(), "Where the page begins, out of \"next\""}};
  list.answers = {{200, "The jobs", "JobList"}};
  Route show{.method = "GET",
             .pattern = "/api/v1/jobs/{id}",
             .place = Place::kept_rows,
             .function = show_job,
             .name = "showJob",
             .summary = "Show a job"};
  show.parameters = {wait_parameter()};
  show.answers = {{200, "The job", "Job", kExample}};
  Route cancel{.method = "DELETE",
               .pattern = "/api/v1/jobs/{id}",
               .function = cancel_job,
               .name = "cancelJob",
               .summary = "Cancel a job"};
  cancel.description = "A write that has committed by then is not undone: the job has succeeded.";
  cancel.answers = {{202, "It is cancelled, or about to be", "Job"}, {204, "It has ended already"}};
  Route requeue{.method = "POST",
                .pattern = "/api/v1/jobs/{id}/requeue",
                .place = Place::kept_rows,
                .function = requeue_job,
                .name = "requeueJob",
                .summary = "Queue a job again that has failed or was cancelled"};
  requeue.description = "With all its retries; statements of a list that were done are not run again.";
  requeue.answers = {{202, "It is in the queue again", "Job"}};
  requeue.problems = {409};
  return {"jobs",
          "Long work, durable: it outlives its client and the server",
          {submit, list, show, cancel, requeue},
          {{"JobRequest", kBodySchema},
           {"Job", kJobSchema},
           {"JobProgress", kProgressSchema},
           {"JobEvent", kEventSchema},
           {"JobList", kListSchema}}};
}

}  // namespace skep::services
