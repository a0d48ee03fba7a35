#include "warehouse/publication.h"

#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/leases.h"
#include "warehouse/statistics.h"
#include "warehouse/table_root.h"

#include <limits>
#include <set>

namespace skep::warehouse {
namespace {

constexpr int kAppendAttemptsMax = 5;

/// ".parquet" of "x.parquet", ".csv.gz" of "x.csv.gz".
std::string extension_of(const std::string& name) {
  size_t dot = name.find('.', name.rfind('/') + 1);
  return dot == std::string::npos ? "" : name.substr(dot);
}

}  // namespace

Publication::Publication(metastore::Metastore& store, storage::FileSystems& files, const Leases& leases,
                         WriteOperation& operation)
    : store_(store), files_(files), leases_(leases), operation_(operation) {}

WriteSummary Publication::summary() const {
  WriteSummary summary;
  for (const auto& [leaf, group] : groups_) {
    summary.rows += group.rows.value_or(0);
    summary.bytes += group.bytes;
    summary.files += static_cast<int64_t>(group.names.size());
    summary.partitions += is_partitioned() ? 1 : 0;
  }
  return summary;
}

Publication::Group& Publication::group_of(const std::vector<std::string>& values) {
  std::string leaf = is_partitioned() ? metastore::partition_name(operation_.table.partition_columns, values)
                                      : std::string(kDataFolder);
  Group& group = groups_[leaf];
  group.values = values;
  // A table that is created moves as a whole, so all of it lies in one folder.
  std::string base = operation_.creates_table && is_partitioned() ? storage::join_uri(operation_.staging, kDataFolder)
                                                                  : operation_.staging;
  group.folder = storage::join_uri(base, leaf);
  return group;
}

Result<void> Publication::add_file(storage::FileSystem& system, const WrittenFile& file) {
  if (file.partition_values.size() != operation_.table.partition_columns.size()) {
    return make_error(ErrorCode::internal, "a written file has {} partition values: {}", file.partition_values.size(),
                      file.path);
  }
  auto source = storage::qualify_path(file.path, "file:", operation_.staging);
  if (!source) return source.error();
  if (!storage::is_within(*source, operation_.staging)) {
    return make_error(ErrorCode::internal, "a file was written outside of its staging folder: {}", file.path);
  }
  Group& group = group_of(file.partition_values);
  if (group.names.empty()) {
    if (auto made = system.create_directories(group.folder); !made) return made;
  }
  std::string name = data_file_name(operation_.id, group.names.size(), extension_of(storage::base_name(*source)));
  std::string target = storage::join_uri(group.folder, name);
  if (*source != target) {
    if (auto renamed = system.rename(*source, target); !renamed) return renamed;
  }
  if (auto synced = system.sync(target); !synced) return synced;
  group.names.push_back(std::move(name));
  if (file.rows < 0) group.rows.reset();
  if (group.rows) *group.rows += file.rows;
  group.bytes += file.bytes;
  return {};
}

/// The values of the one place that the statement names: there even when no row goes to it, as in Spark.
std::optional<std::vector<std::string>> Publication::only_target(
    const std::vector<std::optional<std::string>>& static_values) const {
  if (!is_partitioned()) return std::vector<std::string>();
  if (static_values.size() != operation_.table.partition_columns.size()) return std::nullopt;
  std::vector<std::string> values;
  for (const auto& value : static_values) {
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

Result<void> Publication::arrange(const std::vector<WrittenFile>& written,
                                  const std::vector<std::optional<std::string>>& static_values) {
  auto system = files_.of(operation_.staging);
  if (!system) return system.error();
  for (const auto& file : written) {
    if (auto added = add_file(**system, file); !added) return added;
  }
  if (auto values = only_target(static_values); groups_.empty() && values) {
    if (auto made = (*system)->create_directories(group_of(*values).folder); !made) return made;
  }
  for (const auto& values : operation_.emptied_partitions) {
    if (auto made = (*system)->create_directories(group_of(values).folder); !made) return made;
  }
  std::string above_own = storage::parent_uri(storage::parent_uri(operation_.staging));
  for (const auto& [leaf, group] : groups_) {
    if (auto synced = sync_folders(files_, group.folder, above_own); !synced) return synced;
  }
  return {};
}

Result<void> Publication::move(Group& group, const std::string& folder) {
  if (folder == group.folder) return {};
  auto system = files_.of(folder);
  if (!system) return system.error();
  if (auto made = (*system)->create_directories(folder); !made) return made;
  for (const auto& name : group.names) {
    auto moved = (*system)->rename(storage::join_uri(group.folder, name), storage::join_uri(folder, name));
    if (!moved) return moved;
  }
  group.folder = folder;
  return sync_folders(files_, folder, table_root(operation_.table));
}

// ---- CREATE TABLE AS SELECT

/// One rename brings the whole root into place, and fails when someone else's is there: so no other's files can ever
/// mix with ours, not even those of a statement that creates the same table at the same time.
Result<void> Publication::place_new_root() {
  const std::string root = operation_.table.storage.location;
  std::string whole = storage::join_uri(operation_.staging, kDataFolder);
  auto system = files_.of(root);
  if (!system) return system.error();
  if (auto made = (*system)->create_directories(whole); !made) return made;
  std::string target = root;
  auto moved = (*system)->rename(whole, target);
  if (!moved && moved.error().code == ErrorCode::already_exists) {
    auto is_free = holds_no_data(files_, root);
    if (!is_free) return is_free.error();
    if (!*is_free) return location_exists(operation_.table.name, root);
    std::string own = own_folder(root, operation_.id);
    target = storage::join_uri(own, kDataFolder);
    if (auto made = (*system)->create_directories(own); !made) return made;
    moved = (*system)->rename(whole, target);
  }
  if (!moved) return moved;
  for (auto& [leaf, group] : groups_) {
    group.folder = is_partitioned() ? storage::join_uri(target, leaf) : target;
  }
  operation_.table.storage.location = target;
  return sync_folders(files_, storage::parent_uri(target), storage::parent_uri(root));
}

Result<void> Publication::place_in_given_root() {
  for (auto& [leaf, group] : groups_) {
    const std::string& root = operation_.table.storage.location;
    if (auto moved = move(group, is_partitioned() ? storage::join_uri(root, leaf) : root); !moved) return moved;
  }
  return {};
}

Result<void> Publication::create() {
  if (auto existing = store_.load_table(operation_.table.name); existing) {
    return Error::of_class(ErrorCode::already_exists, "TABLE_OR_VIEW_ALREADY_EXISTS",
                           fmt::format("there is a table or view already: {}", operation_.table.name.to_text()));
  }
  bool has_place_of_its_own = storage::is_within(operation_.staging, operation_.table.storage.location);
  auto placed = has_place_of_its_own ? place_in_given_root() : place_new_root();
  if (!placed) return placed;
  metastore::Table& table = operation_.table;
  auto path = table.storage.serde_parameters.find("path");
  if (path != table.storage.serde_parameters.end()) path->second = table.storage.location;
  table.parameters = with_operation(std::move(table.parameters));
  std::vector<metastore::Partition> partitions;
  for (const auto& [leaf, group] : groups_) {
    if (is_partitioned()) {
      partitions.push_back(partition_of(group));
    } else {
      record_numbers(table.parameters, {static_cast<int64_t>(group.names.size()), group.bytes, group.rows});
    }
  }
  auto created = store_.create_table(table, partitions, operation_.id);
  if (!created) return created.error();
  table = *std::move(created);
  return {};
}

// ---- INSERT OVERWRITE

Result<std::vector<std::vector<std::string>>> Publication::partitions_to_drop(
    const std::vector<std::optional<std::string>>& static_values) {
  metastore::PartitionFilter::And all;
  for (size_t i = 0; i < static_values.size(); i++) {
    if (!static_values[i]) continue;
    if (*static_values[i] == metastore::kNullPartitionValue) {
      all.parts.push_back({metastore::PartitionFilter::IsNull{i, false}});
    } else {
      all.parts.push_back(
          {metastore::PartitionFilter::Comparison{i, metastore::FilterOperator::equal, *static_values[i]}});
    }
  }
  metastore::PartitionFilter filter{std::move(all)};
  std::vector<std::vector<std::string>> dropped;
  const auto& table = operation_.table;
  auto visited = store_.visit_partitions(table, &filter, [&](metastore::Partition&& partition) {
    if (!groups_.contains(metastore::partition_name(table.partition_columns, partition.values))) {
      dropped.push_back(std::move(partition.values));
    }
    return true;
  });
  if (!visited) return visited.error();
  return dropped;
}

Result<void> Publication::overwrite(const std::vector<std::optional<std::string>>& static_values, bool is_dynamic) {
  const auto& table = operation_.table;
  auto write = commit_for(table);
  write.replaced_since_seconds = now_seconds();
  metastore::Parameters parameters;
  if (is_partitioned()) {
    for (const auto& [leaf, group] : groups_) write.partitions.push_back(partition_of(group));
    if (!is_dynamic) {
      auto dropped = partitions_to_drop(static_values);
      if (!dropped) return dropped.error();
      write.dropped_partitions = *std::move(dropped);
    }
  } else {
    const Group& group = groups_.begin()->second;
    write.new_location = group.folder;
    record_numbers(parameters, {static_cast<int64_t>(group.names.size()), group.bytes, group.rows});
  }
  set_table_statistics(write, table, std::move(parameters));
  return store_.commit_write(write);
}

// ---- INSERT INTO

/// The canonical folder, if nothing is in it and nothing that was removed is still there for old readers; else the
/// files stay where they are, as those of an overwrite do.
Result<std::string> Publication::folder_for_new_partition(const metastore::Table& table, const Group& group) {
  std::string leaf = metastore::partition_name(table.partition_columns, group.values);
  std::string canonical = storage::join_uri(table.storage.location, leaf);
  if (group.folder == canonical) return canonical;
  auto is_free = holds_no_data(files_, canonical);
  if (!is_free) return is_free.error();
  if (!*is_free) return group.folder;
  auto garbage = store_.list_garbage(std::numeric_limits<int64_t>::max());
  if (!garbage) return garbage.error();
  for (const auto& entry : *garbage) {
    bool overlaps = storage::is_within(entry.location, canonical) || storage::is_within(canonical, entry.location);
    if (overlaps) return group.folder;
  }
  return canonical;
}

/// Says what the folder holds once our files are in it. The rows are known only if those before were, and if nobody
/// else has put files there.
Result<metastore::Parameters> Publication::with_added(const metastore::Parameters& before, const Group& group,
                                                      const std::string& folder) {
  auto listed = visible_files(files_, folder);
  if (!listed) return listed.error();
  Numbers numbers;
  std::set<std::string> ours(group.names.begin(), group.names.end());
  int64_t our_files = 0, our_bytes = 0;
  for (const auto& file : *listed) {
    numbers.files++;
    numbers.bytes += file.size;
    if (!ours.contains(storage::base_name(file.uri))) continue;
    our_files++;
    our_bytes += file.size;
  }
  auto recorded = recorded_numbers(before);
  bool was_empty = numbers.files == our_files;
  bool is_accurate =
      recorded && recorded->files == numbers.files - our_files && recorded->bytes == numbers.bytes - our_bytes;
  if (was_empty) numbers.rows = group.rows;
  if (!was_empty && is_accurate && group.rows) numbers.rows = *recorded->rows + *group.rows;
  auto parameters = before;
  remove_statistics(parameters);
  record_numbers(parameters, numbers);
  return with_operation(std::move(parameters));
}

Result<void> Publication::append_once(const metastore::Table& table) {
  auto write = commit_for(table);
  write.keeps_locations = true;
  metastore::Parameters parameters;
  if (!is_partitioned()) {
    Group& group = groups_.begin()->second;
    write.expected_location = table.storage.location;
    if (auto moved = move(group, table.storage.location); !moved) return moved;
    auto counted = with_added(table.parameters, group, table.storage.location);
    if (!counted) return counted.error();
    parameters = *std::move(counted);
  }
  for (auto& [leaf, group] : groups_) {
    if (!is_partitioned()) break;
    auto existing = store_.find_partition(table, group.values);
    if (!existing) return existing.error();
    auto partition = *existing ? **existing : partition_of(group);
    if (!*existing) {
      auto folder = folder_for_new_partition(table, group);
      if (!folder) return folder.error();
      partition.location = *std::move(folder);
    }
    if (auto moved = move(group, partition.location); !moved) return moved;
    auto counted = with_added(partition.parameters, group, partition.location);
    if (!counted) return counted.error();
    partition.parameters = *std::move(counted);
    write.partitions.push_back(std::move(partition));
  }
  set_table_statistics(write, table, std::move(parameters));
  return store_.commit_write(write);
}

Result<void> Publication::append() {
  auto table = operation_.table;
  for (int attempt = 1;; attempt++) {
    auto appended = append_once(table);
    bool may_try_again = !appended && appended.error().code == ErrorCode::conflict && attempt < kAppendAttemptsMax;
    if (!may_try_again) return appended;
    auto now = store_.load_table(table.name);
    if (!now || now->id != table.id) return appended;
    if (auto is_open = store_.renew_lease(operation_.id, leases_.until_seconds()); !is_open) return is_open;
    table = *std::move(now);
  }
}

// ---- what all commits have in common

metastore::Parameters Publication::with_operation(metastore::Parameters parameters) const {
  parameters[std::string(metastore::kOperationParameter)] = operation_.id;
  parameters["transient_lastDdlTime"] = std::to_string(now_seconds());
  return parameters;
}

metastore::Partition Publication::partition_of(const Group& group) const {
  metastore::Partition partition;
  partition.values = group.values;
  partition.location = group.folder;
  record_numbers(partition.parameters, {static_cast<int64_t>(group.names.size()), group.bytes, group.rows});
  partition.parameters = with_operation(std::move(partition.parameters));
  return partition;
}

metastore::CommitWrite Publication::commit_for(const metastore::Table& table) const {
  metastore::CommitWrite write;
  write.table = table.name;
  write.expected_table = table.id;
  write.operation_id = operation_.id;
  return write;
}

void Publication::set_table_statistics(metastore::CommitWrite& write, const metastore::Table& table,
                                       metastore::Parameters parameters) const {
  metastore::Parameters before = table.parameters;
  for (auto& key : remove_statistics(before)) {
    if (!parameters.contains(key)) write.removed_table_parameters.push_back(std::move(key));
  }
  std::erase_if(parameters, [&](const auto& entry) {
    auto same = table.parameters.find(entry.first);
    return same != table.parameters.end() && same->second == entry.second;
  });
  write.table_parameters = with_operation(std::move(parameters));
}

}  // namespace skep::warehouse
