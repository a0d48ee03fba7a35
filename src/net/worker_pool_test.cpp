#include "net/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>

namespace skep::net {
namespace {

TEST(WorkerPool, StartsThreadsUntilNoWorkWaits) {
  std::latch all_run(8);
  WorkerPool pool(8);

  for (int i = 0; i < 8; i++) EXPECT_TRUE(pool.post([&] { all_run.arrive_and_wait(); }));

  all_run.wait();
}

TEST(WorkerPool, LetsWorkWaitWhenAllThreadsAreBusy) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(2);
    for (int i = 0; i < 100; i++) EXPECT_TRUE(pool.post([&] { ran++; }));
  }
  EXPECT_EQ(ran, 100);
}

TEST(WorkerPool, RefusesWorkBeyondItsQueue) {
  std::latch go_on(1);
  std::latch started(2);
  WorkerPool pool(2, 1);
  auto work = [&] { started.count_down(), go_on.wait(); };
  EXPECT_TRUE(pool.post(work));
  EXPECT_TRUE(pool.post(work));
  started.wait();

  EXPECT_TRUE(pool.post([] {}));
  EXPECT_FALSE(pool.post([] {}));

  go_on.count_down();
}

TEST(WorkerPool, TakesWorkAgainOnceAThreadIsIdle) {
  WorkerPool pool(1, 0);
  for (int i = 0; i < 100; i++) {
    std::latch done(1);
    while (!pool.post([&] { done.count_down(); })) continue;
    done.wait();
  }
}

}  // namespace
}  // namespace skep::net
