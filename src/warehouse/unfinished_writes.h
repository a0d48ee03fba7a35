#pragma once

#include "metastore/metastore.h"

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace skep::warehouse {

/// Knows for one reader which files belong to writes that had not committed at the reader's moment, so that an append,
/// which moves its files into place one by one, is seen whole or not at all. One thread.
///
/// A write stays in the journal until its lease has lapsed, also when it has ended: so whoever looks more often than
/// a lease lasts sees every write that began after the reader's moment.
class UnfinishedWrites {
 public:
  /// `journal` is as it was at the reader's moment. The store is borrowed.
  UnfinishedWrites(metastore::Metastore& store, const std::vector<metastore::JournalEntry>& journal,
                   std::chrono::seconds lease);

  /// Notes the writes that have begun since. To be called between listings, and after the last one.
  Result<void> look_again();

  /// Looks again if it is time to.
  Result<void> look_again_if_due();

  /// Says whether a file's name tells that such a write has put it there.
  bool hide(std::string_view file_name) const;

 private:
  metastore::Metastore& store_;
  std::chrono::milliseconds pause_;
  std::chrono::steady_clock::time_point looked_;
  std::set<std::string, std::less<>> committed_;
  std::set<std::string, std::less<>> hidden_;
};

}  // namespace skep::warehouse
