#include "results/zone_offsets.h"

#include "types/value.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace skep::results {
namespace {

int64_t instant(int64_t year, int month, int day, int hour) {
  return (types::days_from_civil(year, month, day) * int64_t{24} + hour) * 3'600'000'000;
}

/// The offset in minutes.
int64_t offset(std::string_view zone, int64_t micros) {
  auto offsets = ZoneOffsets::of(zone);
  EXPECT_TRUE(offsets) << zone;
  return (offsets->to_wall_clock(micros) - micros) / 60'000'000;
}

TEST(ZoneOffsets, TakeRegionsAndOffsets) {
  auto winter = instant(2001, 1, 1, 0);
  EXPECT_EQ(offset("UTC", winter), 0);
  EXPECT_EQ(offset("Z", winter), 0);
  EXPECT_EQ(offset("GMT", winter), 0);
  EXPECT_EQ(offset("Europe/Berlin", winter), 60);
  EXPECT_EQ(offset("America/New_York", winter), -300);
  EXPECT_EQ(offset("Asia/Kolkata", winter), 330);
  EXPECT_EQ(offset("+1", winter), 60);
  EXPECT_EQ(offset("-08:00", winter), -480);
  EXPECT_EQ(offset("+0530", winter), 330);
  EXPECT_EQ(offset("+18:00", winter), 1080);
  EXPECT_EQ(offset("UTC+3", winter), 180);
  EXPECT_EQ(offset("GMT-03:30", winter), -210);
  EXPECT_EQ(offset("UT+01:00:00", winter), 60);
}

TEST(ZoneOffsets, RefuseWhatIsNoZone) {
  for (auto zone : {"", "Europe/Atlantis", "+", "+19:00", "+1:99", "UTC+", "+01:00:00:00", "1", "../etc/passwd"}) {
    auto offsets = ZoneOffsets::of(zone);
    ASSERT_FALSE(offsets) << zone;
    EXPECT_EQ(offsets.error().code, ErrorCode::invalid_argument);
  }
}

TEST(ZoneOffsets, FollowEachChangeOfTheClock) {
  auto change = instant(2024, 3, 31, 1);
  EXPECT_EQ(offset("Europe/Berlin", change - 1), 60);
  EXPECT_EQ(offset("Europe/Berlin", change), 120);

  auto offsets = ZoneOffsets::of("Europe/Berlin");
  for (int year = 1980; year < 2037; year++) {
    EXPECT_EQ(offsets->to_wall_clock(instant(year, 1, 15, 0)) - instant(year, 1, 15, 0), 3'600'000'000);
    EXPECT_EQ(offsets->to_wall_clock(instant(year, 7, 15, 0)) - instant(year, 7, 15, 0), 7'200'000'000);
  }
}

TEST(ZoneOffsets, KnowLocalMeanTimeBeforeZones) {
  auto offsets = ZoneOffsets::of("Europe/Berlin");
  auto then = instant(1850, 1, 1, 0);
  EXPECT_EQ(offsets->to_wall_clock(then) - then, (53 * 60 + 28) * int64_t{1'000'000});
}

TEST(ZoneOffsets, GoOnChangingTheClockPastTheDatabasesLastYear) {
  struct Change {
    int64_t year;
    int day;
  };
  // The last Sundays of March.
  for (auto change : {Change{2037, 29}, Change{2038, 28}, Change{2040, 25}, Change{2100, 28}, Change{2400, 26}}) {
    auto summer_begins = instant(change.year, 3, change.day, 1);
    EXPECT_EQ(offset("Europe/Berlin", summer_begins - 1), 60) << change.year;
    EXPECT_EQ(offset("Europe/Berlin", summer_begins), 120) << change.year;
    EXPECT_EQ(offset("Europe/Berlin", instant(change.year, 12, 31, 23)), 60) << change.year;
    EXPECT_EQ(offset("Europe/Berlin", instant(change.year, 1, 1, 0)), 60) << change.year;
  }
  EXPECT_EQ(offset("Asia/Tokyo", instant(2100, 7, 1, 0)), 540);
  EXPECT_EQ(offset("Australia/Sydney", instant(2100, 1, 1, 0)), 660);
  EXPECT_EQ(offset("Australia/Sydney", instant(2100, 7, 1, 0)), 600);
}

TEST(ZoneOffsets, TakeTheFarthestInstants) {
  auto farthest = std::numeric_limits<int64_t>::max() / 2;
  EXPECT_GE(offset("Europe/Berlin", farthest), 60);
  EXPECT_EQ(offset("Europe/Berlin", -farthest), 53);
}

}  // namespace
}  // namespace skep::results
