#pragma once

#include "metastore/sql/connection_pool.h"

#include <fmt/format.h>

#include <optional>
#include <string>

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

/// Reads the rows of a query that may be long: through a cursor where the store would else send all of them at once.
/// First the exchanges, then `open`, then `next` until it answers false.
class LongRows {
 public:
  explicit LongRows(Transaction& transaction)
      : transaction_(transaction), query_(transaction.session()), fetch_(transaction.session()) {}

  template <typename Into>
  void into(const Into& exchange) {
    (has_cursor() ? fetch_ : query_).exchange(exchange);
  }
  template <typename Use>
  void use(const Use& exchange) {
    query_.exchange(exchange);
  }

  void open(const std::string& text) {
    start(query_, has_cursor() ? "DECLARE skep_rows NO SCROLL CURSOR FOR " + text : text,
          soci::details::st_one_time_query);
    if (has_cursor())
      start(fetch_, fmt::format("FETCH FORWARD {} FROM skep_rows", kSlice), soci::details::st_repeatable_query);
  }

  bool next() {
    if (!has_cursor()) return query_.fetch();
    if (fetch_.fetch()) {
      in_slice_++;
      return true;
    }
    bool was_last = in_slice_ < kSlice;
    in_slice_ = 0;
    if (!was_last) {
      fetch_.execute();
      if (fetch_.fetch()) {
        in_slice_ = 1;
        return true;
      }
    }
    if (!is_closed_) transaction_.session() << "CLOSE skep_rows";
    is_closed_ = true;
    return false;
  }

 private:
  static constexpr int kSlice = 1000;

  bool has_cursor() const { return transaction_.dialect().needs_cursors(); }

  static void start(soci::statement& statement, const std::string& text, soci::details::statement_type type) {
    statement.alloc();
    statement.prepare(text, type);
    statement.define_and_bind();
    statement.execute();
  }

  Transaction& transaction_;
  soci::statement query_;
  soci::statement fetch_;
  int in_slice_ = 0;
  bool is_closed_ = false;
};

}  // namespace skep::metastore::sql
