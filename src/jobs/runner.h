#pragma once

#include "jobs/job_changes.h"
#include "jobs/job_run.h"
#include "jobs/job_service.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace skep::jobs {

/// Takes jobs from a store and runs them: one thread claims, prolongs leases and sweeps, others run, `running_max` of them at
/// once; those whose job's end is being written do not count. Where jobs are short some more are claimed ahead, so that a commit
/// serves many of them; what cannot be begun soon after all goes back into the queue.
class Runner {
 public:
  /// All borrowed.
  Runner(JobStore& store, RunContext& context, ResultFolder& results, JobChanges& changes, const JobSettings& settings);
  ~Runner();

  /// A job may be there to run.
  void wake();

  /// There is a new one, maybe before the others.
  void look_at_schedules();

  /// Ends a run that is here, soon.
  void cancel(const std::string& id);

  /// How far it has come, where it runs here.
  std::optional<JobProgress> progress(const std::string& id);

  void begin_stop();

  uint64_t recovered() const { return recovered_; }

 private:
  using Clock = std::chrono::steady_clock;

  void manage();
  void work();
  struct Place {
    std::shared_ptr<JobRun> run;
    Clock::time_point claimed = Clock::now();
  };
  using Waiting = std::deque<std::shared_ptr<JobRun>>;

  std::vector<std::shared_ptr<JobRun>> runs();
  size_t places() const { return std::max<size_t>(1, settings_.running_max); }
  struct Wanted {
    size_t now = 0;
    size_t in_all = 0;  ///< with those ahead
  };
  Wanted wanted();
  void claim();
  void hold(std::vector<Job> jobs);
  void give_back_late_ones();
  Waiting::iterator next_to_begin();
  void leave_place(const JobRun& run);
  void renew();
  void press_stops();
  void sweep();
  void run_schedules();

  JobStore& store_;
  RunContext& context_;
  ResultFolder& results_;
  JobChanges& changes_;
  const JobSettings settings_;
  const std::string owner_;
  std::atomic<uint64_t> recovered_ = 0;

  std::mutex mutex_;
  std::condition_variable managing_;
  std::condition_variable working_;
  Waiting waiting_;                    ///< claimed, and not begun; the higher priorities first
  std::map<std::string, Place> runs_;  ///< these, those that run and those whose end is being written, by job id
  std::set<const JobRun*> places_taken_;
  std::map<std::string, size_t> taken_of_;        ///< by principal
  std::map<std::string, size_t> running_max_of_;  ///< see Claimed
  size_t ahead_ = 0;                              ///< see claim()
  Clock::time_point claimed_ = Clock::now();
  bool claim_wanted_ = true;
  std::atomic<bool> renew_wanted_ = false;  ///< with it comes which runs are to be cancelled
  std::atomic<bool> schedules_wanted_ = true;
  bool stops_ = false;
  bool ends_ = false;
  Clock::time_point schedules_seen_ = Clock::now();
  std::optional<int64_t> next_schedule_micros_;
  Clock::time_point renewed_ = Clock::now();

  std::vector<std::thread> threads_;
};

}  // namespace skep::jobs
