#include "base/text.h"
#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/leases.h"
#include "warehouse/table_root.h"
#include "warehouse/warehouse.h"

#include <set>

/// What clients of a Hive metastore ask for: records change here, and folders follow.
namespace skep::warehouse {
namespace {

using metastore::Partition;
using metastore::Table;
using metastore::TableKind;

std::string partition_folder(const Table& table, const std::vector<std::string>& values) {
  return storage::join_uri(table_root(table), metastore::partition_name(table.partition_columns, values));
}

/// Follows a folder's move in a location that lies in it.
void follow(std::string& location, const std::string& from, const std::string& to) {
  if (storage::is_within(location, from)) location = to + location.substr(from.size());
}

}  // namespace

/// Makes a folder. One on a kind of storage that is not there yet is its client's business, unless `must_be_known`.
Result<void> Warehouse::make_folder(const std::string& uri, bool must_be_known) {
  auto system = files_.of(uri);
  if (!system) {
    bool may_be_unknown = !must_be_known && system.error().code == ErrorCode::unsupported;
    return may_be_unknown ? Result<void>() : system.error();
  }
  return (*system)->create_directories(uri);
}

Result<void> Warehouse::move_folder(const std::string& from, const std::string& to) {
  auto system = files_.of(from);
  if (!system) return system.error();
  auto there = (*system)->stat(from);
  if (!there && there.error().code == ErrorCode::not_found) return make_folder(to, true);
  if (!there) return there.error();
  if (auto made = (*system)->create_directories(storage::parent_uri(to)); !made) return made;
  // An empty folder in the new place is no reason to refuse; rename does not replace one.
  auto is_free = holds_no_data(files_, to);
  if (!is_free) return is_free.error();
  if (!*is_free) return make_error(ErrorCode::already_exists, "the new place holds files already: {}", to);
  if (auto removed = remove_if_without_files(files_, to); !removed) return removed;
  return (*system)->rename(from, to);
}

Result<Table> Warehouse::register_table(Table draft) {
  auto table = placed(std::move(draft));
  if (!table) return table;
  if (table->kind != TableKind::view) {
    auto database = store_.load_database(table->name.database);
    if (!database) return database.error();
    auto made = make_folder(table->storage.location, table->kind == TableKind::managed);
    if (!made) return made.error();
  }
  return store_.create_table(*table, {}, "");
}

Result<void> Warehouse::unregister_database(std::string_view name, bool cascade) {
  auto dropped = store_.drop_database(name, cascade, {});
  return dropped ? Result<void>() : dropped.error();
}

Result<void> Warehouse::unregister_table(const metastore::TableName& name, bool delete_data, bool purge) {
  if (delete_data) return drop_table(name, purge);
  auto dropped = store_.drop_table(name, {});
  return dropped ? Result<void>() : dropped.error();
}

Result<Table> Warehouse::alter_table(const metastore::TableName& name, metastore::TableChange change) {
  auto before = store_.load_table(name);
  if (!before) return before;
  Table& changed = change.changed;
  changed.name = {to_lower(changed.name.database), to_lower(changed.name.table)};
  if (before->kind == TableKind::view) return store_.alter_table(name, change);

  if (changed.storage.location.empty()) changed.storage.location = before->storage.location;
  auto placed_change = placed(changed);
  if (!placed_change) return placed_change;
  changed = *std::move(placed_change);
  bool is_renamed = changed.name != before->name;
  bool stays = changed.storage.location != before->storage.location || before->kind != TableKind::managed;
  if (!is_renamed || stays) return store_.alter_table(name, change);

  auto old_database = store_.load_database(before->name.database);
  auto new_database = store_.load_database(changed.name.database);
  if (!old_database) return old_database.error();
  if (!new_database) return new_database.error();
  std::string from = table_root(*before);
  if (from != storage::join_uri(old_database->location, before->name.table)) return store_.alter_table(name, change);
  if (auto taken = store_.load_table(changed.name)) {
    return Error::of_class(ErrorCode::already_exists, "TABLE_OR_VIEW_ALREADY_EXISTS",
                           fmt::format("there is a table or view already: {}", changed.name.to_text()));
  }
  std::string to = storage::join_uri(new_database->location, changed.name.table);
  change.old_root = from;
  change.new_root = to;
  follow(changed.storage.location, from, to);
  auto path = changed.storage.serde_parameters.find("path");
  if (path != changed.storage.serde_parameters.end()) follow(path->second, from, to);

  if (auto moved = move_folder(from, to); !moved) return moved.error();
  auto altered = store_.alter_table(name, change);
  bool is_undone = !altered && altered.error().code != ErrorCode::outcome_unknown;
  if (is_undone) {
    if (auto back = move_folder(to, from); !back) return back.error().during("undoing the rename of {}", from);
  }
  return altered;
}

Result<std::vector<Partition>> Warehouse::add_partitions(const Table& table, std::vector<Partition> drafts,
                                                         bool skip_existing) {
  for (auto& draft : drafts) {
    if (draft.values.size() != table.partition_columns.size()) break;  // the store says it better
    std::string wanted = draft.location.empty() ? partition_folder(table, draft.values) : draft.location;
    auto location = storage::qualify_path(wanted, "file:", settings_.warehouse_uri);
    if (!location) return location.error();
    draft.location = *std::move(location);
    bool is_managed = table.kind == TableKind::managed;
    if (auto made = make_folder(draft.location, is_managed); !made) return made.error();
  }
  return store_.add_partitions(table, drafts, skip_existing);
}

Result<std::vector<Partition>> Warehouse::drop_partitions(const Table& table,
                                                          const std::vector<std::vector<std::string>>& values,
                                                          bool skip_missing, bool delete_data, bool purge) {
  bool removes_files = delete_data && table.kind == TableKind::managed;
  int64_t since = purge ? 0 : now_seconds();
  auto left_behind = [&](const Table&, const Partition& partition) {
    return std::vector<metastore::Garbage>{{partition.location, since}};
  };
  auto dropped = store_.drop_partitions(
      table, values, skip_missing,
      removes_files ? metastore::PartitionLeftBehind(left_behind) : metastore::PartitionLeftBehind());
  if (!dropped || !removes_files) return dropped;
  for (const auto& partition : *dropped) {
    auto moved = move_to_trash(store_, files_, partition.location, table_root(table), since);
    if (!moved) return moved.error();
  }
  if (purge) {
    if (auto removed = remove_garbage_of(0); !removed) return removed.error();
  }
  return dropped;
}

Result<void> Warehouse::rename_partition(const Table& table, const std::vector<std::string>& values,
                                         Partition changed) {
  auto before = store_.find_partition(table, values);
  if (!before) return before.error();
  if (!*before || changed.values.size() != table.partition_columns.size()) {
    return store_.rename_partition(table, values, changed);
  }
  std::string from = (*before)->location;
  if (changed.location.empty()) changed.location = from;
  bool moves = table.kind == TableKind::managed && from == partition_folder(table, values) && changed.values != values;
  if (!moves) return store_.rename_partition(table, values, changed);
  if (auto taken = store_.find_partition(table, changed.values); taken && *taken) {
    return store_.rename_partition(table, values, changed);
  }
  changed.location = partition_folder(table, changed.values);
  if (auto moved = move_folder(from, changed.location); !moved) return moved;
  auto renamed = store_.rename_partition(table, values, changed);
  bool is_undone = !renamed && renamed.error().code != ErrorCode::outcome_unknown;
  if (is_undone) {
    if (auto back = move_folder(changed.location, from); !back) return back;
  }
  return renamed;
}

}  // namespace skep::warehouse
