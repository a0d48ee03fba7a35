#include "base/text.h"
#include "storage/uri.h"
#include "warehouse/table_root.h"
#include "warehouse/warehouse.h"

#include <limits>
#include <set>

/// What brings a table's partitions and its folders together again.
namespace skep::warehouse {
namespace {

/// Finds the folders "k=v/k2=v2" below a table's: one level a partition column.
class FolderSearch {
 public:
  FolderSearch(storage::FileSystem& system, const metastore::Table& table) : system_(system), table_(table) {}

  Result<std::vector<metastore::Partition>> find() {
    if (auto searched = search(table_.storage.location, {}); !searched) return searched.error();
    return std::move(found_);
  }

 private:
  Result<void> search(const std::string& folder, std::vector<std::string> values) {
    if (values.size() == table_.partition_columns.size()) {
      metastore::Partition partition;
      partition.values = std::move(values);
      partition.location = folder;
      found_.push_back(std::move(partition));
      return {};
    }
    auto entries = system_.list(folder, false);
    if (!entries && entries.error().code == ErrorCode::not_found) return {};
    if (!entries) return entries.error();
    const auto& column = table_.partition_columns[values.size()].name;
    for (const auto& entry : *entries) {
      auto name = storage::base_name(entry.uri);
      if (!entry.is_directory || is_hidden(name)) continue;
      auto parts = metastore::parse_partition_name(name);
      if (!parts || parts->size() != 1 || !equals_ignoring_case(parts->front().first, column)) continue;
      auto deeper = values;
      deeper.push_back(parts->front().second);
      if (auto searched = search(entry.uri, std::move(deeper)); !searched) return searched;
    }
    return {};
  }

  storage::FileSystem& system_;
  const metastore::Table& table_;
  std::vector<metastore::Partition> found_;
};

}  // namespace

Result<void> Warehouse::truncate(const metastore::Table& table, const std::vector<metastore::Partition>& partitions) {
  auto operation = begin_write(table, false, true);
  if (!operation) return operation.error();
  for (const auto& partition : partitions) operation->emptied_partitions.push_back(partition.values);
  auto published = publish(*operation, {}, {}, true);
  if (published) return {};
  abandon(*operation);
  return published.error();
}

Result<void> Warehouse::repair_partitions(const metastore::Table& table, bool adds, bool drops) {
  auto system = files_.of(table.storage.location);
  if (!system) return system.error();
  std::set<std::vector<std::string>> known;
  std::vector<std::vector<std::string>> gone;
  Result<void> looked;
  auto visited = store_.visit_partitions(table, nullptr, [&](metastore::Partition&& partition) {
    known.insert(partition.values);
    auto there = (*system)->stat(partition.location);
    if (!there && there.error().code != ErrorCode::not_found) looked = there.error();
    if (!there && there.error().code == ErrorCode::not_found) gone.push_back(partition.values);
    return static_cast<bool>(looked);
  });
  if (!visited) return visited;
  if (!looked) return looked;
  if (drops && !gone.empty()) {
    auto dropped = store_.drop_partitions(table, gone, true, {});
    if (!dropped) return dropped.error();
  }
  if (!adds) return {};

  auto found = FolderSearch(**system, table).find();
  if (!found) return found.error();
  auto garbage = store_.list_garbage(std::numeric_limits<int64_t>::max());
  if (!garbage) return garbage.error();
  std::erase_if(*found, [&](const metastore::Partition& partition) {
    bool is_left_behind = false;
    for (const auto& entry : *garbage) {
      auto folder =
          entry.location.ends_with("/*") ? entry.location.substr(0, entry.location.size() - 2) : entry.location;
      is_left_behind |= storage::is_within(partition.location, folder);
    }
    return is_left_behind || known.contains(partition.values);
  });
  auto added = store_.add_partitions(table, *found, true);
  return added ? Result<void>() : added.error();
}

}  // namespace skep::warehouse
