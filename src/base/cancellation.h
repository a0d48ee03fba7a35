#pragma once

#include "base/result.h"

#include <functional>
#include <memory>
#include <optional>

namespace skep {

/// Tells a running statement to stop: asked by its caller, its deadline, or a server that drains.
///
/// Copies share one state; any thread may call any method. The first reason to stop is kept.
class Cancellation {
 public:
  Cancellation();

  /// Asks for the stop, once; calls the observers in the caller's thread.
  void request(ErrorCode reason, std::string message);

  bool requested() const;

  /// Gives the reason as an error, or nothing while no stop was asked for.
  std::optional<Error> reason() const;

  /// Keeps a callback alive and called at most once, on the request (or at once if it came before). Destroying the
  /// handle waits until a call that is under way has returned; the callback must not destroy its own handle.
  class Observation;
  [[nodiscard]] std::unique_ptr<Observation> observe(std::function<void()> on_request);

 private:
  struct State;
  struct Observer;
  std::shared_ptr<State> state_;
};

/// The handle that `observe` gives.
class Cancellation::Observation {
 public:
  explicit Observation(std::shared_ptr<Observer> observer);
  ~Observation();
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;

 private:
  std::shared_ptr<Observer> observer_;
};

}  // namespace skep
