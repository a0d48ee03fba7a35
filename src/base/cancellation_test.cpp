#include "base/cancellation.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace skep
