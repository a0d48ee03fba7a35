#include "metastore/hooked_metastore.h"
#include "storage/hooked_file_system.h"
#include "warehouse/warehouse_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>

/// A server that is killed at any step of a write leaves the old rows or the new, and nothing else once another server
/// has recovered.
namespace skep::warehouse {
namespace {

constexpr int kKilled = 9;

/// Counts the steps of a process, and ends it at one of them as a kill would: nothing is flushed or undone.
struct Killer {
  std::atomic<int> steps_left;

  void step() {
    if (steps_left.fetch_sub(1) == 1) _exit(kKilled);
  }
};

class KillTest : public WarehouseTest {
 protected:
  using Work = std::function<void(Warehouse&)>;

  /// Does the work in a process of its own that dies at step `last_step`; says whether it lived to the end.
  bool survives(int last_step, const Work& work) {
    warehouse.reset();
    store.reset();
    pid_t child = fork();
    if (child == 0) {
      run_doomed(last_step, work);
      _exit(HasFailure() ? 1 : 0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == kKilled)) << status;
    reopen();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  void run_doomed(int last_step, const Work& work) const {
    Killer killer{last_step};
    auto doomed_store = metastore::make_hooked_metastore(
        open_store(), [&](std::string_view, metastore::HookMoment) -> std::optional<Error> {
          killer.step();
          return std::nullopt;
        });
    storage::FileSystems doomed_files(storage::make_hooked_file_system(
        storage::make_local_file_system(), [&](std::string_view, std::string_view) -> std::optional<Error> {
          killer.step();
          return std::nullopt;
        }));
    Warehouse doomed(*doomed_store, doomed_files, settings());
    work(doomed);
  }

  /// Kills the work at its first step, its second, and so on, each time on a warehouse that `prepare` has made.
  void kill_at_every_step(const Work& prepare, const Work& work, const std::function<void()>& check_before_recovery,
                          const std::function<void()>& check) {
    for (int last_step = 1;; last_step++) {
      SCOPED_TRACE(fmt::format("killed at step {}", last_step));
      ASSERT_LT(last_step, 500);
      TearDown();
      SetUp();
      prepare(*warehouse);
      bool lived = survives(last_step, work);
      check_before_recovery();
      ASSERT_TRUE(warehouse->recover(kFarFuture));
      check();
      expect_nothing_left_over();
      if (HasFailure() || lived) {
        EXPECT_GT(last_step, 4) << "the hooks were not called";
        return;
      }
    }
  }

  /// Every file on disk is one that a scan reads; no write is open; nothing waits to be removed.
  void expect_nothing_left_over() {
    size_t readable = 0;
    auto names = store->list_tables("default", "");
    ASSERT_TRUE(names);
    for (const auto& name : *names) readable += read(name).size();
    EXPECT_EQ(files_below("").size(), readable) << testing::PrintToString(files_below(""));
    EXPECT_THAT(*store->take_over_writes(kFarFuture + 1000, kFarFuture + 2000), IsEmpty());
    EXPECT_THAT(*store->list_garbage(kFarFuture), IsEmpty());
  }

  /// The hidden files do not count: what a scan reads is one of the two.
  void expect_either(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    auto seen = read("t");
    EXPECT_TRUE(seen == before || seen == after) << testing::PrintToString(seen);
  }

  static Work writes(bool is_partitioned, bool overwrites, std::vector<Rows> rows,
                     std::vector<std::optional<std::string>> static_values = {}) {
    return [=](Warehouse& into) {
      auto table = into.store().load_table({"default", "t"});
      if (!table) {
        auto created = into.create_table(draft_of("t", is_partitioned), false);
        ASSERT_TRUE(created);
        table = created;
      }
      ASSERT_TRUE(write(into, *table, false, overwrites, rows, static_values));
    };
  }
};

TEST_F(KillTest, AnOverwriteIsWholeOrNotThere) {
  auto expected = [&] { expect_either({"old1", "old2"}, {"new1", "new2"}); };

  kill_at_every_step(writes(false, false, {{"", "old1"}, {"", "old2"}}),
                     writes(false, true, {{"", "new1"}, {"", "new2"}}), expected, expected);
}

TEST_F(KillTest, AnOverwriteOfPartitionsIsWholeOrNotThere) {
  auto expected = [&] { expect_either({"mon:1", "tue:2"}, {"tue:3", "wed:4"}); };

  kill_at_every_step(writes(true, false, {{"mon", "1"}, {"tue", "2"}}),
                     writes(true, true, {{"tue", "3"}, {"wed", "4"}}, {std::nullopt}), expected, expected);
}

TEST_F(KillTest, AnAppendIsWholeOrNotThere) {
  auto expected = [&] { expect_either({"old"}, {"1", "2", "3", "old"}); };

  kill_at_every_step(writes(false, false, {{"", "old"}}), writes(false, false, {{"", "1"}, {"", "2"}, {"", "3"}}),
                     expected, expected);
}

TEST_F(KillTest, AnAppendToPartitionsIsWholeOrNotThere) {
  auto expected = [&] { expect_either({"mon:old"}, {"mon:1", "mon:old", "tue:2", "wed:3"}); };

  kill_at_every_step(writes(true, false, {{"mon", "old"}}),
                     writes(true, false, {{"mon", "1"}, {"tue", "2"}, {"wed", "3"}}), expected, expected);
}

TEST_F(KillTest, ATableFromAQueryIsWholeOrNotThere) {
  auto expected = [&] {
    if (!store->load_table({"default", "t"})) return;
    EXPECT_THAT(read("t"), ElementsAre("mon:1", "tue:2"));
  };

  kill_at_every_step([](Warehouse&) {},
                     [](Warehouse& into) {
                       ASSERT_TRUE(write(into, draft_of("t", true), true, false, {{"mon", "1"}, {"tue", "2"}}));
                     },
                     expected,
                     [&] {
                       expected();
                       if (store->load_table({"default", "t"})) return;
                       EXPECT_TRUE(write(*warehouse, draft_of("t"), true, false, {{"", "again"}}));
                       EXPECT_THAT(read("t"), ElementsAre("again"));
                       ASSERT_TRUE(warehouse->recover(kFarFuture));
                     });
}

TEST_F(KillTest, ADropTakesAllOrNothing) {
  auto expected = [&] {
    if (!store->load_table({"default", "t"})) return;
    EXPECT_THAT(read("t"), ElementsAre("old"));
  };

  kill_at_every_step(
      writes(false, true, {{"", "old"}}),
      [](Warehouse& from) {
        ASSERT_TRUE(from.drop_table({"default", "t"}, false));
      },
      expected, expected);
}

TEST_F(KillTest, ANewTableOfADroppedOnesNameHasNoneOfItsRows) {
  kill_at_every_step(
      writes(false, false, {{"", "old"}}),
      [](Warehouse& from) {
        ASSERT_TRUE(from.drop_table({"default", "t"}, false));
      },
      [&] {
        if (store->load_table({"default", "t"})) return;
        ASSERT_TRUE(warehouse->create_table(draft_of("t"), false));
        EXPECT_THAT(read("t"), IsEmpty());
        ASSERT_TRUE(append("t", {{"", "new"}}));
      },
      [&] { expect_either({"old"}, {"new"}); });
}

/// The server that recovers is killed too; the next one finishes what it began.
TEST_F(KillTest, ARecoveryThatIsKilledIsFinishedByTheNext) {
  int writer_steps = 1;
  for (; writer_steps < 200; writer_steps += 13) {
    kill_at_every_step(
        [&](Warehouse& into) {
          writes(true, false, {{"mon", "old"}})(into);
          survives(writer_steps, writes(true, false, {{"mon", "1"}, {"tue", "2"}}));
        },
        [](Warehouse& by) { ASSERT_TRUE(by.recover(kFarFuture)); }, [] {},
        [&] {
          ASSERT_TRUE(warehouse->recover(kFarFuture + 1000));
          expect_either({"mon:old"}, {"mon:1", "mon:old", "tue:2"});
        });
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace skep::warehouse
