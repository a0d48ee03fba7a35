#include "metastore/rules.h"
#include "metastore/sql/statistics_rows.h"
#include "metastore/sql/store_calls.h"

namespace skep::metastore::sql {
namespace {

class SqlStatistics final : public StatisticsStore {
 public:
  explicit SqlStatistics(StoreCalls& calls) : calls_(calls) {}

  Result<std::vector<ColumnStatistics>> table_statistics(const Table& table,
                                                         const std::vector<std::string>& columns) override {
    using Found = std::vector<ColumnStatistics>;
    return calls_.reading<Found>([&](Transaction& transaction) -> Result<Found> {
      if (auto same = find_same(transaction, table); !same) return same.error();
      return load_table_statistics(transaction, table, columns);
    });
  }

  Result<void> put_table_statistics(const Table& table, const std::vector<ColumnStatistics>& columns) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      if (auto same = find_same(transaction, table); !same) return same.error();
      sql::put_table_statistics(transaction, table, columns);
      return {};
    });
  }

  Result<void> remove_table_statistics(const Table& table, std::string_view column) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      if (auto same = find_same(transaction, table); !same) return same.error();
      bool is_removed = sql::remove_table_statistics(transaction, table, column);
      return is_removed ? Result<void>() : no_statistics(table.name);
    });
  }

  Result<std::vector<PartitionStatistics>> partition_statistics(const Table& table,
                                                                const std::vector<std::string>& partitions,
                                                                const std::vector<std::string>& columns) override {
    using Found = std::vector<PartitionStatistics>;
    return calls_.reading<Found>([&](Transaction& transaction) -> Result<Found> {
      if (auto same = find_same(transaction, table); !same) return same.error();
      return load_partition_statistics(transaction, table, partitions, columns);
    });
  }

  Result<void> put_partition_statistics(const Table& table, const std::vector<PartitionStatistics>& all) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      if (auto same = find_same(transaction, table); !same) return same.error();
      return sql::put_partition_statistics(transaction, table, all);
    });
  }

  Result<void> remove_partition_statistics(const Table& table, std::string_view partition,
                                           std::string_view column) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      if (auto same = find_same(transaction, table); !same) return same.error();
      bool is_removed = sql::remove_partition_statistics(transaction, table, partition, column);
      return is_removed ? Result<void>() : no_statistics(table.name);
    });
  }

 private:
  StoreCalls& calls_;
};

}  // namespace

std::unique_ptr<StatisticsStore> make_sql_statistics(StoreCalls& calls) {
  return std::make_unique<SqlStatistics>(calls);
}

}  // namespace skep::metastore::sql
