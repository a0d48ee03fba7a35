#pragma once

#include "base/result.h"
#include "metastore/sql/connection_pool.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace skep::jobs::sql {

using metastore::sql::Transaction;

/// Lets changes that come at the same time share one transaction, and so one wait for the disk. Any thread may call it.
class GroupCommit {
 public:
  /// `pool` is borrowed.
  explicit GroupCommit(metastore::sql::ConnectionPool& pool) : pool_(pool) {}

  /// May run again from its beginning. One that fails has changed nothing.
  using Body = std::function<Result<void>(Transaction&)>;

  /// One that looks at what the others of its group change is to come last.
  enum class Turn { any, last };

  /// Runs the body and returns when what it did is on the disk, or has not happened.
  Result<void> run(const Body& body, Turn turn = Turn::any);

  uint64_t transactions() const { return transactions_; }

 private:
  struct Waiting {
    const Body* body = nullptr;
    Turn turn = Turn::any;
    Result<void> outcome = {};
    bool done = false;
    bool leads = false;  ///< it is to take the queue to the store
    std::condition_variable changed = {};
  };

  void commit(const std::vector<Waiting*>& group);
  void commit_alone(Waiting& one);

  metastore::sql::ConnectionPool& pool_;
  std::atomic<uint64_t> transactions_ = 0;
  std::mutex mutex_;
  std::vector<Waiting*> queue_;
  bool is_leading_ = false;  ///< one of the callers is at the store, or about to be
};

}  // namespace skep::jobs::sql
