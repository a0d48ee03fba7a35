#include "base/cancellation.h"

#include <gtest/gtest.h>

#include <thread>

namespace skep {
namespace {

TEST(Cancellation, KeepsTheFirstReasonAndTellsObserversOnce) {
  Cancellation cancellation;
  int calls = 0;
  auto observer = cancellation.observe([&] { calls++; });

  cancellation.request(ErrorCode::cancelled, "by hand");
  cancellation.request(ErrorCode::timed_out, "too late");

  EXPECT_EQ(calls, 1);
  EXPECT_EQ(cancellation.reason()->code, ErrorCode::cancelled);
}

TEST(Cancellation, TellsAnObserverThatComesLate) {
  Cancellation cancellation;
  cancellation.request(ErrorCode::cancelled, "before");
  bool told = false;

  auto observer = cancellation.observe([&] { told = true; });

  EXPECT_TRUE(told);
}

TEST(Deadline, CancelsWhenItsTimeHasCome) {
  Cancellation cancellation;
  Deadline deadline(cancellation, std::chrono::milliseconds(5));

  for (int i = 0; i < 1000 && !cancellation.requested(); i++) std::this_thread::sleep_for(std::chrono::milliseconds(5));

  ASSERT_TRUE(cancellation.requested());
  EXPECT_EQ(cancellation.reason()->code, ErrorCode::timed_out);
}

TEST(Deadline, DoesNothingWhenDroppedInTime) {
  Cancellation cancellation;
  { Deadline deadline(cancellation, std::chrono::hours(1)); }

  EXPECT_FALSE(cancellation.requested());
}

}  // namespace
}  // namespace skep
