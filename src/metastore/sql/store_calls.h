#pragma once

#include "base/result.h"
#include "metastore/rules.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/table_rows.h"

#include <functional>

namespace skep::metastore::sql {

/// Runs bodies in transactions of a store. Whoever implements a part of Metastore has one; any thread may call it. SOCI's
/// exceptions end here.
class StoreCalls {
 public:
  explicit StoreCalls(ConnectionPool& pool) : pool_(pool) {}

  /// Runs a body in a transaction that sees one moment and changes nothing. When the
  /// connection is lost, the body runs once more, unless `may_repeat` says that it must not.
  template <typename T, typename Body>
  Result<T> reading(const Body& body, const std::function<bool()>& may_repeat = {}) {
    for (int tries_left = kTriesMax;; tries_left--) {
      try {
        Transaction transaction = pool_.begin_reading();
        return body(transaction);
      } catch (const soci::soci_error& failure) {
        bool again = tries_left > 1 && pool_.dialect().may_retry(failure) && (!may_repeat || may_repeat());
        if (!again) return pool_.dialect().to_error(failure);
      }
    }
  }

  /// Runs a body in a transaction that is committed when it succeeds, and leaves no trace when it does not. One that the
  /// store rolled back before the commit, since others were in its way or the connection broke, runs again.
  template <typename T, typename Body>
  Result<T> writing(const Body& body) {
    for (int tries_left = kTriesMax;; tries_left--) {
      try {
        Transaction transaction = pool_.begin_writing();
        Result<T> result = body(transaction);
        if (!result) return result;
        if (auto committed = transaction.commit(); !committed) return committed.error();
        return result;
      } catch (const soci::soci_error& failure) {
        bool again = tries_left > 1 && pool_.dialect().may_retry(failure);
        if (!again) return pool_.dialect().to_error(failure);
      }
    }
  }

  template <typename Body>
  Result<void> changing(const Body& body) {
    auto done = writing<bool>([&](Transaction& transaction) -> Result<bool> {
      if (auto changed = body(transaction); !changed) return changed.error();
      return true;
    });
    return done ? Result<void>() : done.error();
  }

 private:
  static constexpr int kTriesMax = 4;

  ConnectionPool& pool_;
};

/// Finds a table by its name in any case; locks it in a writing transaction. Fails with not_found.
Result<TableRow> find_table(Transaction& transaction, const TableName& name);

/// The same for a table that was loaded before: another id by now fails with conflict.
Result<TableRow> find_same(Transaction& transaction, const Table& table);

/// The parts of a relational metastore; `calls` is borrowed.
std::unique_ptr<FunctionStore> make_sql_functions(StoreCalls& calls);
std::unique_ptr<StatisticsStore> make_sql_statistics(StoreCalls& calls);
std::unique_ptr<LockStore> make_sql_locks(StoreCalls& calls);
std::unique_ptr<ConstraintStore> make_sql_constraints(StoreCalls& calls);
std::unique_ptr<PrivilegeStore> make_sql_privileges(StoreCalls& calls);
std::unique_ptr<EventStore> make_sql_events(StoreCalls& calls);

}  // namespace skep::metastore::sql
