#include "metastore/sql/sql_metastore.h"

#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/constraint_rows.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/journal_rows.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/partition_changes.h"
#include "metastore/sql/partition_rows.h"
#include "metastore/sql/schema.h"
#include "metastore/sql/store_calls.h"
#include "metastore/sql/store_url.h"
#include "metastore/sql/table_change.h"
#include "metastore/sql/table_rows.h"
#include "metastore/sql/write_commit.h"

#include <algorithm>
#include <ctime>
#include <set>

namespace skep::metastore {
namespace sql {
namespace {

constexpr size_t kConnectionsMax = 24;

std::vector<std::string> names_like(std::vector<std::string> names, std::string_view pattern) {
  std::erase_if(names, [&](const std::string& name) { return !matches_pattern(name, pattern); });
  std::sort(names.begin(), names.end());
  return names;
}

TableName lowered(const TableName& name) { return {to_lower(name.database), to_lower(name.table)}; }

class SqlMetastore final : public Metastore {
 public:
  SqlMetastore(std::unique_ptr<Dialect> dialect, std::string address)
      : pool_(std::move(dialect), std::move(address), kConnectionsMax) {}

  Result<void> open() {
    try {
      if (auto ensured = ensure_schema(pool_); !ensured) return ensured;
      auto transaction = pool_.begin_reading();
      pool_.set_orders_by_bytes(pool_.dialect().orders_by_bytes(transaction.session()));
      return {};
    } catch (const soci::soci_error& failure) {
      return pool_.dialect().to_error(failure);
    }
  }

  Result<std::vector<std::string>> list_databases(std::string_view pattern) override {
    return calls_.reading<std::vector<std::string>>(
        [&](Transaction& transaction) { return names_like(database_names(transaction), pattern); });
  }

  Result<Database> load_database(std::string_view name) override {
    return calls_.reading<Database>(
        [&](Transaction& transaction) { return sql::load_database(transaction, to_lower(name)); });
  }

  Result<Database> create_database(const Database& draft) override {
    auto database = prepared(draft);
    if (!database) return database.error();
    return calls_.writing<Database>([&](Transaction& transaction) { return insert_database(transaction, *database); });
  }

  Result<std::vector<Table>> drop_database(std::string_view name, bool cascade,
                                           const LeftBehind& left_behind) override {
    return calls_.writing<std::vector<Table>>([&](Transaction& transaction) -> Result<std::vector<Table>> {
      std::string database_name = to_lower(name);
      auto database = find_database(transaction, database_name, DatabaseUse::changes);
      if (!database) return database.error();
      auto names = names_like(table_names(transaction, *database), "");
      if (!cascade && !names.empty()) return database_not_empty(database_name);
      std::vector<Table> dropped;
      for (const auto& table_name : names) {
        auto table = drop(transaction, {database_name, table_name}, left_behind);
        if (!table) return table.error();
        dropped.push_back(*std::move(table));
      }
      delete_database(transaction, *database);
      return dropped;
    });
  }

  Result<std::vector<std::string>> list_tables(std::string_view database, std::string_view pattern) override {
    return calls_.reading<std::vector<std::string>>([&](Transaction& transaction) -> Result<std::vector<std::string>> {
      auto id = find_database(transaction, to_lower(database));
      if (!id) return id.error();
      return names_like(table_names(transaction, *id), pattern);
    });
  }

  Result<Table> load_table(const TableName& name) override {
    return calls_.reading<Table>([&](Transaction& transaction) -> Result<Table> {
      auto row = find_table(transaction, name);
      if (!row) return row.error();
      return std::move(row->table);
    });
  }

  Result<Table> create_table(const Table& draft, const std::vector<Partition>& partitions,
                             std::string_view operation_id) override {
    auto table = prepared(draft, std::time(nullptr));
    if (!table) return table.error();
    for (const auto& partition : partitions) {
      if (auto checked = check_values(*table, partition.values); !checked) return checked.error();
    }
    return calls_.writing<Table>([&](Transaction& transaction) -> Result<Table> {
      auto database = find_database(transaction, table->name.database);
      if (!database) return database.error();
      auto row = insert_table(transaction, *database, *table);
      if (!row) return row.error();
      for (const auto& constraint : table->constraints) {
        if (auto added = insert_constraint(transaction, *row, constraint); !added) return added.error();
      }
      row->table.constraints.clear();
      auto inserted = insert_partitions(transaction, *row, partitions);
      if (!inserted) return inserted.error();
      if (!operation_id.empty() && !close_write(transaction, std::string(operation_id), kCommitted)) {
        return write_not_open(operation_id);
      }
      return std::move(row->table);
    });
  }

  Result<Table> drop_table(const TableName& name, const LeftBehind& left_behind) override {
    return calls_.writing<Table>(
        [&](Transaction& transaction) { return drop(transaction, lowered(name), left_behind); });
  }

  Result<void> alter_database(std::string_view name, const Database& changed) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto id = find_database(transaction, to_lower(name), DatabaseUse::changes);
      if (!id) return id.error();
      update_database(transaction, *id, changed);
      return {};
    });
  }

  Result<Table> alter_table(const TableName& name, const TableChange& change) override {
    return calls_.writing<Table>(
        [&](Transaction& transaction) { return sql::alter_table(transaction, lowered(name), change); });
  }

  Result<void> visit_partitions(const Table& table, const PartitionQuery& query,
                                const std::function<bool(Partition&&)>& visit) override {
    return visiting<Partition>(table, visit, [&](Transaction& transaction, const auto& noted) {
      if (query.journal != nullptr) *query.journal = sql::list_writes(transaction);
      sql::visit_partitions(transaction, table, query, noted);
    });
  }

  Result<void> visit_partition_names(const Table& table, const PartitionQuery& query,
                                     const std::function<bool(std::string&&)>& visit) override {
    return visiting<std::string>(table, visit, [&](Transaction& transaction, const auto& noted) {
      sql::visit_partition_names(transaction, table, query, noted);
    });
  }

  Result<int64_t> count_partitions(const Table& table, const PartitionFilter* filter) override {
    return calls_.reading<int64_t>([&](Transaction& transaction) -> Result<int64_t> {
      if (auto checked = check_same(transaction, table); !checked) return checked.error();
      return sql::count_partitions(transaction, table, filter);
    });
  }

  Result<std::vector<Partition>> add_partitions(const Table& table, const std::vector<Partition>& drafts,
                                                bool skip_existing) override {
    return calls_.writing<std::vector<Partition>>([&](Transaction& transaction) -> Result<std::vector<Partition>> {
      auto row = find_same(transaction, table);
      if (!row) return row.error();
      auto names = names_of(table, drafts);
      if (!names) return names.error();
      std::set<std::string> there;
      PartitionQuery query;
      query.names = &*names;
      sql::visit_partition_names(transaction, table, query, [&](std::string&& name) {
        there.insert(std::move(name));
        return true;
      });
      auto wanted = partitions_to_add(table, drafts, skip_existing,
                                      [&](const std::string& name) { return there.contains(name); });
      if (!wanted) return wanted.error();
      return insert_partitions(transaction, *row, *wanted);
    });
  }

  Result<void> alter_partitions(const Table& table, const std::vector<Partition>& changed) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto row = find_same(transaction, table);
      if (!row) return row.error();
      for (const auto& each : changed) {
        auto found = must_find(transaction, table, each.values);
        if (!found) return found.error();
        update_partition(transaction, *row, found->id, each);
      }
      return {};
    });
  }

  Result<void> rename_partition(const Table& table, const std::vector<std::string>& values,
                                const Partition& changed) override {
    if (auto checked = check_values(table, changed.values); !checked) return checked.error();
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto row = find_same(transaction, table);
      if (!row) return row.error();
      auto found = must_find(transaction, table, values);
      if (!found) return found.error();
      auto renamed = sql::rename_partition(transaction, *row, found->id, changed.values);
      if (renamed) update_partition(transaction, *row, found->id, changed);
      return renamed;
    });
  }

  Result<std::vector<Partition>> drop_partitions(const Table& table,
                                                 const std::vector<std::vector<std::string>>& values, bool skip_missing,
                                                 const PartitionLeftBehind& left_behind) override {
    return calls_.writing<std::vector<Partition>>([&](Transaction& transaction) -> Result<std::vector<Partition>> {
      auto row = find_same(transaction, table);
      if (!row) return row.error();
      std::vector<Partition> dropped;
      std::vector<int64_t> ids;
      for (const auto& each : values) {
        auto found = must_find(transaction, table, each);
        if (!found && skip_missing && found.error().code == ErrorCode::not_found) continue;
        if (!found) return found.error();
        if (std::find(ids.begin(), ids.end(), found->id.value) != ids.end()) continue;
        ids.push_back(found->id.value);
        if (left_behind) {
          for (const auto& entry : left_behind(table, *found)) insert_garbage(transaction, entry);
        }
        dropped.push_back(*std::move(found));
      }
      delete_partitions(transaction, ids);
      return dropped;
    });
  }

  FunctionStore& functions() override { return *functions_; }
  StatisticsStore& statistics() override { return *statistics_; }
  LockStore& locks() override { return *locks_; }
  ConstraintStore& constraints() override { return *constraints_; }
  PrivilegeStore& privileges() override { return *privileges_; }
  EventStore& events() override { return *events_; }

  Result<std::optional<Partition>> find_partition(const Table& table, const std::vector<std::string>& values) override {
    if (auto checked = check_values(table, values); !checked) return checked.error();
    return calls_.reading<std::optional<Partition>>([&](Transaction& transaction) -> Result<std::optional<Partition>> {
      if (auto checked = check_same(transaction, table); !checked) return checked.error();
      return sql::find_partition(transaction, table, values);
    });
  }

  Result<void> commit_write(const CommitWrite& write) override {
    return calls_.changing([&](Transaction& transaction) { return sql::commit_write(transaction, write); });
  }

  Result<std::vector<JournalEntry>> list_writes() override {
    return calls_.reading<std::vector<JournalEntry>>(
        [&](Transaction& transaction) { return sql::list_writes(transaction); });
  }

  Result<void> begin_write(const JournalEntry& entry) override {
    JournalEntry stored = entry;
    stored.table = lowered(entry.table);
    return calls_.changing([&](Transaction& transaction) { return insert_write(transaction, stored); });
  }

  Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      bool renewed = sql::renew_lease(transaction, std::string(operation_id), lease_until_seconds);
      if (!renewed) return write_not_open(operation_id);
      return {};
    });
  }

  Result<bool> cancel_write(std::string_view operation_id) override {
    return calls_.writing<bool>([&](Transaction& transaction) -> Result<bool> {
      std::string id(operation_id);
      close_write(transaction, id, kCancelled);
      return write_state(transaction, id) == kCancelled;
    });
  }

  Result<void> forget_write(std::string_view operation_id) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      delete_write(transaction, std::string(operation_id));
      return {};
    });
  }

  Result<std::vector<JournalEntry>> take_over_writes(int64_t now_seconds, int64_t lease_until_seconds) override {
    return calls_.writing<std::vector<JournalEntry>>(
        [&](Transaction& transaction) { return sql::take_over_writes(transaction, now_seconds, lease_until_seconds); });
  }

  Result<bool> was_committed(const TableName& name, std::string_view operation_id) override {
    return calls_.reading<bool>([&](Transaction& transaction) -> Result<bool> {
      std::string id(operation_id), key(kOperationParameter);
      if (auto state = write_state(transaction, id)) return *state == kCommitted;
      auto row = find_table(transaction, name);
      if (!row) return false;
      auto found = row->table.parameters.find(key);
      if (found != row->table.parameters.end() && found->second == id) return true;
      return has_partition_parameter(transaction, row->table.id, key, id);
    });
  }

  Result<void> add_garbage(const std::vector<Garbage>& garbage) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      for (const auto& entry : garbage) insert_garbage(transaction, entry);
      return {};
    });
  }

  Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) override {
    return calls_.reading<std::vector<Garbage>>(
        [&](Transaction& transaction) { return sql::list_garbage(transaction, older_than_seconds); });
  }

  Result<void> forget_garbage(std::string_view location) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      delete_garbage(transaction, std::string(location));
      return {};
    });
  }

 private:
  /// Runs a visit that may be repeated only as long as nothing has been handed out.
  template <typename Item, typename Body>
  Result<void> visiting(const Table& table, const std::function<bool(Item&&)>& visit, const Body& body) {
    bool has_begun = false;
    std::function<bool(Item &&)> noted = [&](Item&& item) {
      has_begun = true;
      return visit(std::move(item));
    };
    auto visited = calls_.reading<bool>(
        [&](Transaction& transaction) -> Result<bool> {
          if (auto checked = check_same(transaction, table); !checked) return checked.error();
          body(transaction, noted);
          return true;
        },
        [&] { return !has_begun; });
    return visited ? Result<void>() : visited.error();
  }

  static Result<void> check_same(Transaction& transaction, const Table& table) {
    bool is_same = table_id(transaction, {to_lower(table.name.database), to_lower(table.name.table)}) == table.id;
    return is_same ? Result<void>() : table_changed(table.name);
  }

  static Result<Partition> must_find(Transaction& transaction, const Table& table,
                                     const std::vector<std::string>& values) {
    if (auto checked = check_values(table, values); !checked) return checked.error();
    auto found = sql::find_partition(transaction, table, values);
    if (!found) return no_such_partition(table.name, partition_name(table.partition_columns, values));
    return *std::move(found);
  }

  static Result<std::vector<std::string>> names_of(const Table& table, const std::vector<Partition>& partitions) {
    std::vector<std::string> names;
    for (const auto& partition : partitions) {
      if (auto checked = check_values(table, partition.values); !checked) return checked.error();
      names.push_back(partition_name(table.partition_columns, partition.values));
    }
    return names;
  }

  static Result<Table> drop(Transaction& transaction, const TableName& name, const LeftBehind& left_behind) {
    auto row = find_table(transaction, name);
    if (!row) return row.error();
    if (left_behind) {
      for (const auto& entry : left_behind(row->table)) insert_garbage(transaction, entry);
    }
    delete_table(transaction, row->table.id);
    return std::move(row->table);
  }

  ConnectionPool pool_;
  StoreCalls calls_{pool_};
  std::unique_ptr<FunctionStore> functions_ = make_sql_functions(calls_);
  std::unique_ptr<StatisticsStore> statistics_ = make_sql_statistics(calls_);
  std::unique_ptr<LockStore> locks_ = make_sql_locks(calls_);
  std::unique_ptr<ConstraintStore> constraints_ = make_sql_constraints(calls_);
  std::unique_ptr<PrivilegeStore> privileges_ = make_sql_privileges(calls_);
  std::unique_ptr<EventStore> events_ = make_sql_events(calls_);
};

}  // namespace
}  // namespace sql

Result<std::unique_ptr<Metastore>> open_sql_metastore(const StoreAddress& address) {
  auto url = sql::parse_store_url(address);
  if (!url) return url.error();
  auto store = std::make_unique<sql::SqlMetastore>(sql::make_dialect(url->kind), url->address);
  if (auto opened = store->open(); !opened) return opened.error().during("opening the metastore {}", url->shown);
  return std::unique_ptr<Metastore>(std::move(store));
}

Result<std::unique_ptr<Metastore>> open_sql_metastore(const std::string& url) {
  return open_sql_metastore(StoreAddress{url, "", ""});
}

}  // namespace skep::metastore
