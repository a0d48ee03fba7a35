#include "types/calendar_interval.h"

#include <gtest/gtest.h>

namespace skep::types {
namespace {

constexpr int64_t kSecond = 1'000'000;

TEST(CalendarIntervalTest, ReadsNumbersWithUnits) {
  EXPECT_EQ(parse_calendar_interval("5 minutes"), (CalendarInterval{0, 0, 300 * kSecond}));
  EXPECT_EQ(parse_calendar_interval(" INTERVAL 1 Year 2 months 1 week -3 days"), (CalendarInterval{14, 4, 0}));
  EXPECT_EQ(parse_calendar_interval("- 1.5 seconds 2 millisecond 1 microseconds"),
            (CalendarInterval{0, 0, -1'497'999}));
  EXPECT_EQ(parse_calendar_interval(".25 second"), (CalendarInterval{0, 0, 250'000}));
}

TEST(CalendarIntervalTest, GivesNothingForOtherTexts) {
  for (auto* text : {"", "interval", "5", "minutes", "5 bananas", "5minutes", "1.5 days", ". seconds", "1 day 2",
                     "99999999999 days", "9223372036854775807 hours", "1.1234567891 seconds", "-- 1 day"}) {
    EXPECT_FALSE(parse_calendar_interval(text)) << text;
  }
}

}  // namespace
}  // namespace skep::types
