#pragma once

#include "base/cancellation.h"
#include "base/result.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace skep::session {

/// Lets a bounded number of statements work at once, and a bounded number wait for that, in no promised order.
/// Any thread may call it. It must outlive its slots.
class Admission {
 public:
  Admission(size_t running_max, size_t queued_max) : running_max_(running_max), queued_max_(queued_max) {}

  /// Frees the place when destroyed.
  class Slot {
   public:
    explicit Slot(Admission& owner) : owner_(owner) {}
    ~Slot() { owner_.leave(); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

   private:
    Admission& owner_;
  };

  /// Blocks until there is a place. Fails with resource_exhausted when too many wait, with the reason when cancelled,
  /// and with unavailable once closed.
  Result<std::unique_ptr<Slot>> enter(Cancellation& cancellation);

  /// Holds for whoever comes from now on, and for those who wait. Who works already goes on.
  void set_limits(size_t running_max, size_t queued_max);

  struct Load {
    size_t running = 0;
    size_t queued = 0;
  };
  Load load();

  /// Refuses whoever comes from now on.
  void close();

  /// Blocks until nobody works or waits, at most so long; says whether that came about.
  bool wait_until_empty(std::chrono::milliseconds most);

 private:
  void leave();

  size_t running_max_;
  size_t queued_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t running_ = 0;
  size_t queued_ = 0;
  bool closed_ = false;
};

}  // namespace skep::session
