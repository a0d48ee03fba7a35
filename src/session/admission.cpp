#include "session/admission.h"

namespace skep::session {

std::optional<Error> Admission::refusal(bool heavy) const {
  if (closed_) return Error(ErrorCode::unavailable, "the server is stopping and takes no new statements");
  if (has_place(heavy) || waiting_.size() < limits_.queued_max) return std::nullopt;
  return Error(ErrorCode::resource_exhausted,
               fmt::format("{} statements run and {} wait: try again later, or raise skep.statements.queued.max",
                           running_, waiting_.size()));
}

std::optional<Error> Admission::refusal() {
  std::lock_guard guard(mutex_);
  return refusal(false);
}

void Admission::take_place(bool heavy) {
  running_++;
  if (heavy) heavy_++;
}

/// Gives what places there are to those who wait, in their order; small ones pass heavy ones that have no place.
void Admission::give_places() {
  for (auto next = waiting_.begin(); next != waiting_.end() && has_place(false);) {
    auto* waiter = *next;
    if (!has_place(waiter->heavy)) {
      ++next;
      continue;
    }
    next = waiting_.erase(next);
    take_place(waiter->heavy);
    waiter->placed = true;
    waiter->changed.notify_one();
  }
  if (running_ == 0 && waiting_.empty()) emptied_.notify_all();
}

Result<void> Admission::wait(bool heavy, Cancellation& cancellation) {
  Waiter waiter;
  waiter.heavy = heavy;
  // Outlives the lock: a callback under way takes the mutex, and the observation's end waits for it. Taking the mutex
  // keeps the notification from falling between the waiter's test and its sleep.
  auto wake = cancellation.observe([&] {
    std::lock_guard guard(mutex_);
    waiter.changed.notify_one();
  });
  std::unique_lock lock(mutex_);
  if (auto refused = refusal(heavy)) return *refused;
  waiting_.push_back(&waiter);
  give_places();
  waiter.changed.wait(lock, [&] { return waiter.placed || closed_ || cancellation.requested(); });
  if (waiter.placed) return {};
  waiting_.remove(&waiter);
  give_places();
  if (auto reason = cancellation.reason()) return *reason;
  return *refusal(heavy);
}

Result<std::unique_ptr<Admission::Slot>> Admission::enter(Cancellation& cancellation) {
  {
    std::unique_lock lock(mutex_);
    if (auto refused = refusal(false)) return *refused;
    if (has_place(false)) {
      take_place(false);
      lock.unlock();
      return std::make_unique<Slot>(*this);
    }
  }
  if (auto waited = wait(false, cancellation); !waited) return waited.error();
  return std::make_unique<Slot>(*this);
}

Result<void> Admission::become_heavy(Slot& slot, Cancellation& cancellation) {
  {
    std::lock_guard guard(mutex_);
    if (heavy_ < limits_.heavy_max) {
      slot.heavy_ = true;
      heavy_++;
      return {};
    }
    slot.held_ = false;
    running_--;
    give_places();
  }
  if (auto waited = wait(true, cancellation); !waited) return waited;
  slot.held_ = true;
  slot.heavy_ = true;
  return {};
}

void Admission::leave(Slot& slot) {
  std::lock_guard guard(mutex_);
  if (slot.held_) running_--;
  if (slot.heavy_) heavy_--;
  give_places();
}

void Admission::set_limits(AdmissionLimits limits) {
  std::lock_guard guard(mutex_);
  limits_ = limits;
  give_places();
}

Admission::Load Admission::load() {
  std::lock_guard guard(mutex_);
  return {running_, waiting_.size()};
}

void Admission::close() {
  std::lock_guard guard(mutex_);
  closed_ = true;
  for (auto* waiter : waiting_) waiter->changed.notify_one();
}

bool Admission::wait_until_empty(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, most, [&] { return running_ == 0 && waiting_.empty(); });
}

}  // namespace skep::session
