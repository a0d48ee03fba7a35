#include "session/admission.h"

namespace skep::session {

Result<std::unique_ptr<Admission::Slot>> Admission::enter(Cancellation& cancellation) {
  // Taking the mutex before the notification keeps it from falling between the waiter's test and its sleep.
  auto wake = cancellation.observe([this] {
    { std::lock_guard guard(mutex_); }
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  if (closed_) return make_error(ErrorCode::unavailable, "the server is stopping and takes no new statements");
  if (running_ >= running_max_ && queued_ >= queued_max_) {
    return make_error(ErrorCode::resource_exhausted,
                      "{} statements run and {} wait: try again later, or raise skep.statements.queued.max", running_,
                      queued_);
  }
  queued_++;
  changed_.wait(lock, [&] { return running_ < running_max_ || closed_ || cancellation.requested(); });
  queued_--;
  changed_.notify_all();
  if (auto reason = cancellation.reason()) return *reason;
  if (closed_) return make_error(ErrorCode::unavailable, "the server is stopping and takes no new statements");
  running_++;
  lock.unlock();
  return std::make_unique<Slot>(*this);
}

void Admission::leave() {
  {
    std::lock_guard guard(mutex_);
    running_--;
  }
  changed_.notify_all();
}

void Admission::set_limits(size_t running_max, size_t queued_max) {
  {
    std::lock_guard guard(mutex_);
    running_max_ = running_max;
    queued_max_ = queued_max;
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
