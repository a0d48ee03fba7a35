#include "base/deadlines.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace skep {

using Clock = std::chrono::steady_clock;

struct Deadlines::State {
  struct Entry {
    Cancellation cancellation;
    std::chrono::milliseconds after;
  };
  /// By time, then by the order in which they were set.
  using Key = std::pair<Clock::time_point, uint64_t>;

  void serve();

  std::mutex mutex;
  std::condition_variable changed;
  std::map<Key, Entry> entries;
  uint64_t next_number = 0;
  bool stopped = false;
  std::thread thread;
};

void Deadlines::State::serve() {
  std::unique_lock lock(mutex);
  while (!stopped) {
    if (entries.empty()) {
      changed.wait(lock);
      continue;
    }
    auto first = entries.begin();
    if (auto at = first->first.first; Clock::now() < at) {
      changed.wait_until(lock, at);
      continue;
    }
    auto entry = std::move(entries.extract(first).mapped());
    lock.unlock();
    entry.cancellation.request(
        ErrorCode::timed_out,
        fmt::format("the statement ran longer than its timeout of {} ms; a timeout of its own, or the setting "
                    "skep.statements.timeout, raises that",
                    entry.after.count()));
    lock.lock();
  }
}

Deadlines::Deadlines() : state_(std::make_unique<State>()) {}

Deadlines::~Deadlines() {
  {
    std::lock_guard guard(state_->mutex);
    state_->stopped = true;
  }
  state_->changed.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

std::unique_ptr<Deadlines::Deadline> Deadlines::set(Cancellation cancellation, std::chrono::milliseconds after) {
  auto at = Clock::now() + after;
  std::lock_guard guard(state_->mutex);
  if (!state_->thread.joinable()) state_->thread = std::thread([state = state_.get()] { state->serve(); });
  auto number = state_->next_number++;
  auto added = state_->entries.emplace(State::Key{at, number}, State::Entry{std::move(cancellation), after}).first;
  // Most are set and taken back while others of the same length wait before them: the thread sleeps on.
  if (added == state_->entries.begin()) state_->changed.notify_one();
  return std::make_unique<Deadline>(*state_, number, at);
}

Deadlines::Deadline::~Deadline() {
  std::lock_guard guard(state_.mutex);
  state_.entries.erase({at_, number_});
}

}  // namespace skep
