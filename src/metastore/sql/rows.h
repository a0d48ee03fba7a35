#pragma once

#include "metastore/sql/connection_pool.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

namespace skep::metastore::sql {

/// Reads the rows of a query that runs once: one exchange with the store, where a prepared statement would take three.
///
///   Rows rows(session, "SELECT ...", soci::into(name), soci::use(id));
///   while (rows.next()) ...
class Rows {
 public:
  template <typename... Exchanges>
  Rows(soci::session& session, const std::string& text, const Exchanges&... exchanges) : statement_(session) {
    (statement_.exchange(exchanges), ...);
    statement_.alloc();
    statement_.prepare(text, soci::details::st_one_time_query);
    statement_.define_and_bind();
    statement_.execute();
  }

  bool next() { return statement_.fetch(); }

 private:
  soci::statement statement_;
};

/// The same for a text that comes often: its statement stays prepared with the connection.
///
///   KeptRows rows(transaction, "SELECT ...", soci::into(name), soci::use(id));
class KeptRows {
 public:
  template <typename... Exchanges>
  KeptRows(Transaction& transaction, std::string text, const Exchanges&... exchanges)
      : statements_(transaction.statements()), text_(std::move(text)), statement_(statements_.take(text_)) {
    (statement_->exchange(exchanges), ...);
    statement_->define_and_bind();
    statement_->execute();
    is_sound_ = true;
  }
  ~KeptRows() {
    if (is_sound_) statements_.give_back(text_, std::move(statement_));
  }
  KeptRows(const KeptRows&) = delete;
  KeptRows& operator=(const KeptRows&) = delete;

  bool next() {
    is_sound_ = false;
    bool has_row = statement_->fetch();
    is_sound_ = true;
    return has_row;
  }

 private:
  PreparedStatements& statements_;
  std::string text_;
  std::unique_ptr<soci::statement> statement_;
  bool is_sound_ = false;
};

/// Reads the rows of a query that may be long: through a cursor where the store would else send all of them at once.
/// First `into` for the columns and `exchange` for the parameters, then `open`, then `next` until it answers false.
class LongRows {
 public:
  explicit LongRows(Transaction& transaction)
      : transaction_(transaction), query_(transaction.session()), fetch_(transaction.session()) {}

  template <typename Into>
  void into(const Into& exchange) {
    (has_cursor() ? fetch_ : query_).exchange(exchange);
  }
  template <typename Use>
  void exchange(const Use& use) {
    query_.exchange(use);
  }

  void open(const std::string& text) {
    if (!has_cursor()) return start(query_, text);
    // It ends with the transaction.
    std::string cursor = transaction_.new_cursor();
    start(query_, fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", cursor, text));
    start(fetch_, fmt::format("FETCH FORWARD {} FROM {}", kSlice, cursor));
  }

  bool next() {
    if (!has_cursor()) return query_.fetch();
    if (fetch_.fetch()) {
      in_slice_++;
      return true;
    }
    bool was_last = in_slice_ < kSlice;
    in_slice_ = 0;
    if (was_last) return false;
    fetch_.execute();
    bool has_row = fetch_.fetch();
    in_slice_ = has_row ? 1 : 0;
    return has_row;
  }

 private:
  static constexpr int kSlice = 1000;

  bool has_cursor() const { return transaction_.dialect().needs_cursors(); }

  static void start(soci::statement& statement, const std::string& text) {
    statement.alloc();
    statement.prepare(text, soci::details::st_one_time_query);
    statement.define_and_bind();
    statement.execute();
  }

  Transaction& transaction_;
  soci::statement query_;
  soci::statement fetch_;
  int in_slice_ = 0;
};

}  // namespace skep::metastore::sql
