#include "metastore/remote/write_journal.h"

#include <algorithm>

namespace skep::metastore {
namespace {

const TableName kMark = {"skep", "writes"};

Result<Table> make_mark(Metastore& store) {
  Database database;
  database.name = kMark.database;
  database.location = "file:/nowhere";
  auto made = store.create_database(database);
  if (!made && made.error().code != ErrorCode::already_exists) return made.error();
  Table table;
  table.name = kMark;
  table.columns = {{"id", "string", ""}};
  table.storage.location = "file:/nowhere/writes";
  auto created = store.create_table(table, {}, "");
  if (!created && created.error().code == ErrorCode::already_exists) return store.load_table(kMark);
  return created;
}

}  // namespace

Result<std::unique_ptr<WriteJournal>> WriteJournal::open(std::unique_ptr<Metastore> store) {
  auto mark = store->load_table(kMark);
  if (!mark && mark.error().code == ErrorCode::not_found) mark = make_mark(*store);
  if (!mark) return mark.error();
  std::unique_ptr<WriteJournal> journal(new WriteJournal(std::move(store)));
  journal->mark_ = *std::move(mark);
  return journal;
}

Result<std::optional<JournalEntry>> WriteJournal::find(std::string_view operation_id) {
  auto writes = store_->list_writes();
  if (!writes) return writes.error();
  for (auto& entry : *writes)
    if (entry.operation_id == operation_id) return std::optional(std::move(entry));
  return std::optional<JournalEntry>();
}

Result<void> WriteJournal::check_open(const std::string& operation_id) {
  if (operation_id.empty()) return {};
  auto entry = find(operation_id);
  if (!entry) return entry.error();
  // One that is not there is not open, and says so.
  return store_->renew_lease(operation_id, *entry ? (*entry)->lease_until_seconds : 0);
}

void WriteJournal::note_attempt(const std::string& operation_id) {
  std::lock_guard lock(mutex_);
  unsent_.erase(operation_id);
}

void WriteJournal::note_begun(const std::string& operation_id) {
  std::lock_guard lock(mutex_);
  unsent_.insert(operation_id);
}

bool WriteJournal::may_be_there(const std::string& operation_id) {
  std::lock_guard lock(mutex_);
  return !unsent_.contains(operation_id);
}

Result<void> WriteJournal::mark_committed(const std::string& operation_id) {
  if (operation_id.empty()) return {};
  CommitWrite write;
  write.table = kMark;
  write.expected_table = mark_.id;
  write.operation_id = operation_id;
  auto marked = store_->commit_write(write);
  if (!marked && marked.error().code == ErrorCode::conflict)
    return make_error(ErrorCode::outcome_unknown, "the write is there, and was taken over while it was committed: {}",
                      operation_id);
  return marked;
}

}  // namespace skep::metastore
