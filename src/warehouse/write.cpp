#include "base/check.h"
#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/leases.h"
#include "warehouse/publication.h"
#include "warehouse/recovery.h"
#include "warehouse/table_root.h"
#include "warehouse/warehouse.h"

namespace skep::warehouse {
namespace {

metastore::JournalEntry entry_of(const WriteOperation& operation) {
  return {operation.id, operation.table.name, operation.staging, 0, false};
}

/// Finds out what became of a commit that went unanswered.
Result<bool> settle(metastore::Metastore& store, const WriteOperation& operation) {
  auto cancelled = store.cancel_write(operation.id);
  if (!cancelled) return cancelled.error();
  if (*cancelled) return false;
  return store.was_committed(operation.table.name, operation.id);
}

}  // namespace

Result<WriteOperation> Warehouse::begin_write(metastore::Table table, bool creates_table, bool overwrite,
                                              const std::string& operation_id) {
  if (table.kind == metastore::TableKind::view) {
    return make_error(ErrorCode::invalid_argument, "a view cannot be written to: {}", table.name.to_text());
  }
  WriteOperation operation;
  operation.id = operation_id.empty() ? new_operation_id() : operation_id;
  operation.creates_table = creates_table;
  operation.overwrite = overwrite && !creates_table;
  std::string own_parent;
  if (creates_table) {
    bool has_place_of_its_own = !table.storage.location.empty();
    auto draft = placed(std::move(table));
    if (!draft) return draft.error();
    table = *std::move(draft);
    if (auto freed = free_root(table.storage.location); !freed) return freed.error();
    auto is_free = holds_no_data(files_, table.storage.location);
    if (!is_free) return is_free.error();
    if (!*is_free) return location_exists(table.name, table.storage.location);
    own_parent = has_place_of_its_own ? table.storage.location : storage::parent_uri(table.storage.location);
  } else {
    own_parent = table_root(table);
  }
  operation.staging = own_folder(own_parent, operation.id);
  auto system = files_.of(operation.staging);
  if (!system) return system.error();
  auto path = (*system)->local_path(operation.staging);
  if (!path) return path.error();
  operation.staging_path = *std::move(path);
  operation.table = std::move(table);
  auto begun =
      store_.begin_write({operation.id, operation.table.name, operation.staging, leases_->until_seconds(), false});
  if (!begun && !operation_id.empty() && begun.error().code == ErrorCode::already_exists)
    return make_error(ErrorCode::conflict, "this write of a job was begun before, or barred: {}", operation_id);
  if (!begun) return begun.error();
  leases_->add(operation.id);
  if (auto made = (*system)->create_directories(operation.staging); !made) {
    abandon(operation);
    return made.error();
  }
  return operation;
}

Result<WriteSummary> Warehouse::publish(WriteOperation& operation, const std::vector<WrittenFile>& files,
                                        const std::vector<std::optional<std::string>>& static_values,
                                        bool dynamic_overwrite) {
  check(!operation.finished, "a write was published twice");
  Publication publication(store_, files_, *leases_, operation);
  if (auto arranged = publication.arrange(files, static_values); !arranged) return arranged.error();
  Result<void> committed;
  if (operation.creates_table) {
    committed = publication.create();
  } else if (operation.overwrite) {
    committed = publication.overwrite(static_values, dynamic_overwrite);
  } else {
    committed = publication.append();
  }
  if (!committed && committed.error().code == ErrorCode::outcome_unknown) {
    auto happened = settle(store_, operation);
    if (!happened) {
      // Nobody knows. The journal does, and `recover` asks it once the lease has lapsed.
      leases_->remove(operation.id);
      return committed.error();
    }
    if (!*happened)
      return make_error(ErrorCode::unavailable, "the write was not committed: {}", committed.error().message);
  } else if (!committed) {
    return committed.error();
  }
  operation.finished = true;
  leases_->remove(operation.id);
  // The rows are in the table now. What cannot be tidied up here is left to `recover`, once the lease has lapsed.
  static_cast<void>(finish_write(store_, files_, entry_of(operation)));
  return publication.summary();
}

void Warehouse::abandon(WriteOperation& operation) {
  leases_->remove(operation.id);
  if (operation.finished) return;
  auto cancelled = store_.cancel_write(operation.id);
  if (!cancelled || !*cancelled) return;
  operation.finished = true;
  // What cannot be removed now is removed by `recover`, once the lease has lapsed.
  static_cast<void>(undo_write(store_, files_, entry_of(operation)));
}

/// An entry of its own bars a write that was never begun: whoever comes to begin it later finds the id taken.
Result<bool> Warehouse::settle_write(const std::string& operation_id) {
  metastore::JournalEntry entry;
  entry.operation_id = operation_id;
  entry.table = {"default", "_"};
  entry.staging = own_folder(settings_.warehouse_uri, operation_id);
  auto barred = store_.begin_write(entry);
  if (!barred && barred.error().code != ErrorCode::already_exists) return barred.error();
  auto cancelled = store_.cancel_write(operation_id);
  if (!cancelled) return cancelled.error();
  return !*cancelled;
}

void Warehouse::keep_job_writes(NeedsWrite needs) {
  std::lock_guard guard(needs_mutex_);
  needs_write_ = std::move(needs);
}

bool Warehouse::may_forget(const std::string& operation_id) {
  if (!is_job_write(operation_id)) return true;
  std::lock_guard guard(needs_mutex_);
  return needs_write_ && !needs_write_(operation_id);
}

bool is_job_write(std::string_view operation_id) {
  // The version digit: those of new_operation_id have 4.
  constexpr size_t kLength = 36, kVersionAt = 14;
  return operation_id.size() == kLength && operation_id[kVersionAt] == '8';
}

}  // namespace skep::warehouse
