#include "metastore/sql/write_commit.h"

#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/sql/journal_rows.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/partition_changes.h"
#include "metastore/sql/partition_rows.h"
#include "metastore/sql/table_rows.h"

namespace skep::metastore::sql {
namespace {

/// What one commit works on, so that its steps stay short.
struct Commit {
  Transaction& transaction;
  const CommitWrite& write;
  TableRow row;

  const Table& table() const { return row.table; }

  void leave(const std::string& old_location, const std::string& new_location) {
    auto left = replaced_location(old_location, new_location);
    if (left && write.replaced_since_seconds) {
      insert_garbage(transaction, {*left, *write.replaced_since_seconds});
    }
  }

  void change_table() {
    auto& session = transaction.session();
    int64_t id = table().id.value;
    if (write.new_location) {
      leave(table().storage.location, *write.new_location);
      move_table(transaction, row, *write.new_location);
    }
    for (const auto& [key, value] : write.table_parameters) put_parameter(session, kTableParameters, id, key, value);
    for (const auto& key : write.removed_table_parameters) remove_parameter(session, kTableParameters, id, key);
  }

  Result<void> drop_partitions() {
    for (const auto& values : write.dropped_partitions) {
      if (auto checked = check_values(table(), values); !checked) return checked;
      auto found = find_partition(transaction, table(), values);
      if (!found) continue;
      leave(found->location, "");
      delete_partitions(transaction, {found->id.value});
    }
    return {};
  }

  Result<void> put_partitions() {
    std::vector<Partition> added;
    for (const auto& partition : write.partitions) {
      if (auto checked = check_values(table(), partition.values); !checked) return checked;
      auto found = find_partition(transaction, table(), partition.values);
      if (!found) {
        added.push_back(partition);
        continue;
      }
      if (write.keeps_locations && found->location != partition.location) return location_changed(table().name);
      leave(found->location, partition.location);
      update_partition(transaction, row, found->id, partition);
    }
    auto inserted = insert_partitions(transaction, row, added);
    return inserted ? Result<void>() : inserted.error();
  }
};

}  // namespace

Result<void> commit_write(Transaction& transaction, const CommitWrite& write) {
  TableName name{to_lower(write.table.database), to_lower(write.table.table)};
  if (!write.operation_id.empty() && !close_write(transaction, write.operation_id, kCommitted)) {
    return write_not_open(write.operation_id);
  }
  auto row = load_table(transaction, name);
  if (!row || row->table.id != write.expected_table) return table_changed(name);
  if (!write.expected_location.empty() && row->table.storage.location != write.expected_location) {
    return location_changed(name);
  }
  Commit commit{transaction, write, *std::move(row)};
  commit.change_table();
  if (auto dropped = commit.drop_partitions(); !dropped) return dropped;
  return commit.put_partitions();
}

}  // namespace skep::metastore::sql
