#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "metastore/sql/connection_pool.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore::sql {

/// What SKEP_JOURNAL.STATE holds.
inline constexpr std::string_view kOpen = "OPEN";
inline constexpr std::string_view kCancelled = "CANCELLED";
inline constexpr std::string_view kCommitted = "COMMITTED";

Result<void> insert_write(Transaction& transaction, const JournalEntry& entry);

/// The write's state; nothing when the journal does not know it.
std::optional<std::string> write_state(Transaction& transaction, const std::string& operation_id);

/// Moves an open write to another state; false when it is not open.
bool close_write(Transaction& transaction, const std::string& operation_id, std::string_view state);

bool renew_lease(Transaction& transaction, const std::string& operation_id, int64_t lease_until_seconds);
void delete_write(Transaction& transaction, const std::string& operation_id);
std::vector<JournalEntry> list_writes(Transaction& transaction);
std::vector<JournalEntry> take_over_writes(Transaction& transaction, int64_t now_seconds, int64_t lease_until_seconds);

/// A location that is there keeps its time.
void insert_garbage(Transaction& transaction, const Garbage& garbage);
void delete_garbage(Transaction& transaction, const std::string& location);
std::vector<Garbage> list_garbage(Transaction& transaction, int64_t older_than_seconds);

}  // namespace skep::metastore::sql
