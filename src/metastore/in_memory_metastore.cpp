#include "metastore/in_memory_metastore.h"

#include "base/text.h"
#include "metastore/rules.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>

namespace skep::metastore {
namespace {

struct StoredTable {
  Table table;
  std::map<std::string, Partition> partitions;  ///< by partition name
};

struct StoredDatabase {
  Database database;
  std::map<std::string, StoredTable> tables;
};

enum class WriteState { open, cancelled, committed };

struct StoredWrite {
  JournalEntry entry;
  WriteState state = WriteState::open;
};

int64_t now_seconds() { return std::time(nullptr); }

/// One mutex around plain maps. A change is made on the maps only after everything that could refuse it.
class InMemoryMetastore final : public Metastore {
 public:
  Result<std::vector<std::string>> list_databases(std::string_view pattern) override {
    std::lock_guard lock(mutex_);
    return names_like(databases_, pattern);
  }

  Result<Database> load_database(std::string_view name) override {
    std::lock_guard lock(mutex_);
    auto found = databases_.find(to_lower(name));
    if (found == databases_.end()) return no_such_database(name);
    return found->second.database;
  }

  Result<Database> create_database(const Database& draft) override {
    auto database = prepared(draft);
    if (!database) return database.error();
    std::lock_guard lock(mutex_);
    if (databases_.contains(database->name)) return database_exists(database->name);
    database->id = DatabaseId{++last_id_};
    databases_[database->name].database = *database;
    return database;
  }

  Result<std::vector<Table>> drop_database(std::string_view name, bool cascade,
                                           const LeftBehind& left_behind) override {
    std::lock_guard lock(mutex_);
    auto found = databases_.find(to_lower(name));
    if (found == databases_.end()) return no_such_database(name);
    if (!cascade && !found->second.tables.empty()) return database_not_empty(found->first);
    std::vector<Table> dropped;
    for (auto& [table_name, stored] : found->second.tables) {
      leave_behind(stored.table, left_behind);
      dropped.push_back(std::move(stored.table));
    }
    databases_.erase(found);
    return dropped;
  }

  Result<std::vector<std::string>> list_tables(std::string_view database, std::string_view pattern) override {
    std::lock_guard lock(mutex_);
    auto found = databases_.find(to_lower(database));
    if (found == databases_.end()) return no_such_database(database);
    return names_like(found->second.tables, pattern);
  }

  Result<Table> load_table(const TableName& name) override {
    std::lock_guard lock(mutex_);
    auto stored = find(name);
    if (!stored) return stored.error();
    return (*stored)->table;
  }

  Result<Table> create_table(const Table& draft, const std::vector<Partition>& partitions,
                             std::string_view operation_id) override {
    auto table = prepared(draft, now_seconds());
    if (!table) return table.error();
    for (const auto& partition : partitions) {
      if (auto checked = check_values(*table, partition.values); !checked) return checked.error();
    }
    std::lock_guard lock(mutex_);
    auto database = databases_.find(table->name.database);
    if (database == databases_.end()) return no_such_database(table->name.database);
    if (database->second.tables.contains(table->name.table)) return table_exists(table->name);
    if (!may_commit(operation_id)) return write_not_open(operation_id);
    table->id = TableId{++last_id_};
    auto& stored = database->second.tables[table->name.table];
    stored.table = *table;
    for (const auto& partition : partitions) put(stored, partition, false);
    mark_committed(operation_id);
    return table;
  }

  Result<Table> drop_table(const TableName& name, const LeftBehind& left_behind) override {
    std::lock_guard lock(mutex_);
    auto stored = find(name);
    if (!stored) return stored.error();
    Table table = (*stored)->table;
    leave_behind(table, left_behind);
    databases_[table.name.database].tables.erase(table.name.table);
    return table;
  }

  Result<void> visit_partitions(const Table& table, const PartitionFilter* filter,
                                const std::function<bool(Partition&&)>& visit,
                                std::vector<JournalEntry>* journal) override {
    std::vector<Partition> found;
    {
      std::lock_guard lock(mutex_);
      auto stored = find_same(table);
      if (!stored) return stored.error();
      if (journal) *journal = journal_entries();
      for (const auto& [name, partition] : (*stored)->partitions) {
        if (filter == nullptr || passes(*filter, partition.values)) found.push_back(partition);
      }
    }
    for (auto& partition : found) {
      if (!visit(std::move(partition))) break;
    }
    return {};
  }

  Result<std::optional<Partition>> find_partition(const Table& table, const std::vector<std::string>& values) override {
    if (auto checked = check_values(table, values); !checked) return checked.error();
    std::lock_guard lock(mutex_);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    auto found = (*stored)->partitions.find(partition_name(table.partition_columns, values));
    if (found == (*stored)->partitions.end()) return std::optional<Partition>();
    return std::optional<Partition>(found->second);
  }

  Result<void> commit_write(const CommitWrite& write) override {
    std::lock_guard lock(mutex_);
    auto stored = find(write.table);
    if (!stored || (*stored)->table.id != write.expected_table) return table_changed(write.table);
    if (auto checked = check_commit(**stored, write); !checked) return checked.error();
    apply(**stored, write);
    mark_committed(write.operation_id);
    return {};
  }

  Result<std::vector<JournalEntry>> list_writes() override {
    std::lock_guard lock(mutex_);
    return journal_entries();
  }

  Result<void> begin_write(const JournalEntry& entry) override {
    std::lock_guard lock(mutex_);
    if (!writes_.try_emplace(entry.operation_id, StoredWrite{entry, WriteState::open}).second) {
      return make_error(ErrorCode::already_exists, "the journal has the write already: {}", entry.operation_id);
    }
    return {};
  }

  Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) override {
    std::lock_guard lock(mutex_);
    auto found = writes_.find(std::string(operation_id));
    if (found == writes_.end() || found->second.state != WriteState::open) return write_not_open(operation_id);
    found->second.entry.lease_until_seconds = lease_until_seconds;
    return {};
  }

  Result<bool> cancel_write(std::string_view operation_id) override {
    std::lock_guard lock(mutex_);
    auto found = writes_.find(std::string(operation_id));
    if (found == writes_.end() || found->second.state == WriteState::committed) return false;
    found->second.state = WriteState::cancelled;
    return true;
  }

  Result<void> forget_write(std::string_view operation_id) override {
    std::lock_guard lock(mutex_);
    writes_.erase(std::string(operation_id));
    return {};
  }

  Result<std::vector<JournalEntry>> take_over_writes(int64_t now, int64_t lease_until_seconds) override {
    std::lock_guard lock(mutex_);
    std::vector<JournalEntry> taken;
    for (auto& [id, write] : writes_) {
      if (write.entry.lease_until_seconds >= now) continue;
      write.entry.lease_until_seconds = lease_until_seconds;
      write.entry.committed = write.state == WriteState::committed;
      if (write.state == WriteState::open) write.state = WriteState::cancelled;
      taken.push_back(write.entry);
    }
    return taken;
  }

  Result<bool> was_committed(const TableName& name, std::string_view operation_id) override {
    std::lock_guard lock(mutex_);
    auto write = writes_.find(std::string(operation_id));
    if (write != writes_.end()) return write->second.state == WriteState::committed;
    auto stored = find(name);
    if (!stored) return false;
    auto bears_id = [&](const Parameters& parameters) {
      auto found = parameters.find(std::string(kOperationParameter));
      return found != parameters.end() && found->second == operation_id;
    };
    const auto& partitions = (*stored)->partitions;
    return bears_id((*stored)->table.parameters) ||
           std::any_of(partitions.begin(), partitions.end(),
                       [&](const auto& entry) { return bears_id(entry.second.parameters); });
  }

  Result<void> add_garbage(const std::vector<Garbage>& garbage) override {
    std::lock_guard lock(mutex_);
    for (const auto& entry : garbage) garbage_.try_emplace(entry.location, entry.since_seconds);
    return {};
  }

  Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) override {
    std::lock_guard lock(mutex_);
    std::set<std::string> locations;
    for (const auto& [location, since] : garbage_) {
      if (since <= older_than_seconds) locations.insert(location);
    }
    for (const auto& [name, database] : databases_) {
      for (const auto& [table_name, stored] : database.tables) {
        remove_used(locations, stored.table.storage.location);
        for (const auto& [partition_name, partition] : stored.partitions) remove_used(locations, partition.location);
      }
    }
    std::vector<Garbage> found;
    for (const auto& location : locations) found.push_back({location, garbage_[location]});
    return found;
  }

  Result<void> forget_garbage(std::string_view location) override {
    std::lock_guard lock(mutex_);
    garbage_.erase(std::string(location));
    return {};
  }

 private:
  std::vector<JournalEntry> journal_entries() const {
    std::vector<JournalEntry> entries;
    for (const auto& [id, write] : writes_) {
      entries.push_back(write.entry);
      entries.back().committed = write.state == WriteState::committed;
    }
    return entries;
  }

  template <typename T>
  static std::vector<std::string> names_like(const std::map<std::string, T>& entries, std::string_view pattern) {
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries) {
      if (matches_pattern(name, pattern)) names.push_back(name);
    }
    return names;
  }

  Result<StoredTable*> find(const TableName& name) {
    auto database = databases_.find(to_lower(name.database));
    if (database == databases_.end()) return no_such_database(name.database);
    auto table = database->second.tables.find(to_lower(name.table));
    if (table == database->second.tables.end()) return no_such_table(name);
    return &table->second;
  }

  Result<StoredTable*> find_same(const Table& table) {
    auto stored = find(table.name);
    if (!stored || (*stored)->table.id != table.id) return table_changed(table.name);
    return stored;
  }

  bool may_commit(std::string_view operation_id) const {
    if (operation_id.empty()) return true;
    auto found = writes_.find(std::string(operation_id));
    return found != writes_.end() && found->second.state == WriteState::open;
  }

  void mark_committed(std::string_view operation_id) {
    if (!operation_id.empty()) writes_.at(std::string(operation_id)).state = WriteState::committed;
  }

  void leave_behind(const Table& table, const LeftBehind& left_behind) {
    if (!left_behind) return;
    for (const auto& entry : left_behind(table)) garbage_.try_emplace(entry.location, entry.since_seconds);
  }

  Result<void> check_commit(const StoredTable& stored, const CommitWrite& write) const {
    const Table& table = stored.table;
    if (!write.expected_location.empty() && table.storage.location != write.expected_location) {
      return location_changed(table.name);
    }
    for (const auto& partition : write.partitions) {
      if (auto checked = check_values(table, partition.values); !checked) return checked;
      auto found = stored.partitions.find(partition_name(table.partition_columns, partition.values));
      bool is_there = found != stored.partitions.end();
      if (write.keeps_locations && is_there && found->second.location != partition.location) {
        return location_changed(table.name);
      }
    }
    for (const auto& values : write.dropped_partitions) {
      if (auto checked = check_values(table, values); !checked) return checked;
    }
    if (!may_commit(write.operation_id)) return write_not_open(write.operation_id);
    return {};
  }

  void apply(StoredTable& stored, const CommitWrite& write) {
    Table& table = stored.table;
    auto replace = [&](const std::string& old_location, const std::string& new_location) {
      auto left = replaced_location(old_location, new_location);
      if (left && write.replaced_since_seconds) garbage_.try_emplace(*left, *write.replaced_since_seconds);
    };
    if (write.new_location) {
      replace(table.storage.location, *write.new_location);
      table.storage.location = *write.new_location;
      auto path = table.storage.serde_parameters.find("path");
      if (path != table.storage.serde_parameters.end()) path->second = *write.new_location;
    }
    for (const auto& [key, value] : write.table_parameters) table.parameters[key] = value;
    for (const auto& key : write.removed_table_parameters) table.parameters.erase(key);
    for (const auto& values : write.dropped_partitions) {
      auto found = stored.partitions.find(partition_name(table.partition_columns, values));
      if (found == stored.partitions.end()) continue;
      replace(found->second.location, "");
      stored.partitions.erase(found);
    }
    for (const auto& partition : write.partitions) {
      auto found = stored.partitions.find(partition_name(table.partition_columns, partition.values));
      if (found != stored.partitions.end()) replace(found->second.location, partition.location);
      put(stored, partition, true);
    }
  }

  void put(StoredTable& stored, const Partition& draft, bool may_replace) {
    Partition partition = prepared(draft, now_seconds());
    auto& slot = stored.partitions[partition_name(stored.table.partition_columns, partition.values)];
    if (slot.id.value != 0 && may_replace) {
      partition.id = slot.id;
      partition.create_time_seconds = slot.create_time_seconds;
    } else {
      partition.id = PartitionId{++last_id_};
    }
    slot = std::move(partition);
  }

  std::mutex mutex_;
  int64_t last_id_ = 0;
  std::map<std::string, StoredDatabase> databases_;
  std::map<std::string, StoredWrite> writes_;
  std::map<std::string, int64_t> garbage_;
};

}  // namespace

std::unique_ptr<Metastore> make_in_memory_metastore() { return std::make_unique<InMemoryMetastore>(); }

}  // namespace skep::metastore
