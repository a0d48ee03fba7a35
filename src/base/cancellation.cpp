#include "base/cancellation.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace skep {

struct Cancellation::Observer {
  std::mutex mutex;
  std::function<void()> call;

  void notify() {
    std::lock_guard guard(mutex);
    if (auto once = std::exchange(call, nullptr)) once();
  }
};

Cancellation::Observation::Observation(std::shared_ptr<Observer> observer) : observer_(std::move(observer)) {}

Cancellation::Observation::~Observation() {
  std::lock_guard wait_for_a_running_call(observer_->mutex);
  observer_->call = nullptr;
}

struct Cancellation::State {
  mutable std::mutex mutex;
  std::optional<Error> reason;
  std::vector<std::weak_ptr<Observer>> observers;
};

Cancellation::Cancellation() : state_(std::make_shared<State>()) {}

void Cancellation::request(ErrorCode reason, std::string message) {
  std::vector<std::weak_ptr<Observer>> observers;
  {
    std::lock_guard guard(state_->mutex);
    if (state_->reason) return;
    state_->reason = Error(reason, std::move(message));
    observers.swap(state_->observers);
  }
  for (auto& weak : observers) {
    if (auto observer = weak.lock()) observer->notify();
  }
}

bool Cancellation::requested() const {
  std::lock_guard guard(state_->mutex);
  return state_->reason.has_value();
}

std::optional<Error> Cancellation::reason() const {
  std::lock_guard guard(state_->mutex);
  return state_->reason;
}

std::unique_ptr<Cancellation::Observation> Cancellation::observe(std::function<void()> on_request) {
  auto observer = std::make_shared<Observer>();
  observer->call = std::move(on_request);
  bool already = false;
  {
    std::lock_guard guard(state_->mutex);
    already = state_->reason.has_value();
    if (!already) {
      std::erase_if(state_->observers, [](const auto& weak) { return weak.expired(); });
      state_->observers.push_back(observer);
    }
  }
  if (already) observer->notify();
  return std::make_unique<Observation>(std::move(observer));
}

}  // namespace skep
