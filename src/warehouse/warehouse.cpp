#include "warehouse/warehouse.h"

#include "base/text.h"
#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/leases.h"
#include "warehouse/table_root.h"

#include <algorithm>
#include <limits>

namespace skep::warehouse {
namespace {

constexpr std::string_view kLocalScheme = "file:";

/// The scheme and authority that a path without them gets: those of the warehouse.
std::string scheme_of(const std::string& uri) {
  auto parsed = storage::parse_uri(uri);
  if (!parsed) return std::string(kLocalScheme);
  return parsed->authority.empty() ? parsed->scheme + ":" : parsed->scheme + "://" + parsed->authority;
}

/// Follows a table's location in the one other place that names it.
void set_location(metastore::Table& table, std::string location) {
  auto path = table.storage.serde_parameters.find("path");
  if (path != table.storage.serde_parameters.end()) path->second = location;
  table.storage.location = std::move(location);
}

/// The folders of a managed table that lie outside its root: partitions with places of their own.
Result<std::vector<std::string>> folders_outside(metastore::Metastore& store, const metastore::Table& table,
                                                 const std::string& root) {
  std::vector<std::string> folders;
  if (table.partition_columns.empty()) return folders;
  auto visited = store.visit_partitions(table, nullptr, [&](metastore::Partition&& partition) {
    if (!storage::is_within(partition.location, root)) folders.push_back(std::move(partition.location));
    return true;
  });
  if (!visited) return visited.error();
  return folders;
}

}  // namespace

Warehouse::Warehouse(metastore::Metastore& store, storage::FileSystems& files, WarehouseSettings settings)
    : store_(store),
      files_(files),
      settings_(std::move(settings)),
      leases_(std::make_unique<Leases>(store, settings_.lease)) {}

Warehouse::~Warehouse() = default;

Result<void> Warehouse::initialise() {
  auto existing = store_.load_database("default");
  if (existing) return {};
  if (existing.error().code != ErrorCode::not_found) return existing.error();
  metastore::Database database;
  database.name = "default";
  database.description = "Default Hive database";
  database.location = settings_.warehouse_uri;
  database.owner = "public";
  database.owner_type = "ROLE";
  auto created = create_database(std::move(database), true);
  return created ? Result<void>() : created.error();
}

Result<metastore::Database> Warehouse::create_database(metastore::Database draft, bool if_not_exists) {
  draft.name = to_lower(draft.name);
  auto existing = store_.load_database(draft.name);
  if (existing && if_not_exists) return existing;
  std::string wanted = draft.location.empty() ? draft.name + ".db" : draft.location;
  auto location = storage::qualify_path(wanted, scheme_of(settings_.warehouse_uri), settings_.warehouse_uri);
  if (!location) return location.error();
  draft.location = *location;
  if (draft.owner_type.empty() && !draft.owner.empty()) draft.owner_type = "USER";
  auto system = files_.of(draft.location);
  if (!system) return system.error();
  if (!existing) {
    if (auto made = (*system)->create_directories(draft.location); !made) return made.error();
  }
  auto created = store_.create_database(draft);
  bool lost_race = !created && created.error().code == ErrorCode::already_exists;
  return lost_race && if_not_exists ? store_.load_database(draft.name) : created;
}

Result<void> Warehouse::drop_database(std::string_view name, bool if_exists, bool cascade) {
  auto database = store_.load_database(name);
  if (!database) {
    bool is_missing = database.error().code == ErrorCode::not_found;
    return is_missing && if_exists ? Result<void>() : database.error();
  }
  if (database->name == "default") {
    return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_FEATURE.DROP_DATABASE",
                           "the database default cannot be dropped");
  }
  int64_t now = now_seconds();
  auto dropped = store_.drop_database(name, cascade, [&](const metastore::Table& table) {
    std::vector<metastore::Garbage> garbage;
    if (table.kind == metastore::TableKind::managed) garbage.push_back({table_root(table), now});
    return garbage;
  });
  if (!dropped) return dropped.error();
  for (const auto& table : *dropped) {
    if (table.kind != metastore::TableKind::managed) continue;
    std::string trash_parent = storage::parent_uri(database->location);
    auto moved = move_to_trash(store_, files_, table_root(table), trash_parent, now);
    if (!moved) return moved;
  }
  // Only a folder that is the database's alone: what others keep in it stays, and so does the folder.
  auto system = files_.of(database->location);
  if (!system) return system.error();
  auto listed = (*system)->list(database->location, false);
  bool is_empty = listed && std::all_of(listed->begin(), listed->end(), [](const storage::FileInfo& entry) {
                    return storage::base_name(entry.uri) == kOwnFolder;
                  });
  return is_empty ? remove_if_without_files(files_, database->location) : Result<void>();
}

/// Gives a draft its absolute location: below its database unless it names one.
Result<metastore::Table> Warehouse::placed(metastore::Table draft) {
  draft.name = {to_lower(draft.name.database), to_lower(draft.name.table)};
  if (draft.kind == metastore::TableKind::view) return draft;
  auto database = store_.load_database(draft.name.database);
  if (!database) return database.error();
  std::string wanted = draft.storage.location.empty() ? draft.name.table : draft.storage.location;
  auto location = storage::qualify_path(wanted, scheme_of(settings_.warehouse_uri), database->location);
  if (!location) return location.error();
  set_location(draft, *std::move(location));
  return draft;
}

/// A server that was killed while it dropped a table may have left its root in place, as garbage.
Result<void> Warehouse::free_root(const std::string& root) {
  auto garbage = store_.list_garbage(std::numeric_limits<int64_t>::max());
  if (!garbage) return garbage.error();
  for (const auto& entry : *garbage) {
    if (entry.location == root) {
      return move_to_trash(store_, files_, root, storage::parent_uri(root), entry.since_seconds);
    }
  }
  return {};
}

Result<metastore::Table> Warehouse::create_table(metastore::Table draft, bool if_not_exists) {
  auto table = placed(std::move(draft));
  if (!table) return table;
  if (auto existing = store_.load_table(table->name); existing && if_not_exists) return existing;
  if (table->kind != metastore::TableKind::view) {
    const std::string& location = table->storage.location;
    auto system = files_.of(location);
    if (!system) return system.error();
    if (auto freed = free_root(location); !freed) return freed.error();
    if (table->kind == metastore::TableKind::managed) {
      auto is_free = holds_no_data(files_, location);
      if (!is_free) return is_free.error();
      if (!*is_free) return location_exists(table->name, location);
    }
    if (auto made = (*system)->create_directories(location); !made) return made.error();
  }
  auto created = store_.create_table(*table, {}, "");
  bool lost_race = !created && created.error().code == ErrorCode::already_exists;
  return lost_race && if_not_exists ? store_.load_table(table->name) : created;
}

Result<void> Warehouse::drop_table(const metastore::TableName& name, bool purge) {
  auto table = store_.load_table(name);
  if (!table) return table.error();
  if (table->kind != metastore::TableKind::managed) {
    auto dropped = store_.drop_table(name);
    return dropped ? Result<void>() : dropped.error();
  }
  std::string root = table_root(*table);
  auto outside = folders_outside(store_, *table, root);
  if (!outside) return outside.error();
  int64_t since = purge ? 0 : now_seconds();
  auto dropped = store_.drop_table(name, [&](const metastore::Table& now_dropped) {
    std::vector<metastore::Garbage> garbage = {{table_root(now_dropped), since}};
    for (const auto& folder : *outside) garbage.push_back({folder, since});
    return garbage;
  });
  if (!dropped) return dropped.error();
  root = table_root(*dropped);
  if (auto moved = move_to_trash(store_, files_, root, storage::parent_uri(root), since); !moved) return moved;
  return purge ? remove_garbage_of(0) : Result<void>();
}

}  // namespace skep::warehouse
