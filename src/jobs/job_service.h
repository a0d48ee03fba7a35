#pragma once

#include "base/result.h"
#include "jobs/hooks/hook_settings.h"
#include "jobs/job.h"
#include "jobs/job_store.h"
#include "jobs/result_file.h"
#include "jobs/result_folder.h"
#include "session/session.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skep::jobs {

struct JobSettings {
  size_t running_max = 4;                          ///< of this server
  size_t principal_running_max = 4;                ///< of one principal, on all servers
  int interruptions_max = 5;                       ///< see Claim
  std::chrono::milliseconds lease{6000};           ///< after a server's end its jobs go on when this is over
  std::chrono::milliseconds timeout{86'400'000};   ///< of a job that names none
  std::chrono::milliseconds backoff{1000};         ///< before the first retry
  std::chrono::milliseconds backoff_max{300'000};  ///< before any
  std::chrono::seconds keep_result{86'400};        ///< of a job that names none
  std::chrono::seconds keep_job{30 * 86'400};      ///< after its end
  ResultFolderSettings results;
  HookSettings hooks;
  std::function<int64_t()> now_micros = {};  ///< empty: the system's clock
};

/// What a service has done and does, for metrics.
struct JobLoad {
  size_t queued = 0;       ///< in the store
  size_t running = 0;      ///< the same, on all servers
  uint64_t submitted = 0;  ///< here, since the start, as the next ones
  uint64_t succeeded = 0;
  uint64_t failed = 0;
  uint64_t cancelled = 0;
  uint64_t retried = 0;
  uint64_t recovered = 0;  ///< that a server which ended had begun
  int64_t result_bytes = 0;
  uint64_t store_transactions = 0;
  uint64_t hooks_told = 0;
  uint64_t hooks_failed = 0;  ///< tries
};

/// Takes jobs in, runs them, and gives their results. Any thread may call it.
class JobService {
 public:
  virtual ~JobService() = default;

  /// Takes a job in: it is in the store when this returns. Fails as JobStore::submit does.
  virtual Result<Submitted> submit(const JobRequest& request, const std::optional<IdempotencyKey>& key) = 0;

  /// The job as it is now, with how far it has come. Fails with not_found.
  virtual Result<Job> find(const std::string& id) = 0;
  virtual Result<std::vector<Job>> list(const JobFilter& filter) = 0;
  virtual Result<std::vector<JobEvent>> events(const Job& job, int64_t after, size_t limit) = 0;

  /// Blocks until the job's revision is above `seen`, or so long; gives it as it is then.
  virtual Result<Job> wait_for_change(const std::string& id, int64_t seen, std::chrono::milliseconds most) = 0;

  /// The same until it has ended.
  virtual Result<Job> wait_for_end(const std::string& id, std::chrono::milliseconds most) = 0;

  /// See JobStore::cancel.
  virtual Result<Job> cancel(const std::string& id) = 0;

  /// See JobStore::requeue.
  virtual Result<Job> requeue(const std::string& id) = 0;

  /// The rows of a job that has succeeded. Fails with not_found when they are gone.
  virtual Result<std::shared_ptr<ResultFile>> open_result(const Job& job) = 0;

  /// Fails with invalid_argument where the schedule's expression or time zone is none, with already_exists for an id that
  /// is there. Gives it as it is kept: with an id, and its next time.
  virtual Result<Schedule> add_schedule(Schedule schedule) = 0;
  virtual Result<std::vector<Schedule>> schedules(const std::string& principal) = 0;
  virtual Result<bool> remove_schedule(const std::string& principal, const std::string& id) = 0;

  virtual Result<JobLoad> load() = 0;

  /// Takes no more jobs from the queue, and puts those that run back into it once their statements have ended: to be
  /// called before the session's drain. Jobs are still taken in.
  virtual void begin_stop() = 0;
};

/// Runs jobs from now on. `session` is borrowed and must outlive the service. Its destructor waits for the runs' end.
std::unique_ptr<JobService> start_jobs(std::unique_ptr<JobStore> store, session::SessionService& session,
                                       JobSettings settings);

}  // namespace skep::jobs
