#include "metastore/hooked_metastore.h"

namespace skep::metastore {
namespace {

class HookedMetastore final : public Metastore {
 public:
  HookedMetastore(std::unique_ptr<Metastore> inner, MetastoreHook hook)
      : inner_(std::move(inner)), hook_(std::move(hook)) {}

  Result<std::vector<std::string>> list_databases(std::string_view pattern) override {
    return hooked("list_databases", [&] { return inner_->list_databases(pattern); });
  }
  Result<Database> load_database(std::string_view name) override {
    return hooked("load_database", [&] { return inner_->load_database(name); });
  }
  Result<Database> create_database(const Database& draft) override {
    return hooked("create_database", [&] { return inner_->create_database(draft); });
  }
  Result<std::vector<Table>> drop_database(std::string_view name, bool cascade,
                                           const LeftBehind& left_behind) override {
    return hooked("drop_database", [&] { return inner_->drop_database(name, cascade, left_behind); });
  }
  Result<std::vector<std::string>> list_tables(std::string_view database, std::string_view pattern) override {
    return hooked("list_tables", [&] { return inner_->list_tables(database, pattern); });
  }
  Result<Table> load_table(const TableName& name) override {
    return hooked("load_table", [&] { return inner_->load_table(name); });
  }
  Result<Table> create_table(const Table& draft, const std::vector<Partition>& partitions,
                             std::string_view operation_id) override {
    return hooked("create_table", [&] { return inner_->create_table(draft, partitions, operation_id); });
  }
  Result<Table> drop_table(const TableName& name, const LeftBehind& left_behind) override {
    return hooked("drop_table", [&] { return inner_->drop_table(name, left_behind); });
  }
  Result<void> alter_database(std::string_view name, const Database& changed) override {
    return hooked("alter_database", [&] { return inner_->alter_database(name, changed); });
  }
  Result<Table> alter_table(const TableName& name, const TableChange& change) override {
    return hooked("alter_table", [&] { return inner_->alter_table(name, change); });
  }
  Result<void> visit_partitions(const Table& table, const PartitionQuery& query,
                                const std::function<bool(Partition&&)>& visit) override {
    return hooked("visit_partitions", [&] { return inner_->visit_partitions(table, query, visit); });
  }
  Result<void> visit_partition_names(const Table& table, const PartitionQuery& query,
                                     const std::function<bool(std::string&&)>& visit) override {
    return hooked("visit_partition_names", [&] { return inner_->visit_partition_names(table, query, visit); });
  }
  Result<int64_t> count_partitions(const Table& table, const PartitionFilter* filter) override {
    return hooked("count_partitions", [&] { return inner_->count_partitions(table, filter); });
  }
  Result<std::vector<Partition>> add_partitions(const Table& table, const std::vector<Partition>& drafts,
                                                bool skip_existing) override {
    return hooked("add_partitions", [&] { return inner_->add_partitions(table, drafts, skip_existing); });
  }
  Result<void> alter_partitions(const Table& table, const std::vector<Partition>& changed) override {
    return hooked("alter_partitions", [&] { return inner_->alter_partitions(table, changed); });
  }
  Result<void> rename_partition(const Table& table, const std::vector<std::string>& values,
                                const Partition& changed) override {
    return hooked("rename_partition", [&] { return inner_->rename_partition(table, values, changed); });
  }
  Result<std::vector<Partition>> drop_partitions(const Table& table,
                                                 const std::vector<std::vector<std::string>>& values, bool skip_missing,
                                                 const PartitionLeftBehind& left_behind) override {
    return hooked("drop_partitions", [&] { return inner_->drop_partitions(table, values, skip_missing, left_behind); });
  }
  FunctionStore& functions() override { return inner_->functions(); }
  StatisticsStore& statistics() override { return inner_->statistics(); }
  LockStore& locks() override { return inner_->locks(); }
  ConstraintStore& constraints() override { return inner_->constraints(); }
  PrivilegeStore& privileges() override { return inner_->privileges(); }
  EventStore& events() override { return inner_->events(); }
  Result<std::optional<Partition>> find_partition(const Table& table, const std::vector<std::string>& values) override {
    return hooked("find_partition", [&] { return inner_->find_partition(table, values); });
  }
  Result<void> commit_write(const CommitWrite& write) override {
    return hooked("commit_write", [&] { return inner_->commit_write(write); });
  }
  Result<std::vector<JournalEntry>> list_writes() override {
    return hooked("list_writes", [&] { return inner_->list_writes(); });
  }
  Result<void> begin_write(const JournalEntry& entry) override {
    return hooked("begin_write", [&] { return inner_->begin_write(entry); });
  }
  Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) override {
    return hooked("renew_lease", [&] { return inner_->renew_lease(operation_id, lease_until_seconds); });
  }
  Result<bool> cancel_write(std::string_view operation_id) override {
    return hooked("cancel_write", [&] { return inner_->cancel_write(operation_id); });
  }
  Result<void> forget_write(std::string_view operation_id) override {
    return hooked("forget_write", [&] { return inner_->forget_write(operation_id); });
  }
  Result<std::vector<JournalEntry>> take_over_writes(int64_t now_seconds, int64_t lease_until_seconds) override {
    return hooked("take_over_writes", [&] { return inner_->take_over_writes(now_seconds, lease_until_seconds); });
  }
  Result<bool> was_committed(const TableName& table, std::string_view operation_id) override {
    return hooked("was_committed", [&] { return inner_->was_committed(table, operation_id); });
  }
  Result<void> add_garbage(const std::vector<Garbage>& garbage) override {
    return hooked("add_garbage", [&] { return inner_->add_garbage(garbage); });
  }
  Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) override {
    return hooked("list_garbage", [&] { return inner_->list_garbage(older_than_seconds); });
  }
  Result<void> forget_garbage(std::string_view location) override {
    return hooked("forget_garbage", [&] { return inner_->forget_garbage(location); });
  }

 private:
  template <typename Call>
  auto hooked(std::string_view name, const Call& call) -> decltype(call()) {
    if (auto error = hook_(name, HookMoment::before)) return *error;
    auto result = call();
    if (auto error = hook_(name, HookMoment::after)) return *error;
    return result;
  }

  std::unique_ptr<Metastore> inner_;
  MetastoreHook hook_;
};

}  // namespace

std::unique_ptr<Metastore> make_hooked_metastore(std::unique_ptr<Metastore> inner, MetastoreHook hook) {
  return std::make_unique<HookedMetastore>(std::move(inner), std::move(hook));
}

}  // namespace skep::metastore
