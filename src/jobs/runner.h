#pragma once

#include "jobs/job_changes.h"
#include "jobs/job_run.h"
#include "jobs/job_service.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace skep::jobs {

/// Takes jobs from a store and runs them: one thread claims, prolongs leases and sweeps, `running_max` others run.
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
  std::vector<std::shared_ptr<JobRun>> runs();
  size_t free_places();
  void claim();
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
  std::deque<std::shared_ptr<JobRun>> waiting_;          ///< claimed, and not begun
  std::map<std::string, std::shared_ptr<JobRun>> runs_;  ///< these and those that run, by job id
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
