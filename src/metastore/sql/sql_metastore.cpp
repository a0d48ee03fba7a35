#include "metastore/sql/sql_metastore.h"

#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/journal_rows.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/partition_rows.h"
#include "metastore/sql/schema.h"
#include "metastore/sql/store_url.h"
#include "metastore/sql/table_rows.h"
#include "metastore/sql/write_commit.h"

#include <algorithm>
#include <ctime>

namespace skep::metastore {
namespace sql {
namespace {

constexpr size_t kConnectionsMax = 8;
constexpr int kTriesMax = 4;

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
      return ensure_schema(pool_);
    } catch (const soci::soci_error& failure) {
      return pool_.dialect().to_error(failure);
    }
  }

  Result<std::vector<std::string>> list_databases(std::string_view pattern) override {
    return reading<std::vector<std::string>>(
        [&](Transaction& transaction) { return names_like(database_names(transaction), pattern); });
  }

  Result<Database> load_database(std::string_view name) override {
    return reading<Database>([&](Transaction& transaction) { return sql::load_database(transaction, to_lower(name)); });
  }

  Result<Database> create_database(const Database& draft) override {
    auto database = prepared(draft);
    if (!database) return database.error();
    return writing<Database>([&](Transaction& transaction) { return insert_database(transaction, *database); });
  }

  Result<std::vector<Table>> drop_database(std::string_view name, bool cascade,
                                           const LeftBehind& left_behind) override {
    return writing<std::vector<Table>>([&](Transaction& transaction) -> Result<std::vector<Table>> {
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
    return reading<std::vector<std::string>>([&](Transaction& transaction) -> Result<std::vector<std::string>> {
      auto id = find_database(transaction, to_lower(database));
      if (!id) return id.error();
      return names_like(table_names(transaction, *id), pattern);
    });
  }

  Result<Table> load_table(const TableName& name) override {
    return reading<Table>([&](Transaction& transaction) -> Result<Table> {
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
    return writing<Table>([&](Transaction& transaction) -> Result<Table> {
      auto database = find_database(transaction, table->name.database);
      if (!database) return database.error();
      auto row = insert_table(transaction, *database, *table);
      if (!row) return row.error();
      insert_partitions(transaction, *row, partitions);
      if (!operation_id.empty() && !close_write(transaction, std::string(operation_id), kCommitted)) {
        return write_not_open(operation_id);
      }
      return std::move(row->table);
    });
  }

  Result<Table> drop_table(const TableName& name, const LeftBehind& left_behind) override {
    return writing<Table>([&](Transaction& transaction) { return drop(transaction, lowered(name), left_behind); });
  }

  Result<void> visit_partitions(const Table& table, const PartitionFilter* filter,
                                const std::function<bool(Partition&&)>& visit,
                                std::vector<JournalEntry>* journal) override {
    bool has_begun = false;
    auto noted = [&](Partition&& partition) {
      has_begun = true;
      return visit(std::move(partition));
    };
    auto visited = reading<bool>(
        [&](Transaction& transaction) -> Result<bool> {
          if (auto checked = check_same(transaction, table); !checked) return checked.error();
          if (journal) *journal = sql::list_writes(transaction);
          sql::visit_partitions(transaction, table, filter, noted);
          return true;
        },
        [&] { return !has_begun; });
    return visited ? Result<void>() : visited.error();
  }

  Result<std::optional<Partition>> find_partition(const Table& table, const std::vector<std::string>& values) override {
    if (auto checked = check_values(table, values); !checked) return checked.error();
    return reading<std::optional<Partition>>([&](Transaction& transaction) -> Result<std::optional<Partition>> {
      if (auto checked = check_same(transaction, table); !checked) return checked.error();
      return sql::find_partition(transaction, table, values);
    });
  }

  Result<void> commit_write(const CommitWrite& write) override {
    return changing([&](Transaction& transaction) { return sql::commit_write(transaction, write); });
  }

  Result<std::vector<JournalEntry>> list_writes() override {
    return reading<std::vector<JournalEntry>>([&](Transaction& transaction) { return sql::list_writes(transaction); });
  }

  Result<void> begin_write(const JournalEntry& entry) override {
    JournalEntry stored = entry;
    stored.table = lowered(entry.table);
    return changing([&](Transaction& transaction) { return insert_write(transaction, stored); });
  }

  Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) override {
    return changing([&](Transaction& transaction) -> Result<void> {
      bool renewed = sql::renew_lease(transaction, std::string(operation_id), lease_until_seconds);
      if (!renewed) return write_not_open(operation_id);
      return {};
    });
  }

  Result<bool> cancel_write(std::string_view operation_id) override {
    return writing<bool>([&](Transaction& transaction) -> Result<bool> {
      std::string id(operation_id);
      close_write(transaction, id, kCancelled);
      return write_state(transaction, id) == kCancelled;
    });
  }

  Result<void> forget_write(std::string_view operation_id) override {
    return changing([&](Transaction& transaction) -> Result<void> {
      delete_write(transaction, std::string(operation_id));
      return {};
    });
  }

  Result<std::vector<JournalEntry>> take_over_writes(int64_t now_seconds, int64_t lease_until_seconds) override {
    return writing<std::vector<JournalEntry>>(
        [&](Transaction& transaction) { return sql::take_over_writes(transaction, now_seconds, lease_until_seconds); });
  }

  Result<bool> was_committed(const TableName& name, std::string_view operation_id) override {
    return reading<bool>([&](Transaction& transaction) -> Result<bool> {
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
    return changing([&](Transaction& transaction) -> Result<void> {
      for (const auto& entry : garbage) insert_garbage(transaction, entry);
      return {};
    });
  }

  Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) override {
    return reading<std::vector<Garbage>>(
        [&](Transaction& transaction) { return sql::list_garbage(transaction, older_than_seconds); });
  }

  Result<void> forget_garbage(std::string_view location) override {
    return changing([&](Transaction& transaction) -> Result<void> {
      delete_garbage(transaction, std::string(location));
      return {};
    });
  }

 private:
  /// Runs a body in a transaction that sees one moment and changes nothing. SOCI's exceptions end here. When the
  /// connection is lost, the body runs once more, unless `may_repeat` says that it must not.
  template <typename T, typename Body>
  Result<T> reading(const Body& body, const std::function<bool()>& may_repeat = {}) {
    for (int tries_left = kTriesMax;; tries_left--) {
      try {
        Transaction transaction = pool_.begin_reading();
        return body(transaction);
      } catch (const soci::soci_error& failure) {
        bool again = tries_left > 1 && pool_.dialect().may_retry(failure) && (!may_repeat || may_repeat());
        if (!again) return pool_.dialect().to_error(failure);
      }
    }
  }

  /// Runs a body in a transaction that is committed when it succeeds, and leaves no trace when it does not. One that the
  /// store rolled back before the commit, since others were in its way or the connection broke, runs again.
  template <typename T, typename Body>
  Result<T> writing(const Body& body) {
    for (int tries_left = kTriesMax;; tries_left--) {
      try {
        Transaction transaction = pool_.begin_writing();
        Result<T> result = body(transaction);
        if (!result) return result;
        if (auto committed = transaction.commit(); !committed) return committed.error();
        return result;
      } catch (const soci::soci_error& failure) {
        bool again = tries_left > 1 && pool_.dialect().may_retry(failure);
        if (!again) return pool_.dialect().to_error(failure);
      }
    }
  }

  template <typename Body>
  Result<void> changing(const Body& body) {
    auto done = writing<bool>([&](Transaction& transaction) -> Result<bool> {
      if (auto changed = body(transaction); !changed) return changed.error();
      return true;
    });
    return done ? Result<void>() : done.error();
  }

  static Result<TableRow> find_table(Transaction& transaction, const TableName& name) {
    TableName stored = lowered(name);
    if (auto database = find_database(transaction, stored.database); !database) return database.error();
    return sql::load_table(transaction, stored);
  }

  static Result<void> check_same(Transaction& transaction, const Table& table) {
    auto row = find_table(transaction, table.name);
    if (!row || row->table.id != table.id) return table_changed(table.name);
    return {};
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
