#include "base/text.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <array>

namespace skep::engine {
namespace {

using duckdb::date_t;
using duckdb::timestamp_t;
using types::civil_from_days;
using types::days_from_civil;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

int64_t floored(int64_t value, int64_t unit) {
  auto rest = value % unit;
  return value - (rest < 0 ? rest + unit : rest);
}

int32_t day_of(timestamp_t time) { return static_cast<int32_t>(floored(time.value, kMicrosPerDay) / kMicrosPerDay); }
timestamp_t start_of(int32_t day) { return timestamp_t(day * kMicrosPerDay); }

/// The length of a unit that has one; 0 for months and what is made of them.
int64_t unit_micros(std::string_view unit) {
  if (unit == "MICROSECOND") return 1;
  if (unit == "MILLISECOND") return 1000;
  if (unit == "SECOND") return kMicrosPerSecond;
  if (unit == "MINUTE") return 60 * kMicrosPerSecond;
  if (unit == "HOUR") return 3600 * kMicrosPerSecond;
  if (unit == "DAY" || unit == "DD" || unit == "DAYOFYEAR") return kMicrosPerDay;
  return unit == "WEEK" ? 7 * kMicrosPerDay : 0;
}

int32_t unit_months(std::string_view unit) {
  return unit == "YEAR" ? 12 : unit == "QUARTER" ? 3 : unit == "MONTH" ? 1 : 0;
}

/// A wall clock cut down to a unit; NULL for what names none.
struct DateTruncate {
  static std::optional<timestamp_t> compute(std::string_view unit_text, timestamp_t time) {
    auto unit = to_upper(unit_text);
    auto civil = civil_from_days(day_of(time));
    if (unit == "YEAR" || unit == "YYYY" || unit == "YY") return start_of(days_from_civil(civil.year, 1, 1));
    if (unit == "QUARTER") return start_of(days_from_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1));
    if (unit == "MONTH" || unit == "MM" || unit == "MON") return start_of(days_from_civil(civil.year, civil.month, 1));
    // Day 0 was a Thursday; weeks start on Mondays.
    if (unit == "WEEK") return start_of(static_cast<int32_t>(floored(day_of(time) + 3, 7) - 3));
    auto micros = unit == "DAYOFYEAR" ? 0 : unit_micros(unit);
    if (micros == 0) return std::nullopt;
    return timestamp_t(floored(time.value, micros));
  }
};

bool is_date(int32_t year, int32_t month, int32_t day) {
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  auto civil = civil_from_days(days_from_civil(year, month, day));
  return civil.month == month && civil.day == day;
}

Failure out_of_bounds(std::string_view what) {
  return {"DATETIME_FIELD_OUT_OF_BOUNDS", fmt::format("a field of the {} is out of bounds", what)};
}

struct MakeDate {
  static std::optional<date_t> compute(int32_t year, int32_t month, int32_t day) {
    if (!is_date(year, month, day)) return std::nullopt;
    return date_t(days_from_civil(year, month, day));
  }
  static Failure failure(int32_t, int32_t, int32_t) { return out_of_bounds("date"); }
};

/// Seconds are given in microseconds; 60 seconds are the next minute.
struct MakeTimestamp {
  static std::optional<timestamp_t> compute(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute,
                                            int64_t second_micros) {
    bool is_time = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second_micros >= 0 &&
                   second_micros <= 60 * kMicrosPerSecond;
    if (!is_date(year, month, day) || !is_time) return std::nullopt;
    return timestamp_t(days_from_civil(year, month, day) * kMicrosPerDay +
                       (hour * 3600 + minute * 60) * kMicrosPerSecond + second_micros);
  }
  static Failure failure(int32_t, int32_t, int32_t, int32_t, int32_t, int64_t second_micros) {
    bool past_minute = second_micros > 60 * kMicrosPerSecond && second_micros < 61 * kMicrosPerSecond;
    if (past_minute) return {"INVALID_FRACTION_OF_SECOND", "seconds go from 0 to 60"};
    return out_of_bounds("timestamp");
  }
};

[[noreturn]] void raise_unit(std::string_view unit) {
  raise({"INVALID_PARAMETER_VALUE.DATETIME_UNIT", fmt::format("this is no unit of time: {}", unit)});
}

/// How many whole units lie between two wall clocks. Whole months are counted as java.time does: the end's day gives
/// way where its time of day has not come, and days 29 to 31 are not made shorter.
struct UnitsBetween {
  static int64_t compute(std::string_view unit_text, timestamp_t from, timestamp_t to) {
    auto unit = to_upper(unit_text);
    if (auto micros = unit_micros(unit)) return (to.value - from.value) / micros;
    auto months = unit_months(unit);
    if (months == 0) raise_unit(unit_text);
    return whole_months(from, to) / months;
  }

 private:
  static int64_t whole_months(timestamp_t from, timestamp_t to) {
    auto first = day_of(from), last = day_of(to);
    auto first_time = from.value - first * kMicrosPerDay, last_time = to.value - last * kMicrosPerDay;
    if (last > first && last_time < first_time) --last;
    if (last < first && last_time > first_time) ++last;
    return (packed(last) - packed(first)) / 32;
  }
  static int64_t packed(int32_t day) {
    auto civil = civil_from_days(day);
    return (civil.year * 12 + civil.month) * 32 + civil.day;
  }
};

/// Adds days and longer units to a wall clock; a month's day is kept, or becomes the month's last.
struct AddUnits {
  static timestamp_t compute(std::string_view unit_text, int32_t count, timestamp_t time) {
    auto unit = to_upper(unit_text);
    if (auto micros = unit_micros(unit)) return timestamp_t(time.value + count * micros);
    auto months = unit_months(unit);
    if (months == 0) raise_unit(unit_text);
    auto day = day_of(time);
    auto civil = civil_from_days(day);
    int64_t month = civil.year * 12 + civil.month - 1 + int64_t{count} * months;
    auto year = floored(month, 12) / 12;
    auto month_of_year = static_cast<int>(month - year * 12) + 1;
    auto next = month + 1;
    auto next_year = floored(next, 12) / 12;
    auto last_day = civil_from_days(days_from_civil(next_year, static_cast<int>(next - next_year * 12) + 1, 1) - 1).day;
    auto moved = days_from_civil(year, month_of_year, std::min(civil.day, last_day));
    return timestamp_t(time.value + (moved - day) * kMicrosPerDay);
  }
};

template <size_t kCount>
std::string short_name(const std::array<std::string_view, kCount>& names, size_t index) {
  return std::string(names[index]);
}

struct DayName {
  static std::string compute(date_t date) {
    static constexpr std::array<std::string_view, 7> kNames = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return short_name(kNames, static_cast<size_t>(date.days + 3 - floored(date.days + 3, 7)));
  }
};

struct MonthName {
  static std::string compute(date_t date) {
    static constexpr std::array<std::string_view, 12> kNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return short_name(kNames, static_cast<size_t>(civil_from_days(date.days).month - 1));
  }
};

}  // namespace

void add_date_units(Registrar& registrar) {
  registrar.add<DateTruncate>("date_trunc");
  registrar.add_checked<MakeDate>("make_date");
  registrar.add_checked<MakeTimestamp>("make_timestamp");
  registrar.add_raising<UnitsBetween>("units_between");
  registrar.add_raising<AddUnits>("add_units");
  registrar.add<DayName>("dayname");
  registrar.add<MonthName>("monthname");
}

}  // namespace skep::engine
