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

TEST(CalendarIntervalTest, IsWrittenWithThePartsThatItHas) {
  EXPECT_EQ(calendar_interval_to_text({}), "0 seconds");
  EXPECT_EQ(calendar_interval_to_text({26, -3, 3600 * kSecond}), "2 years 2 months -3 days 1 hours");
  EXPECT_EQ(calendar_interval_to_text({-13, 0, -3661'500'000}), "-1 years -1 months -1 hours -1 minutes -1.5 seconds");
  EXPECT_EQ(calendar_interval_to_text({0, 0, -500'000}), "-0.5 seconds");
  EXPECT_EQ(calendar_interval_to_text({0, 0, 1}), "0.000001 seconds");
  EXPECT_EQ(calendar_interval_to_text({0, 0, INT64_MIN}), "-2562047788 hours -54.775808 seconds");
}

TEST(CalendarIntervalTest, GivesNothingForOtherTexts) {
  for (auto* text : {"", "interval", "5", "minutes", "5 bananas", "5minutes", "1.5 days", ". seconds", "1 day 2",
                     "99999999999 days", "9223372036854775807 hours", "1.1234567891 seconds", "-- 1 day"}) {
    EXPECT_FALSE(parse_calendar_interval(text)) << text;
  }
}

}  // namespace
}  // namespace skep::types
