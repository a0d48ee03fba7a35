#include "session/admission.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

namespace skep::session {
namespace {

using namespace std::chrono_literals;

template <typename Condition>
bool becomes_true(Condition condition) {
  auto until = std::chrono::steady_clock::now() + 5s;
  while (!condition() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
  return condition();
}

TEST(Admission, RefusesWhoeverComesBeyondBothLimits) {
  Admission admission({1, 0, 1});
  Cancellation cancellation;
  auto first = admission.enter(cancellation);
  ASSERT_TRUE(first);

  auto second = admission.enter(cancellation);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::resource_exhausted);
  EXPECT_NE(second.error().message.find("skep.statements.queued.max"), std::string::npos);
  first->reset();
  EXPECT_TRUE(admission.enter(cancellation));
}

TEST(Admission, LetsSmallStatementsPastHeavyOnesThatWait) {
  Admission admission({2, 10, 1});
  Cancellation cancellation;
  auto heavy = admission.enter(cancellation);
  ASSERT_TRUE(admission.become_heavy(**heavy, cancellation));

  auto waiting = std::async(std::launch::async, [&] {
    auto slot = admission.enter(cancellation);
    auto placed = admission.become_heavy(**slot, cancellation);
    return placed.has_value();
  });
  ASSERT_TRUE(becomes_true([&] { return admission.load().queued == 1; }));
  EXPECT_EQ(admission.load().running, 1u);
  auto small = admission.enter(cancellation);
  EXPECT_TRUE(small);

  heavy->reset();
  EXPECT_TRUE(waiting.get());
  small->reset();
  EXPECT_EQ(admission.load().running, 0u);
}

TEST(Admission, FreesNothingTwiceWhenAHeavyStatementIsCancelledWhileItWaits) {
  Admission admission({2, 10, 1});
  Cancellation keeps;
  auto heavy = admission.enter(keeps);
  ASSERT_TRUE(admission.become_heavy(**heavy, keeps));
  Cancellation cancelled;
  auto waiting = std::async(std::launch::async, [&] {
    auto slot = admission.enter(cancelled);
    return admission.become_heavy(**slot, cancelled).has_value();
  });
  ASSERT_TRUE(becomes_true([&] { return admission.load().queued == 1; }));

  cancelled.request(ErrorCode::cancelled, "enough");

  EXPECT_FALSE(waiting.get());
  EXPECT_EQ(admission.load().running, 1u);
  heavy->reset();
  EXPECT_EQ(admission.load().running, 0u);
}

TEST(Admission, FollowsNewLimitsAtOnce) {
  Admission admission({1, 10, 1});
  Cancellation cancellation;
  auto first = admission.enter(cancellation);
  auto second = std::async(std::launch::async, [&] { return admission.enter(cancellation).has_value(); });
  ASSERT_TRUE(becomes_true([&] { return admission.load().queued == 1; }));

  admission.set_limits({2, 10, 1});

  EXPECT_TRUE(second.get());
}

}  // namespace
}  // namespace skep::session
