#include "services/http/answers.h"
#include "services/http/job_json.h"
#include "services/http/resources.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

namespace skep::services {
namespace {

constexpr size_t kEventsAtOnce = 100;

/// How often a job that runs is looked at for its progress, and after how long without news a word is sent in any case.
constexpr std::chrono::milliseconds kLookPause{500};
constexpr std::chrono::seconds kSilenceMax{15};

std::string event_text(std::string_view name, std::string_view data, std::optional<int64_t> id = std::nullopt) {
  auto text = id ? fmt::format("id: {}\n", *id) : std::string();
  return text + fmt::format("event: {}\ndata: {}\n\n", name, data);
}

/// A job's events as they come: those that its client has not seen, progress, and its end.
class EventStream final : public net::BodyStream {
 public:
  EventStream(Api& api, std::string id, int64_t seen) : api_(api), id_(std::move(id)), seen_(seen) {}

  Result<bool> next(ByteChain& out) override {
    if (!std::exchange(has_begun_, true)) {
      out.text() += "retry: 1000\n\n";
      return true;
    }
    auto until = std::chrono::steady_clock::now() + kSilenceMax;
    while (!api_.stopping) {
      auto job = api_.jobs->find(id_);
      if (!job) return job.error();
      auto more = add_news(*job, out.text());
      if (!more || !*more || !out.empty()) return more;
      if (std::chrono::steady_clock::now() >= until) {
        out.text() += ": still here\n\n";
        return true;
      }
      if (auto changed = api_.jobs->wait_for_change(id_, job->revision, kLookPause); !changed) return changed.error();
    }
    return false;  // the client comes again, with Last-Event-ID
  }

 private:
  /// Answers false after the end's event.
  Result<bool> add_news(const jobs::Job& job, std::string& out) {
    auto events = api_.jobs->events(job, seen_, kEventsAtOnce);
    if (!events) return events.error();
    for (const auto& event : *events) {
      out += event_text("state", job_event_json(event), event.number);
      seen_ = event.number;
    }
    if (has_ended(job.state) && seen_ >= job.revision) {
      out += event_text("end", job_json(job));
      return false;
    }
    if (job.state != jobs::JobState::running) return true;
    auto progress = job_progress_json(job);
    if (progress == progress_) return true;
    out += event_text("progress", progress);
    progress_ = std::move(progress);
    return true;
  }

  Api& api_;
  const std::string id_;
  int64_t seen_;
  bool has_begun_ = false;
  std::string progress_;
};

net::HttpAnswer show_events(Api& api, Call& call) {
  auto job = find_job(api, call);
  if (!job) return problem_answer(job.error(), Subject::resource);
  int64_t seen = 0;
  if (auto last = call.request.header("Last-Event-ID")) {
    auto [end, problem] = std::from_chars(last->data(), last->data() + last->size(), seen);
    if (problem != std::errc() || end != last->data() + last->size() || seen < 0)
      return problem_answer(make_error(ErrorCode::invalid_argument, "the header Last-Event-ID must be an event's id"),
                            400);
  }
  net::HttpAnswer answer;
  if (has_ended(job->state) && seen >= job->revision) {
    // To EventSource this says that there is nothing to come again for.
    answer.status = 204;
    return answer;
  }
  answer.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
  answer.rest = std::make_unique<EventStream>(api, job->request.id, seen);
  return answer;
}

}  // namespace

Resource job_events_resource() {
  Route show{.method = "GET",
             .pattern = "/api/v1/jobs/{id}/events",
             .place = Place::kept_rows,
             .function = show_events,
             .name = "followJob",
             .summary = "Follow a job by server-sent events"};
  show.description =
      "`state` for each line of its log (its number is the event's id), `progress` while it runs, `end` with the whole "
      "job; then the stream ends. `Last-Event-ID` leaves out what was seen; after the last one the answer is 204.";
  show.parameters = {{"Last-Event-ID", text(), "The last event that was seen", {}, Parameter::Place::header}};
  show.gives_files = true;
  show.answers = {{200, "The events", R"({"type":"string"})", {}, {"text/event-stream"}}, {204, "All were seen"}};
  return {"jobs", "", {show}};
}

}  // namespace skep::services
