#include "base/text.h"
#include "metastore/in_memory_state.h"
#include "metastore/rules.h"

#include <algorithm>

namespace skep::metastore {
namespace {

class InMemoryLocks final : public LockStore {
 public:
  explicit InMemoryLocks(InMemoryState& state) : state_(state) {}

  Result<Lock> lock(const LockRequest& request, int64_t now_millis) override {
    auto parts = prepared(request.parts);
    if (!parts) return parts.error();
    std::lock_guard lock(state_.mutex);
    remove_silent(now_millis);
    int64_t id = ++state_.last_id;
    auto& held = state_.locks[id];
    for (const auto& part : *parts) {
      HeldLock entry;
      entry.id = id;
      entry.part = static_cast<int64_t>(held.size()) + 1;
      entry.what = part;
      entry.user = request.user;
      entry.host = request.host;
      entry.agent = request.agent;
      entry.transaction_id = request.transaction_id;
      entry.heartbeat_millis = now_millis;
      held.push_back(std::move(entry));
    }
    return try_to_acquire(id, now_millis);
  }

  Result<Lock> check_lock(int64_t id, int64_t now_millis) override {
    std::lock_guard lock(state_.mutex);
    remove_silent(now_millis);
    if (!touch(id, now_millis)) return no_such_lock(id);
    return try_to_acquire(id, now_millis);
  }

  Result<void> heartbeat(int64_t id, int64_t now_millis) override {
    std::lock_guard lock(state_.mutex);
    remove_silent(now_millis);
    return touch(id, now_millis) ? Result<void>() : no_such_lock(id);
  }

  Result<void> unlock(int64_t id) override {
    std::lock_guard lock(state_.mutex);
    return state_.locks.erase(id) > 0 ? Result<void>() : no_such_lock(id);
  }

  Result<std::vector<HeldLock>> list_locks(std::string_view database, std::string_view table) override {
    std::lock_guard lock(state_.mutex);
    std::vector<HeldLock> found;
    for (const auto& [id, parts] : state_.locks) {
      for (const auto& part : parts) {
        bool is_wanted = (database.empty() || part.what.database == to_lower(database)) &&
                         (table.empty() || part.what.table == to_lower(table));
        if (is_wanted) found.push_back(part);
      }
    }
    return found;
  }

 private:
  void remove_silent(int64_t now_millis) {
    std::erase_if(state_.locks, [&](const auto& entry) {
      return entry.second.front().heartbeat_millis < now_millis - kLockTimeoutMillis;
    });
  }

  bool touch(int64_t id, int64_t now_millis) {
    auto found = state_.locks.find(id);
    if (found == state_.locks.end()) return false;
    for (auto& part : found->second) part.heartbeat_millis = now_millis;
    return true;
  }

  /// Those that came first go first, waiting ones too, so that nobody starves.
  Lock try_to_acquire(int64_t id, int64_t now_millis) {
    auto& parts = state_.locks.at(id);
    for (const auto& [other, held] : state_.locks) {
      if (other >= id) break;
      if (conflict_between(parts, held)) return {id, LockState::waiting};
    }
    for (auto& part : parts) {
      if (part.state == LockState::waiting) part.acquired_millis = now_millis;
      part.state = LockState::acquired;
    }
    return {id, LockState::acquired};
  }

  static bool conflict_between(const std::vector<HeldLock>& a, const std::vector<HeldLock>& b) {
    return std::any_of(a.begin(), a.end(), [&](const HeldLock& mine) {
      return std::any_of(b.begin(), b.end(), [&](const HeldLock& theirs) { return conflict(mine.what, theirs.what); });
    });
  }

  InMemoryState& state_;
};

}  // namespace

std::unique_ptr<LockStore> make_in_memory_locks(InMemoryState& state) { return std::make_unique<InMemoryLocks>(state); }

}  // namespace skep::metastore
