#pragma once

#include "base/result.h"
#include "metastore/sql/dialect.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace skep::metastore::sql {

class ConnectionPool;

/// One transaction on a connection of its own, rolled back unless `commit` was called. Used by one thread at a time.
/// Its session throws what SOCI throws; whoever holds it catches (sql_metastore.cpp).
class Transaction {
 public:
  Transaction(ConnectionPool& pool, std::unique_ptr<soci::session> session) noexcept;
  ~Transaction();
  Transaction(Transaction&&) noexcept = default;
  Transaction& operator=(Transaction&&) = delete;

  soci::session& session() { return *session_; }
  const Dialect& dialect() const;

  /// Fails with outcome_unknown when the store cannot say whether it happened.
  Result<void> commit();

 private:
  ConnectionPool* pool_;
  std::unique_ptr<soci::session> session_;
  bool is_open_ = true;
};

/// Keeps connections to one store and hands them out, each to one transaction at a time. Any thread may call it.
class ConnectionPool {
 public:
  /// `address` is the dialect's: a path for SQLite.
  ConnectionPool(std::unique_ptr<Dialect> dialect, std::string address, size_t connections_max);

  const Dialect& dialect() const { return *dialect_; }

  /// Waits for a connection when all are in use; throws soci_error after half a minute, and when none can be made.
  Transaction begin_reading() { return begin(dialect_->begin_reading()); }
  Transaction begin_writing() { return begin(dialect_->begin_writing()); }

 private:
  friend class Transaction;
  Transaction begin(std::string_view statement);
  std::unique_ptr<soci::session> take();
  void give_back(std::unique_ptr<soci::session> session, bool is_usable);

  std::unique_ptr<Dialect> dialect_;
  std::string address_;
  size_t connections_max_;
  std::mutex mutex_;
  std::condition_variable came_back_;
  size_t in_use_ = 0;
  std::vector<std::unique_ptr<soci::session>> idle_;
};

}  // namespace skep::metastore::sql
