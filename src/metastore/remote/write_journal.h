#pragma once

#include "metastore/metastore.h"

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace skep::metastore {

/// The journal of writes to a metastore that has no place for one, in a store on this machine.
class WriteJournal {
 public:
  static Result<std::unique_ptr<WriteJournal>> open(std::unique_ptr<Metastore> store);

  /// Whose own calls do what they say as long as no change of a table is involved.
  Metastore& store() { return *store_; }

  /// Fails with conflict for a write that may not commit any more. An empty id is no write of the journal's.
  Result<void> check_open(const std::string& operation_id);

  /// Notes that the change which commits a write is about to be sent: from now on it may be there.
  void note_attempt(const std::string& operation_id);

  /// Notes that a write begins here. Of one that another process began, the dead one before us perhaps, anything may be there.
  void note_begun(const std::string& operation_id);
  bool may_be_there(const std::string& operation_id);

  /// Marks a write whose change is there. Fails with outcome_unknown when it was cancelled meanwhile.
  Result<void> mark_committed(const std::string& operation_id);

  /// The entry of a write; nothing for none.
  Result<std::optional<JournalEntry>> find(std::string_view operation_id);

 private:
  explicit WriteJournal(std::unique_ptr<Metastore> store) : store_(std::move(store)) {}

  std::unique_ptr<Metastore> store_;
  Table mark_;  ///< an empty table of the store's, through which it marks writes as committed
  std::mutex mutex_;
  std::set<std::string> unsent_;  ///< writes that began here and whose change was not sent
};

}  // namespace skep::metastore
