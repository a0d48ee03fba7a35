#include "metastore/sql/sequence.h"

#include <fmt/format.h>

namespace skep::metastore::sql {
namespace {

/// Takes ids inside the transaction: where a writer owns the store, nobody waits longer for that.
int64_t take_here(Transaction& transaction, const Sequence& sequence, int64_t count) {
  auto& session = transaction.session();
  std::string name = sequence.name();
  int64_t first = 0;
  session << "SELECT \"NEXT_VAL\" FROM \"SEQUENCE_TABLE\" WHERE \"SEQUENCE_NAME\" = :name" +
                 transaction.dialect().locks_rows(),
      soci::into(first), soci::use(name);
  if (session.got_data()) {
    int64_t next = first + count;
    session << "UPDATE \"SEQUENCE_TABLE\" SET \"NEXT_VAL\" = :next WHERE \"SEQUENCE_NAME\" = :name", soci::use(next),
        soci::use(name);
    return first;
  }
  session << fmt::format("SELECT COALESCE(MAX(\"{}\"), 0) + 1 FROM \"{}\"", sequence.id_column, sequence.table),
      soci::into(first);
  int64_t next = first + count;
  session << "INSERT INTO \"SEQUENCE_TABLE\" (\"SEQUENCE_NAME\", \"NEXT_VAL\") VALUES (:name, :next)", soci::use(name),
      soci::use(next);
  return first;
}

}  // namespace

int64_t take_ids(Transaction& transaction, const Sequence& sequence, int64_t count) {
  if (transaction.dialect().takes_ids_apart()) return transaction.pool().ids().take(sequence, count);
  return take_here(transaction, sequence, count);
}

}  // namespace skep::metastore::sql
