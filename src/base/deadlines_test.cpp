#include "base/deadlines.h"

#include <gtest/gtest.h>

#include <thread>

namespace skep {
namespace {

bool becomes_requested(const Cancellation& cancellation) {
  for (int i = 0; i < 1000 && !cancellation.requested(); i++) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return cancellation.requested();
}

TEST(Deadlines, CancelWhenTheirTimeHasCome) {
  Deadlines deadlines;
  Cancellation cancellation;
  auto deadline = deadlines.set(cancellation, std::chrono::milliseconds(5));

  ASSERT_TRUE(becomes_requested(cancellation));
  EXPECT_EQ(cancellation.reason()->code, ErrorCode::timed_out);
}

TEST(Deadlines, ServeAnEarlierOneThatIsSetLater) {
  Deadlines deadlines;
  Cancellation late;
  Cancellation early;
  auto first = deadlines.set(late, std::chrono::hours(1));
  auto second = deadlines.set(early, std::chrono::milliseconds(5));

  EXPECT_TRUE(becomes_requested(early));
  EXPECT_FALSE(late.requested());
}

TEST(Deadlines, DoNothingWhenTakenBackInTime) {
  Deadlines deadlines;
  Cancellation dropped;
  Cancellation kept;
  { auto deadline = deadlines.set(dropped, std::chrono::milliseconds(20)); }
  auto deadline = deadlines.set(kept, std::chrono::milliseconds(40));

  EXPECT_TRUE(becomes_requested(kept));
  EXPECT_FALSE(dropped.requested());
}

}  // namespace
}  // namespace skep
