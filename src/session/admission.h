#pragma once

#include "base/cancellation.h"
#include "base/result.h"

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>

namespace skep::session {

struct AdmissionLimits {
  size_t running_max = 8;
  size_t queued_max = 256;
  size_t heavy_max = 6;  ///< of those that run; the other places are left to small statements
};

/// Lets a bounded number of statements work at once, and a bounded number wait for that, first come first served. Every
/// statement begins as a small one; one that turns out to be heavy asks for a place among those, and small ones may
/// pass it. Any thread may call it. It must outlive its slots.
class Admission {
 public:
  explicit Admission(AdmissionLimits limits) : limits_(limits) {}

  /// Frees the place when destroyed.
  class Slot {
   public:
    explicit Slot(Admission& owner) : owner_(owner) {}
    ~Slot() { owner_.leave(*this); }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

   private:
    friend class Admission;
    Admission& owner_;
    bool held_ = true;
    bool heavy_ = false;
  };

  /// Blocks until there is a place. Fails with resource_exhausted when too many wait, with the reason when cancelled,
  /// and with unavailable once closed.
  Result<std::unique_ptr<Slot>> enter(Cancellation& cancellation);

  /// Goes on when there is a place for a heavy statement. While it waits its own place is free for others. Fails as
  /// `enter` does; then the slot holds no place any more.
  Result<void> become_heavy(Slot& slot, Cancellation& cancellation);

  /// Holds for whoever comes from now on, and for those who wait. Who works already goes on.
  void set_limits(AdmissionLimits limits);

  struct Load {
    size_t running = 0;
    size_t queued = 0;
  };
  Load load();

  /// What `enter` would fail with now, without waiting: so that a door refuses before it has spent anything.
  std::optional<Error> refusal();

  /// Refuses whoever comes from now on.
  void close();

  /// Blocks until nobody works or waits, at most so long; says whether that came about.
  bool wait_until_empty(std::chrono::milliseconds most);

 private:
  /// One that waits: woken alone, when it has got its place.
  struct Waiter {
    bool heavy = false;
    bool placed = false;
    std::condition_variable changed;
  };

  /// Blocks until the waiter has a place, which it then holds. Fails as `enter` does.
  Result<void> wait(bool heavy, Cancellation& cancellation);
  std::optional<Error> refusal(bool heavy) const;
  bool has_place(bool heavy) const { return running_ < limits_.running_max && (!heavy || heavy_ < limits_.heavy_max); }
  void take_place(bool heavy);
  void give_places();
  void leave(Slot& slot);

  AdmissionLimits limits_;
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::list<Waiter*> waiting_;
  size_t running_ = 0;
  size_t heavy_ = 0;  ///< of those that run
  bool closed_ = false;
};

}  // namespace skep::session
