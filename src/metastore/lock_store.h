#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore {

/// Hive's kinds of locks. A shared read goes with all but an exclusive one; a shared write, besides, not with another one.
enum class LockKind { shared_read, shared_write, exclusive };

/// What one part of a request is to lock: a database, a table in it (not empty) or a partition of that (not empty).
struct LockPart {
  LockKind kind = LockKind::exclusive;
  std::string database;
  std::string table;
  std::string partition;
};

struct LockRequest {
  std::vector<LockPart> parts;
  std::string user;
  std::string host;
  std::string agent;
  int64_t transaction_id = 0;
};

enum class LockState { acquired, waiting };

struct Lock {
  int64_t id = 0;
  LockState state = LockState::waiting;
};

/// One part of a lock that is there.
struct HeldLock {
  int64_t id = 0;
  int64_t part = 0;  ///< from 1
  LockState state = LockState::waiting;
  LockPart what;
  std::string user;
  std::string host;
  std::string agent;
  int64_t transaction_id = 0;
  int64_t heartbeat_millis = 0;
  int64_t acquired_millis = 0;
};

/// Keeps locks that clients take and give back by an id: names on a board, which hold nobody up who does not ask. Those of
/// clients that have not been heard of for some minutes are taken down. Any thread may call it.
class LockStore {
 public:
  virtual ~LockStore() = default;

  /// Puts a request on the board and acquires all of its parts, or none and waits behind those that came first.
  virtual Result<Lock> lock(const LockRequest& request, int64_t now_millis) = 0;

  /// Tries again to acquire a waiting lock; counts as a heartbeat. Fails with not_found.
  virtual Result<Lock> check_lock(int64_t id, int64_t now_millis) = 0;
  virtual Result<void> heartbeat(int64_t id, int64_t now_millis) = 0;
  virtual Result<void> unlock(int64_t id) = 0;

  /// Ordered by id and part; empty names match all.
  virtual Result<std::vector<HeldLock>> list_locks(std::string_view database, std::string_view table) = 0;
};

/// How long a lock stays without a sign of its owner, as Hive's `hive.txn.timeout`.
inline constexpr int64_t kLockTimeoutMillis = 300'000;

/// Says whether two parts of different requests may not be held at once.
bool conflict(const LockPart& a, const LockPart& b);

}  // namespace skep::metastore
