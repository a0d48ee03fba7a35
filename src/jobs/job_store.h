#pragma once

#include "base/result.h"
#include "jobs/job.h"
#include "jobs/schedule.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace skep::jobs {

/// A key under which the same request is the same job, however often it is sent.
struct IdempotencyKey {
  std::string key;
  std::string body_hash;
};

struct Submitted {
  Job job;
  bool is_new = true;              ///< false: the key was known, and this is its job
  std::vector<JobEvent> log = {};  ///< of a new one
};

struct JobFilter {
  std::string principal;  ///< whose; empty: everybody's
  std::optional<JobState> state;
  std::optional<int64_t> before_number;  ///< only those submitted before this one
  size_t limit = 100;
};

/// Who takes jobs, and how many.
struct Claim {
  std::string owner;
  size_t count = 1;
  size_t count_now = 1;  ///< of them are begun at once; only those that may be repeated can wait (JobRequest::repeats)
  size_t principal_running_max = 1;  ///< jobs of one principal that run at once, on all servers
  int interruptions_max = 5;         ///< a job whose server ended more often while it ran fails
  int64_t lease_until_micros = 0;
  size_t ahead = 0;  ///< jobs of one principal that the owner may hold beyond those that it may run at once
};

struct Claimed {
  std::vector<Job> jobs;

  /// By principal, of those whose jobs the owner holds: how many of them it may run at once, so that all servers together keep
  /// to the principal's number. Holds until the next claim.
  std::map<std::string, size_t> running_max;
};

/// A job that runs, as its runner names it.
struct Held {
  std::string id;
  int attempt = 0;
  JobProgress progress = {};
};

struct Renewed {
  std::vector<std::string> cancelled;  ///< somebody wants them to end
  std::vector<std::string> lost;       ///< another server has them, or they have ended
};

/// Why a job goes back into the queue.
struct PutBack {
  int64_t ready_micros = 0;
  bool counts_as_failure = false;
  Error error;
};

/// The end of a job that is to be told to its webhook.
struct Hook {
  int64_t job_number = 0;
  int tries = 0;  ///< before this one
};

/// What another server on the same store may have done.
enum class News { queued, cancel_wanted };

struct StoreLoad {
  size_t queued = 0;
  size_t running = 0;
  uint64_t transactions = 0;  ///< of this server with the store, since it was opened
};

/// Keeps jobs, in the order of their priorities, and says who may run which. What it has answered is on the disk.
///
/// Any thread may call it, and many servers may share what is behind it. It knows no clock: every call says what time it
/// is. Who runs a job acts under the attempt's number; once the lease has ended and another has claimed the job, what the
/// first one says is refused (false), and nothing has changed.
///
/// A job that waits for others is queued, and given to nobody before all of them have succeeded; when one of them ends
/// otherwise it fails (JOB_DEPENDENCY_FAILED), and so do those that wait for it.
class JobStore {
 public:
  virtual ~JobStore() = default;

  /// Takes a job in. Fails with already_exists for an id that is there, with conflict (IDEMPOTENCY_KEY_REUSED) for a key
  /// that came with another body within the last 24 hours, with invalid_argument where it is to wait for a job that is not there.
  virtual Result<Submitted> submit(const JobRequest& request, const std::optional<IdempotencyKey>& key,
                                   int64_t now_micros) = 0;

  /// Fails with not_found.
  virtual Result<Job> find(const std::string& id) = 0;

  /// Nothing when there is none.
  virtual Result<std::optional<Job>> find_number(int64_t number) = 0;

  /// The latest first.
  virtual Result<std::vector<Job>> list(const JobFilter& filter) = 0;

  /// The events after this number, in order.
  virtual Result<std::vector<JobEvent>> events(int64_t job_number, int64_t after, size_t limit) = 0;

  /// Gives jobs to run: those whose owner's lease has ended first, then queued ones by priority and age. They are
  /// running under a new attempt's number when this returns.
  virtual Result<Claimed> claim(const Claim& claim, int64_t now_micros) = 0;

  /// Prolongs the leases of jobs that run, and keeps how far they are.
  virtual Result<Renewed> renew(const std::string& owner, const std::vector<Held>& held,
                                int64_t lease_until_micros) = 0;

  /// One more statement is done.
  virtual Result<bool> advance(const Held& held, size_t step, const std::string& text, int64_t now_micros) = 0;

  /// `small_result`: the result's bytes, where it has no file.
  virtual Result<bool> succeed(const Held& held, const JobResult& result, const std::string& small_result,
                               int64_t now_micros) = 0;
  virtual Result<bool> fail(const Held& held, const Error& error, int64_t now_micros) = 0;
  virtual Result<bool> end_cancelled(const Held& held, int64_t now_micros) = 0;
  virtual Result<bool> put_back(const Held& held, const PutBack& why, int64_t now_micros) = 0;

  /// Ends a queued job at once; asks the owner of a running one to. Gives the job as it is then; one that has ended stays
  /// as it is. Fails with not_found.
  virtual Result<Job> cancel(const std::string& id, int64_t now_micros) = 0;

  /// Queues a job again that has failed or was cancelled, with all its tries; the statements that were done stay so. Fails
  /// with not_found, and with conflict for one in another state.
  virtual Result<Job> requeue(const std::string& id, int64_t now_micros) = 0;

  /// The bytes that `succeed` was given with a small result; empty for another one.
  virtual Result<std::string> small_result(int64_t number) = 0;

  /// Says that a job's result is gone.
  virtual Result<void> forget_result(int64_t number) = 0;

  /// The jobs whose results' time is over.
  virtual Result<std::vector<Job>> expired_results(int64_t now_micros) = 0;

  /// Removes what is too old: keys past their day, results past their time, and jobs that ended before
  /// `ended_before_micros`.
  virtual Result<void> sweep(int64_t now_micros, int64_t ended_before_micros) = 0;

  virtual Result<StoreLoad> load() = 0;

  /// Keeps a schedule. Fails with already_exists for an id that is there.
  virtual Result<void> add_schedule(const Schedule& schedule) = 0;

  /// One's own, or everybody's where `principal` is empty, by id. `due_micros`: only those whose time has come by then.
  virtual Result<std::vector<Schedule>> schedules(const std::string& principal, std::optional<int64_t> due_micros) = 0;

  /// Says whether it was there. The jobs that it has made stay.
  virtual Result<bool> remove_schedule(const std::string& principal, const std::string& id) = 0;

  /// Queues a job for each of these times and moves the schedule on, in one transaction. False, and nothing has happened, where
  /// somebody has moved it on since it was read, or it is gone.
  virtual Result<bool> run_schedule(const Schedule& schedule, const DueRuns& due, int64_t now_micros) = 0;

  /// When the next schedule's time comes; nothing where there is none.
  virtual Result<std::optional<int64_t>> next_schedule() = 0;

  /// Gives ends that are to be told now, and puts them off until `again_micros`, so that nobody else tells them meanwhile.
  /// They are kept from the job's end on until `end_hook`.
  virtual Result<std::vector<Hook>> take_hooks(int64_t now_micros, int64_t again_micros, size_t limit) = 0;
  virtual Result<void> put_off_hook(int64_t job_number, int64_t again_micros) = 0;

  /// It has been told, or never will be: the job's log says which.
  virtual Result<void> end_hook(int64_t job_number, const std::string& text, int64_t now_micros) = 0;

  /// Lets this be called, on a thread of the store's, when another server has queued a job or wants one cancelled; null
  /// ends that, and nothing is called any more when this returns. A store that no servers share says nothing.
  virtual void on_news(std::function<void(News)> call) = 0;
};

}  // namespace skep::jobs
