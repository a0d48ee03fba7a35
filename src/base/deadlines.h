#pragma once

#include "base/cancellation.h"

#include <chrono>
#include <memory>

namespace skep {

/// Requests cancellations when their times have come. One thread, started with the first deadline, serves them all, so
/// that a statement's deadline costs none of its own. Any thread may call it. It must outlive what it gave.
class Deadlines {
 public:
  Deadlines();
  ~Deadlines();
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// Takes a deadline back when destroyed: nothing is requested from then on.
  class Deadline;

  /// Observers of the cancellation are called in the thread that serves all deadlines: they must not wait.
  [[nodiscard]] std::unique_ptr<Deadline> set(Cancellation cancellation, std::chrono::milliseconds after);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The handle that `set` gives.
class Deadlines::Deadline {
 public:
  Deadline(State& state, uint64_t number, std::chrono::steady_clock::time_point at)
      : state_(state), number_(number), at_(at) {}
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  State& state_;
  const uint64_t number_;
  const std::chrono::steady_clock::time_point at_;
};

}  // namespace skep
