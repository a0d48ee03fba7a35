#include "cli/jobs/job_client.h"

#include "cli/client/problem.h"
#include "cli/jobs/event_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <chrono>
#include <thread>

namespace skep::cli {
namespace {

constexpr const char* kJobs = "/api/v1/jobs";

/// How long a server may be away before following a job ends.
constexpr std::chrono::seconds kAwayMax{60};
constexpr std::chrono::milliseconds kAwayPause{500};

Error no_job() { return make_error(ErrorCode::unavailable, "this is no Skep server: its answer is no job"); }

std::string path_of(const std::string& id) { return fmt::format("{}/{}", kJobs, id); }

}  // namespace

Result<JobView> JobClient::job_of(const Result<HttpReply>& reply, int wanted_status) {
  if (!reply) return reply.error();
  if (reply->status != wanted_status) return error_from_problem(reply->status, reply->body, "");
  auto job = job_from_json(reply->body);
  if (!job) return no_job();
  return std::move(*job);
}

Result<JobView> JobClient::submit(const std::string& body, const std::string& idempotency_key) {
  HttpRequest request{"POST", kJobs, body, {}};
  if (!idempotency_key.empty()) request.headers.push_back("Idempotency-Key: " + idempotency_key);
  return job_of(client_.send(request), 202);
}

Result<std::vector<JobView>> JobClient::list(const std::string& state, int limit) {
  auto query = fmt::format("?limit={}{}", limit, state.empty() ? "" : "&state=" + state);
  auto reply = client_.send({"GET", kJobs + query, "", {}});
  if (!reply) return reply.error();
  if (reply->status != 200) return error_from_problem(reply->status, reply->body, "");
  simdjson::dom::parser parser;
  simdjson::dom::array documents;
  if (parser.parse(reply->body)["jobs"].get_array().get(documents) != simdjson::SUCCESS) return no_job();
  std::vector<JobView> jobs;
  for (auto document : documents)
    if (auto job = job_from_json(simdjson::minify(document))) jobs.push_back(std::move(*job));
  return jobs;
}

Result<JobView> JobClient::find(const std::string& id) {
  return job_of(client_.send({"GET", path_of(id), "", {}}), 200);
}

Result<JobView> JobClient::wait(const std::string& id) {
  return job_of(client_.send({"GET", path_of(id) + "?wait=30", "", {}}), 200);
}

Result<bool> JobClient::cancel(const std::string& id) {
  auto reply = client_.send({"DELETE", path_of(id), "", {}});
  if (!reply) return reply.error();
  if (reply->status >= 400) return error_from_problem(reply->status, reply->body, "");
  return reply->status == 202;
}

Result<JobView> JobClient::follow(const std::string& id, const std::function<void(const JobView&)>& on_change) {
  auto job = find(id);
  if (!job) return job.error();
  on_change(*job);
  std::string last_id;
  auto seen = std::chrono::steady_clock::now();
  while (!job->has_ended()) {
    EventReader reader([&](const std::string& name, const std::string& data) {
      seen = std::chrono::steady_clock::now();
      if (name == "progress") take_progress(data, *job);
      if (name == "end")
        if (auto ended = job_from_json(data)) *job = std::move(*ended);
      on_change(*job);
      return name != "end";
    });
    HttpRequest request{"GET", path_of(id) + "/events", "", {}};
    if (!last_id.empty()) request.headers.push_back("Last-Event-ID: " + last_id);
    auto reply = client_.send(request, [&](std::string_view bytes) { return reader.add(bytes); });
    if (!reader.last_id().empty()) last_id = reader.last_id();
    if (job->has_ended()) break;
    bool is_away = !reply || reply->is_broken || reply->status == 503;
    if (reply && !is_away && reply->status >= 400) return error_from_problem(reply->status, reply->body, "");
    if (is_away && std::chrono::steady_clock::now() - seen > kAwayMax)
      return reply ? make_error(ErrorCode::unavailable, "the server broke its answer off") : reply.error();
    if (is_away) std::this_thread::sleep_for(kAwayPause);
    auto now = find(id);
    if (now) *job = std::move(*now);
    if (now) on_change(*job);
  }
  return job;
}

Result<void> JobClient::result(const std::string& id, const std::string& media_type, const std::string& query,
                               const HttpClient::Sink& sink) {
  auto reply = client_.send({"GET", path_of(id) + "/result" + query, "", {"Accept: " + media_type}}, sink);
  if (!reply) return reply.error();
  if (reply->status >= 400) return error_from_problem(reply->status, reply->body, "");
  if (reply->is_broken) return make_error(ErrorCode::unavailable, "the server broke its answer off");
  return {};
}

}  // namespace skep::cli
