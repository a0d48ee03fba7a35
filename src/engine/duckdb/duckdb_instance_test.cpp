#include "engine/duckdb/engine_fixture.h"

namespace skep::engine {
namespace {

void fail_fatally(duckdb::DataChunk&, duckdb::ExpressionState&, duckdb::Vector&) {
  throw duckdb::FatalException("injected");
}

class DuckdbInstanceTest : public EngineFixture {
 protected:
  DuckdbInstanceTest() {
    prepare_ = [](duckdb::DatabaseInstance& database) {
      duckdb::ExtensionLoader loader(database, "test");
      duckdb::ScalarFunction function("test_fail_fatally", {duckdb::LogicalType::BIGINT}, duckdb::LogicalType::BIGINT,
                                      fail_fatally);
      function.SetFallible();
      loader.RegisterFunction(function);
    };
    open({});
  }
};

TEST_F(DuckdbInstanceTest, TheLibraryIsTheVersionThatTheHeadersDescribe) {
  EXPECT_STREQ(duckdb::DuckDB::LibraryVersion(), "v1.5.6");
}

TEST_F(DuckdbInstanceTest, AFatalErrorIsInternalAndLaterStatementsWork) {
  auto before = instance();

  auto answer = run("select test_fail_fatally(i) from range(10) t(i)");

  EXPECT_TRUE(answer.starts_with("error internal: ")) << answer;
  EXPECT_EQ(run("select 42"), "42");
  EXPECT_NE(instance(), before);
}

TEST_F(DuckdbInstanceTest, AStreamOnAnInstanceThatWasReplacedGoesOn) {
  auto running = stream("select i from range(100000) t(i)", {{"n", types::kBigint}});
  ASSERT_TRUE(running);
  auto broken = instance();

  slot_->discard(*broken);

  EXPECT_NE(instance(), broken);
  int64_t rows = 0;
  for (auto batch = (*running)->next(); batch && *batch; batch = (*running)->next()) rows += (*batch)->num_rows();
  EXPECT_EQ(rows, 100000);
}

TEST_F(DuckdbInstanceTest, SettingsAreLockedAndExtensionsStayOut) {
  EXPECT_TRUE(run("set threads = 1").starts_with("error"));
  EXPECT_EQ(run("select current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')"),
            "false|false");
  EXPECT_EQ(run("select current_setting('TimeZone')"), "UTC");
}

TEST_F(DuckdbInstanceTest, SpillDirectoriesGoWithTheirInstances) {
  auto spill = folder_ / "spill";
  EXPECT_FALSE(std::filesystem::is_empty(spill));

  slot_.reset();

  EXPECT_TRUE(std::filesystem::is_empty(spill));
}

TEST_F(DuckdbInstanceTest, WhatADeadProcessSpilledIsRemovedAtTheStart) {
  auto spill = folder_ / "spill";
  std::filesystem::create_directories(spill + "/skep-spill-dead");
  std::ofstream(spill + "/skep-spill-dead.lock") << "";
  std::ofstream(spill + "/precious") << "";

  open({});

  EXPECT_FALSE(std::filesystem::exists(spill + "/skep-spill-dead"));
  EXPECT_FALSE(std::filesystem::exists(spill + "/skep-spill-dead.lock"));
  EXPECT_TRUE(std::filesystem::exists(spill + "/precious"));
}

}  // namespace
}  // namespace skep::engine
