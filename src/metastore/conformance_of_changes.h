#pragma once

#include "metastore/conformance_fixture.h"

/// What every Metastore promises of changes to tables and partitions that are there.
namespace skep::metastore {

// ---- databases and tables

TEST_P(MetastoreConformance, ReplacesWhatIsSaidOfADatabase) {
  Database changed = database_of("ignored");
  changed.description = "new";
  changed.owner = "bob";
  changed.owner_type = "ROLE";
  changed.parameters = {{"k", "v"}};

  ASSERT_TRUE(store->alter_database("SHOP", changed));

  auto loaded = store->load_database("shop");
  EXPECT_EQ(loaded->name, "shop");
  EXPECT_EQ(loaded->description, "new");
  EXPECT_EQ(loaded->owner, "bob");
  EXPECT_EQ(loaded->parameters, changed.parameters);
  EXPECT_EQ(store->alter_database("nowhere", changed).error().error_class, "SCHEMA_NOT_FOUND");
}

TEST_P(MetastoreConformance, ReplacesAllThatIsRecordedOfATable) {
  Table before = created(orders());
  TableChange change{before};
  change.changed.columns = {{"id", "bigint", "changed"}, {"note", "string", ""}};
  change.changed.parameters = {{"a", "1"}, {"transient_lastDdlTime", "7"}};
  change.changed.storage.location = "file:/elsewhere";
  change.changed.storage.serde = "another.SerDe";
  change.changed.storage.serde_parameters = {{"x", "y"}};
  change.changed.storage.parameters = {{"p", "q"}};
  change.changed.storage.bucket_columns = {"note"};
  change.changed.storage.sort_columns = {{"note", true}, {"id", false}};
  change.changed.owner = "bob";
  change.changed.retention = 3;
  change.changed.create_time_seconds = 1;

  auto altered = store->alter_table(before.name, change);

  ASSERT_TRUE(altered) << altered.error().message;
  Table after = *store->load_table(before.name);
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.create_time_seconds, before.create_time_seconds);
  EXPECT_EQ(after.columns, change.changed.columns);
  EXPECT_EQ(after.parameters, change.changed.parameters);
  EXPECT_EQ(after.storage, change.changed.storage);
  EXPECT_EQ(after.owner, "bob");
  EXPECT_EQ(after.retention, 3);
}

TEST_P(MetastoreConformance, MakesATableExternal) {
  Table before = created(orders());
  TableChange change{before};
  change.changed.kind = TableKind::external;

  ASSERT_TRUE(store->alter_table(before.name, change));

  EXPECT_EQ(store->load_table(before.name)->kind, TableKind::external);
  EXPECT_EQ(store->load_table(before.name)->parameters["EXTERNAL"], "TRUE");
}

TEST_P(MetastoreConformance, RenamesATableWithItsPartitions) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("mon", "1")}, false));
  ASSERT_TRUE(store->create_database(database_of("attic")));
  TableChange change{table};
  change.changed.name = {"ATTIC", "Old"};
  change.old_root = "file:/warehouse/shop.db/visits";
  change.new_root = "file:/warehouse/attic.db/old";
  change.changed.storage.location = change.new_root;

  ASSERT_TRUE(store->alter_table(table.name, change));

  EXPECT_EQ(store->load_table(table.name).error().error_class, "TABLE_OR_VIEW_NOT_FOUND");
  auto renamed = store->load_table({"attic", "old"});
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->id, table.id);
  EXPECT_EQ(partitions_of(*renamed)[0].location, "file:/warehouse/attic.db/old/day=mon/hour=1");
}

TEST_P(MetastoreConformance, RefusesANameThatIsTaken) {
  Table table = created(orders());
  created(visits());
  TableChange change{table};
  change.changed.name.table = "visits";

  auto altered = store->alter_table(table.name, change);

  EXPECT_EQ(altered.error().error_class, "TABLE_OR_VIEW_ALREADY_EXISTS");
  EXPECT_TRUE(store->load_table(table.name));
}

TEST_P(MetastoreConformance, RefusesOtherPartitionColumns) {
  Table table = created(visits());
  TableChange change{table};
  change.changed.partition_columns.pop_back();

  EXPECT_EQ(store->alter_table(table.name, change).error().code, ErrorCode::invalid_argument);
}

TEST_P(MetastoreConformance, ChangesATableOnlyIfAParameterIsAsExpected) {
  Table table = created(orders());
  TableChange change{table};
  change.changed.parameters["metadata_location"] = "v1";
  change.expected_parameter = {"metadata_location", std::nullopt};

  EXPECT_TRUE(store->alter_table(table.name, change));
  EXPECT_EQ(store->alter_table(table.name, change).error().code, ErrorCode::conflict);
  change.expected_parameter = {"metadata_location", "v1"};
  EXPECT_TRUE(store->alter_table(table.name, change));
}

TEST_P(MetastoreConformance, PartitionsKeepTheirColumnsUnlessTheyChangeToo) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("mon", "1")}, false));
  PartitionQuery with_layout;
  with_layout.with_layout = true;
  auto columns = [&] {
    std::vector<Column> found;
    EXPECT_TRUE(store->visit_partitions(table, with_layout, [&](Partition&& partition) {
      found = partition.layout->columns;
      return true;
    }));
    return found;
  };
  TableChange change{table};
  change.changed.columns.push_back({"added", "int", ""});

  ASSERT_TRUE(store->alter_table(table.name, change));
  EXPECT_EQ(columns(), table.columns);

  change.changes_partitions = true;
  ASSERT_TRUE(store->alter_table(table.name, change));
  EXPECT_EQ(columns(), change.changed.columns);
}

// ---- partitions

TEST_P(MetastoreConformance, AddsPartitionsWithALayoutOfTheirOwn) {
  Table table = created(visits());
  Partition as_table = visit_of("mon", "1"), other = visit_of("tue", "2");
  PartitionLayout layout = *layout_of(table);
  layout.storage.input_format = "another.InputFormat";
  layout.storage.serde_parameters = {{"field.delim", "|"}};
  layout.storage.sort_columns = {{"id", false}};
  layout.columns = {{"id", "string", ""}};
  other.layout = std::make_shared<PartitionLayout>(layout);

  auto added = store->add_partitions(table, {as_table, other}, false);

  ASSERT_TRUE(added);
  EXPECT_EQ(added->size(), 2u);
  PartitionQuery query;
  query.with_layout = true;
  std::vector<Partition> found;
  ASSERT_TRUE(store->visit_partitions(table, query, [&](Partition&& partition) {
    found.push_back(std::move(partition));
    return true;
  }));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(*found[0].layout, *layout_of(table));
  EXPECT_EQ(*found[1].layout, layout);
  EXPECT_EQ(partitions_of(table)[0].layout, nullptr);
}

TEST_P(MetastoreConformance, AddsAllPartitionsOrNone) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("mon", "1")}, false));

  auto added = store->add_partitions(table, {visit_of("tue", "1"), visit_of("mon", "1")}, false);

  EXPECT_EQ(added.error().error_class, "PARTITIONS_ALREADY_EXIST");
  EXPECT_THAT(names_of(table), ElementsAre("day=mon/hour=1"));
  auto skipped = store->add_partitions(table, {visit_of("tue", "1"), visit_of("mon", "1")}, true);
  ASSERT_TRUE(skipped);
  EXPECT_EQ(skipped->size(), 1u);
  EXPECT_THAT(names_of(table), ElementsAre("day=mon/hour=1", "day=tue/hour=1"));
}

TEST_P(MetastoreConformance, AddsAThousandPartitions) {
  Table table = created(visits());
  std::vector<Partition> many;
  for (int i = 0; i < 1100; i++) many.push_back(visit_of("d" + std::to_string(10000 + i), "1"));

  ASSERT_TRUE(store->add_partitions(table, many, false));

  EXPECT_EQ(*store->count_partitions(table, nullptr), 1100);
  auto found = partitions_of(table);
  ASSERT_EQ(found.size(), 1100u);
  EXPECT_EQ(found[1099].values[0], "d11099");
  EXPECT_EQ(found[1099].parameters.at("numRows"), "1");
}

TEST_P(MetastoreConformance, FindsPartitionsByNameAndTheFirstOfThem) {
  Table table = created(visits());
  ASSERT_TRUE(
      store->add_partitions(table, {visit_of("a", "1"), visit_of("b", "1"), visit_of("it's \"c\"", "1")}, false));
  std::vector<std::string> wanted = {"day=a/hour=1", "day=it%27s %22c%22/hour=1", "day=nowhere/hour=1"};
  PartitionQuery query;
  query.names = &wanted;
  std::vector<std::string> found;
  auto note = [&](std::string&& name) {
    found.push_back(std::move(name));
    return true;
  };

  ASSERT_TRUE(store->visit_partition_names(table, query, note));
  EXPECT_THAT(found, ElementsAre(wanted[0], wanted[1]));

  found.clear();
  PartitionQuery first;
  first.count_max = 2;
  ASSERT_TRUE(store->visit_partition_names(table, first, note));
  EXPECT_THAT(found, ElementsAre("day=a/hour=1", "day=b/hour=1"));
}

TEST_P(MetastoreConformance, CountsThePartitionsThatPassAFilter) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("a", "1"), visit_of("b", "1")}, false));
  PartitionFilter filter{PartitionFilter::Comparison{0, FilterOperator::greater, "a"}};

  EXPECT_EQ(*store->count_partitions(table, &filter), 1);
}

TEST_P(MetastoreConformance, AltersPartitionsOrNone) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("mon", "1")}, false));
  Partition changed = visit_of("mon", "1");
  changed.location = "file:/elsewhere";
  changed.parameters = {{"k", "v"}, {"transient_lastDdlTime", "5"}};
  Partition missing = visit_of("sun", "1");

  EXPECT_EQ(store->alter_partitions(table, {changed, missing}).error().error_class, "PARTITIONS_NOT_FOUND");
  EXPECT_NE(partitions_of(table)[0].location, "file:/elsewhere");
  ASSERT_TRUE(store->alter_partitions(table, {changed}));
  EXPECT_EQ(partitions_of(table)[0].location, "file:/elsewhere");
  EXPECT_EQ(partitions_of(table)[0].parameters, changed.parameters);
}

TEST_P(MetastoreConformance, RenamesAPartition) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("mon", "1"), visit_of("tue", "1")}, false));
  Partition changed = visit_of("wed", "2");

  ASSERT_TRUE(store->rename_partition(table, {"mon", "1"}, changed));

  EXPECT_THAT(names_of(table), ElementsAre("day=tue/hour=1", "day=wed/hour=2"));
  EXPECT_EQ(store->rename_partition(table, {"wed", "2"}, visit_of("tue", "1")).error().code, ErrorCode::already_exists);
  EXPECT_EQ(store->rename_partition(table, {"mon", "1"}, changed).error().code, ErrorCode::not_found);
  EXPECT_THAT(names_of(table), ElementsAre("day=tue/hour=1", "day=wed/hour=2"));
}

TEST_P(MetastoreConformance, DropsPartitionsAndLeavesGarbageBehind) {
  Table table = created(visits());
  ASSERT_TRUE(store->add_partitions(table, {visit_of("mon", "1"), visit_of("tue", "1")}, false));
  auto left = [](const Table&, const Partition& partition) { return std::vector<Garbage>{{partition.location, 9}}; };

  EXPECT_EQ(store->drop_partitions(table, {{"mon", "1"}, {"sun", "1"}}, false, left).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(names_of(table).size(), 2u);
  auto dropped = store->drop_partitions(table, {{"mon", "1"}, {"sun", "1"}}, true, left);

  ASSERT_TRUE(dropped);
  EXPECT_EQ(dropped->size(), 1u);
  EXPECT_THAT(names_of(table), ElementsAre("day=tue/hour=1"));
  EXPECT_THAT(*store->list_garbage(9), ElementsAre(Garbage{"file:/warehouse/shop.db/visits/day=mon/hour=1", 9}));
}

TEST_P(MetastoreConformance, RefusesATableThatWasReplaced) {
  Table table = created(visits());
  ASSERT_TRUE(store->drop_table(table.name));
  created(visits());

  EXPECT_EQ(store->add_partitions(table, {visit_of("mon", "1")}, false).error().code, ErrorCode::conflict);
  EXPECT_EQ(store->drop_partitions(table, {{"mon", "1"}}, true).error().code, ErrorCode::conflict);
}

TEST_P(MetastoreConformance, ServersThatAddTheSamePartitionsAddEachOnce) {
  Table table = created(visits());
  std::atomic<int> added = 0;
  std::vector<std::thread> servers;
  for (int server = 0; server < 4; server++) {
    servers.emplace_back([&] {
      for (int i = 0; i < 10; i++) {
        auto done = store->add_partitions(table, {visit_of("d" + std::to_string(i), "1")}, true);
        EXPECT_TRUE(done) << done.error().message;
        if (done) added += static_cast<int>(done->size());
      }
    });
  }
  for (auto& server : servers) server.join();

  EXPECT_EQ(added, 10);
  EXPECT_EQ(names_of(table).size(), 10u);
}

}  // namespace skep::metastore
