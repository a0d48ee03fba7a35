#include "base/text.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace skep::engine {
namespace {

using duckdb::date_t;
using duckdb::timestamp_t;
using types::civil_from_days;
using types::days_from_civil;

constexpr int64_t kMicrosPerDay = 86'400'000'000;
constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerMonth = 31 * 24 * 60 * 60;

/// The years that days in 32 bits begin and end in.
constexpr int64_t kFirstYear = -5'877'641;
constexpr int64_t kLastYear = 5'881'580;

bool is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int64_t year, int month) {
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[static_cast<size_t>(month - 1)];
}

int64_t floor_divide(int64_t value, int64_t divisor) {
  auto quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

int32_t days_of(timestamp_t time) { return static_cast<int32_t>(floor_divide(time.value, kMicrosPerDay)); }

/// The day of the month is kept, or becomes the month's last. Months are counted from year 0 in 32 bits.
struct AddMonths {
  static date_t compute(date_t date, int32_t months) {
    auto civil = civil_from_days(date.days);
    int64_t month = civil.year * 12 + civil.month - 1 + months;
    if (month < INT32_MIN || month > INT32_MAX) raise({"ARITHMETIC_OVERFLOW", "the months are out of range"});
    auto year = floor_divide(month, 12);
    if (year <= kFirstYear || year >= kLastYear) raise({"ARITHMETIC_OVERFLOW", "the date is out of range"});
    auto month_of_year = static_cast<int>(month - year * 12) + 1;
    return date_t(days_from_civil(year, month_of_year, std::min(civil.day, days_in_month(year, month_of_year))));
  }
};

struct LastDay {
  static date_t compute(date_t date) {
    auto civil = civil_from_days(date.days);
    return date_t(days_from_civil(civil.year, civil.month, days_in_month(civil.year, civil.month)));
  }
};

/// The first such weekday after a date: "MO", "Mon" or "MONDAY".
struct NextDay {
  static std::optional<date_t> compute(date_t date, std::string_view name) {
    int weekday = weekday_of(name);
    if (weekday < 0) return std::nullopt;
    // Day 0 was a Thursday; weekdays count from Monday.
    int32_t today = static_cast<int32_t>(floor_divide(date.days + 3, 7));
    int32_t monday = today * 7 - 3;
    int32_t next = monday + weekday;
    return date_t(next > date.days ? next : next + 7);
  }
  static Failure failure(date_t, std::string_view name) {
    return {"ILLEGAL_DAY_OF_WEEK", fmt::format("illegal input for day of week: {}", name)};
  }

 private:
  static int weekday_of(std::string_view name) {
    constexpr std::array<std::string_view, 7> kNames = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
                                                        "FRIDAY", "SATURDAY", "SUNDAY"};
    auto upper = to_upper(name);
    for (size_t i = 0; i < kNames.size(); ++i) {
      if (upper == kNames[i] || upper == kNames[i].substr(0, 2) || upper == kNames[i].substr(0, 3)) {
        return static_cast<int>(i);
      }
    }
    return -1;
  }
};

/// Whole months for equal days of the month and for two last days; else a month has 31 days.
struct MonthsBetween {
  static double compute(timestamp_t later, timestamp_t earlier, bool round_off) {
    auto first = civil_from_days(days_of(later));
    auto second = civil_from_days(days_of(earlier));
    auto months = static_cast<double>((first.year - second.year) * 12 + first.month - second.month);
    bool both_last =
        first.day == days_in_month(first.year, first.month) && second.day == days_in_month(second.year, second.month);
    if (first.day == second.day || both_last) return months;

    int64_t seconds = (first.day - second.day) * int64_t{86'400} + seconds_of_day(later) - seconds_of_day(earlier);
    double difference = months + static_cast<double>(seconds) / static_cast<double>(kSecondsPerMonth);
    return round_off ? round_to_eight_places(difference) : difference;
  }

 private:
  static int64_t seconds_of_day(timestamp_t time) {
    return floor_divide(time.value - days_of(time) * kMicrosPerDay, kMicrosPerSecond);
  }
  static double round_to_eight_places(double value) { return std::floor(value * 1e8 + 0.5) / 1e8; }
};

/// The start of the year, quarter, month or week of a date; NULL for another unit.
struct Truncate {
  static std::optional<date_t> compute(date_t date, std::string_view unit_text) {
    auto unit = to_upper(unit_text);
    auto civil = civil_from_days(date.days);
    if (unit == "YEAR" || unit == "YYYY" || unit == "YY") return date_t(days_from_civil(civil.year, 1, 1));
    if (unit == "QUARTER") return date_t(days_from_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1));
    if (unit == "MONTH" || unit == "MM" || unit == "MON") return date_t(days_from_civil(civil.year, civil.month, 1));
    if (unit == "WEEK") return date_t(static_cast<int32_t>(floor_divide(date.days + 3, 7) * 7 - 3));
    return std::nullopt;
  }
};

/// Wraps around at the ends of time, as Spark does.
struct DateAdd {
  static date_t compute(date_t date, int32_t days) {
    return date_t(static_cast<int32_t>(static_cast<uint32_t>(date.days) + static_cast<uint32_t>(days)));
  }
};

}  // namespace

void add_date_arithmetic(Registrar& registrar) {
  registrar.add_raising<AddMonths>("add_months");
  registrar.add<LastDay>("last_day");
  registrar.add_checked<NextDay>("next_day");
  registrar.add<MonthsBetween>("months_between");
  registrar.add<Truncate>("trunc");
  registrar.add<DateAdd>("date_add");
}

}  // namespace skep::engine
