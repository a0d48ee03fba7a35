#include "base/text.h"
#include "metastore/in_memory_state.h"
#include "metastore/rules.h"

#include <algorithm>

namespace skep::metastore {
namespace {

using ByColumn = std::map<std::string, ColumnStatistics>;

std::vector<ColumnStatistics> select(const ByColumn& all, const std::vector<std::string>& columns) {
  std::vector<ColumnStatistics> found;
  for (const auto& entry : all) {
    auto has_name = [&](const std::string& column) { return to_lower(column) == entry.first; };
    bool is_wanted = columns.empty() || std::any_of(columns.begin(), columns.end(), has_name);
    if (is_wanted) found.push_back(entry.second);
  }
  return found;
}

void put(ByColumn& all, const std::vector<ColumnStatistics>& columns) {
  for (auto statistics : columns) {
    statistics.column = to_lower(statistics.column);
    all[statistics.column] = statistics;
  }
}

/// Answers false when there was nothing to remove.
bool remove(ByColumn& all, std::string_view column) {
  if (!column.empty()) return all.erase(to_lower(column)) > 0;
  bool had_any = !all.empty();
  all.clear();
  return had_any;
}

class InMemoryStatistics final : public StatisticsStore {
 public:
  explicit InMemoryStatistics(InMemoryState& state) : state_(state) {}

  Result<std::vector<ColumnStatistics>> table_statistics(const Table& table,
                                                         const std::vector<std::string>& columns) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find_same(table);
    if (!stored) return stored.error();
    return select((*stored)->statistics, columns);
  }

  Result<void> put_table_statistics(const Table& table, const std::vector<ColumnStatistics>& columns) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find_same(table);
    if (!stored) return stored.error();
    put((*stored)->statistics, columns);
    return {};
  }

  Result<void> remove_table_statistics(const Table& table, std::string_view column) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find_same(table);
    if (!stored) return stored.error();
    if (!remove((*stored)->statistics, column)) return no_statistics(table.name);
    return {};
  }

  Result<std::vector<PartitionStatistics>> partition_statistics(const Table& table,
                                                                const std::vector<std::string>& partitions,
                                                                const std::vector<std::string>& columns) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find_same(table);
    if (!stored) return stored.error();
    std::vector<PartitionStatistics> found;
    for (const auto& [name, all] : (*stored)->partition_statistics) {
      if (std::find(partitions.begin(), partitions.end(), name) == partitions.end()) continue;
      auto selected = select(all, columns);
      if (!selected.empty()) found.push_back({name, std::move(selected)});
    }
    return found;
  }

  Result<void> put_partition_statistics(const Table& table, const std::vector<PartitionStatistics>& all) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find_same(table);
    if (!stored) return stored.error();
    for (const auto& each : all) {
      bool is_there = (*stored)->partitions.contains(each.partition);
      if (!is_there) return no_such_partition(table.name, each.partition);
    }
    for (const auto& each : all) put((*stored)->partition_statistics[each.partition], each.columns);
    return {};
  }

  Result<void> remove_partition_statistics(const Table& table, std::string_view partition,
                                           std::string_view column) override {
    std::lock_guard lock(state_.mutex);
    auto stored = state_.find_same(table);
    if (!stored) return stored.error();
    auto found = (*stored)->partition_statistics.find(std::string(partition));
    bool is_removed = found != (*stored)->partition_statistics.end() && remove(found->second, column);
    return is_removed ? Result<void>() : no_statistics(table.name);
  }

 private:
  InMemoryState& state_;
};

}  // namespace

std::unique_ptr<StatisticsStore> make_in_memory_statistics(InMemoryState& state) {
  return std::make_unique<InMemoryStatistics>(state);
}

}  // namespace skep::metastore
