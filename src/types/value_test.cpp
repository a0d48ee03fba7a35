#include "types/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace skep::types {
namespace {

TEST(NumberText, DoublesArePrintedAsJavaDoes) {
  EXPECT_EQ(double_to_text(0.0), "0.0");
  EXPECT_EQ(double_to_text(-0.0), "-0.0");
  EXPECT_EQ(double_to_text(1), "1.0");
  EXPECT_EQ(double_to_text(-12.5), "-12.5");
  EXPECT_EQ(double_to_text(100), "100.0");
  EXPECT_EQ(double_to_text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(double_to_text(0.001), "0.001");
  EXPECT_EQ(double_to_text(0.00099), "9.9E-4");
  EXPECT_EQ(double_to_text(9999999), "9999999.0");
  EXPECT_EQ(double_to_text(9999999.5), "9999999.5");
  EXPECT_EQ(double_to_text(1e7), "1.0E7");
  EXPECT_EQ(double_to_text(1e10), "1.0E10");
  EXPECT_EQ(double_to_text(123456789.0), "1.23456789E8");
  EXPECT_EQ(double_to_text(1.7976931348623157e308), "1.7976931348623157E308");
  EXPECT_EQ(double_to_text(4.9e-324), "4.9E-324");
  EXPECT_EQ(double_to_text(std::nan("")), "NaN");
  EXPECT_EQ(double_to_text(-INFINITY), "-Infinity");
}

TEST(NumberText, FloatsHaveTheDigitsOfFloats) {
  EXPECT_EQ(float_to_text(0.1F), "0.1");
  EXPECT_EQ(float_to_text(3.4028235e38F), "3.4028235E38");
  EXPECT_EQ(float_to_text(1e-3F), "0.001");
  EXPECT_EQ(float_to_text(16777216.0F), "1.6777216E7");
  EXPECT_EQ(float_to_text(1.4e-45F), "1.4E-45");
}

TEST(NumberText, DecimalsKeepTheirScale) {
  EXPECT_EQ(decimal_to_text(12345, 2), "123.45");
  EXPECT_EQ(decimal_to_text(-5, 3), "-0.005");
  EXPECT_EQ(decimal_to_text(0, 2), "0.00");
  EXPECT_EQ(decimal_to_text(100, 0), "100");
  Int128 largest = 1;
  for (int i = 0; i < 38; i++) largest *= 10;
  EXPECT_EQ(decimal_to_text(-(largest - 1), 0), "-" + std::string(38, '9'));
  EXPECT_EQ(decimal_to_text(largest - 1, 38), "0." + std::string(38, '9'));
}

TEST(Calendar, GoesThereAndBackForEveryDayOfManyYears) {
  EXPECT_EQ(days_from_civil(1970, 1, 1), 0);
  EXPECT_EQ(days_from_civil(2000, 2, 29), 11016);
  EXPECT_EQ(days_from_civil(1969, 12, 31), -1);
  for (int32_t days = -1'000'000; days < 1'000'000; days += 13) {
    auto date = civil_from_days(days);
    ASSERT_EQ(days_from_civil(date.year, date.month, date.day), days);
  }
  for (auto days : {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()}) {
    auto date = civil_from_days(days);
    EXPECT_EQ(days_from_civil(date.year, date.month, date.day), days);
  }
}

TEST(DateText, HasSignsWhereJavaHasThem) {
  EXPECT_EQ(date_to_text(0), "1970-01-01");
  EXPECT_EQ(date_to_text(days_from_civil(1, 1, 1)), "0001-01-01");
  EXPECT_EQ(date_to_text(days_from_civil(-1, 2, 3)), "-0001-02-03");
  EXPECT_EQ(date_to_text(days_from_civil(10000, 12, 31)), "+10000-12-31");
}

TEST(DateText, IsReadAsSparkReadsIt) {
  auto read = [](std::string_view text) {
    auto days = parse_date(text);
    return days ? date_to_text(*days) : days.error().error_class;
  };

  EXPECT_EQ(read("2020-02-29"), "2020-02-29");
  EXPECT_EQ(read("  2020-2-9 "), "2020-02-09");
  EXPECT_EQ(read("2020"), "2020-01-01");
  EXPECT_EQ(read("2020-05"), "2020-05-01");
  EXPECT_EQ(read("2020-05-06T12:00"), "2020-05-06");
  EXPECT_EQ(read("2020-05-06 and more"), "2020-05-06");
  EXPECT_EQ(read("-0001-02-03"), "-0001-02-03");
  EXPECT_EQ(read("+12345-01-01"), "+12345-01-01");
  EXPECT_EQ(read("5881580-07-11"), "+5881580-07-11");
  EXPECT_EQ(read("-5877641-06-23"), "-5877641-06-23");
  for (auto text : {"5881580-07-12", "-5877641-06-22", "", "20", "2020-", "2020-13-01", "2021-02-29", "2020-01-32",
                    "2020-00-01", "2020-1-1x", "x", "9999999-01-01", "2020-001-01", "2020/01/01", "-", "2020-01-01-"}) {
    EXPECT_EQ(read(text), "CAST_INVALID_INPUT") << text;
  }
}

TEST(TimestampText, DropsZerosOfTheFraction) {
  EXPECT_EQ(timestamp_to_text(0), "1970-01-01 00:00:00");
  EXPECT_EQ(timestamp_to_text(500'000), "1970-01-01 00:00:00.5");
  EXPECT_EQ(timestamp_to_text(-1), "1969-12-31 23:59:59.999999");
}

TEST(TimestampText, IsReadWithItsZoneLeftToTheCaller) {
  auto read = [](std::string_view text) {
    auto parsed = parse_timestamp(text);
    if (!parsed) return parsed.error().error_class;
    return timestamp_to_text(parsed->wall_clock_micros) + "|" + parsed->zone;
  };

  EXPECT_EQ(read("2020-01-02 03:04:05.678"), "2020-01-02 03:04:05.678|");
  EXPECT_EQ(read("2020-01-02T3:4:5Z"), "2020-01-02 03:04:05|Z");
  EXPECT_EQ(read("2020-01-02 03:04:05.1234567+01:00"), "2020-01-02 03:04:05.123456|+01:00");
  EXPECT_EQ(read(" 2020-01-02 03:04:05 Europe/Berlin "), "2020-01-02 03:04:05|Europe/Berlin");
  EXPECT_EQ(read("2020-01-02 03:04"), "2020-01-02 03:04:00|");
  EXPECT_EQ(read("2020-01-02"), "2020-01-02 00:00:00|");
  EXPECT_EQ(read("2020"), "2020-01-01 00:00:00|");
  EXPECT_EQ(read("294247-01-10 04:00:54.775807"), "+294247-01-10 04:00:54.775807|");
  EXPECT_EQ(read("-290308-12-21 19:59:05.224192"), "-290308-12-21 19:59:05.224192|");
  for (auto text : {"", "2020-01-02 24:00:00", "2020-01-02 03:60:00", "2020-01-02 x", "2020-01-02 03:04:05 a b",
                    "2020-02-30 00:00:00", "noon", "2020-01-02 03:04Z", "2020-01-02 03Z",
                    "294247-01-10 04:00:54.775808", "300000-01-01 00:00:00"}) {
    EXPECT_EQ(read(text), "CAST_INVALID_INPUT") << text;
  }
}

TEST(IntervalText, IsWhatSparkPrints) {
  auto print = [](int64_t amount, IntervalUnit from, IntervalUnit to) {
    return interval_to_text(amount, DataType::interval(from, to));
  };
  constexpr int64_t kDay = 86'400'000'000;
  constexpr int64_t kHour = 3'600'000'000;

  EXPECT_EQ(print(14, IntervalUnit::year, IntervalUnit::month), "INTERVAL '1-2' YEAR TO MONTH");
  EXPECT_EQ(print(-14, IntervalUnit::year, IntervalUnit::month), "INTERVAL '-1-2' YEAR TO MONTH");
  EXPECT_EQ(print(24, IntervalUnit::year, IntervalUnit::year), "INTERVAL '2' YEAR");
  EXPECT_EQ(print(3, IntervalUnit::month, IntervalUnit::month), "INTERVAL '3' MONTH");
  EXPECT_EQ(print(kDay + 2 * kHour, IntervalUnit::day, IntervalUnit::second), "INTERVAL '1 02:00:00' DAY TO SECOND");
  EXPECT_EQ(print(-kDay - 1, IntervalUnit::day, IntervalUnit::second), "INTERVAL '-1 00:00:00.000001' DAY TO SECOND");
  EXPECT_EQ(print(2 * kDay, IntervalUnit::day, IntervalUnit::day), "INTERVAL '2' DAY");
  EXPECT_EQ(print(30 * kHour, IntervalUnit::hour, IntervalUnit::hour), "INTERVAL '30' HOUR");
  EXPECT_EQ(print(-3 * kHour, IntervalUnit::hour, IntervalUnit::hour), "INTERVAL '-03' HOUR");
  EXPECT_EQ(print(30 * kHour, IntervalUnit::hour, IntervalUnit::minute), "INTERVAL '30:00' HOUR TO MINUTE");
  EXPECT_EQ(print(1'500'000, IntervalUnit::second, IntervalUnit::second), "INTERVAL '01.5' SECOND");
  EXPECT_EQ(print(std::numeric_limits<int64_t>::min(), IntervalUnit::day, IntervalUnit::second),
            "INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND");
}

TEST(Value, PrintsAsACastToStringDoes) {
  EXPECT_EQ(Value::null().to_text(), "NULL");
  EXPECT_EQ(Value::boolean(true).to_text(), "true");
  EXPECT_EQ(Value::integer(-1).to_text(), "-1");
  EXPECT_EQ(Value::real(1).to_text(), "1.0");
  EXPECT_EQ((Value{DataType::decimal(5, 2), Int128{150}}).to_text(), "1.50");
  EXPECT_EQ((Value{kDate, int64_t{0}}).to_text(), "1970-01-01");
  EXPECT_EQ((Value{kTimestamp, int64_t{0}}).to_text(), "1970-01-01 00:00:00");
  EXPECT_EQ(Value::string("a'b").to_text(), "a'b");
}

}  // namespace
}  // namespace skep::types
