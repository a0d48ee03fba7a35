#include "warehouse/unfinished_writes.h"

#include "warehouse/file_moves.h"

namespace skep::warehouse {

UnfinishedWrites::UnfinishedWrites(metastore::Metastore& store, const std::vector<metastore::JournalEntry>& journal,
                                   std::chrono::seconds lease)
    : store_(store), pause_(std::chrono::milliseconds(lease) / 4), looked_(std::chrono::steady_clock::now()) {
  for (const auto& entry : journal) (entry.committed ? committed_ : hidden_).insert(entry.operation_id);
}

Result<void> UnfinishedWrites::look_again() {
  looked_ = std::chrono::steady_clock::now();
  auto journal = store_.list_writes();
  if (!journal) return journal.error();
  for (const auto& entry : *journal) {
    // Committed by now, but not at the reader's moment: it is not the reader's to see.
    if (!committed_.contains(entry.operation_id)) hidden_.insert(entry.operation_id);
  }
  return {};
}

Result<void> UnfinishedWrites::look_again_if_due() {
  if (std::chrono::steady_clock::now() - looked_ < pause_) return {};
  return look_again();
}

bool UnfinishedWrites::hide(std::string_view file_name) const {
  return !hidden_.empty() && hidden_.contains(operation_id_in(file_name));
}

}  // namespace skep::warehouse
