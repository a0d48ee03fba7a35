#include "warehouse/warehouse_fixture.h"

namespace skep::warehouse {
namespace {

using testing::ElementsAre;

constexpr const char* kJobWrite = "0123abcd-0001-8000-8000-000000000007";

class JobWritesTest : public WarehouseTest {
 protected:
  void SetUp() override {
    WarehouseTest::SetUp();
    ASSERT_TRUE(write(*warehouse, draft_of("t"), true, false, {{"", "old"}}));
  }

  Result<WriteOperation> begin() { return warehouse->begin_write(load("t"), false, false, kJobWrite); }

  Result<WriteSummary> publish(WriteOperation& operation) {
    return warehouse->publish(operation, written(operation, {{"", "new"}}), {}, false);
  }
};

TEST_F(JobWritesTest, FindsOutThatAWriteHasCommittedHoweverLongAgo) {
  auto operation = begin();
  ASSERT_TRUE(operation);
  ASSERT_TRUE(publish(*operation));
  reopen();
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  ASSERT_TRUE(overwrite("t", {{"", "other"}}));

  auto committed = warehouse->settle_write(kJobWrite);

  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_TRUE(*committed);
}

TEST_F(JobWritesTest, BarsAWriteThatHasNotCommitted) {
  auto operation = begin();
  ASSERT_TRUE(operation);
  Warehouse another(*store, *files, settings());

  EXPECT_FALSE(*another.settle_write(kJobWrite));

  EXPECT_FALSE(publish(*operation));
  warehouse->abandon(*operation);
  EXPECT_THAT(read("t"), ElementsAre("old"));
  EXPECT_FALSE(*another.settle_write(kJobWrite));
}

TEST_F(JobWritesTest, BarsAWriteThatWasNeverBegun) {
  EXPECT_FALSE(*warehouse->settle_write(kJobWrite));
  ASSERT_TRUE(warehouse->recover(kFarFuture));

  auto late = begin();

  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::conflict);
  EXPECT_THAT(read("t"), ElementsAre("old"));
}

TEST_F(JobWritesTest, ForgetsAWriteOnceItsJobNeedsItNoMore) {
  auto operation = begin();
  ASSERT_TRUE(publish(*operation));
  warehouse->keep_job_writes([](std::string_view) { return true; });
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  EXPECT_EQ(store->list_writes()->size(), 1u);

  warehouse->keep_job_writes([](std::string_view) { return false; });
  ASSERT_TRUE(warehouse->recover(kFarFuture + 1000));

  EXPECT_TRUE(store->list_writes()->empty());
  EXPECT_THAT(read("t"), ElementsAre("new", "old"));
}

TEST_F(JobWritesTest, TellsJobsWritesFromOthers) {
  EXPECT_TRUE(is_job_write(kJobWrite));
  EXPECT_FALSE(is_job_write(warehouse->begin_write(load("t"), false, false)->id));
  EXPECT_FALSE(is_job_write(""));
}

}  // namespace
}  // namespace skep::warehouse
