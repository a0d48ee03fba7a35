#pragma once

#include "jobs/hooks/hook_settings.h"
#include "jobs/hooks/hook_targets.h"
#include "jobs/job_store.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace skep::jobs {

/// Tells webhooks of the ends of their jobs, on a thread of its own. Each is told at least once, if it answers within its
/// tries; a server that is killed between the answer and the store's commit tells it again.
class HookSender {
 public:
  /// `store` is borrowed. The targets are those of the settings.
  HookSender(JobStore& store, HookSettings settings, HookTargets targets, std::function<int64_t()> now_micros);
  ~HookSender();

  /// Some job has ended.
  void wake();

  uint64_t told() const { return told_; }
  uint64_t failed() const { return failed_; }

 private:
  void run();
  bool tell_all();
  void tell(const Hook& hook);

  JobStore& store_;
  const HookSettings settings_;
  const HookTargets targets_;
  const std::function<int64_t()> now_micros_;
  int64_t retries_until_ = 0;  ///< until then ends wait for their next try
  std::atomic<uint64_t> told_ = 0;
  std::atomic<uint64_t> failed_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_woken_ = true;
  bool ends_ = false;
  std::thread thread_;
};

/// What is sent: the job as it has ended, as JSON.
std::string hook_body(const Job& job);

}  // namespace skep::jobs
