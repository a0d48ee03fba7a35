#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace skep::jobs {

/// Wakes those who wait for something to happen to a job. Any thread may call it.
class JobChanges {
 public:
  /// Waits for one job; made before the job is looked at, so that no change falls between.
  class Watch {
   public:
    Watch(JobChanges& changes, std::string id) : changes_(changes) {
      std::lock_guard guard(changes_.mutex_);
      place_ = changes_.watches_.emplace(std::move(id), this);
    }
    ~Watch() {
      std::lock_guard guard(changes_.mutex_);
      changes_.watches_.erase(place_);
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    /// Blocks until the job has changed since the last call, or so long.
    void wait(std::chrono::milliseconds most) {
      std::unique_lock lock(changes_.mutex_);
      changed_.wait_for(lock, most, [this] { return is_changed_; });
      is_changed_ = false;
    }

   private:
    friend class JobChanges;
    JobChanges& changes_;
    std::multimap<std::string, Watch*>::iterator place_;
    std::condition_variable changed_;
    bool is_changed_ = false;
  };

  void announce(const std::string& id) {
    std::lock_guard guard(mutex_);
    auto [first, last] = watches_.equal_range(id);
    for (auto at = first; at != last; ++at) wake(*at->second);
  }

  void announce_all() {
    std::lock_guard guard(mutex_);
    for (auto& [id, watch] : watches_) wake(*watch);
  }

 private:
  static void wake(Watch& watch) {
    watch.is_changed_ = true;
    watch.changed_.notify_all();
  }

  std::mutex mutex_;
  std::multimap<std::string, Watch*> watches_;
};

}  // namespace skep::jobs
