#include "metastore/sql/schema.h"

#include "base/text.h"
#include "metastore/sql/sql_metastore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/wait.h>

#include <unistd.h>
#include <cstdio>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

/// What stands in the store is what Hive would have put there: looked at in SQL, from the outside.
namespace skep::metastore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class HiveSchemaTest : public testing::Test {
 protected:
  void SetUp() override {
    std::random_device random;
    folder = std::filesystem::temp_directory_path() / fmt::format("skep-schema-{:08x}{:08x}", random(), random());
    std::filesystem::create_directories(folder);
    path = (folder / "metastore.db").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::unique_ptr<Metastore> open() {
    auto store = open_sql_metastore("sqlite:" + path);
    EXPECT_TRUE(store) << store.error().message;
    return store ? *std::move(store) : nullptr;
  }

  /// Runs a query and gives its rows as "a|b|c".
  std::vector<std::string> query(const std::string& text) {
    soci::session session(soci::sqlite3, "dbname=" + path);
    soci::rowset<soci::row> rows = session.prepare << text;
    std::vector<std::string> found;
    for (const auto& row : rows) {
      std::vector<std::string> values;
      for (size_t i = 0; i < row.size(); i++) values.push_back(value_of(row, i));
      found.push_back(join(values, "|"));
    }
    return found;
  }

  void run(const std::string& statement) {
    soci::session session(soci::sqlite3, "dbname=" + path);
    session << statement;
  }

  static std::string value_of(const soci::row& row, size_t i) {
    if (row.get_indicator(i) == soci::i_null) return "NULL";
    switch (row.get_properties(i).get_data_type()) {
      case soci::dt_integer: return std::to_string(row.get<int>(i));
      case soci::dt_long_long: return std::to_string(row.get<long long>(i));
      case soci::dt_double: return fmt::format("{}", row.get<double>(i));
      default: return row.get<std::string>(i);
    }
  }

  static Database lab() {
    Database database;
    database.name = "lab";
    database.location = "file:/w/lab.db";
    database.owner = "root";
    database.owner_type = "USER";
    return database;
  }

  static Table sales() {
    Table table;
    table.name = {"lab", "sales"};
    table.owner = "root";
    table.create_time_seconds = 1795345808;
    table.columns = {{"id", "bigint", "key"}, {"amount", "decimal(10,2)", ""}};
    table.partition_columns = {{"dt", "string", ""}, {"region", "string", ""}};
    table.storage.location = "file:/w/lab.db/sales";
    table.storage.input_format = "in";
    table.storage.output_format = "out";
    table.storage.serde = "serde";
    table.storage.serde_parameters = {{"path", "file:/w/lab.db/sales"}, {"serialization.format", "1"}};
    table.parameters = {{"comment", "sales"}};
    return table;
  }

  static Partition partition_of(const std::string& dt, const std::string& region) {
    Partition partition;
    partition.values = {dt, region};
    partition.location = "file:/w/lab.db/sales/" + dt + region;
    partition.create_time_seconds = 1795345830;
    partition.parameters = {{"numFiles", "1"}};
    return partition;
  }

  std::filesystem::path folder;
  std::string path;
};

TEST_F(HiveSchemaTest, HasTheTablesOfHive) {
  open();

  EXPECT_EQ(query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'SKEP%'").size(), 57u);
  EXPECT_THAT(
      query("SELECT name, lower(type), \"notnull\", pk FROM pragma_table_info('TBLS') ORDER BY cid"),
      ElementsAre("TBL_ID|bigint|1|1", "CREATE_TIME|bigint|1|0", "DB_ID|bigint|0|0", "LAST_ACCESS_TIME|bigint|1|0",
                  "OWNER|varchar(767)|0|0", "RETENTION|bigint|1|0", "SD_ID|bigint|0|0", "TBL_NAME|varchar(256)|0|0",
                  "TBL_TYPE|varchar(128)|0|0", "VIEW_EXPANDED_TEXT|text|0|0", "VIEW_ORIGINAL_TEXT|text|0|0",
                  "IS_REWRITE_ENABLED|boolean|1|0"));
  EXPECT_THAT(query("SELECT \"table\", \"from\", \"to\" FROM pragma_foreign_key_list('TBLS') ORDER BY 1"),
              ElementsAre("DBS|DB_ID|DB_ID", "SDS|SD_ID|SD_ID"));
  EXPECT_THAT(query("SELECT l.\"unique\", group_concat(i.name) FROM pragma_index_list('TBLS') l, "
                    "pragma_index_info(l.name) i GROUP BY l.name ORDER BY 1, 2"),
              ElementsAre("0|DB_ID", "0|SD_ID", "1|TBL_ID", "1|TBL_NAME,DB_ID"));
}

TEST_F(HiveSchemaTest, HasTheFirstRowsOfHive) {
  open();

  EXPECT_THAT(query("SELECT * FROM VERSION"), ElementsAre("1|2.3.0|Hive release version 2.3.0"));
  EXPECT_THAT(query("SELECT ROLE_ID, OWNER_NAME, ROLE_NAME FROM ROLES ORDER BY 1"),
              ElementsAre("1|admin|admin", "2|public|public"));
  EXPECT_THAT(query("SELECT * FROM NEXT_TXN_ID"), ElementsAre("1"));
  EXPECT_THAT(query("SELECT PRINCIPAL_NAME, PRINCIPAL_TYPE, USER_PRIV FROM GLOBAL_PRIVS"),
              ElementsAre("admin|ROLE|All"));
}

TEST_F(HiveSchemaTest, OpensAStoreAgainWithAllThatIsInIt) {
  ASSERT_TRUE(open()->create_database(lab()));

  auto again = open();

  EXPECT_TRUE(again->load_database("lab"));
  EXPECT_EQ(query("SELECT * FROM VERSION").size(), 1u);
}

TEST_F(HiveSchemaTest, AddsOnlyItsOwnTablesToAStoreThatHiveMade) {
  ASSERT_TRUE(open()->create_database(lab()));
  run("DROP TABLE SKEP_JOURNAL");
  run("DROP TABLE SKEP_GARBAGE");
  auto before = query("SELECT name, sql FROM sqlite_master ORDER BY name");

  auto store = open();

  EXPECT_TRUE(store->load_database("lab"));
  EXPECT_TRUE(store->add_garbage({{"file:/x", 1}}));
  EXPECT_EQ(query("SELECT name, sql FROM sqlite_master WHERE tbl_name NOT LIKE 'SKEP%' ORDER BY name"), before);
}

TEST_F(HiveSchemaTest, TouchesNoStoreOfAnotherVersion) {
  run("CREATE TABLE \"VERSION\" (\"VER_ID\" bigint, \"SCHEMA_VERSION\" varchar(127), \"VERSION_COMMENT\" text)");
  run("INSERT INTO \"VERSION\" VALUES (1, '5.0.0', 'Hive release version 5.0.0')");
  auto bytes = [&] {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  };
  auto before = bytes();

  auto opened = open_sql_metastore("sqlite:" + path);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::unsupported);
  EXPECT_THAT(opened.error().message, HasSubstr("version that is not 2.3.0, 3.1.0 or 4.0.0: 5.0.0"));
  EXPECT_EQ(bytes(), before);
}

TEST_F(HiveSchemaTest, TouchesNoDatabaseOfSomethingElse) {
  run("CREATE TABLE songs (title text)");

  EXPECT_EQ(open_sql_metastore("sqlite:" + path).error().code, ErrorCode::unsupported);
  EXPECT_THAT(query("SELECT name FROM sqlite_master"), ElementsAre("songs"));
}

TEST_F(HiveSchemaTest, SaysThatAStoreCannotBeOpened) {
  EXPECT_FALSE(open_sql_metastore("sqlite:" + (folder / "no/such/folder/m.db").string()));
  EXPECT_EQ(open_sql_metastore("oracle:x").error().code, ErrorCode::unsupported);
}

TEST_F(HiveSchemaTest, IsCreatedOnceByServersThatStartTogether) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; i++) {
    pid_t child = fork();
    if (child == 0) {
      auto opened = open_sql_metastore("sqlite:" + path);
      if (!opened) std::fprintf(stderr, "%s\n", opened.error().message.c_str());
      _exit(opened ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(query("SELECT * FROM VERSION").size(), 1u);
}

TEST_F(HiveSchemaTest, HoldsATableAsHiveDoes) {
  auto store = open();
  ASSERT_TRUE(store->create_database(lab()));
  ASSERT_TRUE(store->create_table(sales(), {partition_of("2026-01-01", "eu")}, ""));

  EXPECT_THAT(query("SELECT * FROM DBS"), ElementsAre("1|NULL|file:/w/lab.db|lab|root|USER"));
  EXPECT_THAT(query("SELECT * FROM TBLS"), ElementsAre("1|1795345808|1|0|root|0|1|sales|MANAGED_TABLE|NULL|NULL|0"));
  EXPECT_THAT(query("SELECT * FROM TABLE_PARAMS ORDER BY 2"),
              ElementsAre("1|comment|sales", "1|transient_lastDdlTime|1795345808"));
  EXPECT_THAT(
      query("SELECT * FROM SDS ORDER BY 1"),
      ElementsAre("1|in|0|file:/w/lab.db/sales|-1|out|1|1|0", "2|in|0|file:/w/lab.db/sales/2026-01-01eu|-1|out|2|1|0"));
  EXPECT_THAT(query("SELECT * FROM SERDES"), ElementsAre("1|NULL|serde", "2|NULL|serde"));
  EXPECT_THAT(query("SELECT * FROM SERDE_PARAMS ORDER BY 1, 2"),
              ElementsAre("1|path|file:/w/lab.db/sales", "1|serialization.format|1", "2|path|file:/w/lab.db/sales",
                          "2|serialization.format|1"));
  EXPECT_THAT(query("SELECT * FROM COLUMNS_V2 ORDER BY INTEGER_IDX"),
              ElementsAre("1|key|id|bigint|0", "1|NULL|amount|decimal(10,2)|1"));
  EXPECT_THAT(query("SELECT * FROM PARTITION_KEYS ORDER BY INTEGER_IDX"),
              ElementsAre("1|NULL|dt|string|0", "1|NULL|region|string|1"));
  EXPECT_THAT(query("SELECT * FROM PARTITIONS"), ElementsAre("1|1795345830|0|dt=2026-01-01/region=eu|2|1"));
  EXPECT_THAT(query("SELECT * FROM PARTITION_KEY_VALS ORDER BY 3"), ElementsAre("1|2026-01-01|0", "1|eu|1"));
  EXPECT_THAT(query("SELECT * FROM PARTITION_PARAMS ORDER BY 2"),
              ElementsAre("1|numFiles|1", "1|transient_lastDdlTime|1795345830"));
  EXPECT_THAT(
      query("SELECT * FROM TBL_PRIVS"),
      ElementsAre("1|1795345808|1|root|USER|root|USER|INSERT|1", "2|1795345808|1|root|USER|root|USER|SELECT|1",
                  "3|1795345808|1|root|USER|root|USER|UPDATE|1", "4|1795345808|1|root|USER|root|USER|DELETE|1"));
}

TEST_F(HiveSchemaTest, TakesIdsWhereHiveLeftOff) {
  auto store = open();
  run("INSERT INTO SEQUENCE_TABLE VALUES ('org.apache.hadoop.hive.metastore.model.MTable', 46)");
  ASSERT_TRUE(store->create_database(lab()));

  auto table = store->create_table(sales(), {partition_of("a", "b"), partition_of("c", "d")}, "");

  EXPECT_EQ(table->id.value, 46);
  EXPECT_THAT(query("SELECT SEQUENCE_NAME, NEXT_VAL FROM SEQUENCE_TABLE ORDER BY 1"),
              ElementsAre("org.apache.hadoop.hive.metastore.model.MColumnDescriptor|2",
                          "org.apache.hadoop.hive.metastore.model.MDatabase|2",
                          "org.apache.hadoop.hive.metastore.model.MGlobalPrivilege|6",
                          "org.apache.hadoop.hive.metastore.model.MPartition|3",
                          "org.apache.hadoop.hive.metastore.model.MRole|6",
                          "org.apache.hadoop.hive.metastore.model.MSerDeInfo|4",
                          "org.apache.hadoop.hive.metastore.model.MStorageDescriptor|4",
                          "org.apache.hadoop.hive.metastore.model.MTable|47",
                          "org.apache.hadoop.hive.metastore.model.MTablePrivilege|5"));
}

TEST_F(HiveSchemaTest, TakesIdsAboveThoseThatAreThereWithoutASequence) {
  auto store = open();
  run("INSERT INTO DBS (DB_ID, DB_LOCATION_URI, NAME) VALUES (7, 'file:/w', 'default')");

  EXPECT_EQ(store->create_database(lab())->id.value, 8);
}

TEST_F(HiveSchemaTest, LeavesNoRowOfADroppedDatabase) {
  auto store = open();
  ASSERT_TRUE(store->create_database(lab()));
  Table table = sales();
  table.storage.bucket_columns = {"id"};
  table.storage.sort_columns = {{"id", true}};
  ASSERT_TRUE(store->create_table(table, {partition_of("a", "b"), partition_of("c", "d")}, ""));
  // What only Hive writes.
  run("INSERT INTO SKEWED_STRING_LIST VALUES (1)");
  run("INSERT INTO SKEWED_STRING_LIST_VALUES VALUES (1, 'x', 0)");
  run("INSERT INTO SKEWED_VALUES VALUES (1, 1, 0)");
  run("INSERT INTO SKEWED_COL_NAMES VALUES (1, 'id', 0)");
  run("INSERT INTO SD_PARAMS VALUES (2, 'k', 'v')");
  run("INSERT INTO PART_COL_STATS (CS_ID, PART_ID, NUM_NULLS, LAST_ANALYZED) VALUES (1, 1, 0, 0)");
  run("INSERT INTO TAB_COL_STATS (CS_ID, TBL_ID, NUM_NULLS, LAST_ANALYZED) VALUES (1, 1, 0, 0)");
  run("INSERT INTO FUNCS (FUNC_ID, CREATE_TIME, DB_ID, FUNC_NAME, FUNC_TYPE) VALUES (1, 0, 1, 'f', 1)");
  run("INSERT INTO FUNC_RU VALUES (1, 1, 'x', 0)");
  run("INSERT INTO DATABASE_PARAMS VALUES (1, 'k', 'v')");

  ASSERT_TRUE(store->drop_database("lab", true));

  std::vector<std::string> not_empty;
  for (const auto& definition : sql::hive_tables()) {
    auto count = query(fmt::format("SELECT COUNT(*) FROM \"{}\"", definition.name));
    if (count != std::vector<std::string>{"0"}) not_empty.emplace_back(definition.name);
  }
  EXPECT_THAT(not_empty, testing::UnorderedElementsAre("VERSION", "SEQUENCE_TABLE", "GLOBAL_PRIVS", "ROLES"));
}

TEST_F(HiveSchemaTest, KeepsTheColumnsThatAnotherTableSharesWithADroppedOne) {
  auto store = open();
  ASSERT_TRUE(store->create_database(lab()));
  ASSERT_TRUE(store->create_table(sales(), {}, ""));
  Table other = sales();
  other.name.table = "other";
  ASSERT_TRUE(store->create_table(other, {}, ""));
  run("UPDATE SDS SET CD_ID = 1");

  ASSERT_TRUE(store->drop_table({"lab", "sales"}));

  EXPECT_EQ(store->load_table({"lab", "other"})->columns.size(), 2u);
}

TEST_F(HiveSchemaTest, SeesWhatAnotherServerWroteAndNothingOfItsOpenTransaction) {
  auto store = open();
  ASSERT_TRUE(store->create_database(lab()));
  soci::session other(soci::sqlite3, "dbname=" + path);
  other << "BEGIN IMMEDIATE";
  other << "UPDATE DBS SET DESC = 'changed'";

  EXPECT_EQ(store->load_database("lab")->description, "");
  other << "COMMIT";
  EXPECT_EQ(store->load_database("lab")->description, "changed");
}

TEST_F(HiveSchemaTest, WaitsForAnotherWriter) {
  auto store = open();
  soci::session other(soci::sqlite3, "dbname=" + path);
  other << "BEGIN IMMEDIATE";
  std::thread finisher([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    other << "COMMIT";
  });

  EXPECT_TRUE(store->create_database(lab()));

  finisher.join();
}

}  // namespace
}  // namespace skep::metastore
