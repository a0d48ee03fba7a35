#pragma once

#include "base/result.h"
#include "metastore/sql/dialect.h"
#include "metastore/sql/id_blocks.h"
#include "metastore/sql/prepared_statements.h"
#include "metastore/sql/schema_level.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skep::metastore::sql {

class ConnectionPool;

/// A session, and the statements that are prepared on it.
struct Connection {
  explicit Connection(const Dialect& dialect) : statements(session, dialect) {}

  soci::session session;
  PreparedStatements statements;
};

/// One transaction on a connection of its own, rolled back unless `commit` was called. Used by one thread at a time.
/// Its session throws what SOCI throws; whoever holds it catches (sql_metastore.cpp).
class Transaction {
 public:
  Transaction(ConnectionPool& pool, std::unique_ptr<Connection> connection, bool is_writing) noexcept;
  ~Transaction();
  Transaction(Transaction&&) noexcept = default;
  Transaction& operator=(Transaction&&) = delete;

  soci::session& session() { return connection_->session; }
  PreparedStatements& statements() { return connection_->statements; }
  ConnectionPool& pool() { return *pool_; }
  const Dialect& dialect() const;
  SchemaLevel level() const;

  /// Says whether the store orders texts by their bytes, so that an index finds a beginning of texts as a range.
  bool orders_by_bytes() const;

  /// What follows a SELECT of rows that this transaction, if it is a writing one, goes on to change or to refer to.
  std::string locks_rows(std::string_view alias = "") const { return is_writing_ ? dialect().locks_rows(alias) : ""; }
  std::string keeps_rows() const { return is_writing_ ? dialect().keeps_rows() : ""; }

  /// A name for a cursor that this transaction has not had.
  std::string new_cursor() { return "skep_rows_" + std::to_string(++cursors_); }

  /// Fails with outcome_unknown when the store cannot say, even when asked again, whether it happened.
  Result<void> commit();

 private:
  ConnectionPool* pool_;
  std::unique_ptr<Connection> connection_;
  bool is_writing_;
  bool is_open_ = true;
  int cursors_ = 0;
};

/// Keeps connections to one store and hands them out, each to one transaction at a time. Any thread may call it.
class ConnectionPool {
 public:
  /// `address` is the dialect's: a path for SQLite, libpq's words for PostgreSQL.
  ConnectionPool(std::unique_ptr<Dialect> dialect, std::string address, size_t connections_max);

  const Dialect& dialect() const { return *dialect_; }

  /// Waits for a connection when all are in use; throws soci_error after half a minute, and when none can be made.
  Transaction begin_reading() { return begin(dialect_->begin_reading(), false); }
  Transaction begin_writing() { return begin(dialect_->begin_writing(), true); }

  IdBlocks& ids() { return ids_; }

  /// Which of Hive's schemas the store has; set once, when it has been looked at.
  SchemaLevel level() const { return level_; }
  void set_level(SchemaLevel level) { level_ = level; }

  /// The same for what Transaction::orders_by_bytes says.
  bool orders_by_bytes() const { return orders_by_bytes_; }
  void set_orders_by_bytes(bool orders) { orders_by_bytes_ = orders; }

 private:
  friend class Transaction;
  Transaction begin(std::string_view statement, bool is_writing);

  /// Asks on a new connection, for some seconds, what became of a transaction.
  std::optional<bool> look_up(const std::string& mark);

  struct Taken {
    std::unique_ptr<Connection> connection;
    bool is_new = false;
  };
  Taken take();
  void give_back(std::unique_ptr<Connection> connection, bool is_usable);

  std::unique_ptr<Dialect> dialect_;
  std::string address_;
  size_t connections_max_;
  IdBlocks ids_;
  SchemaLevel level_ = SchemaLevel::hive_2_3;
  bool orders_by_bytes_ = false;
  std::mutex mutex_;
  std::condition_variable came_back_;
  size_t in_use_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace skep::metastore::sql
