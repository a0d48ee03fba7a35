#pragma once

#include "metastore/metastore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

/// What the parts of the suite share.
namespace skep::metastore {

/// Opens an empty metastore; the folder is its own and is removed after the test. Null where the machine lacks what the
/// store needs: the test is skipped then.
using Opener = std::function<std::unique_ptr<Metastore>(const std::filesystem::path& folder)>;

/// What a store does not do as the others, by the name of its instantiation and of the test, with the reason. Such tests are
/// skipped.
inline std::map<std::string, std::map<std::string, std::string>>& deviations() {
  static std::map<std::string, std::map<std::string, std::string>> all;
  return all;
}

class MetastoreConformance : public testing::TestWithParam<Opener> {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string suite = test->test_suite_name(), name = test->name();
    auto of_store = deviations().find(suite.substr(0, suite.find('/')));
    if (of_store != deviations().end()) {
      auto why = of_store->second.find(name.substr(0, name.find('/')));
      if (why != of_store->second.end()) GTEST_SKIP() << why->second;
    }
    std::random_device random;
    folder = std::filesystem::temp_directory_path() / fmt::format("skep-metastore-{:08x}{:08x}", random(), random());
    std::filesystem::create_directories(folder);
    store = GetParam()(folder);
    if (!store && !HasFailure()) GTEST_SKIP() << "what this store needs is not installed here";
    ASSERT_TRUE(store);
    ASSERT_TRUE(store->create_database(database_of("shop")));
  }

  void TearDown() override {
    store.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  static Database database_of(const std::string& name) {
    Database database;
    database.name = name;
    database.location = "file:/warehouse/" + name + ".db";
    database.owner = "ada";
    database.owner_type = "USER";
    return database;
  }

  /// An unpartitioned table with everything that a table can have.
  static Table orders() {
    Table table;
    table.name = {"shop", "orders"};
    table.owner = "ada";
    table.columns = {{"id", "bigint", "key"}, {"amount", "decimal(10,2)", ""}};
    table.storage.location = "file:/warehouse/shop.db/orders";
    table.storage.input_format = "an.InputFormat";
    table.storage.output_format = "an.OutputFormat";
    table.storage.serde = "a.SerDe";
    table.storage.serde_parameters = {{"path", "file:/warehouse/shop.db/orders"}, {"serialization.format", "1"}};
    table.storage.bucket_count = 4;
    table.storage.bucket_columns = {"id"};
    table.storage.sort_columns = {{"amount", false}, {"id", true}};
    table.parameters = {{"comment", "first"}};
    return table;
  }

  /// A table partitioned by a text and a number.
  static Table visits() {
    Table table = orders();
    table.name.table = "visits";
    table.storage.location = "file:/warehouse/shop.db/visits";
    table.storage.serde_parameters = {{"serialization.format", "1"}};
    table.partition_columns = {{"day", "string", "when"}, {"hour", "int", ""}};
    return table;
  }

  static Partition visit_of(const std::string& day, const std::string& hour) {
    Partition partition;
    partition.values = {day, hour};
    partition.location = fmt::format("file:/warehouse/shop.db/visits/day={}/hour={}", day, hour);
    partition.parameters = {{"numRows", "1"}};
    return partition;
  }

  Table created(const Table& draft, const std::vector<Partition>& partitions = {}) {
    auto table = store->create_table(draft, partitions, "");
    EXPECT_TRUE(table) << table.error().message;
    return table ? *table : Table();
  }

  std::vector<Partition> partitions_of(const Table& table, const PartitionFilter* filter = nullptr) {
    std::vector<Partition> found;
    auto visited = store->visit_partitions(table, filter, [&](Partition&& partition) {
      found.push_back(std::move(partition));
      return true;
    });
    EXPECT_TRUE(visited);
    return found;
  }

  std::vector<std::string> names_of(const Table& table, const PartitionFilter* filter = nullptr) {
    std::vector<std::string> names;
    for (const auto& partition : partitions_of(table, filter)) {
      names.push_back(partition_name(table.partition_columns, partition.values));
    }
    return names;
  }

  static JournalEntry entry_of(const std::string& id, int64_t lease_until_seconds = 1000) {
    return {id, {"shop", "orders"}, "file:/warehouse/shop.db/orders/_skep/" + id, lease_until_seconds, false};
  }

  static CommitWrite write_to(const Table& table, const std::string& operation_id = "") {
    CommitWrite write;
    write.table = table.name;
    write.expected_table = table.id;
    write.operation_id = operation_id;
    return write;
  }

  std::filesystem::path folder;
  std::unique_ptr<Metastore> store;
};

using testing::ElementsAre;
using testing::IsEmpty;

}  // namespace skep::metastore
