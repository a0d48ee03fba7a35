#include "warehouse/warehouse.h"

#include "warehouse/warehouse_fixture.h"

#include <thread>

namespace skep::warehouse {
namespace {

// ---- places

TEST_F(WarehouseTest, PutsTheDefaultDatabaseIntoTheWarehouseItself) {
  auto database = store->load_database("default");

  ASSERT_TRUE(database);
  EXPECT_EQ(database->location, settings().warehouse_uri);
  EXPECT_EQ(database->owner, "public");
  EXPECT_EQ(database->owner_type, "ROLE");
  EXPECT_TRUE(warehouse->initialise());
}

TEST_F(WarehouseTest, PutsADatabaseBelowTheWarehouse) {
  metastore::Database draft;
  draft.name = "Sales";

  auto database = warehouse->create_database(draft, false);

  ASSERT_TRUE(database);
  EXPECT_EQ(database->location, uri("sales.db"));
  EXPECT_TRUE(exists("sales.db"));
}

TEST_F(WarehouseTest, PutsADatabaseWhereItIsToldTo) {
  metastore::Database draft;
  draft.name = "sales";
  draft.location = (folder / "elsewhere/../there").string();

  auto database = warehouse->create_database(draft, false);

  ASSERT_TRUE(database);
  EXPECT_EQ(database->location, "file:" + (folder / "there").string());
}

TEST_F(WarehouseTest, CreatesADatabaseTwiceOnlyIfAskedTo) {
  metastore::Database draft;
  draft.name = "sales";
  ASSERT_TRUE(warehouse->create_database(draft, false));

  EXPECT_TRUE(warehouse->create_database(draft, true));
  EXPECT_EQ(warehouse->create_database(draft, false).error().error_class, "SCHEMA_ALREADY_EXISTS");
}

TEST_F(WarehouseTest, PutsATableBelowItsDatabase) {
  auto table = warehouse->create_table(draft_of("Orders"), false);

  ASSERT_TRUE(table);
  EXPECT_EQ(table->storage.location, uri("orders"));
  EXPECT_EQ(table->storage.serde_parameters.at("path"), uri("orders"));
  EXPECT_TRUE(exists("orders"));
  EXPECT_THAT(read("orders"), IsEmpty());
}

TEST_F(WarehouseTest, GivesATableBackThatIsThereIfAskedTo) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));

  auto again = warehouse->create_table(draft_of("t"), false);
  auto existing = warehouse->create_table(draft_of("t"), true);

  EXPECT_EQ(again.error().error_class, "TABLE_OR_VIEW_ALREADY_EXISTS");
  ASSERT_TRUE(existing);
  EXPECT_EQ(existing->id, load("t").id);
}

TEST_F(WarehouseTest, SeesTheFilesThatAreAtAnExternalTablesPlace) {
  put_file("place/a.parquet", "a");
  put_file("place/_SUCCESS", "x");
  put_file("place/.crc", "x");
  put_file("place/sub/b.parquet", "b");
  put_file("place/empty.parquet", "");
  auto draft = draft_of("t");
  draft.kind = metastore::TableKind::external;
  draft.storage.location = uri("place");

  ASSERT_TRUE(warehouse->create_table(draft, false));

  EXPECT_THAT(read("t"), ElementsAre("a"));
}

TEST_F(WarehouseTest, CountsAFolderThatIsGoneAsEmpty) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  std::filesystem::remove_all(folder / "warehouse/t");

  EXPECT_THAT(read("t"), IsEmpty());
  EXPECT_TRUE(append("t", {{"", "a"}}));
  EXPECT_THAT(read("t"), ElementsAre("a"));
}

// ---- writes

TEST_F(WarehouseTest, AppendsToATablesOwnFolder) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));

  ASSERT_TRUE(append("t", {{"", "one"}, {"", "two"}}));
  auto summary = append("t", {{"", "three"}});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->rows, 5);
  EXPECT_EQ(summary->files, 1);
  EXPECT_THAT(read("t"), ElementsAre("one", "three", "two"));
  EXPECT_EQ(files_below("t").size(), 3u);
  EXPECT_FALSE(has_own_folders("t")) << "an append leaves nothing but its files";
}

TEST_F(WarehouseTest, OverwritesIntoAFolderOfItsOwn) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(append("t", {{"", "old"}}));

  ASSERT_TRUE(overwrite("t", {{"", "new"}}));

  EXPECT_THAT(read("t"), ElementsAre("new"));
  auto table = load("t");
  EXPECT_THAT(table.storage.location, testing::MatchesRegex(".*/t/_skep/[^/]+/data"));
  EXPECT_EQ(table.storage.serde_parameters.at("path"), table.storage.location);
}

TEST_F(WarehouseTest, KeepsOldFilesForThoseWhoListedThemUntilTheirTimeIsUp) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(append("t", {{"", "old"}}));
  ASSERT_TRUE(overwrite("t", {{"", "new"}}));
  EXPECT_EQ(files_below("t").size(), 2u);

  ASSERT_TRUE(warehouse->recover(kFarFuture));

  EXPECT_THAT(read("t"), ElementsAre("new"));
  EXPECT_EQ(files_below("t").size(), 1u);
  EXPECT_THAT(*store->list_garbage(kFarFuture), IsEmpty());
}

TEST_F(WarehouseTest, OverwritesAndAppendsInTurns) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(overwrite("t", {{"", "a"}}));
  ASSERT_TRUE(append("t", {{"", "b"}}));
  EXPECT_THAT(read("t"), ElementsAre("a", "b"));
  ASSERT_TRUE(overwrite("t", {{"", "c"}}));
  ASSERT_TRUE(append("t", {{"", "d"}}));

  ASSERT_TRUE(warehouse->recover(kFarFuture));

  EXPECT_THAT(read("t"), ElementsAre("c", "d"));
  EXPECT_EQ(files_below("t").size(), 2u);
}

TEST_F(WarehouseTest, OverwritesWithNothing) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(append("t", {{"", "old"}}));

  ASSERT_TRUE(overwrite("t", {}));

  EXPECT_THAT(read("t"), IsEmpty());
  ASSERT_TRUE(append("t", {{"", "new"}}));
  EXPECT_THAT(read("t"), ElementsAre("new"));
}

TEST_F(WarehouseTest, AppendsToPartitionsOldAndNew) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}}));

  auto summary = append("t", {{"mon", "2"}, {"tue", "3"}, {"a/b", "4"}});

  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->partitions, 3);
  EXPECT_THAT(read("t"), ElementsAre("a/b:4", "mon:1", "mon:2", "tue:3"));
  EXPECT_EQ((*store->find_partition(load("t"), {"tue"}))->location, uri("t/day=tue"));
  EXPECT_TRUE(exists("t/day=a%2Fb"));
  EXPECT_FALSE(has_own_folders("t"));
}

TEST_F(WarehouseTest, OverwritesAllPartitionsInStaticMode) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}, {"tue", "2"}}));

  ASSERT_TRUE(overwrite("t", {{"tue", "3"}, {"wed", "4"}}, {std::nullopt}));

  EXPECT_THAT(read("t"), ElementsAre("tue:3", "wed:4"));
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_THAT(read("t"), ElementsAre("tue:3", "wed:4"));
  EXPECT_EQ(files_below("t").size(), 2u);
}

TEST_F(WarehouseTest, OverwritesOnlyWhatWasWrittenInDynamicMode) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}, {"tue", "2"}}));

  ASSERT_TRUE(overwrite("t", {{"tue", "3"}}, {std::nullopt}, true));

  EXPECT_THAT(read("t"), ElementsAre("mon:1", "tue:3"));
}

TEST_F(WarehouseTest, OverwritesOnlyTheNamedPartition) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}, {"tue", "2"}}));

  ASSERT_TRUE(overwrite("t", {}, {"mon"}));

  EXPECT_THAT(read("t"), ElementsAre("tue:2"));
}

TEST_F(WarehouseTest, OverwritesTheNullPartition) {
  std::string null(metastore::kNullPartitionValue);
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{null, "1"}, {"tue", "2"}}));

  ASSERT_TRUE(overwrite("t", {{null, "9"}}, {null}));

  EXPECT_THAT(read("t"), ElementsAre(null + ":9", "tue:2"));
}

TEST_F(WarehouseTest, AppendsToAPartitionWhereAnOverwritePutIt) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}}));
  ASSERT_TRUE(overwrite("t", {{"mon", "2"}}, {std::nullopt}));

  ASSERT_TRUE(append("t", {{"mon", "3"}}));

  EXPECT_THAT(read("t"), ElementsAre("mon:2", "mon:3"));
}

/// The folder day=mon still holds the files of a partition that was dropped: they must not come back.
TEST_F(WarehouseTest, BringsNoRemovedFilesBackWithANewPartition) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "old"}}));
  ASSERT_TRUE(overwrite("t", {{"tue", "2"}}, {std::nullopt}));

  ASSERT_TRUE(append("t", {{"mon", "new"}}));

  EXPECT_THAT(read("t"), ElementsAre("mon:new", "tue:2"));
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_THAT(read("t"), ElementsAre("mon:new", "tue:2"));
  EXPECT_EQ(files_below("t").size(), 2u);
}

TEST_F(WarehouseTest, RemovesTheFolderOfAnOverwriteWithItsLastPartition) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(overwrite("t", {{"mon", "1"}, {"tue", "2"}}, {std::nullopt}));
  ASSERT_TRUE(overwrite("t", {{"mon", "3"}}, {std::nullopt}));

  ASSERT_TRUE(warehouse->recover(kFarFuture));

  auto own = std::filesystem::directory_iterator(folder / "warehouse/t/_skep");
  EXPECT_EQ(std::distance(begin(own), end(own)), 1);
}

TEST_F(WarehouseTest, CreatesATableFromAQueryInItsCanonicalPlace) {
  auto summary = write(*warehouse, draft_of("t"), true, false, {{"", "a"}, {"", "b"}});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_THAT(read("t"), ElementsAre("a", "b"));
  EXPECT_EQ(load("t").storage.location, uri("t"));
  EXPECT_EQ(load("t").storage.serde_parameters.at("path"), uri("t"));
  EXPECT_EQ(files_below("").size(), 2u);
}

TEST_F(WarehouseTest, CreatesAPartitionedTableFromAQuery) {
  auto summary = write(*warehouse, draft_of("t", true), true, false, {{"mon", "a"}, {"tue", "b"}, {"mon", "c"}});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->partitions, 2);
  EXPECT_THAT(read("t"), ElementsAre("mon:a", "mon:c", "tue:b"));
  EXPECT_EQ((*store->find_partition(load("t"), {"mon"}))->location, uri("t/day=mon"));
}

TEST_F(WarehouseTest, CreatesATableFromAQueryThatGivesNothing) {
  ASSERT_TRUE(write(*warehouse, draft_of("t"), true, false, {}));
  ASSERT_TRUE(write(*warehouse, draft_of("p", true), true, false, {}));

  EXPECT_THAT(read("t"), IsEmpty());
  EXPECT_THAT(read("p"), IsEmpty());
}

TEST_F(WarehouseTest, CreatesATableFromAQueryWhereItIsToldTo) {
  auto draft = draft_of("t", true);
  draft.kind = metastore::TableKind::external;
  draft.storage.location = (folder / "place").string();

  ASSERT_TRUE(write(*warehouse, draft, true, false, {{"mon", "a"}}));

  EXPECT_THAT(read("t"), ElementsAre("mon:a"));
  EXPECT_TRUE(std::filesystem::exists(folder / "place/day=mon"));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "place/_skep"));
}

TEST_F(WarehouseTest, CreatesNoTableFromAQueryOverDataThatIsThere) {
  put_file("t/x.parquet", "x");

  auto operation = warehouse->begin_write(draft_of("t"), true, false);

  ASSERT_FALSE(operation);
  EXPECT_EQ(operation.error().code, ErrorCode::already_exists);
  EXPECT_EQ(operation.error().error_class, "LOCATION_ALREADY_EXISTS");
}

TEST_F(WarehouseTest, CreatesNoManagedTableOverDataThatIsThere) {
  put_file("t/x.parquet", "x");

  auto table = warehouse->create_table(draft_of("t"), false);

  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().error_class, "LOCATION_ALREADY_EXISTS");
  EXPECT_FALSE(store->load_table({"default", "t"}));
}

TEST_F(WarehouseTest, CreatesATableFromAQueryInAFolderThatIsEmpty) {
  std::filesystem::create_directories(folder / "warehouse/t");

  ASSERT_TRUE(write(*warehouse, draft_of("t"), true, false, {{"", "a"}}));

  EXPECT_THAT(read("t"), ElementsAre("a"));
}

TEST_F(WarehouseTest, OneOfTwoThatCreateATableFromQueriesWins) {
  auto first = warehouse->begin_write(draft_of("t"), true, false);
  auto second = warehouse->begin_write(draft_of("t"), true, false);
  ASSERT_TRUE(first && second);

  ASSERT_TRUE(warehouse->publish(*first, written(*first, {{"", "first"}}), {}, false));
  auto lost = warehouse->publish(*second, written(*second, {{"", "second"}}), {}, false);
  ASSERT_FALSE(lost);
  warehouse->abandon(*second);

  EXPECT_EQ(lost.error().code, ErrorCode::already_exists);
  EXPECT_THAT(read("t"), ElementsAre("first"));
  EXPECT_EQ(files_below("").size(), 1u);
}

TEST_F(WarehouseTest, LeavesNothingOfAnAbandonedWrite) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  auto operation = warehouse->begin_write(load("t"), false, true);
  written(*operation, {{"", "never"}});

  warehouse->abandon(*operation);

  EXPECT_THAT(files_below(""), IsEmpty());
  EXPECT_EQ(store->renew_lease(operation->id, kFarFuture).error().code, ErrorCode::conflict);
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_THAT(*store->list_writes(), IsEmpty());
}

TEST_F(WarehouseTest, LeavesAPublishedWriteAloneWhenItIsAbandoned) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  auto operation = warehouse->begin_write(load("t"), false, true);
  ASSERT_TRUE(warehouse->publish(*operation, written(*operation, {{"", "kept"}}), {}, false));

  warehouse->abandon(*operation);

  EXPECT_THAT(read("t"), ElementsAre("kept"));
}

TEST_F(WarehouseTest, WritesIntoNoView) {
  metastore::Table view = draft_of("v");
  view.kind = metastore::TableKind::view;

  EXPECT_EQ(warehouse->begin_write(view, false, true).error().code, ErrorCode::invalid_argument);
}

// ---- writes that meet

TEST_F(WarehouseTest, AppendsToWhatAnOverwriteLeftMeanwhile) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(append("t", {{"", "old"}}));
  auto operation = warehouse->begin_write(load("t"), false, false);
  ASSERT_TRUE(overwrite("t", {{"", "new"}}));

  ASSERT_TRUE(warehouse->publish(*operation, written(*operation, {{"", "added"}}), {}, false));

  EXPECT_THAT(read("t"), ElementsAre("added", "new"));
}

TEST_F(WarehouseTest, TwoAppendsMayCreateTheSamePartition) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  auto first = warehouse->begin_write(load("t"), false, false);
  auto second = warehouse->begin_write(load("t"), false, false);

  ASSERT_TRUE(warehouse->publish(*first, written(*first, {{"mon", "1"}}), {}, false));
  ASSERT_TRUE(warehouse->publish(*second, written(*second, {{"mon", "2"}}), {}, false));

  EXPECT_THAT(read("t"), ElementsAre("mon:1", "mon:2"));
}

TEST_F(WarehouseTest, ManyWritersLoseNoRow) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; writer++) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 5; i++) {
        std::vector<Rows> rows = {{"mon", fmt::format("{}-{}", writer, i)}, {fmt::format("day{}", i), "x"}};
        auto done = append("t", rows);
        EXPECT_TRUE(done) << done.error().message;
      }
    });
  }
  for (auto& writer : writers) writer.join();

  auto seen = read("t");

  EXPECT_EQ(seen.size(), 40u);
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_EQ(read("t"), seen);
  EXPECT_EQ(files_below("t").size(), 40u);
}

TEST_F(WarehouseTest, RefusesToWriteToATableThatWasReplaced) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  auto operation = warehouse->begin_write(load("t"), false, false);
  ASSERT_TRUE(warehouse->drop_table({"default", "t"}, true));
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  std::filesystem::create_directories(operation->staging_path);

  auto published = warehouse->publish(*operation, written(*operation, {{"", "lost"}}), {}, false);
  ASSERT_FALSE(published);
  warehouse->abandon(*operation);

  EXPECT_EQ(published.error().code, ErrorCode::conflict);
  EXPECT_THAT(read("t"), IsEmpty());
}

// ---- numbers

TEST_F(WarehouseTest, CountsRowsAcrossWrites) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(append("t", {{"", "123"}}));
  ASSERT_TRUE(append("t", {{"", "12"}}));

  auto parameters = load("t").parameters;

  EXPECT_EQ(parameters.at("numFiles"), "2");
  EXPECT_EQ(parameters.at("totalSize"), "5");
  EXPECT_EQ(parameters.at("numRows"), "5");
  EXPECT_EQ(parameters.at("spark.sql.statistics.numRows"), "5");
  EXPECT_EQ(parameters.at("spark.sql.statistics.totalSize"), "5");
  EXPECT_EQ(warehouse->list_files(load("t"), nullptr, Cancellation())->row_estimate, 5);
}

TEST_F(WarehouseTest, CountsNoRowsOnceOthersHaveAddedFiles) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
  ASSERT_TRUE(append("t", {{"", "123"}}));
  put_file("t/by-spark.parquet", "????");

  ASSERT_TRUE(append("t", {{"", "12"}}));

  auto parameters = load("t").parameters;
  EXPECT_EQ(parameters.at("numFiles"), "3");
  EXPECT_EQ(parameters.at("totalSize"), "9");
  EXPECT_FALSE(parameters.contains("numRows"));
  EXPECT_FALSE(parameters.contains("spark.sql.statistics.numRows"));
}

TEST_F(WarehouseTest, DropsStatisticsOfColumnsThatAWriteMakesStale) {
  auto draft = draft_of("t");
  draft.parameters["spark.sql.statistics.colStats.id.max"] = "7";
  draft.parameters["spark.sql.statistics.numRows"] = "1";
  draft.parameters["kept"] = "yes";
  ASSERT_TRUE(warehouse->create_table(draft, false));

  ASSERT_TRUE(overwrite("t", {{"", "12"}}));

  auto parameters = load("t").parameters;
  EXPECT_FALSE(parameters.contains("spark.sql.statistics.colStats.id.max"));
  EXPECT_EQ(parameters.at("spark.sql.statistics.numRows"), "2");
  EXPECT_EQ(parameters.at("kept"), "yes");
}

TEST_F(WarehouseTest, CountsRowsByPartition) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "123"}, {"tue", "1"}}));
  ASSERT_TRUE(append("t", {{"mon", "12"}}));

  EXPECT_EQ((*store->find_partition(load("t"), {"mon"}))->parameters.at("numRows"), "5");
  EXPECT_EQ(warehouse->list_files(load("t"), nullptr, Cancellation())->row_estimate, 6);
}

TEST_F(WarehouseTest, EstimatesPartitionsWithoutStatisticsByTheOthers) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "123"}}));
  put_file("t/day=tue/x", "123456");
  metastore::CommitWrite added;
  added.table = {"default", "t"};
  added.expected_table = load("t").id;
  added.partitions = {{{}, {"tue"}, uri("t/day=tue"), 0, {}}};
  ASSERT_TRUE(store->commit_write(added));

  EXPECT_EQ(warehouse->list_files(load("t"), nullptr, Cancellation())->row_estimate, 9);
}

// ---- listing

TEST_F(WarehouseTest, ListsOnlyPartitionsThatPass) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}, {"tue", "2"}}));
  metastore::PartitionFilter is_monday{
      metastore::PartitionFilter::Comparison{0, metastore::FilterOperator::equal, std::string("mon")}};

  auto listed = warehouse->list_files(load("t"), &is_monday, Cancellation());

  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->partitions.size(), 1u);
  EXPECT_EQ(listed->partitions[0].values[0], "mon");
  EXPECT_EQ(listed->files.size(), 1u);
}

TEST_F(WarehouseTest, StopsListingWhenCancelled) {
  ASSERT_TRUE(warehouse->create_table(draft_of("t", true), false));
  ASSERT_TRUE(append("t", {{"mon", "1"}}));
  Cancellation cancellation;
  cancellation.request(ErrorCode::cancelled, "enough");

  auto listed = warehouse->list_files(load("t"), nullptr, cancellation);

  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code, ErrorCode::cancelled);
}

// ---- drops

TEST_F(WarehouseTest, FreesTheNameAndThePlaceOfADroppedTableAtOnce) {
  ASSERT_TRUE(write(*warehouse, draft_of("t"), true, false, {{"", "old"}}));

  ASSERT_TRUE(warehouse->drop_table({"default", "t"}, false));

  EXPECT_FALSE(exists("t"));
  EXPECT_EQ(files_below("_skep").size(), 1u) << "the files are kept for a while";
  ASSERT_TRUE(write(*warehouse, draft_of("t"), true, false, {{"", "new"}}));
  EXPECT_THAT(read("t"), ElementsAre("new"));
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_THAT(read("t"), ElementsAre("new"));
  EXPECT_THAT(files_below("_skep"), IsEmpty());
  EXPECT_THAT(*store->list_garbage(kFarFuture), IsEmpty());
}

TEST_F(WarehouseTest, RemovesAPurgedTablesFilesAtOnce) {
  ASSERT_TRUE(write(*warehouse, draft_of("t", true), true, false, {{"mon", "old"}}));
  ASSERT_TRUE(overwrite("t", {{"mon", "newer"}}, {std::nullopt}));

  ASSERT_TRUE(warehouse->drop_table({"default", "t"}, true));

  EXPECT_THAT(files_below(""), IsEmpty());
  EXPECT_THAT(*store->list_garbage(kFarFuture), IsEmpty());
}

TEST_F(WarehouseTest, LeavesAnExternalTablesFilesAlone) {
  put_file("place/a.parquet", "a");
  auto draft = draft_of("t");
  draft.kind = metastore::TableKind::external;
  draft.storage.location = uri("place");
  ASSERT_TRUE(warehouse->create_table(draft, false));

  ASSERT_TRUE(warehouse->drop_table({"default", "t"}, true));
  ASSERT_TRUE(warehouse->recover(kFarFuture));

  EXPECT_TRUE(exists("place/a.parquet"));
}

TEST_F(WarehouseTest, DropsADatabaseWithItsFolder) {
  metastore::Database draft;
  draft.name = "sales";
  ASSERT_TRUE(warehouse->create_database(draft, false));
  auto table = draft_of("t");
  table.name.database = "sales";
  ASSERT_TRUE(write(*warehouse, table, true, false, {{"", "a"}}));
  EXPECT_EQ(warehouse->drop_database("sales", false, false).error().error_class, "SCHEMA_NOT_EMPTY");

  ASSERT_TRUE(warehouse->drop_database("sales", false, true));

  EXPECT_FALSE(exists("sales.db"));
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_THAT(files_below(""), IsEmpty());
  EXPECT_TRUE(warehouse->drop_database("sales", true, true));
  EXPECT_EQ(warehouse->drop_database("sales", false, true).error().error_class, "SCHEMA_NOT_FOUND");
}

TEST_F(WarehouseTest, KeepsTheFolderOfADroppedDatabaseThatHoldsMore) {
  metastore::Database draft;
  draft.name = "sales";
  ASSERT_TRUE(warehouse->create_database(draft, false));
  std::filesystem::create_directories(folder / "warehouse/sales.db/of-others");

  ASSERT_TRUE(warehouse->drop_database("sales", false, false));

  EXPECT_TRUE(exists("sales.db/of-others"));
}

TEST_F(WarehouseTest, KeepsTheDefaultDatabase) {
  EXPECT_FALSE(warehouse->drop_database("default", false, true));
  EXPECT_TRUE(store->load_database("default"));
}

}  // namespace
}  // namespace skep::warehouse
