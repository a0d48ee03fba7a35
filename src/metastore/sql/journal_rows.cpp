#include "metastore/sql/journal_rows.h"

#include "metastore/rules.h"
#include "metastore/sql/rows.h"

#include <limits>
#include <map>
#include <set>

namespace skep::metastore::sql {

Result<void> insert_write(Transaction& transaction, const JournalEntry& entry) {
  std::string state(kOpen);
  try {
    transaction.session() << "INSERT INTO \"SKEP_JOURNAL\" (\"OPERATION_ID\", \"DB_NAME\", \"TBL_NAME\", \"STAGING\", "
                             "\"STATE\", \"LEASE_UNTIL\") VALUES (:id, :database, :name, :staging, :state, :lease)",
        soci::use(entry.operation_id), soci::use(entry.table.database), soci::use(entry.table.table),
        soci::use(entry.staging), soci::use(state), soci::use(entry.lease_until_seconds);
    return {};
  } catch (const soci::soci_error& failure) {
    if (!transaction.dialect().is_unique_violation(failure)) throw;
    return make_error(ErrorCode::already_exists, "the journal has the write already: {}", entry.operation_id);
  }
}

std::optional<std::string> write_state(Transaction& transaction, const std::string& operation_id) {
  auto& session = transaction.session();
  std::string state;
  session << "SELECT \"STATE\" FROM \"SKEP_JOURNAL\" WHERE \"OPERATION_ID\" = :id" + transaction.locks_rows(),
      soci::into(state), soci::use(operation_id);
  if (!session.got_data()) return std::nullopt;
  return state;
}

bool close_write(Transaction& transaction, const std::string& operation_id, std::string_view state) {
  if (write_state(transaction, operation_id) != kOpen) return false;
  std::string text(state);
  transaction.session() << "UPDATE \"SKEP_JOURNAL\" SET \"STATE\" = :state WHERE \"OPERATION_ID\" = :id",
      soci::use(text), soci::use(operation_id);
  return true;
}

bool renew_lease(Transaction& transaction, const std::string& operation_id, int64_t lease_until_seconds) {
  if (write_state(transaction, operation_id) != kOpen) return false;
  transaction.session() << "UPDATE \"SKEP_JOURNAL\" SET \"LEASE_UNTIL\" = :lease WHERE \"OPERATION_ID\" = :id",
      soci::use(lease_until_seconds), soci::use(operation_id);
  return true;
}

void delete_write(Transaction& transaction, const std::string& operation_id) {
  transaction.session() << "DELETE FROM \"SKEP_JOURNAL\" WHERE \"OPERATION_ID\" = :id", soci::use(operation_id);
}

namespace {

/// Reads entries by a condition that names its one value `:before`.
std::vector<JournalEntry> entries_where(Transaction& transaction, const std::string& condition, int64_t before) {
  std::vector<JournalEntry> found;
  JournalEntry entry;
  std::string state;
  KeptRows rows(transaction,
                "SELECT \"OPERATION_ID\", \"DB_NAME\", \"TBL_NAME\", \"STAGING\", \"STATE\", \"LEASE_UNTIL\" "
                "FROM \"SKEP_JOURNAL\" WHERE " +
                    condition,
                soci::into(entry.operation_id), soci::into(entry.table.database), soci::into(entry.table.table),
                soci::into(entry.staging), soci::into(state), soci::into(entry.lease_until_seconds), soci::use(before));
  while (rows.next()) {
    entry.committed = state == kCommitted;
    found.push_back(entry);
  }
  return found;
}

}  // namespace

std::vector<JournalEntry> list_writes(Transaction& transaction) {
  return entries_where(transaction, "\"LEASE_UNTIL\" <= :before", std::numeric_limits<int64_t>::max());
}

std::vector<JournalEntry> take_over_writes(Transaction& transaction, int64_t now_seconds, int64_t lease_until_seconds) {
  auto taken = entries_where(
      transaction, "\"LEASE_UNTIL\" < :before ORDER BY \"OPERATION_ID\"" + transaction.locks_rows(), now_seconds);
  for (auto& each : taken) {
    std::string closed(each.committed ? kCommitted : kCancelled);
    each.lease_until_seconds = lease_until_seconds;
    transaction.session()
        << "UPDATE \"SKEP_JOURNAL\" SET \"STATE\" = :state, \"LEASE_UNTIL\" = :lease WHERE \"OPERATION_ID\" = :id",
        soci::use(closed), soci::use(lease_until_seconds), soci::use(each.operation_id);
  }
  return taken;
}

void insert_garbage(Transaction& transaction, const Garbage& garbage) {
  auto& session = transaction.session();
  int count = 0;
  session << "SELECT COUNT(*) FROM \"SKEP_GARBAGE\" WHERE \"LOCATION\" = :location", soci::into(count),
      soci::use(garbage.location);
  if (count > 0) return;
  session << "INSERT INTO \"SKEP_GARBAGE\" (\"LOCATION\", \"SINCE\") VALUES (:location, :since)",
      soci::use(garbage.location), soci::use(garbage.since_seconds);
}

void delete_garbage(Transaction& transaction, const std::string& location) {
  transaction.session() << "DELETE FROM \"SKEP_GARBAGE\" WHERE \"LOCATION\" = :location", soci::use(location);
}

std::vector<Garbage> list_garbage(Transaction& transaction, int64_t older_than_seconds) {
  auto& session = transaction.session();
  std::map<std::string, int64_t> since_by_location;
  std::set<std::string> unused;
  Garbage entry;
  Rows rows(session, "SELECT \"LOCATION\", \"SINCE\" FROM \"SKEP_GARBAGE\" WHERE \"SINCE\" <= :older",
            soci::into(entry.location), soci::into(entry.since_seconds), soci::use(older_than_seconds));
  while (rows.next()) {
    since_by_location[entry.location] = entry.since_seconds;
    unused.insert(entry.location);
  }
  if (unused.empty()) return {};
  // Locations have no index in Hive's schema, so all of them are read once, and only when there is garbage.
  std::string location;
  Rows used(session, "SELECT \"LOCATION\" FROM \"SDS\" WHERE \"LOCATION\" IS NOT NULL", soci::into(location));
  while (used.next()) remove_used(unused, location);
  std::vector<Garbage> found;
  for (const auto& each : unused) found.push_back({each, since_by_location[each]});
  return found;
}

}  // namespace skep::metastore::sql
