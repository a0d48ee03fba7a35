#pragma once

#include "metastore/conformance_fixture.h"

/// What every Metastore promises of commits, their journal, and what they leave behind.
namespace skep::metastore {

// ---- commits

TEST_P(MetastoreConformance, MovesATableToItsNewFiles) {
  Table table = created(orders());
  CommitWrite write = write_to(table);
  write.new_location = "file:/warehouse/shop.db/orders/_skep/op1/data";
  write.table_parameters = {{"numRows", "3"}, {"comment", "changed"}};

  ASSERT_TRUE(store->commit_write(write));

  auto loaded = store->load_table(table.name);
  EXPECT_EQ(loaded->storage.location, *write.new_location);
  EXPECT_EQ(loaded->storage.serde_parameters.at("path"), *write.new_location);
  EXPECT_EQ(loaded->parameters.at("numRows"), "3");
  EXPECT_EQ(loaded->parameters.at("comment"), "changed");
}

TEST_P(MetastoreConformance, AddsNoPathToATableThatHasNone) {
  Table draft = orders();
  draft.storage.serde_parameters.erase("path");
  Table table = created(draft);
  CommitWrite write = write_to(table);
  write.new_location = "file:/elsewhere";

  ASSERT_TRUE(store->commit_write(write));

  EXPECT_FALSE(store->load_table(table.name)->storage.serde_parameters.contains("path"));
}

TEST_P(MetastoreConformance, RemovesParametersThatNoLongerHold) {
  Table table = created(orders());
  CommitWrite write = write_to(table);
  write.removed_table_parameters = {"comment", "never.there"};

  ASSERT_TRUE(store->commit_write(write));

  EXPECT_FALSE(store->load_table(table.name)->parameters.contains("comment"));
}

TEST_P(MetastoreConformance, AddsReplacesAndDropsPartitionsAtOnce) {
  Table table = created(visits(), {visit_of("mon", "1"), visit_of("tue", "1")});
  CommitWrite write = write_to(table);
  write.partitions = {visit_of("mon", "1"), visit_of("wed", "1")};
  write.partitions[0].location = "file:/new";
  write.partitions[0].parameters = {{"numRows", "9"}};
  write.dropped_partitions = {{"tue", "1"}, {"never", "1"}};
  auto id_before = (*store->find_partition(table, {"mon", "1"}))->id;

  ASSERT_TRUE(store->commit_write(write));

  EXPECT_THAT(names_of(table), ElementsAre("day=mon/hour=1", "day=wed/hour=1"));
  auto replaced = **store->find_partition(table, {"mon", "1"});
  EXPECT_EQ(replaced.location, "file:/new");
  EXPECT_EQ(replaced.parameters.at("numRows"), "9");
  EXPECT_EQ(replaced.id, id_before);
}

TEST_P(MetastoreConformance, LeavesReplacedLocationsAsGarbage) {
  Table table = created(visits(), {visit_of("mon", "1"), visit_of("tue", "1")});
  CommitWrite write = write_to(table);
  write.partitions = {visit_of("mon", "1")};
  write.partitions[0].location = "file:/new";
  write.dropped_partitions = {{"tue", "1"}};
  write.replaced_since_seconds = 50;

  ASSERT_TRUE(store->commit_write(write));

  EXPECT_THAT(*store->list_garbage(50),
              ElementsAre(Garbage{visit_of("mon", "1").location, 50}, Garbage{visit_of("tue", "1").location, 50}));
}

TEST_P(MetastoreConformance, LeavesOnlyWhatIsVisibleOfAFolderThatHoldsTheNewFiles) {
  Table table = created(orders());
  CommitWrite write = write_to(table);
  write.new_location = table.storage.location + "/_skep/op1/data";
  write.replaced_since_seconds = 50;

  ASSERT_TRUE(store->commit_write(write));

  EXPECT_THAT(*store->list_garbage(50), ElementsAre(Garbage{table.storage.location + "/*", 50}));
}

TEST_P(MetastoreConformance, RefusesAWriteToATableThatWasReplaced) {
  Table old = created(orders());
  ASSERT_TRUE(store->drop_table(old.name));
  created(orders());
  CommitWrite write = write_to(old);
  write.new_location = "file:/new";

  auto committed = store->commit_write(write);

  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::conflict);
  EXPECT_EQ(store->load_table(old.name)->storage.location, orders().storage.location);
}

TEST_P(MetastoreConformance, RefusesToAddFilesToAFolderThatWasReplaced) {
  Table table = created(orders());
  CommitWrite overwrite = write_to(table);
  overwrite.new_location = "file:/new";
  ASSERT_TRUE(store->commit_write(overwrite));
  CommitWrite append = write_to(table);
  append.expected_location = table.storage.location;
  append.table_parameters = {{"numRows", "1"}};

  auto committed = store->commit_write(append);

  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::conflict);
  EXPECT_FALSE(store->load_table(table.name)->parameters.contains("numRows"));
}

TEST_P(MetastoreConformance, RefusesToAddFilesToAPartitionThatWasReplaced) {
  Table table = created(visits(), {visit_of("mon", "1")});
  CommitWrite append = write_to(table);
  append.partitions = {visit_of("tue", "1"), visit_of("mon", "1")};
  append.partitions[1].location = "file:/elsewhere";
  append.keeps_locations = true;

  auto committed = store->commit_write(append);

  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::conflict);
  EXPECT_THAT(names_of(table), ElementsAre("day=mon/hour=1"));
}

TEST_P(MetastoreConformance, WritesNothingOfAFailedCommit) {
  Table table = created(visits(), {visit_of("mon", "1")});
  ASSERT_TRUE(store->begin_write(entry_of("op1")));
  CommitWrite write = write_to(table, "op1");
  write.table_parameters = {{"numRows", "1"}};
  write.dropped_partitions = {{"mon", "1"}};
  write.partitions = {visit_of("tue", "1")};
  write.partitions[0].values.pop_back();

  ASSERT_FALSE(store->commit_write(write));

  EXPECT_THAT(names_of(table), ElementsAre("day=mon/hour=1"));
  EXPECT_FALSE(store->load_table(table.name)->parameters.contains("numRows"));
  EXPECT_FALSE(*store->was_committed(table.name, "op1"));
}

// ---- the journal

TEST_P(MetastoreConformance, KnowsACommittedWriteWhileTheJournalHasIt) {
  Table table = created(orders());
  ASSERT_TRUE(store->begin_write(entry_of("op1")));
  EXPECT_FALSE(*store->was_committed(table.name, "op1"));

  ASSERT_TRUE(store->commit_write(write_to(table, "op1")));

  EXPECT_TRUE(*store->was_committed(table.name, "op1"));
}

TEST_P(MetastoreConformance, KnowsACommittedWriteByItsParameterLater) {
  Table table = created(visits());
  for (const char* id : {"op1", "op2", "op3"}) ASSERT_TRUE(store->begin_write(entry_of(id)));
  CommitWrite first = write_to(table, "op1");
  first.table_parameters = {{std::string(kOperationParameter), "op1"}};
  CommitWrite second = write_to(table, "op2");
  second.partitions = {visit_of("mon", "1")};
  second.partitions[0].parameters = {{std::string(kOperationParameter), "op2"}};
  ASSERT_TRUE(store->commit_write(first));
  ASSERT_TRUE(store->commit_write(second));
  for (const char* id : {"op1", "op2", "op3"}) ASSERT_TRUE(store->forget_write(id));

  EXPECT_TRUE(*store->was_committed(table.name, "op1"));
  EXPECT_TRUE(*store->was_committed(table.name, "op2"));
  EXPECT_FALSE(*store->was_committed(table.name, "op3"));
  EXPECT_FALSE(*store->was_committed({"shop", "nothing"}, "op1"));
}

TEST_P(MetastoreConformance, CommitsNoWriteThatTheJournalDoesNotKnow) {
  Table table = created(orders());
  CommitWrite write = write_to(table, "never-begun");
  write.new_location = "file:/new";

  auto committed = store->commit_write(write);

  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::conflict);
  EXPECT_EQ(store->load_table(table.name)->storage.location, orders().storage.location);
}

TEST_P(MetastoreConformance, CommitsAWriteOnlyOnce) {
  Table table = created(orders());
  ASSERT_TRUE(store->begin_write(entry_of("op1")));
  ASSERT_TRUE(store->commit_write(write_to(table, "op1")));

  auto again = store->commit_write(write_to(table, "op1"));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
}

TEST_P(MetastoreConformance, CommitsNoCancelledWrite) {
  Table table = created(orders());
  ASSERT_TRUE(store->begin_write(entry_of("op1")));

  EXPECT_TRUE(*store->cancel_write("op1"));

  EXPECT_FALSE(store->commit_write(write_to(table, "op1")));
  EXPECT_TRUE(*store->cancel_write("op1"));
  EXPECT_FALSE(*store->cancel_write("unknown"));
}

TEST_P(MetastoreConformance, CancelsNoCommittedWrite) {
  Table table = created(orders());
  ASSERT_TRUE(store->begin_write(entry_of("op1")));
  ASSERT_TRUE(store->commit_write(write_to(table, "op1")));

  EXPECT_FALSE(*store->cancel_write("op1"));

  EXPECT_TRUE(*store->was_committed(table.name, "op1"));
}

TEST_P(MetastoreConformance, RefusesAWriteWithTheIdOfAnother) {
  ASSERT_TRUE(store->begin_write(entry_of("op1")));

  auto again = store->begin_write(entry_of("op1"));

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
}

TEST_P(MetastoreConformance, TakesOverOnlyWritesWhoseLeaseHasLapsed) {
  ASSERT_TRUE(store->begin_write(entry_of("late", 100)));
  ASSERT_TRUE(store->begin_write(entry_of("alive", 300)));

  auto taken = store->take_over_writes(200, 260);

  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->size(), 1u);
  EXPECT_EQ((*taken)[0].operation_id, "late");
  EXPECT_EQ((*taken)[0].table.to_text(), "shop.orders");
  EXPECT_EQ((*taken)[0].staging, entry_of("late").staging);
  EXPECT_FALSE((*taken)[0].committed);
  EXPECT_THAT(*store->take_over_writes(210, 270), IsEmpty());
}

TEST_P(MetastoreConformance, CommitsNoWriteThatWasTakenOver) {
  Table table = created(orders());
  ASSERT_TRUE(store->begin_write(entry_of("late", 100)));
  ASSERT_TRUE(store->take_over_writes(200, 260));

  EXPECT_EQ(store->commit_write(write_to(table, "late")).error().code, ErrorCode::conflict);
  EXPECT_EQ(store->renew_lease("late", 900).error().code, ErrorCode::conflict);
}

TEST_P(MetastoreConformance, TakesOverACommittedWriteAsSuch) {
  Table table = created(orders());
  ASSERT_TRUE(store->begin_write(entry_of("done", 100)));
  ASSERT_TRUE(store->commit_write(write_to(table, "done")));

  auto taken = store->take_over_writes(200, 260);

  ASSERT_EQ(taken->size(), 1u);
  EXPECT_TRUE((*taken)[0].committed);
  EXPECT_TRUE(*store->was_committed(table.name, "done"));
}

TEST_P(MetastoreConformance, SparesAWriteWhoseLeaseWasRenewed) {
  ASSERT_TRUE(store->begin_write(entry_of("op1", 100)));

  ASSERT_TRUE(store->renew_lease("op1", 500));

  EXPECT_THAT(*store->take_over_writes(200, 260), IsEmpty());
  EXPECT_EQ(store->renew_lease("unknown", 500).error().code, ErrorCode::conflict);
}

TEST_P(MetastoreConformance, ForgetsAWrite) {
  ASSERT_TRUE(store->begin_write(entry_of("op1", 100)));

  ASSERT_TRUE(store->forget_write("op1"));

  EXPECT_TRUE(store->forget_write("op1"));
  EXPECT_THAT(*store->take_over_writes(200, 260), IsEmpty());
}

TEST_P(MetastoreConformance, ListsTheWritesThatAreOpenAndThoseThatEnded) {
  Table table = created(orders());
  for (const auto* id : {"a", "b", "c"}) ASSERT_TRUE(store->begin_write(entry_of(id, 300)));
  ASSERT_TRUE(store->commit_write(write_to(table, "a")));
  ASSERT_TRUE(store->cancel_write("b"));

  auto writes = store->list_writes();

  ASSERT_TRUE(writes);
  std::map<std::string, bool> committed;
  for (const auto& write : *writes) committed[write.operation_id] = write.committed;
  EXPECT_EQ(committed, (std::map<std::string, bool>{{"a", true}, {"b", false}, {"c", false}}));
  EXPECT_EQ(writes->front().lease_until_seconds, 300);
  EXPECT_EQ(writes->front().table.to_text(), "shop.orders");
}

TEST_P(MetastoreConformance, ShowsTheJournalAsItIsWhenThePartitionsAreRead) {
  Table table = created(visits());
  ASSERT_TRUE(store->begin_write(entry_of("a", 300)));
  CommitWrite write = write_to(table, "a");
  write.partitions = {visit_of("2024-01-01", "1")};
  std::vector<JournalEntry> journal;

  ASSERT_TRUE(store->visit_partitions(
      table, nullptr, [](Partition&&) { return true; }, &journal));

  ASSERT_EQ(journal.size(), 1u);
  EXPECT_FALSE(journal[0].committed);
  ASSERT_TRUE(store->commit_write(write));
  ASSERT_TRUE(store->visit_partitions(
      table, nullptr, [](Partition&&) { return true; }, &journal));
  ASSERT_EQ(journal.size(), 1u);
  EXPECT_TRUE(journal[0].committed);
}

TEST_P(MetastoreConformance, CreatesATableOnlyForAnOpenWrite) {
  ASSERT_TRUE(store->begin_write(entry_of("op1")));
  ASSERT_TRUE(store->cancel_write("op1"));

  auto table = store->create_table(orders(), {}, "op1");

  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::conflict);
  EXPECT_FALSE(store->load_table({"shop", "orders"}));
}

TEST_P(MetastoreConformance, MarksTheWriteThatCreatesATableAsCommitted) {
  ASSERT_TRUE(store->begin_write(entry_of("op1")));

  ASSERT_TRUE(store->create_table(orders(), {}, "op1"));

  EXPECT_TRUE(*store->was_committed({"shop", "orders"}, "op1"));
}

// ---- garbage

TEST_P(MetastoreConformance, ListsGarbageOfATimeOrBefore) {
  ASSERT_TRUE(store->add_garbage({{"file:/b", 10}, {"file:/a", 20}, {"file:/c", 30}}));

  EXPECT_THAT(*store->list_garbage(20), ElementsAre(Garbage{"file:/a", 20}, Garbage{"file:/b", 10}));
}

TEST_P(MetastoreConformance, KeepsTheTimeOfGarbageThatIsAddedAgain) {
  ASSERT_TRUE(store->add_garbage({{"file:/a", 10}}));

  ASSERT_TRUE(store->add_garbage({{"file:/a", 99}}));

  EXPECT_THAT(*store->list_garbage(99), ElementsAre(Garbage{"file:/a", 10}));
}

TEST_P(MetastoreConformance, LeavesOutGarbageThatIsInUseAgain) {
  created(orders());
  created(visits(), {visit_of("mon", "1")});
  std::string orders_root = orders().storage.location, monday = visit_of("mon", "1").location;

  ASSERT_TRUE(store->add_garbage({{orders_root, 1},
                                  {orders_root + "/*", 1},
                                  {orders_root + "/_skep/op1", 1},
                                  {monday, 1},
                                  {"file:/warehouse/shop.db", 1},
                                  {"file:/warehouse/shop.db/visits/*", 1},
                                  {"file:/warehouse/shop.db/visits_old", 1}}));

  EXPECT_THAT(*store->list_garbage(1),
              ElementsAre(Garbage{orders_root + "/_skep/op1", 1}, Garbage{"file:/warehouse/shop.db/visits_old", 1}));
}

TEST_P(MetastoreConformance, ForgetsGarbage) {
  ASSERT_TRUE(store->add_garbage({{"file:/a", 1}}));

  ASSERT_TRUE(store->forget_garbage("file:/a"));

  EXPECT_TRUE(store->forget_garbage("file:/a"));
  EXPECT_THAT(*store->list_garbage(1), IsEmpty());
}

}  // namespace skep::metastore
