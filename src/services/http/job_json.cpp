#include "services/http/job_json.h"

#include "services/http/answers.h"
#include "services/http/json_object.h"

#include <openssl/evp.h>

namespace skep::services {
namespace {

constexpr size_t kKeyBytesMax = 255;
constexpr size_t kLogMax = 1000;

std::string statement_json(const jobs::JobRequest& request) {
  if (request.statements.size() == 1) return json_quote(request.statements.front().text);
  std::vector<std::string> texts;
  for (const auto& statement : request.statements) texts.push_back(json_quote(statement.text));
  return json_array(texts);
}

JsonObject job_object(const jobs::Job& job) {
  const auto& request = job.request;
  JsonObject object;
  object.text("id", request.id).raw("statement", statement_json(request)).text("state", to_string(job.state));
  object.text("principal", request.principal).number("priority", request.priority);
  if (!request.database.empty()) object.text("database", request.database);
  if (!request.after.empty()) {
    std::vector<std::string> ids;
    for (const auto& id : request.after) ids.push_back(json_quote(id));
    object.raw("after", json_array(ids));
  }
  if (!request.webhook.empty()) object.text("webhook", request.webhook);
  object.instant("submitted", job.submitted_micros);
  bool waits = job.state == jobs::JobState::queued && job.ready_micros > job.submitted_micros;
  if (waits) object.instant("notBefore", job.ready_micros);
  if (job.started_micros > 0) object.instant("started", job.started_micros);
  if (job.ended_micros > 0) object.instant("ended", job.ended_micros);
  object.number("attempt", job.attempt).number("retries", job.failures);
  object.raw("progress", job_progress_json(job));
  if (job.state == jobs::JobState::succeeded && job.result.until_micros > 0) {
    JsonObject result;
    result.text("href", job_path(job) + "/result").number("rows", job.result.rows).number("bytes", job.result.bytes);
    object.raw("result", result.instant("expires", job.result.until_micros).str());
  }
  if (job.error) object.raw("error", results::problem_document(*job.error, status_of(*job.error, Subject::statement)));
  return object;
}

std::string sha256(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < size; i++) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

Result<std::optional<jobs::IdempotencyKey>> read_key(const Call& call) {
  auto key = call.request.header("Idempotency-Key");
  if (!key) return std::optional<jobs::IdempotencyKey>();
  if (key->empty() || key->size() > kKeyBytesMax)
    return make_error(ErrorCode::invalid_argument, "the header Idempotency-Key must have 1 to {} bytes", kKeyBytesMax);
  return std::optional(jobs::IdempotencyKey{std::string(*key), sha256(call.request.target + '\n' + call.request.body)});
}

}  // namespace

std::string job_path(const jobs::Job& job) { return "/api/v1/jobs/" + job.request.id; }

std::string job_json(const jobs::Job& job) { return job_object(job).str(); }

std::string job_json(const jobs::Job& job, const std::vector<jobs::JobEvent>& log) {
  std::vector<std::string> lines;
  for (const auto& event : log) lines.push_back(job_event_json(event));
  return job_object(job).raw("log", json_array(lines)).str();
}

std::string job_event_json(const jobs::JobEvent& event) {
  JsonObject object;
  object.number("number", event.number).instant("at", event.at_micros).text("state", to_string(event.state));
  return object.text("text", event.text).str();
}

std::string job_progress_json(const jobs::Job& job) {
  size_t done = job.state == jobs::JobState::succeeded ? job.request.statements.size() : job.step;
  JsonObject progress;
  progress.number("statements", static_cast<int64_t>(job.request.statements.size()));
  progress.number("statementsDone", static_cast<int64_t>(done));
  if (!job.progress.phase.empty()) progress.text("phase", job.progress.phase);
  progress.number("rows", job.progress.rows).number("bytes", job.progress.bytes);
  progress.number("rowsScanned", job.progress.rows_scanned);
  if (job.progress.percentage) progress.raw("percentage", fmt::format("{:.1f}", *job.progress.percentage));
  return progress.str();
}

Result<void> check_jobs(const Api& api) {
  if (api.jobs != nullptr) return {};
  return make_error(ErrorCode::unavailable, "this server runs no jobs: the setting skep.jobs.enabled says so");
}

Result<jobs::Job> find_job(Api& api, const Call& call) {
  if (auto there = check_jobs(api); !there) return there.error();
  auto job = api.jobs->find(call.names[0]);
  if (job && job->request.principal != call.principal.name)
    return make_error(ErrorCode::not_found, "there is no job with this id: {}", call.names[0]);
  return job;
}

net::HttpAnswer accept_job(Api& api, const Call& call, jobs::JobRequest request) {
  if (auto there = check_jobs(api); !there) return problem_answer(there.error(), Subject::resource);
  auto key = read_key(call);
  if (!key) return problem_answer(key.error(), Subject::resource);
  request.principal = call.principal.name;
  auto submitted = api.jobs->submit(request, *key);
  if (!submitted) return problem_answer(submitted.error(), Subject::resource);
  const auto& job = submitted->job;
  auto log = submitted->is_new ? Result<std::vector<jobs::JobEvent>>(std::move(submitted->log))
                               : api.jobs->events(job, 0, kLogMax);
  if (!log) return problem_answer(log.error(), Subject::resource);
  auto answer = json_answer(202, job_json(job, *log));
  answer.headers.push_back({"Location", job_path(job)});
  if (!submitted->is_new) answer.headers.push_back({"Idempotency-Replayed", "true"});
  return answer;
}

}  // namespace skep::services
