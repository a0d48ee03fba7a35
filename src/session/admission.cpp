#include "session/admission.h"

namespace skep::session {

/// Wakes those who wait when their statement is cancelled. It must outlive the lock of whoever waits: a callback under way
/// takes the mutex, and the observation's end waits for it.
std::unique_ptr<Cancellation::Observation> Admission::wake_on(Cancellation& cancellation) {
  // Taking the mutex before the notification keeps it from falling between the waiter's test and its sleep.
  return cancellation.observe([this] {
    { std::lock_guard guard(mutex_); }
    changed_.notify_all();
  });
}

Result<void> Admission::wait(std::unique_lock<std::mutex>& lock, const Cancellation& cancellation, Ready ready) {
  if (closed_) return make_error(ErrorCode::unavailable, "the server is stopping and takes no new statements");
  if (!(this->*ready)() && queued_ >= limits_.queued_max) {
    return make_error(ErrorCode::resource_exhausted,
                      "{} statements run and {} wait: try again later, or raise skep.statements.queued.max", running_,
                      queued_);
  }
  queued_++;
  changed_.wait(lock, [&] { return (this->*ready)() || closed_ || cancellation.requested(); });
  queued_--;
  changed_.notify_all();
  if (auto reason = cancellation.reason()) return *reason;
  if (closed_) return make_error(ErrorCode::unavailable, "the server is stopping and takes no new statements");
  return {};
}

Result<std::unique_ptr<Admission::Slot>> Admission::enter(Cancellation& cancellation) {
  auto wake = wake_on(cancellation);
  std::unique_lock lock(mutex_);
  if (auto waited = wait(lock, cancellation, &Admission::has_place); !waited) return waited.error();
  running_++;
  lock.unlock();
  return std::make_unique<Slot>(*this);
}

Result<void> Admission::become_heavy(Slot& slot, Cancellation& cancellation) {
  auto wake = wake_on(cancellation);
  std::unique_lock lock(mutex_);
  if (heavy_ >= limits_.heavy_max) {
    slot.held_ = false;
    running_--;
    changed_.notify_all();
    if (auto waited = wait(lock, cancellation, &Admission::has_heavy_place); !waited) return waited;
    slot.held_ = true;
    running_++;
  }
  slot.heavy_ = true;
  heavy_++;
  return {};
}

void Admission::leave(Slot& slot) {
  {
    std::lock_guard guard(mutex_);
    if (slot.held_) running_--;
    if (slot.heavy_) heavy_--;
  }
  changed_.notify_all();
}

void Admission::set_limits(AdmissionLimits limits) {
  {
    std::lock_guard guard(mutex_);
    limits_ = limits;
  }
  changed_.notify_all();
}

Admission::Load Admission::load() {
  std::lock_guard guard(mutex_);
  return {running_, queued_};
}

void Admission::close() {
  {
    std::lock_guard guard(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

bool Admission::wait_until_empty(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, most, [&] { return running_ == 0 && queued_ == 0; });
}

}  // namespace skep::session
