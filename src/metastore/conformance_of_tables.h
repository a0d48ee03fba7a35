#pragma once

#include "metastore/conformance_fixture.h"

/// What every Metastore promises of databases and tables.
namespace skep::metastore {

// ---- databases

TEST_P(MetastoreConformance, GivesADatabaseBackAsItWasCreated) {
  Database draft = database_of("sales");
  draft.description = "what we sold";
  draft.parameters = {{"team", "x"}};
  ASSERT_TRUE(store->create_database(draft));

  auto loaded = store->load_database("sales");

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->name, "sales");
  EXPECT_EQ(loaded->description, "what we sold");
  EXPECT_EQ(loaded->location, "file:/warehouse/sales.db");
  EXPECT_EQ(loaded->owner, "ada");
  EXPECT_EQ(loaded->owner_type, "USER");
  EXPECT_EQ(loaded->parameters, draft.parameters);
}

TEST_P(MetastoreConformance, FindsADatabaseWithoutRegardToCase) {
  ASSERT_TRUE(store->create_database(database_of("Sales")));

  auto loaded = store->load_database("SALES");

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->name, "sales");
}

TEST_P(MetastoreConformance, CreatingADatabaseTwiceKeepsTheFirst) {
  Database again = database_of("SHOP");
  again.description = "second";

  auto created = store->create_database(again);

  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, ErrorCode::already_exists);
  EXPECT_EQ(created.error().error_class, "SCHEMA_ALREADY_EXISTS");
  EXPECT_EQ(store->load_database("shop")->description, "");
}

TEST_P(MetastoreConformance, RefusesADatabaseWithoutAName) {
  auto created = store->create_database(database_of(""));

  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, ErrorCode::invalid_argument);
}

TEST_P(MetastoreConformance, SaysWhichDatabaseIsMissing) {
  auto loaded = store->load_database("nowhere");

  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::not_found);
  EXPECT_EQ(loaded.error().error_class, "SCHEMA_NOT_FOUND");
  EXPECT_THAT(loaded.error().message, testing::HasSubstr("nowhere"));
}

TEST_P(MetastoreConformance, ListsDatabasesInOrderByPattern) {
  for (const char* name : {"zoo", "sales_eu", "sales_us"}) ASSERT_TRUE(store->create_database(database_of(name)));

  EXPECT_THAT(*store->list_databases(""), ElementsAre("sales_eu", "sales_us", "shop", "zoo"));
  EXPECT_THAT(*store->list_databases("SALES*"), ElementsAre("sales_eu", "sales_us"));
  EXPECT_THAT(*store->list_databases("*_us|zoo"), ElementsAre("sales_us", "zoo"));
  EXPECT_THAT(*store->list_databases("sales"), IsEmpty());
}

TEST_P(MetastoreConformance, DropsAnEmptyDatabase) {
  auto dropped = store->drop_database("shop", false);

  ASSERT_TRUE(dropped);
  EXPECT_THAT(*dropped, IsEmpty());
  EXPECT_FALSE(store->load_database("shop"));
}

TEST_P(MetastoreConformance, KeepsADatabaseThatHoldsTables) {
  created(orders());

  auto dropped = store->drop_database("shop", false);

  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(dropped.error().error_class, "SCHEMA_NOT_EMPTY");
  EXPECT_TRUE(store->load_table({"shop", "orders"}));
}

TEST_P(MetastoreConformance, DropsADatabaseWithItsTablesAndGivesThemBack) {
  created(orders());
  created(visits(), {visit_of("mon", "1")});

  auto dropped = store->drop_database("shop", true, [](const Table& table) {
    return std::vector<Garbage>{{table.storage.location, 5}};
  });

  ASSERT_TRUE(dropped);
  ASSERT_EQ(dropped->size(), 2u);
  EXPECT_EQ((*dropped)[0].name.table, "orders");
  EXPECT_EQ((*dropped)[1].name.table, "visits");
  EXPECT_THAT(*store->list_garbage(9),
              ElementsAre(Garbage{"file:/warehouse/shop.db/orders", 5}, Garbage{"file:/warehouse/shop.db/visits", 5}));
}

TEST_P(MetastoreConformance, SaysThatADatabaseToDropIsMissing) {
  auto dropped = store->drop_database("nowhere", true);

  ASSERT_FALSE(dropped);
  EXPECT_EQ(dropped.error().error_class, "SCHEMA_NOT_FOUND");
}

// ---- tables

TEST_P(MetastoreConformance, GivesATableBackAsItWasCreated) {
  Table draft = orders();
  created(draft);

  auto loaded = store->load_table(draft.name);

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->name, draft.name);
  EXPECT_EQ(loaded->kind, TableKind::managed);
  EXPECT_EQ(loaded->owner, "ada");
  EXPECT_EQ(loaded->columns, draft.columns);
  EXPECT_THAT(loaded->partition_columns, IsEmpty());
  EXPECT_EQ(loaded->storage.location, draft.storage.location);
  EXPECT_EQ(loaded->storage.input_format, "an.InputFormat");
  EXPECT_EQ(loaded->storage.output_format, "an.OutputFormat");
  EXPECT_EQ(loaded->storage.serde, "a.SerDe");
  EXPECT_EQ(loaded->storage.serde_parameters, draft.storage.serde_parameters);
  EXPECT_EQ(loaded->storage.bucket_count, 4);
  EXPECT_EQ(loaded->storage.bucket_columns, draft.storage.bucket_columns);
  ASSERT_EQ(loaded->storage.sort_columns.size(), 2u);
  EXPECT_EQ(loaded->storage.sort_columns[0].column, "amount");
  EXPECT_FALSE(loaded->storage.sort_columns[0].ascending);
  EXPECT_TRUE(loaded->storage.sort_columns[1].ascending);
  EXPECT_EQ(loaded->parameters.at("comment"), "first");
}

TEST_P(MetastoreConformance, ReturnsWhatItStored) {
  Table returned = created(orders());

  auto loaded = store->load_table(returned.name);

  ASSERT_TRUE(loaded);
  EXPECT_EQ(returned.id, loaded->id);
  EXPECT_EQ(returned.create_time_seconds, loaded->create_time_seconds);
  EXPECT_EQ(returned.parameters, loaded->parameters);
}

TEST_P(MetastoreConformance, StampsANewTableWithItsTime) {
  Table table = created(orders());

  EXPECT_GT(table.create_time_seconds, 1'700'000'000);
  EXPECT_EQ(table.parameters.at("transient_lastDdlTime"), std::to_string(table.create_time_seconds));
}

TEST_P(MetastoreConformance, FindsATableWithoutRegardToCase) {
  Table draft = orders();
  draft.name = {"Shop", "ORDERS"};
  draft.columns[0].name = "Id";
  created(draft);

  auto loaded = store->load_table({"SHOP", "Orders"});

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->name.to_text(), "shop.orders");
  EXPECT_EQ(loaded->columns[0].name, "id");
}

TEST_P(MetastoreConformance, KeepsTextOfAnyLanguageAndLength) {
  Table draft = orders();
  draft.parameters = {{"comment", "größe 数据 'quoted' \"twice\" :name ?"}, {"long", std::string(100'000, 'x')}};
  draft.columns[0].comment = "Überschrift; DROP TABLE";
  created(draft);

  auto loaded = store->load_table(draft.name);

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->parameters.at("comment"), draft.parameters.at("comment"));
  EXPECT_EQ(loaded->parameters.at("long").size(), 100'000u);
  EXPECT_EQ(loaded->columns[0].comment, draft.columns[0].comment);
}

TEST_P(MetastoreConformance, CreatingATableTwiceKeepsTheFirst) {
  created(orders());
  Table second = orders();
  second.parameters["comment"] = "second";

  auto again = store->create_table(second, {}, "");

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
  EXPECT_EQ(again.error().error_class, "TABLE_OR_VIEW_ALREADY_EXISTS");
  EXPECT_EQ(store->load_table(second.name)->parameters.at("comment"), "first");
}

TEST_P(MetastoreConformance, CreatesNoTableInAMissingDatabase) {
  Table draft = orders();
  draft.name.database = "nowhere";

  auto table = store->create_table(draft, {}, "");

  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().error_class, "SCHEMA_NOT_FOUND");
}

TEST_P(MetastoreConformance, RefusesATableWithAColumnTwice) {
  Table draft = visits();
  draft.partition_columns[0].name = "ID";

  auto table = store->create_table(draft, {}, "");

  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().error_class, "COLUMN_ALREADY_EXISTS");
  EXPECT_THAT(*store->list_tables("shop", ""), IsEmpty());
}

TEST_P(MetastoreConformance, OneOfManyCreatorsWins) {
  std::atomic<int> wins = 0;
  std::vector<std::thread> creators;
  for (int i = 0; i < 4; i++) {
    creators.emplace_back([&] { wins += store->create_table(orders(), {}, "") ? 1 : 0; });
  }
  for (auto& creator : creators) creator.join();

  EXPECT_EQ(wins, 1);
}

TEST_P(MetastoreConformance, MarksAnExternalTable) {
  Table draft = orders();
  draft.kind = TableKind::external;
  created(draft);

  auto loaded = store->load_table(draft.name);

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->kind, TableKind::external);
  EXPECT_EQ(loaded->parameters.at("EXTERNAL"), "TRUE");
}

TEST_P(MetastoreConformance, KeepsAViewsTexts) {
  Table draft = orders();
  draft.kind = TableKind::view;
  draft.storage = {};
  draft.view_original_text = "select 1";
  draft.view_expanded_text = "SELECT 1 AS a";
  created(draft);

  auto loaded = store->load_table(draft.name);

  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->kind, TableKind::view);
  EXPECT_EQ(loaded->view_original_text, "select 1");
  EXPECT_EQ(loaded->view_expanded_text, "SELECT 1 AS a");
  EXPECT_EQ(loaded->storage.location, "");
}

TEST_P(MetastoreConformance, ListsTablesInOrderByPattern) {
  created(visits());
  created(orders());

  EXPECT_THAT(*store->list_tables("SHOP", ""), ElementsAre("orders", "visits"));
  EXPECT_THAT(*store->list_tables("shop", "V*"), ElementsAre("visits"));
  EXPECT_EQ(store->list_tables("nowhere", "").error().error_class, "SCHEMA_NOT_FOUND");
}

TEST_P(MetastoreConformance, SaysWhichTableIsMissing) {
  auto loaded = store->load_table({"shop", "nothing"});

  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::not_found);
  EXPECT_EQ(loaded.error().error_class, "TABLE_OR_VIEW_NOT_FOUND");
  EXPECT_EQ(store->load_table({"nowhere", "nothing"}).error().error_class, "SCHEMA_NOT_FOUND");
}

TEST_P(MetastoreConformance, DropsATableAndGivesItBack) {
  created(visits(), {visit_of("mon", "1"), visit_of("mon", "2")});

  auto dropped = store->drop_table({"shop", "VISITS"});

  ASSERT_TRUE(dropped);
  EXPECT_EQ(dropped->storage.location, visits().storage.location);
  EXPECT_FALSE(store->load_table({"shop", "visits"}));
  EXPECT_EQ(store->drop_table({"shop", "visits"}).error().error_class, "TABLE_OR_VIEW_NOT_FOUND");
}

TEST_P(MetastoreConformance, GivesANewTableANewIdAndNoneOfTheOldOnesPartitions) {
  Table first = created(visits(), {visit_of("mon", "1")});
  ASSERT_TRUE(store->drop_table(first.name));

  Table second = created(visits());

  EXPECT_NE(first.id, second.id);
  EXPECT_THAT(names_of(second), IsEmpty());
}

TEST_P(MetastoreConformance, PutsADroppedTablesFoldersIntoTheGarbage) {
  created(orders());

  ASSERT_TRUE(store->drop_table({"shop", "orders"}, [](const Table& table) {
    return std::vector<Garbage>{{table.storage.location, 7}};
  }));

  EXPECT_THAT(*store->list_garbage(7), ElementsAre(Garbage{"file:/warehouse/shop.db/orders", 7}));
}

}  // namespace skep::metastore
