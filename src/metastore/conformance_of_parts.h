#pragma once

#include "metastore/conformance_fixture.h"

/// What every Metastore promises of its functions, statistics and locks.
namespace skep::metastore {

// ---- functions

namespace {

Function function_of(const std::string& name) {
  Function function;
  function.database = "SHOP";
  function.name = name;
  function.class_name = "com.example.Upper";
  function.owner = "ada";
  function.owner_type = "USER";
  function.resources = {{1, "hdfs:/jars/a.jar"}, {2, "hdfs:/files/b"}};
  return function;
}

}  // namespace

TEST_P(MetastoreConformance, GivesAFunctionBackAsItWasCreated) {
  ASSERT_TRUE(store->functions().create_function(function_of("Upper2")));

  auto loaded = store->functions().load_function("shop", "UPPER2");

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->database, "shop");
  EXPECT_EQ(loaded->name, "upper2");
  EXPECT_EQ(loaded->class_name, "com.example.Upper");
  EXPECT_EQ(loaded->owner, "ada");
  EXPECT_EQ(loaded->resources, function_of("x").resources);
  EXPECT_GT(loaded->create_time_seconds, 0);
}

TEST_P(MetastoreConformance, ChangesListsAndDropsFunctions) {
  auto& functions = store->functions();
  ASSERT_TRUE(functions.create_function(function_of("b")));
  ASSERT_TRUE(functions.create_function(function_of("a")));
  EXPECT_EQ(functions.create_function(function_of("A")).error().error_class, "ROUTINE_ALREADY_EXISTS");
  Function changed = function_of("ignored");
  changed.class_name = "com.example.Lower";
  changed.resources = {};

  ASSERT_TRUE(functions.alter_function("shop", "a", changed));
  EXPECT_EQ(functions.load_function("shop", "a")->class_name, "com.example.Lower");
  EXPECT_TRUE(functions.load_function("shop", "a")->resources.empty());
  EXPECT_THAT(*functions.list_functions("shop", "*"), ElementsAre("a", "b"));
  ASSERT_TRUE(functions.drop_function("shop", "a"));
  EXPECT_THAT(*functions.list_functions("shop", "*"), ElementsAre("b"));
  EXPECT_EQ(functions.drop_function("shop", "a").error().error_class, "ROUTINE_NOT_FOUND");
  EXPECT_EQ(functions.list_functions("nowhere", "*").error().error_class, "SCHEMA_NOT_FOUND");
  EXPECT_TRUE(store->drop_database("shop", true));
}

// ---- statistics

namespace {

std::vector<ColumnStatistics> statistics_of_everything() {
  ColumnStatistics id;
  id.column = "id";
  id.type = "bigint";
  id.long_low = -5;
  id.long_high = 7'000'000'000;
  id.distinct = 12;
  id.nulls = 3;
  id.analyzed_seconds = 99;
  ColumnStatistics amount;
  amount.column = "amount";
  amount.type = "decimal(10,2)";
  amount.decimal_low = "-1.50";
  amount.decimal_high = "20.00";
  amount.double_low = -1.5;
  amount.length_average = 2.25;
  amount.length_max = 9;
  amount.trues = 1;
  amount.falses = 0;
  return {amount, id};
}

}  // namespace

TEST_P(MetastoreConformance, KeepsStatisticsOfATablesColumns) {
  Table table = created(orders());
  auto all = statistics_of_everything();
  auto& statistics = store->statistics();
  ASSERT_TRUE(statistics.put_table_statistics(table, all));

  EXPECT_EQ(*statistics.table_statistics(table, {}), all);
  EXPECT_EQ(*statistics.table_statistics(table, {"ID", "nothing"}), std::vector<ColumnStatistics>{all[1]});
  all[1].distinct = 13;
  ASSERT_TRUE(statistics.put_table_statistics(table, {all[1]}));
  EXPECT_EQ(*statistics.table_statistics(table, {}), all);
  ASSERT_TRUE(statistics.remove_table_statistics(table, "id"));
  EXPECT_EQ(statistics.table_statistics(table, {})->size(), 1u);
  EXPECT_EQ(statistics.remove_table_statistics(table, "id").error().code, ErrorCode::not_found);
  ASSERT_TRUE(statistics.remove_table_statistics(table, ""));
  EXPECT_TRUE(statistics.table_statistics(table, {})->empty());
}

TEST_P(MetastoreConformance, StatisticsFollowATableAndForgetChangedColumns) {
  Table table = created(orders());
  ASSERT_TRUE(store->statistics().put_table_statistics(table, statistics_of_everything()));
  TableChange change{table};
  change.changed.name.table = "renamed";
  change.changed.columns = {{"id", "bigint", ""}, {"amount", "string", ""}};

  auto altered = store->alter_table(table.name, change);

  ASSERT_TRUE(altered);
  auto left = store->statistics().table_statistics(*altered, {});
  ASSERT_TRUE(left);
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ((*left)[0].column, "id");
  EXPECT_EQ(store->statistics().table_statistics(table, {}).error().code, ErrorCode::conflict);
}

TEST_P(MetastoreConformance, KeepsStatisticsOfPartitions) {
  Table table = created(visits(), {visit_of("mon", "1"), visit_of("tue", "1")});
  auto all = statistics_of_everything();
  auto& statistics = store->statistics();
  ASSERT_TRUE(statistics.put_partition_statistics(table, {{"day=mon/hour=1", all}, {"day=tue/hour=1", {all[0]}}}));

  auto found = statistics.partition_statistics(table, {"day=tue/hour=1", "day=mon/hour=1", "day=x/hour=1"}, {"amount"});

  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].partition, "day=mon/hour=1");
  EXPECT_EQ((*found)[1].columns, std::vector<ColumnStatistics>{all[0]});
  EXPECT_EQ(statistics.put_partition_statistics(table, {{"day=x/hour=1", all}}).error().error_class,
            "PARTITIONS_NOT_FOUND");
  ASSERT_TRUE(store->rename_partition(table, {"mon", "1"}, visit_of("wed", "1")));
  EXPECT_EQ(statistics.partition_statistics(table, {"day=wed/hour=1"}, {})->size(), 1u);
  ASSERT_TRUE(statistics.remove_partition_statistics(table, "day=wed/hour=1", ""));
  EXPECT_TRUE(statistics.partition_statistics(table, {"day=wed/hour=1"}, {})->empty());
  ASSERT_TRUE(store->drop_partitions(table, {{"tue", "1"}}, false));
  EXPECT_TRUE(statistics.partition_statistics(table, {"day=tue/hour=1"}, {})->empty());
}

// ---- locks

namespace {

LockRequest request_of(LockKind kind, const std::string& table, const std::string& partition = "") {
  LockRequest request;
  request.parts = {{kind, "Shop", table, partition}};
  request.user = "ada";
  request.host = "here";
  return request;
}

}  // namespace

TEST_P(MetastoreConformance, LocksExcludeEachOtherInTheOrderOfTheirComing) {
  auto& locks = store->locks();
  auto first = locks.lock(request_of(LockKind::exclusive, "orders"), 1000);
  auto second = locks.lock(request_of(LockKind::exclusive, "ORDERS"), 1000);
  auto third = locks.lock(request_of(LockKind::shared_read, "orders"), 1000);
  auto elsewhere = locks.lock(request_of(LockKind::exclusive, "visits"), 1000);
  ASSERT_TRUE(first && second && third && elsewhere);

  EXPECT_EQ(first->state, LockState::acquired);
  EXPECT_EQ(second->state, LockState::waiting);
  EXPECT_EQ(third->state, LockState::waiting);
  EXPECT_EQ(elsewhere->state, LockState::acquired);
  EXPECT_EQ(locks.check_lock(second->id, 1001)->state, LockState::waiting);
  ASSERT_TRUE(locks.unlock(first->id));
  EXPECT_EQ(locks.check_lock(third->id, 1001)->state, LockState::waiting);
  EXPECT_EQ(locks.check_lock(second->id, 1001)->state, LockState::acquired);
  ASSERT_TRUE(locks.unlock(second->id));
  EXPECT_EQ(locks.check_lock(third->id, 1002)->state, LockState::acquired);
  EXPECT_EQ(locks.unlock(first->id).error().code, ErrorCode::not_found);
}

TEST_P(MetastoreConformance, SharedLocksGoTogetherAndADatabaseHoldsItsTables) {
  auto& locks = store->locks();
  auto reader = locks.lock(request_of(LockKind::shared_read, "orders"), 1);
  auto other = locks.lock(request_of(LockKind::shared_read, "orders"), 1);
  auto writer = locks.lock(request_of(LockKind::shared_write, "orders", "day=mon"), 1);
  auto second_writer = locks.lock(request_of(LockKind::shared_write, "orders"), 1);
  auto owner = locks.lock(request_of(LockKind::exclusive, ""), 1);

  EXPECT_EQ(reader->state, LockState::acquired);
  EXPECT_EQ(other->state, LockState::acquired);
  EXPECT_EQ(writer->state, LockState::acquired);
  EXPECT_EQ(second_writer->state, LockState::waiting);
  EXPECT_EQ(owner->state, LockState::waiting);
  auto held = locks.list_locks("shop", "orders");
  ASSERT_TRUE(held);
  ASSERT_EQ(held->size(), 4u);
  EXPECT_EQ((*held)[2].what.partition, "day=mon");
  EXPECT_EQ((*held)[2].what.kind, LockKind::shared_write);
  EXPECT_EQ((*held)[0].user, "ada");
}

TEST_P(MetastoreConformance, TakesDownTheLocksOfThoseWhoAreGone) {
  auto& locks = store->locks();
  auto silent = locks.lock(request_of(LockKind::exclusive, "orders"), 1000);
  auto waiting = locks.lock(request_of(LockKind::exclusive, "orders"), 1000);
  ASSERT_TRUE(locks.heartbeat(waiting->id, 2000));
  int64_t later = 1001 + kLockTimeoutMillis;

  EXPECT_EQ(locks.check_lock(waiting->id, later)->state, LockState::acquired);
  EXPECT_EQ(locks.heartbeat(silent->id, later).error().code, ErrorCode::not_found);
}

}  // namespace skep::metastore
