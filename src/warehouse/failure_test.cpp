#include "metastore/hooked_metastore.h"
#include "storage/hooked_file_system.h"
#include "storage/uri.h"
#include "warehouse/warehouse_fixture.h"

#include <algorithm>
#include <mutex>
#include <thread>

/// What a write does when the disk or the store fails it.
namespace skep::warehouse {
namespace {

using metastore::HookMoment;

class FailureTest : public WarehouseTest {
 protected:
  void SetUp() override {
    WarehouseTest::SetUp();
    ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
    ASSERT_TRUE(append("t", {{"", "old"}}));
    reopen_hooked();
  }

  void reopen_hooked() {
    warehouse.reset();
    store.reset();
    store = metastore::make_hooked_metastore(open_store(), [this](std::string_view call, HookMoment moment) {
      std::lock_guard lock(log_mutex);
      log.push_back(std::string(call) + (moment == HookMoment::before ? " begins" : " is done"));
      return on_call ? on_call(call, moment) : std::nullopt;
    });
    files = std::make_unique<storage::FileSystems>(
        storage::make_hooked_file_system(storage::make_local_file_system(), [this](auto operation, auto uri) {
          std::lock_guard lock(log_mutex);
          log.push_back(fmt::format("{} {}", operation, storage::base_name(uri)));
          return on_operation ? on_operation(operation, uri) : std::nullopt;
        }));
    warehouse = std::make_unique<Warehouse>(*store, *files, settings());
  }

  /// Loses the store's answers to these calls: before they happen, or after.
  void lose(std::vector<std::string> calls, HookMoment when) {
    on_call = [=](std::string_view call, HookMoment moment) -> std::optional<Error> {
      if (moment != when || std::find(calls.begin(), calls.end(), call) == calls.end()) return std::nullopt;
      return Error(ErrorCode::outcome_unknown, "the store went away");
    };
  }

  void expect_nothing_left_over() {
    on_call = {};
    on_operation = {};
    ASSERT_TRUE(warehouse->recover(kFarFuture));
    EXPECT_EQ(files_below("").size(), read("t").size()) << testing::PrintToString(files_below(""));
    EXPECT_THAT(*store->list_garbage(kFarFuture), IsEmpty());
    EXPECT_THAT(*store->take_over_writes(kFarFuture + 1000, kFarFuture + 2000), IsEmpty());
  }

  metastore::MetastoreHook on_call;
  storage::FileSystemHook on_operation;
  std::mutex log_mutex;  ///< the leases' thread calls the store too
  std::vector<std::string> log;
};

TEST_F(FailureTest, ACommitThatHappenedUnheardIsASuccess) {
  lose({"commit_write"}, HookMoment::after);

  auto written = overwrite("t", {{"", "new"}});

  ASSERT_TRUE(written) << written.error().message;
  EXPECT_THAT(read("t"), ElementsAre("new"));
  expect_nothing_left_over();
}

TEST_F(FailureTest, ACommitThatNeverHappenedIsAFailure) {
  lose({"commit_write"}, HookMoment::before);

  auto written = overwrite("t", {{"", "new"}});

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::unavailable);
  EXPECT_THAT(read("t"), ElementsAre("old"));
  expect_nothing_left_over();
}

TEST_F(FailureTest, AnAppendThatHappenedUnheardIsASuccess) {
  lose({"commit_write"}, HookMoment::after);

  ASSERT_TRUE(append("t", {{"", "new"}}));

  expect_nothing_left_over();
  EXPECT_THAT(read("t"), ElementsAre("new", "old"));
}

TEST_F(FailureTest, ACreationThatHappenedUnheardIsASuccess) {
  lose({"create_table"}, HookMoment::after);

  ASSERT_TRUE(write(*warehouse, draft_of("u"), true, false, {{"", "made"}}));

  EXPECT_THAT(read("u"), ElementsAre("made"));
}

TEST_F(FailureTest, NothingIsDeletedWhileNobodyKnows) {
  lose({"commit_write", "cancel_write"}, HookMoment::after);
  auto operation = warehouse->begin_write(load("t"), false, true);

  auto published = warehouse->publish(*operation, written(*operation, {{"", "new"}}), {}, false);

  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().code, ErrorCode::outcome_unknown);
  warehouse->abandon(*operation);
  EXPECT_EQ(files_below("t").size(), 2u);
  expect_nothing_left_over();
  EXPECT_THAT(read("t"), ElementsAre("new"));
}

TEST_F(FailureTest, RecoveryUndoesWhatTurnsOutNotToHaveHappened) {
  lose({"commit_write", "cancel_write"}, HookMoment::before);

  auto written = append("t", {{"", "new"}});

  EXPECT_EQ(written.error().code, ErrorCode::outcome_unknown);
  expect_nothing_left_over();
  EXPECT_THAT(read("t"), ElementsAre("old"));
}

TEST_F(FailureTest, AWriteThatAnotherServerTookOverIsNotCommitted) {
  auto operation = warehouse->begin_write(load("t"), false, true);
  auto files_written = written(*operation, {{"", "late"}});
  ASSERT_TRUE(warehouse->recover(kFarFuture));
  std::filesystem::create_directories(operation->staging_path);
  std::ofstream(files_written[0].path) << "late";

  auto published = warehouse->publish(*operation, files_written, {}, false);
  ASSERT_FALSE(published);
  warehouse->abandon(*operation);

  EXPECT_EQ(published.error().code, ErrorCode::conflict);
  EXPECT_THAT(read("t"), ElementsAre("old"));
}

TEST_F(FailureTest, FilesAndFoldersReachTheDiskBeforeTheCommit) {
  log.clear();

  ASSERT_TRUE(append("t", {{"", "1"}, {"", "2"}}));

  auto position = [&](const std::string& what) { return std::find(log.begin(), log.end(), what) - log.begin(); };
  auto commit = position("commit_write begins");
  ASSERT_LT(commit, static_cast<ptrdiff_t>(log.size()));
  std::vector<std::string> synced, renamed;
  for (ptrdiff_t i = 0; i < commit; i++) {
    if (log[i].starts_with("sync part-")) synced.push_back(log[i].substr(5));
    if (log[i].starts_with("rename part-")) renamed.push_back(log[i].substr(7));
  }
  EXPECT_EQ(synced.size(), 2u);
  EXPECT_EQ(renamed, synced);
  auto last_rename = position("rename " + renamed.back());
  auto folder_sync = std::find(log.begin() + last_rename, log.begin() + commit, "sync t");
  EXPECT_NE(folder_sync, log.begin() + commit) << "the folder was not synced between the renames and the commit";
  EXPECT_LT(position("begin_write is done"),
            position("create_directories " + load("t").parameters.at("skep.operation.id")));
}

/// Every operation of the disk fails once, in turn; what the statement says of itself is true.
TEST_F(FailureTest, ADiskThatFailsOnceLeavesTheOldRowsOrTheNew) {
  for (bool overwrites : {true, false}) {
    int last_step = 0;
    for (bool failed = true; failed && !HasFailure();) {
      SCOPED_TRACE(fmt::format("{} failed at {}", overwrites ? "overwrite" : "append", ++last_step));
      warehouse.reset();
      TearDown();
      on_operation = {};
      on_call = {};
      SetUp();
      int steps = 0;
      failed = false;
      on_operation = [&](std::string_view, std::string_view) -> std::optional<Error> {
        if (++steps != last_step) return std::nullopt;
        failed = true;
        return Error(ErrorCode::resource_exhausted, "the disk is full");
      };

      auto done = overwrites ? overwrite("t", {{"", "1"}, {"", "2"}}) : append("t", {{"", "1"}, {"", "2"}});

      on_operation = {};
      expect_nothing_left_over();
      using Texts = std::vector<std::string>;
      EXPECT_EQ(read("t"), !done ? Texts{"old"} : overwrites ? (Texts{"1", "2"}) : (Texts{"1", "2", "old"}));
    }
    EXPECT_GT(last_step, 8);
  }
}

TEST_F(FailureTest, LeasesAreRenewedWhileAWriteTakesLong) {
  auto short_lease = settings();
  short_lease.lease = std::chrono::seconds(1);
  warehouse.reset();
  Warehouse patient(*store, *files, short_lease);
  auto operation = patient.begin_write(load("t"), false, true);
  auto begun = std::chrono::steady_clock::now();

  auto renewed = [&] { return std::count(log.begin(), log.end(), "renew_lease is done") >= 2; };
  while (std::chrono::steady_clock::now() - begun < std::chrono::seconds(10)) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::lock_guard lock(log_mutex);
    if (renewed()) break;
  }

  EXPECT_TRUE(renewed());
  EXPECT_TRUE(patient.publish(*operation, written(*operation, {{"", "new"}}), {}, false));
}

}  // namespace
}  // namespace skep::warehouse
