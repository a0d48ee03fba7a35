#include "metastore/in_memory_metastore.h"

#include "base/text.h"
#include "metastore/constraint_rules.h"
#include "metastore/in_memory_state.h"
#include "metastore/privilege_rules.h"
#include "metastore/rules.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace skep::metastore {
namespace {

int64_t now_seconds() { return std::time(nullptr); }

/// One mutex around plain maps. A change is made on the maps only after everything that could refuse it.
class InMemoryMetastore final : public Metastore {
 public:
  Result<std::vector<std::string>> list_databases(std::string_view pattern) override {
    std::lock_guard lock(state_.mutex);
    return names_like(state_.databases, pattern);
  }

  Result<Database> load_database(std::string_view name) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.databases.find(to_lower(name));
    if (found == state_.databases.end()) return no_such_database(name);
    return found->second.database;
  }

  Result<Database> create_database(const Database& draft) override {
    auto database = prepared(draft);
    if (!database) return database.error();
    std::lock_guard lock(state_.mutex);
    if (state_.databases.contains(database->name)) return database_exists(database->name);
    database->id = DatabaseId{++state_.last_id};
    state_.databases[database->name].database = *database;
    return database;
  }

  Result<std::vector<Table>> drop_database(std::string_view name, bool cascade,
                                           const LeftBehind& left_behind) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.databases.find(to_lower(name));
    if (found == state_.databases.end()) return no_such_database(name);
    if (!cascade && !found->second.tables.empty()) return database_not_empty(found->first);
    std::vector<Table> dropped;
    for (auto& [table_name, stored] : found->second.tables) {
      leave_behind(stored.table, left_behind);
      state_.forget_references(stored.table.id);
      dropped.push_back(std::move(stored.table));
    }
    state_.databases.erase(found);
    return dropped;
  }

  Result<std::vector<std::string>> list_tables(std::string_view database, std::string_view pattern) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.databases.find(to_lower(database));
    if (found == state_.databases.end()) return no_such_database(database);
    return names_like(found->second.tables, pattern);
  }

  Result<Table> load_table(const TableName& name) override {
    std::lock_guard lock(state_.mutex);
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
    std::lock_guard lock(state_.mutex);
    auto database = state_.databases.find(table->name.database);
    if (database == state_.databases.end()) return no_such_database(table->name.database);
    if (database->second.tables.contains(table->name.table)) return table_exists(table->name);
    if (!may_commit(operation_id)) return write_not_open(operation_id);
    table->id = TableId{++state_.last_id};
    auto& stored = database->second.tables[table->name.table];
    auto constraints = std::exchange(table->constraints, {});
    stored.table = *table;
    for (const auto& constraint : constraints) {
      if (auto added = state_.add_constraint(stored, constraint); !added) {
        database->second.tables.erase(table->name.table);
        return added.error();
      }
    }
    for (const auto& partition : partitions) put(stored, partition, false);
    stored.privileges = privileges_of_owner(*table);
    mark_committed(operation_id);
    return table;
  }

  Result<Table> drop_table(const TableName& name, const LeftBehind& left_behind) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find(name);
    if (!stored) return stored.error();
    Table table = (*stored)->table;
    leave_behind(table, left_behind);
    state_.forget_references(table.id);
    state_.databases[table.name.database].tables.erase(table.name.table);
    return table;
  }

  Result<void> alter_database(std::string_view name, const Database& changed) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.find_database(name);
    if (!found) return found.error();
    Database& database = (*found)->database;
    Database before = std::exchange(database, changed);
    database.id = before.id;
    database.name = before.name;
    return {};
  }

  Result<Table> alter_table(const TableName& name, const TableChange& change) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find(name);
    if (!stored) return stored.error();
    auto table = altered((*stored)->table, change);
    if (!table) return table;
    auto target = state_.find_database(table->name.database);
    if (!target) return target.error();
    bool is_renamed = table->name != (*stored)->table.name;
    if (is_renamed && (*target)->tables.contains(table->name.table)) return table_exists(table->name);
    move_constraints(**stored, table->columns);
    StoredTable changed = std::move(**stored);
    state_.databases[to_lower(name.database)].tables.erase(to_lower(name.table));
    remove_stale_statistics(changed, *table);
    changed.table = *table;
    for (auto& [partition_name, partition] : changed.partitions) {
      partition.location = moved_location(partition.location, change);
      if (change.changes_partitions) partition.layout = with_columns(*partition.layout, table->columns);
    }
    (*target)->tables[table->name.table] = std::move(changed);
    return table;
  }

  using Metastore::visit_partitions;
  Result<void> visit_partitions(const Table& table, const PartitionQuery& query,
                                const std::function<bool(Partition&&)>& visit) override {
    auto found = select(table, query);
    if (!found) return found.error();
    for (auto& [name, partition] : *found) {
      if (!query.with_layout) partition.layout = nullptr;
      if (!visit(std::move(partition))) break;
    }
    return {};
  }

  Result<void> visit_partition_names(const Table& table, const PartitionQuery& query,
                                     const std::function<bool(std::string&&)>& visit) override {
    auto found = select(table, query);
    if (!found) return found.error();
    for (auto& [name, partition] : *found) {
      if (!visit(std::string(name))) break;
    }
    return {};
  }

  Result<int64_t> count_partitions(const Table& table, const PartitionFilter* filter) override {
    PartitionQuery query;
    query.filter = filter;
    auto found = select(table, query);
    if (!found) return found.error();
    return static_cast<int64_t>(found->size());
  }

  Result<std::vector<Partition>> add_partitions(const Table& table, const std::vector<Partition>& drafts,
                                                bool skip_existing) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    auto wanted = partitions_to_add(table, drafts, skip_existing,
                                    [&](const std::string& name) { return (*stored)->partitions.contains(name); });
    if (!wanted) return wanted.error();
    std::vector<Partition> added;
    for (const auto& draft : *wanted) added.push_back(put(**stored, draft, false));
    return added;
  }

  Result<void> alter_partitions(const Table& table, const std::vector<Partition>& changed) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    for (const auto& each : changed) {
      if (auto found = find_values(**stored, each.values); !found) return found.error();
    }
    for (const auto& each : changed) put(**stored, each, true);
    return {};
  }

  Result<void> rename_partition(const Table& table, const std::vector<std::string>& values,
                                const Partition& changed) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    if (auto checked = check_values(table, changed.values); !checked) return checked.error();
    auto found = find_values(**stored, values);
    if (!found) return found.error();
    auto& partitions = (*stored)->partitions;
    std::string new_name = partition_name(table.partition_columns, changed.values);
    if (new_name != (*found)->first && partitions.contains(new_name)) return partition_exists(table.name, new_name);
    for (auto& privilege : (*stored)->privileges) {
      if (privilege.object.partition == (*found)->first) privilege.object.partition = new_name;
    }
    auto statistics = (*stored)->partition_statistics.extract((*found)->first);
    auto moved = partitions.extract(*found);
    moved.key() = new_name;
    partitions.insert(std::move(moved));
    if (statistics) {
      statistics.key() = new_name;
      (*stored)->partition_statistics.insert(std::move(statistics));
    }
    put(**stored, changed, true);
    return {};
  }

  Result<std::vector<Partition>> drop_partitions(const Table& table,
                                                 const std::vector<std::vector<std::string>>& values, bool skip_missing,
                                                 const PartitionLeftBehind& left_behind) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    std::map<std::string, std::map<std::string, Partition>::iterator> found;
    for (const auto& each : values) {
      auto one = find_values(**stored, each);
      if (one) {
        found.emplace((*one)->first, *one);
      } else if (!skip_missing || one.error().code != ErrorCode::not_found) {
        return one.error();
      }
    }
    std::vector<Partition> dropped;
    for (auto& [name, place] : found) {
      if (left_behind) {
        for (const auto& entry : left_behind(table, place->second)) {
          state_.garbage.try_emplace(entry.location, entry.since_seconds);
        }
      }
      (*stored)->partition_statistics.erase(name);
      std::erase_if((*stored)->privileges, [&](const Privilege& each) { return each.object.partition == name; });
      dropped.push_back(std::move(place->second));
      (*stored)->partitions.erase(place);
    }
    return dropped;
  }

  FunctionStore& functions() override { return *functions_; }
  StatisticsStore& statistics() override { return *statistics_; }
  LockStore& locks() override { return *locks_; }
  ConstraintStore& constraints() override { return *constraints_; }
  PrivilegeStore& privileges() override { return *privileges_; }
  EventStore& events() override { return *events_; }

  Result<std::optional<Partition>> find_partition(const Table& table, const std::vector<std::string>& values) override {
    if (auto checked = check_values(table, values); !checked) return checked.error();
    std::lock_guard lock(state_.mutex);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    auto found = (*stored)->partitions.find(partition_name(table.partition_columns, values));
    if (found == (*stored)->partitions.end()) return std::optional<Partition>();
    return std::optional<Partition>(found->second);
  }

  Result<void> commit_write(const CommitWrite& write) override {
    std::lock_guard lock(state_.mutex);
    auto stored = find(write.table);
    if (!stored || (*stored)->table.id != write.expected_table) return table_changed(write.table);
    if (auto checked = check_commit(**stored, write); !checked) return checked.error();
    apply(**stored, write);
    mark_committed(write.operation_id);
    return {};
  }

  Result<std::vector<JournalEntry>> list_writes() override {
    std::lock_guard lock(state_.mutex);
    return journal_entries();
  }

  Result<void> begin_write(const JournalEntry& entry) override {
    std::lock_guard lock(state_.mutex);
    if (!state_.writes.try_emplace(entry.operation_id, StoredWrite{entry, WriteState::open}).second) {
      return make_error(ErrorCode::already_exists, "the journal has the write already: {}", entry.operation_id);
    }
    return {};
  }

  Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.writes.find(std::string(operation_id));
    if (found == state_.writes.end() || found->second.state != WriteState::open) return write_not_open(operation_id);
    found->second.entry.lease_until_seconds = lease_until_seconds;
    return {};
  }

  Result<bool> cancel_write(std::string_view operation_id) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.writes.find(std::string(operation_id));
    if (found == state_.writes.end() || found->second.state == WriteState::committed) return false;
    found->second.state = WriteState::cancelled;
    return true;
  }

  Result<void> forget_write(std::string_view operation_id) override {
    std::lock_guard lock(state_.mutex);
    state_.writes.erase(std::string(operation_id));
    return {};
  }

  Result<std::vector<JournalEntry>> take_over_writes(int64_t now, int64_t lease_until_seconds) override {
    std::lock_guard lock(state_.mutex);
    std::vector<JournalEntry> taken;
    for (auto& [id, write] : state_.writes) {
      if (write.entry.lease_until_seconds >= now) continue;
      write.entry.lease_until_seconds = lease_until_seconds;
      write.entry.committed = write.state == WriteState::committed;
      if (write.state == WriteState::open) write.state = WriteState::cancelled;
      taken.push_back(write.entry);
    }
    return taken;
  }

  Result<bool> was_committed(const TableName& name, std::string_view operation_id) override {
    std::lock_guard lock(state_.mutex);
    auto write = state_.writes.find(std::string(operation_id));
    if (write != state_.writes.end()) return write->second.state == WriteState::committed;
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
    std::lock_guard lock(state_.mutex);
    for (const auto& entry : garbage) state_.garbage.try_emplace(entry.location, entry.since_seconds);
    return {};
  }

  Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) override {
    std::lock_guard lock(state_.mutex);
    std::set<std::string> locations;
    for (const auto& [location, since] : state_.garbage) {
      if (since <= older_than_seconds) locations.insert(location);
    }
    for (const auto& [name, database] : state_.databases) {
      for (const auto& [table_name, stored] : database.tables) {
        remove_used(locations, stored.table.storage.location);
        for (const auto& [partition_name, partition] : stored.partitions) remove_used(locations, partition.location);
      }
    }
    std::vector<Garbage> found;
    for (const auto& location : locations) found.push_back({location, state_.garbage[location]});
    return found;
  }

  Result<void> forget_garbage(std::string_view location) override {
    std::lock_guard lock(state_.mutex);
    state_.garbage.erase(std::string(location));
    return {};
  }

 private:
  std::vector<JournalEntry> journal_entries() const {
    std::vector<JournalEntry> entries;
    for (const auto& [id, write] : state_.writes) {
      entries.push_back(write.entry);
      entries.back().committed = write.state == WriteState::committed;
    }
    return entries;
  }

  Result<std::vector<std::pair<std::string, Partition>>> select(const Table& table, const PartitionQuery& query) {
    std::lock_guard lock(state_.mutex);
    auto stored = find_same(table);
    if (!stored) return stored.error();
    if (query.journal != nullptr) *query.journal = journal_entries();
    std::set<std::string_view> names;
    if (query.names != nullptr) names.insert(query.names->begin(), query.names->end());
    std::vector<std::pair<std::string, Partition>> found;
    for (const auto& [name, partition] : (*stored)->partitions) {
      if (query.count_max && static_cast<int64_t>(found.size()) >= *query.count_max) break;
      if (query.names != nullptr && !names.contains(name)) continue;
      if (query.filter == nullptr || passes(*query.filter, partition.values)) found.emplace_back(name, partition);
    }
    if (query.count != nullptr) *query.count = [count = static_cast<int64_t>(found.size())] { return count; };
    return found;
  }

  static Result<std::map<std::string, Partition>::iterator> find_values(StoredTable& stored,
                                                                        const std::vector<std::string>& values) {
    if (auto checked = check_values(stored.table, values); !checked) return checked.error();
    std::string name = partition_name(stored.table.partition_columns, values);
    auto found = stored.partitions.find(name);
    if (found == stored.partitions.end()) return no_such_partition(stored.table.name, name);
    return found;
  }

  static std::shared_ptr<const PartitionLayout> with_columns(const PartitionLayout& before,
                                                             const std::vector<Column>& columns) {
    auto layout = std::make_shared<PartitionLayout>(before);
    layout->columns = columns;
    return layout;
  }

  /// Constraints follow the columns that stay; foreign keys of other tables too.
  void move_constraints(StoredTable& changed, const std::vector<Column>& after) {
    const auto before = changed.table.columns;
    auto move = [&](std::vector<std::string>& columns) {
      for (auto& column : columns) {
        bool is_partition_column =
            std::any_of(changed.table.partition_columns.begin(), changed.table.partition_columns.end(),
                        [&](const Column& each) { return each.name == column; });
        if (is_partition_column) continue;
        auto name = column_after(column, before, after);
        if (!name) return false;
        column = *name;
      }
      return true;
    };
    state_.each_table([&](StoredTable& stored) {
      std::erase_if(stored.constraints, [&](StoredConstraint& each) {
        bool is_own = &stored == &changed;
        bool stays = !is_own || move(each.constraint.columns);
        if (each.parent == changed.table.id) stays = stays && move(each.constraint.parent_columns);
        return !stays;
      });
    });
  }

  static void remove_stale_statistics(StoredTable& stored, const Table& after) {
    std::erase_if(stored.statistics, [&](const auto& entry) {
      return is_stale(entry.second.column, stored.table.columns, after.columns);
    });
  }

  template <typename T>
  static std::vector<std::string> names_like(const std::map<std::string, T>& entries, std::string_view pattern) {
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries) {
      if (matches_pattern(name, pattern)) names.push_back(name);
    }
    return names;
  }

  Result<StoredTable*> find(const TableName& name) { return state_.find(name); }
  Result<StoredTable*> find_same(const Table& table) { return state_.find_same(table); }

  bool may_commit(std::string_view operation_id) const {
    if (operation_id.empty()) return true;
    auto found = state_.writes.find(std::string(operation_id));
    return found != state_.writes.end() && found->second.state == WriteState::open;
  }

  void mark_committed(std::string_view operation_id) {
    if (!operation_id.empty()) state_.writes.at(std::string(operation_id)).state = WriteState::committed;
  }

  void leave_behind(const Table& table, const LeftBehind& left_behind) {
    if (!left_behind) return;
    for (const auto& entry : left_behind(table)) state_.garbage.try_emplace(entry.location, entry.since_seconds);
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
      if (left && write.replaced_since_seconds) state_.garbage.try_emplace(*left, *write.replaced_since_seconds);
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

  const Partition& put(StoredTable& stored, const Partition& draft, bool may_replace) {
    Partition partition = prepared(draft, now_seconds());
    auto& slot = stored.partitions[partition_name(stored.table.partition_columns, partition.values)];
    if (slot.id.value != 0 && may_replace) {
      partition.id = slot.id;
      partition.create_time_seconds = slot.create_time_seconds;
    } else {
      partition.id = PartitionId{++state_.last_id};
    }
    if (!partition.layout) partition.layout = slot.layout ? slot.layout : layout_of(stored.table);
    slot = std::move(partition);
    return slot;
  }

  InMemoryState state_;
  std::unique_ptr<FunctionStore> functions_ = make_in_memory_functions(state_);
  std::unique_ptr<StatisticsStore> statistics_ = make_in_memory_statistics(state_);
  std::unique_ptr<LockStore> locks_ = make_in_memory_locks(state_);
  std::unique_ptr<ConstraintStore> constraints_ = make_in_memory_constraints(state_);
  std::unique_ptr<PrivilegeStore> privileges_ = make_in_memory_privileges(state_);
  std::unique_ptr<EventStore> events_ = make_in_memory_events(state_);
};

}  // namespace

std::unique_ptr<Metastore> make_in_memory_metastore() { return std::make_unique<InMemoryMetastore>(); }

}  // namespace skep::metastore
