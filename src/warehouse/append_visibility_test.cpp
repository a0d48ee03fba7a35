#include "metastore/hooked_metastore.h"
#include "storage/hooked_file_system.h"
#include "warehouse/warehouse_fixture.h"

/// What readers see while appends are under way.
namespace skep::warehouse {
namespace {

/// A second server on the same store and files that stops at one step of its own, to let something else happen there.
class OtherServer {
 public:
  OtherServer(std::unique_ptr<metastore::Metastore> store, const WarehouseSettings& settings, int at_step,
              std::function<void()> meanwhile)
      : at_step_(at_step), meanwhile_(std::move(meanwhile)) {
    store_ = metastore::make_hooked_metastore(std::move(store),
                                              [this](std::string_view, metastore::HookMoment) { return step(); });
    files_ = std::make_unique<storage::FileSystems>(
        storage::make_hooked_file_system(storage::make_local_file_system(), [this](auto, auto) { return step(); }));
    warehouse_ = std::make_unique<Warehouse>(*store_, *files_, settings);
    is_counting_ = true;
  }

  Warehouse& warehouse() { return *warehouse_; }
  bool reached() const { return steps_ >= at_step_; }

 private:
  std::optional<Error> step() {
    if (is_counting_ && ++steps_ == at_step_) meanwhile_();
    return std::nullopt;
  }

  int at_step_;
  std::function<void()> meanwhile_;
  bool is_counting_ = false;
  int steps_ = 0;
  std::unique_ptr<metastore::Metastore> store_;
  std::unique_ptr<storage::FileSystems> files_;
  std::unique_ptr<Warehouse> warehouse_;
};

class AppendVisibilityTest : public WarehouseTest, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    WarehouseTest::SetUp();
    ASSERT_TRUE(warehouse->create_table(draft_of("t", is_partitioned()), false));
    ASSERT_TRUE(append("t", rows({"old"})));
  }

  static bool is_partitioned() { return GetParam(); }

  /// One file a text; in the partitioned table the first goes to a partition that is there, the others to new ones.
  static std::vector<Rows> rows(const std::vector<std::string>& texts) {
    std::vector<Rows> rows;
    for (const auto& text : texts) rows.push_back({is_partitioned() ? fmt::format("day{}", rows.size()) : "", text});
    return rows;
  }

  /// Runs `act` on a second server once for each of its steps, with `meanwhile` happening at that step.
  void at_every_step(const std::function<void(Warehouse&)>& act, const std::function<void()>& meanwhile) {
    for (int step = 1;; step++) {
      SCOPED_TRACE(fmt::format("at step {}", step));
      ASSERT_LT(step, 300);
      TearDown();
      SetUp();
      OtherServer other(open_store(), settings(), step, meanwhile);
      act(other.warehouse());
      if (HasFailure() || !other.reached()) {
        EXPECT_GT(step, 3) << "the hooks were not called";
        return;
      }
    }
  }

  static void expect_all_or_nothing(const std::vector<std::string>& seen) {
    bool is_before = seen.size() == 1;
    EXPECT_TRUE(is_before || seen.size() == 4) << testing::PrintToString(seen);
  }
};

TEST_P(AppendVisibilityTest, ReadersSeeAllOrNothingAtEachStepOfTheWriter) {
  at_every_step(
      [&](Warehouse& writer) {
        ASSERT_TRUE(write(writer, load("t"), false, false, rows({"1", "2", "3"})));
      },
      [&] { expect_all_or_nothing(read("t")); });
}

TEST_P(AppendVisibilityTest, AReaderSeesAllOrNothingOfAWriteAtEachOfItsSteps) {
  at_every_step([&](Warehouse& reader) { expect_all_or_nothing(read(reader, load("t"))); },
                [&] {
                  ASSERT_TRUE(append("t", rows({"1", "2", "3"})));
                });
}

TEST_P(AppendVisibilityTest, AReaderSeesNothingOfAWriteThatIsUndoneWhileItReads) {
  auto begin_in_place = [&] {
    auto operation = warehouse->begin_write(load("t"), false, false);
    ASSERT_TRUE(operation);
    put_file(fmt::format("t/{}part-00000-{}.parquet", is_partitioned() ? "day=day0/" : "", operation->id), "half");
    EXPECT_THAT(read("t"), testing::SizeIs(1));
    warehouse->abandon(*operation);
  };
  at_every_step([&](Warehouse& reader) { EXPECT_THAT(read(reader, load("t")), testing::SizeIs(1)); }, begin_in_place);
}

TEST_P(AppendVisibilityTest, TheRowsOfAWriteWhoseServerDiedStayHidden) {
  auto operation = warehouse->begin_write(load("t"), false, false);
  ASSERT_TRUE(operation);
  put_file(fmt::format("t/{}part-00000-{}.parquet", is_partitioned() ? "day=day0/" : "", operation->id), "half");

  EXPECT_THAT(read("t"), ElementsAre(is_partitioned() ? "day0:old" : "old"));
}

INSTANTIATE_TEST_SUITE_P(Tables, AppendVisibilityTest, testing::Bool(),
                         [](const auto& test) { return test.param ? "Partitioned" : "Unpartitioned"; });

}  // namespace
}  // namespace skep::warehouse
