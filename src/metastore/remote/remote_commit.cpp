#include "metastore/remote/remote_commit.h"

#include "metastore/rules.h"

#include <ctime>

namespace skep::metastore {
namespace {

using PartitionsByName = std::map<std::string, Partition>;

/// What a write comes to, once it was compared with what is there.
struct Steps {
  Table table;
  bool alters_table = false;
  std::vector<Partition> added, altered;
  std::vector<std::string> dropped;  ///< names
  std::vector<Garbage> garbage;
};

void leave(Steps& steps, const CommitWrite& write, const std::string& old_location, const std::string& new_location) {
  auto left = replaced_location(old_location, new_location);
  if (left && write.replaced_since_seconds) steps.garbage.push_back({*left, *write.replaced_since_seconds});
}

Result<PartitionsByName> partitions_concerned(RemoteCalls& calls, const Table& table, const CommitWrite& write) {
  std::vector<std::string> names;
  auto note = [&](const std::vector<std::string>& values) -> Result<void> {
    if (auto checked = check_values(table, values); !checked) return checked;
    names.push_back(partition_name(table.partition_columns, values));
    return {};
  };
  for (const auto& partition : write.partitions)
    if (auto noted = note(partition.values); !noted) return noted.error();
  for (const auto& values : write.dropped_partitions)
    if (auto noted = note(values); !noted) return noted.error();
  return calls.partitions(table, names);
}

void change_table(Steps& steps, const CommitWrite& write) {
  Table& table = steps.table;
  if (write.new_location) {
    leave(steps, write, table.storage.location, *write.new_location);
    table.storage.location = *write.new_location;
    auto path = table.storage.serde_parameters.find("path");
    if (path != table.storage.serde_parameters.end()) path->second = *write.new_location;
  }
  for (const auto& [key, value] : write.table_parameters) table.parameters[key] = value;
  for (const auto& key : write.removed_table_parameters) table.parameters.erase(key);
  steps.alters_table = write.new_location || !write.table_parameters.empty() || !write.removed_table_parameters.empty();
}

Result<Steps> plan(RemoteCalls& calls, const CommitWrite& write) {
  auto table = calls.table(write.table);
  bool is_gone = table ? table->id != write.expected_table : table.error().code == ErrorCode::not_found;
  if (is_gone) return table_changed(write.table);
  if (!table) return table.error();
  if (!write.expected_location.empty() && table->storage.location != write.expected_location)
    return location_changed(write.table);
  auto there = partitions_concerned(calls, *table, write);
  if (!there) return there.error();

  Steps steps;
  steps.table = *std::move(table);
  for (const auto& values : write.dropped_partitions) {
    auto found = there->find(partition_name(steps.table.partition_columns, values));
    if (found == there->end()) continue;
    leave(steps, write, found->second.location, "");
    steps.dropped.push_back(found->first);
  }
  for (const auto& draft : write.partitions) {
    auto partition = prepared(draft, std::time(nullptr));
    auto found = there->find(partition_name(steps.table.partition_columns, partition.values));
    if (found == there->end()) {
      steps.added.push_back(std::move(partition));
      continue;
    }
    if (write.keeps_locations && found->second.location != partition.location) return location_changed(write.table);
    leave(steps, write, found->second.location, partition.location);
    partition.create_time_seconds = found->second.create_time_seconds;
    if (!partition.layout) partition.layout = found->second.layout;
    steps.altered.push_back(std::move(partition));
  }
  change_table(steps, write);
  return steps;
}

/// Runs one call after the other. What the first one refuses has changed nothing; what a later one does leaves a part.
Result<void> run(RemoteCalls& calls, const CommitWrite& write, const Steps& steps) {
  std::vector<std::function<Result<void>()>> all;
  const Table& table = steps.table;
  if (!steps.added.empty()) all.push_back([&] { return calls.add_partitions(table, steps.added); });
  if (!steps.altered.empty()) all.push_back([&] { return calls.alter_partitions(table, steps.altered); });
  if (!steps.dropped.empty()) all.push_back([&] { return calls.drop_partitions(table, steps.dropped); });
  if (steps.alters_table) all.push_back([&] { return calls.alter_table(write.table, table, TableChange()); });
  for (size_t at = 0; at < all.size(); at++) {
    auto step = all[at]();
    if (step) continue;
    if (at == 0) return step;
    return Error(ErrorCode::unavailable, step.error().message)
        .during("the write to {} is done in part, {} of {} changes of the metastore", write.table.to_text(), at,
                all.size());
  }
  return {};
}

}  // namespace

Result<void> commit_remotely(RemoteCalls& calls, WriteJournal& journal, const CommitWrite& write) {
  auto steps = plan(calls, write);
  if (!steps) return steps.error();
  if (auto open = journal.check_open(write.operation_id); !open) return open;
  journal.note_attempt(write.operation_id);
  if (auto ran = run(calls, write, *steps); !ran) return ran;
  if (auto marked = journal.mark_committed(write.operation_id); !marked) return marked;
  return journal.store().add_garbage(steps->garbage);
}

Result<bool> bears_operation(RemoteCalls& calls, const TableName& name, const std::string& operation_id) {
  auto is_its = [&](const Parameters& parameters) {
    auto found = parameters.find(std::string(kOperationParameter));
    return found != parameters.end() && found->second == operation_id;
  };
  auto table = calls.table(name);
  if (!table && table.error().code == ErrorCode::not_found) return false;
  if (!table) return table.error();
  if (is_its(table->parameters)) return true;
  if (table->partition_columns.empty()) return false;
  auto names = calls.partition_names(*table);
  if (!names) return names.error();
  constexpr size_t kSlice = 5'000;
  for (size_t at = 0; at < names->size(); at += kSlice) {
    auto begin = names->begin() + static_cast<std::ptrdiff_t>(at);
    auto end = begin + static_cast<std::ptrdiff_t>(std::min(kSlice, names->size() - at));
    auto partitions = calls.partitions(*table, std::vector<std::string>(begin, end));
    if (!partitions) return partitions.error();
    for (const auto& [each, partition] : *partitions)
      if (is_its(partition.parameters)) return true;
  }
  return false;
}

}  // namespace skep::metastore
