#include "jobs/schedule.h"

#include <gtest/gtest.h>

namespace skep::jobs {
namespace {

constexpr int64_t kMinute = 60'000'000;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

Schedule hourly(MissedRuns missed, int64_t next) {
  Schedule schedule;
  schedule.id = "hourly";
  schedule.cron = "0 * * * *";
  schedule.missed = missed;
  schedule.next_micros = next;
  return schedule;
}

TEST(Schedule, RunsWhenItsTimeHasCome) {
  for (auto missed : {MissedRuns::skip, MissedRuns::once, MissedRuns::all}) {
    auto due = due_runs(hourly(missed, 5 * kHour), 5 * kHour + 1000);

    EXPECT_EQ(due->times, std::vector{5 * kHour});
    EXPECT_EQ(due->next_micros, 6 * kHour);
  }
}

TEST(Schedule, DoesNotRunAgainWhenTheClockIsSetBack) {
  auto due = due_runs(hourly(MissedRuns::all, 6 * kHour), 5 * kHour);

  EXPECT_TRUE(due->times.empty());
  EXPECT_EQ(due->next_micros, 6 * kHour);
}

TEST(Schedule, DoesWithMissedRunsWhatItsPolicySays) {
  int64_t now = 8 * kHour + 5 * kMinute;

  auto skipped = due_runs(hourly(MissedRuns::skip, 5 * kHour), now);
  auto once = due_runs(hourly(MissedRuns::once, 5 * kHour), now);
  auto all = due_runs(hourly(MissedRuns::all, 5 * kHour), now);

  EXPECT_TRUE(skipped->times.empty());
  EXPECT_EQ(once->times, std::vector{8 * kHour});
  EXPECT_EQ(all->times, (std::vector{5 * kHour, 6 * kHour, 7 * kHour, 8 * kHour}));
  for (const auto& due : {skipped, once, all}) EXPECT_EQ(due->next_micros, 9 * kHour);
}

TEST(Schedule, SkipsAllButTheRunThatIsInTime) {
  auto due = due_runs(hourly(MissedRuns::skip, 5 * kHour), 8 * kHour + kMinute / 2);

  EXPECT_EQ(due->times, std::vector{8 * kHour});
}

TEST(Schedule, MakesNoFloodOfAYearsMissedRuns) {
  auto schedule = hourly(MissedRuns::all, 5 * kHour);
  schedule.cron = "* * * * *";

  auto due = due_runs(schedule, 365 * kDay);

  EXPECT_EQ(due->times.size(), kMissedRunsMax);
  EXPECT_EQ(due->times.back(), 365 * kDay);
  EXPECT_EQ(due->next_micros, 365 * kDay + kMinute);
}

TEST(Schedule, NamesItsRunsAfterTheirTimes) {
  EXPECT_EQ(scheduled_job_id(hourly(MissedRuns::once, 0), 20484 * kDay + kHour), "hourly-20260131T010000Z");
}

}  // namespace
}  // namespace skep::jobs
