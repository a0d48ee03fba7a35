#include "warehouse/recovery.h"

#include "base/text.h"
#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/leases.h"
#include "warehouse/table_root.h"
#include "warehouse/warehouse.h"

#include <set>

namespace skep::warehouse {
namespace {

/// Gathers the folders below `folder`, as names relative to it: they mirror the partitions that a write was for.
Result<void> folders_below(storage::FileSystem& system, const std::string& folder, const std::string& prefix,
                           std::vector<std::string>& found) {
  auto listed = system.list(folder, false);
  if (!listed) return listed.error().code == ErrorCode::not_found ? Result<void>() : listed.error();
  for (const auto& entry : *listed) {
    if (!entry.is_directory) continue;
    std::string name = prefix + storage::base_name(entry.uri);
    found.push_back(name);
    if (auto below = folders_below(system, entry.uri, name + "/", found); !below) return below;
  }
  return {};
}

/// The values in "k=v/k2=v2"; nothing for other names.
std::vector<std::string> values_in(const std::string& name) {
  std::vector<std::string> values;
  for (const auto& part : split(name, '/')) {
    size_t equals = part.find('=');
    if (equals == std::string::npos) return {};
    values.push_back(metastore::unescape_path_name(part.substr(equals + 1)));
  }
  return values;
}

/// The folders in which a write may have placed files: the table's, and for each partition that its staging mirrors
/// the canonical one and the one the store names.
Result<std::set<std::string>> folders_written(metastore::Metastore& store, storage::FileSystem& system,
                                              const metastore::JournalEntry& entry) {
  std::string above = storage::parent_uri(storage::parent_uri(entry.staging));
  std::vector<std::string> mirrored;
  if (auto walked = folders_below(system, entry.staging, "", mirrored); !walked) return walked.error();
  std::set<std::string> folders = {above};
  auto table = store.load_table(entry.table);
  if (!table && table.error().code != ErrorCode::not_found) return table.error();
  if (table) folders.insert(table->storage.location);
  for (const auto& name : mirrored) {
    folders.insert(storage::join_uri(above, name));
    auto values = values_in(name);
    if (!table || values.empty() || values.size() != table->partition_columns.size()) continue;
    auto partition = store.find_partition(*table, values);
    if (!partition) return partition.error();
    if (*partition) folders.insert((*partition)->location);
  }
  return folders;
}

/// A managed table that was being created came into place with one rename of its whole root.
Result<void> undo_created_root(storage::FileSystems& files, storage::FileSystem& system,
                               const metastore::JournalEntry& entry) {
  std::string above = storage::parent_uri(storage::parent_uri(entry.staging));
  std::string root = storage::join_uri(above, entry.table.table);
  auto listed = system.list(root, true);
  if (!listed) return listed.error().code == ErrorCode::not_found ? Result<void>() : listed.error();
  bool is_ours = false;
  for (const auto& file : *listed) {
    if (storage::base_name(file.uri).find(entry.operation_id) == std::string::npos) continue;
    is_ours = true;
    if (auto removed = system.remove_all(file.uri); !removed) return removed;
  }
  return is_ours ? remove_if_without_files(files, root) : Result<void>();
}

Result<void> remove_own_folder(storage::FileSystems& files, const std::string& location) {
  // Overwrites leave <root>/_skep/<id>/<partition>: the last partition to go takes the folders above with it.
  for (std::string at = storage::parent_uri(location); storage::parent_uri(at) != at; at = storage::parent_uri(at)) {
    if (storage::base_name(storage::parent_uri(at)) == kOwnFolder) return remove_if_without_files(files, at);
  }
  return {};
}

}  // namespace

Result<void> undo_write(metastore::Metastore& store, storage::FileSystems& files,
                        const metastore::JournalEntry& entry) {
  auto system = files.of(entry.staging);
  if (!system) return system.error();
  auto folders = folders_written(store, **system, entry);
  if (!folders) return folders.error();
  for (const auto& folder : *folders) {
    if (folder.empty()) continue;
    if (auto removed = remove_files_of(files, folder, entry.operation_id); !removed) return removed;
  }
  if (auto undone = undo_created_root(files, **system, entry); !undone) return undone;
  return (*system)->remove_all(entry.staging);
}

Result<void> finish_write(metastore::Metastore& store, storage::FileSystems& files,
                          const metastore::JournalEntry& entry) {
  auto table = store.load_table(entry.table);
  if (!table && table.error().code != ErrorCode::not_found) return table.error();
  bool is_live = table && storage::is_within(table->storage.location, entry.staging);
  return is_live ? Result<void>() : remove_if_without_files(files, entry.staging);
}

Result<void> remove_garbage(metastore::Metastore& store, storage::FileSystems& files,
                            const metastore::Garbage& garbage) {
  constexpr std::string_view kVisibleOnly = "/*";
  auto system = files.of(garbage.location);
  if (!system) return system.error();
  if (std::string_view location = garbage.location; location.ends_with(kVisibleOnly)) {
    location.remove_suffix(kVisibleOnly.size());
    auto listed = (*system)->list(location, false);
    if (!listed && listed.error().code != ErrorCode::not_found) return listed.error();
    for (const auto& file : listed ? *listed : std::vector<storage::FileInfo>()) {
      if (file.is_directory || is_hidden(storage::base_name(file.uri))) continue;
      if (auto removed = (*system)->remove_all(file.uri); !removed) return removed;
    }
  } else {
    if (auto removed = (*system)->remove_all(garbage.location); !removed) return removed;
    if (auto removed = remove_own_folder(files, garbage.location); !removed) return removed;
  }
  return store.forget_garbage(garbage.location);
}

Result<void> Warehouse::recover(int64_t now_seconds) {
  auto taken = store_.take_over_writes(now_seconds, now_seconds + settings_.lease.count());
  if (!taken) return taken.error();
  // One write or folder that cannot be dealt with now must not keep the others from it.
  Result<void> outcome;
  auto note = [&](const Result<void>& step) {
    if (!step && outcome) outcome = step;
  };
  for (const auto& entry : *taken) {
    auto settled = entry.committed ? finish_write(store_, files_, entry) : undo_write(store_, files_, entry);
    if (settled && !may_forget(entry.operation_id)) continue;
    note(settled ? store_.forget_write(entry.operation_id) : settled);
  }
  note(remove_garbage_of(now_seconds - settings_.retention.count()));
  return outcome;
}

Result<void> Warehouse::remove_garbage_of(int64_t older_than_seconds) {
  auto garbage = store_.list_garbage(older_than_seconds);
  if (!garbage) return garbage.error();
  Result<void> outcome;
  for (const auto& entry : *garbage) {
    auto removed = remove_garbage(store_, files_, entry);
    if (!removed && outcome) outcome = removed;
  }
  return outcome;
}

}  // namespace skep::warehouse
