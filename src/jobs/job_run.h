#pragma once

#include "jobs/job.h"
#include "jobs/job_store.h"
#include "jobs/result_folder.h"
#include "jobs/statement_kind.h"
#include "session/session.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace skep::jobs {

class JobRun;

/// What runs of jobs share; borrowed.
struct RunContext {
  JobStore& store;
  session::SessionService& session;
  ResultFolder& results;
  std::function<int64_t()> now_micros;
  std::chrono::milliseconds timeout;  ///< of a job that names none
  std::chrono::seconds keep;          ///< the same for how long results are there
  std::chrono::milliseconds backoff;  ///< before the first retry; each later one waits twice as long
  std::chrono::milliseconds backoff_max;
  /// Called when a run's end is on its way into the store: another may begin in its place.
  std::function<void(const JobRun&)> ending = {};
  std::atomic<bool> stops = false;  ///< the server does: what its drain cuts off goes back into the queue
};

/// One run of one job that was claimed: settles what a dead server may have done, goes through the statements, keeps the
/// rows, and says in the store how it ended. Where the store does not answer it says nothing: the lease ends then, and
/// the job is claimed again.
class JobRun {
 public:
  enum class Stop { none, cancelled, lost, server_stops };

  JobRun(Job job, RunContext& context) : job_(std::move(job)), context_(context) {}

  /// Blocks until the run is over.
  void run();

  /// Ends it soon. Any thread; to be called again until it has ended. The first reason but for `lost` counts.
  void stop(Stop why);
  Stop stopped() const { return stop_; }

  const Job& job() const { return job_; }
  Held held() const;
  JobProgress progress() const;

 private:
  enum class Next { go_on, over };

  Next settle_earlier_runs();
  Next settle_write();
  Next replay_session();
  Next run_statement(size_t step);
  Next finish_statement(size_t step, const KeptRows& kept);
  Next end_with(const Error& error);
  Next fail_or_retry(const Error& error);
  Next end_stopped();
  std::optional<bool> was_written(size_t step, int attempt);

  Result<session::StatementRequest> request_for(size_t step) const;
  Result<StatementKind> kind_of_step(size_t step) const;
  Result<KeptRows> take_rows(session::RunningStatement& statement, bool are_kept);
  Next said(const Result<bool>& answer);
  void begin_end();
  int64_t now() const { return context_.now_micros(); }

  Job job_;
  RunContext& context_;
  session::SessionState state_;
  std::chrono::steady_clock::time_point deadline_;
  std::atomic<Stop> stop_ = Stop::none;
  mutable std::mutex mutex_;
  bool is_settled_ = false;   ///< what earlier runs may have done is known
  std::string statement_id_;  ///< of the statement that runs
  JobProgress progress_;
};

/// Whether a statement may be run again when its server ends while it runs, or is looked up then. Not known of a text with
/// variables.
bool may_run_again(const JobStatement& statement);

/// Whether another try may mend it.
bool may_be_retried(const Error& error);

/// How long to wait before the try after so many failures.
std::chrono::milliseconds backoff_after(int failures, std::chrono::milliseconds first, std::chrono::milliseconds most);

}  // namespace skep::jobs
