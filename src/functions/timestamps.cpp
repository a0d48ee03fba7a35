#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::IntervalUnit;
using types::kBigint;
using types::kDate;
using types::kInteger;
using types::kString;
using types::kTimestamp;
using types::TypeKind;
using types::Value;

const DataType& seconds_type() {
  static const DataType type = DataType::decimal(8, 6);
  return type;
}

DataType wall_clock_or_instant(const Argument& argument) {
  return argument.type.is(TypeKind::timestamp_ntz) ? argument.type : kTimestamp;
}

Result<Resolution> exact_second(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {wall_clock_or_instant(arguments[0])}, seconds_type());
}

Result<Resolution> date_number(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kDate}, kInteger);
}

Result<Resolution> number_of_date(std::string_view name, const Arguments& arguments) {
  return exact(name, arguments, {kDate}, kInteger);
}

Result<Resolution> date_name(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kDate}, kString);
}

/// The parts of intervals; the analyzer calls them for EXTRACT.
Result<Resolution> interval_part(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  bool is_whole = name == "interval_year" || name == "interval_day";
  auto result = name == "interval_exact_second" ? seconds_type() : is_whole ? kInteger : types::kTinyint;
  return Resolution{{type}, result, arguments[0].nullable};
}

Result<Resolution> of_seconds(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is_fractional()) return Resolution{{types::kDouble}, kTimestamp, true};
  if (type.is(TypeKind::decimal)) {
    if (type.scale() > 6) return make_error(ErrorCode::unsupported, "{} of {} is not there yet", name, type.to_text());
    return Resolution{{DataType::decimal(25, 6)}, kTimestamp, true};
  }
  if (!type.is_integral() && !type.is(TypeKind::null)) return unexpected_type(name, 0, "\"NUMERIC\"", type);
  return fixed(name, arguments, {kBigint}, kTimestamp);
}

Result<Resolution> of_count(std::string_view name, const Arguments& arguments) {
  if (!arguments[0].type.is_integral() && !arguments[0].type.is(TypeKind::null)) {
    return unexpected_type(name, 0, "\"INTEGRAL\"", arguments[0].type);
  }
  return Resolution{{kBigint}, kTimestamp, arguments[0].nullable};
}

Result<Resolution> count_since_1970(std::string_view name, const Arguments& arguments) {
  return exact(name, arguments, {kTimestamp}, kBigint);
}

Result<Resolution> date_of_number(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger}, kDate);
}

/// Without ANSI what is no time gives NULL.
std::optional<bool> gives_null(const Arguments& arguments) {
  return arguments.ansi() ? std::nullopt : std::optional(true);
}

Result<Resolution> make_timestamp(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger, kInteger, kInteger, kInteger, kInteger, DataType::decimal(16, 6), kString},
               kTimestamp, gives_null(arguments));
}

Result<Resolution> make_wall_clock(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger, kInteger, kInteger, kInteger, kInteger, DataType::decimal(16, 6)},
               types::kTimestampNtz, gives_null(arguments));
}

Result<Resolution> try_make_timestamp(std::string_view name, const Arguments& arguments) {
  auto resolution = name.ends_with("_ntz") ? make_wall_clock(name, arguments) : make_timestamp(name, arguments);
  if (resolution) resolution->nullable = true;
  return resolution;
}

/// convert_timezone(from, to, t) moves a wall clock.
Result<Resolution> convert_zone(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, types::kTimestampNtz}, types::kTimestampNtz);
}

Result<Resolution> zone_shift(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kTimestamp, kString}, kTimestamp);
}

Result<Resolution> add_units(std::string_view name, const Arguments& arguments) {
  auto time = wall_clock_or_instant(arguments[2]);
  return fixed(name, arguments, {kString, kInteger, time}, time);
}

Result<Resolution> units_between(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kTimestamp, kTimestamp}, kBigint);
}

Result<Resolution> try_to_timestamp(std::string_view name, const Arguments& arguments) {
  bool counts_seconds = arguments.size() == 1 && arguments[0].type.is_numeric();
  if (counts_seconds) return Resolution{{kTimestamp}, kTimestamp, true};
  return fixed(name, arguments, {kString}, kTimestamp, true);
}

Result<Resolution> day_time_interval(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger, kInteger, kInteger, DataType::decimal(18, 6)},
               DataType::interval(IntervalUnit::day, IntervalUnit::second));
}

Result<Resolution> year_month_interval(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger}, DataType::interval(IntervalUnit::year, IntervalUnit::month));
}

Result<Resolution> calendar_interval(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger, kInteger, kInteger, kInteger, kInteger, kInteger, DataType::decimal(18, 6)},
               types::kCalendarInterval, true);
}

/// What is left out of years, months, weeks, days, hours, minutes and seconds.
std::vector<Value> no_time() {
  std::vector<Value> parts(6, Value::integer(0));
  parts.push_back({seconds_type(), types::Int128{0}});
  return parts;
}

}  // namespace

std::vector<Function> timestamp_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"exact_second",
       "second",
       scalar,
       1,
       1,
       exact_second,
       "EXTRACT(SECOND FROM t): with its fraction",
       {},
       {},
       false},
      {"dayofweek_iso",
       "dayofweek_iso",
       scalar,
       1,
       1,
       date_number,
       "EXTRACT(DAYOFWEEK_ISO FROM d): 1 is Monday",
       {},
       {},
       false},
      {"yearofweek",
       "yearofweek",
       scalar,
       1,
       1,
       date_number,
       "EXTRACT(YEAROFWEEK FROM d): the year of the ISO week",
       {},
       {},
       false},
      {"interval_year", "year", scalar, 1, 1, interval_part, "EXTRACT(YEAR FROM i)", {}, {}, false},
      {"interval_month", "month", scalar, 1, 1, interval_part, "EXTRACT(MONTH FROM i)", {}, {}, false},
      {"interval_day", "day", scalar, 1, 1, interval_part, "EXTRACT(DAY FROM i)", {}, {}, false},
      {"interval_hour", "hour", scalar, 1, 1, interval_part, "EXTRACT(HOUR FROM i)", {}, {}, false},
      {"interval_minute", "minute", scalar, 1, 1, interval_part, "EXTRACT(MINUTE FROM i)", {}, {}, false},
      {"interval_exact_second", "second", scalar, 1, 1, interval_part, "EXTRACT(SECOND FROM i)", {}, {}, false},
      {"timestamp_seconds",
       "timestamp_seconds",
       scalar,
       1,
       1,
       of_seconds,
       "timestamp_seconds(n): n seconds after 1970",
       {},
       {},
       true},
      {"timestamp_millis", "timestamp_millis", scalar, 1, 1, of_count, "timestamp_millis(n)", {}, {}, true},
      {"timestamp_micros", "timestamp_micros", scalar, 1, 1, of_count, "timestamp_micros(n)", {}, {}, true},
      {"unix_seconds",
       "unix_seconds",
       scalar,
       1,
       1,
       count_since_1970,
       "unix_seconds(t): seconds since 1970",
       {},
       {},
       false},
      {"unix_millis", "unix_millis", scalar, 1, 1, count_since_1970, "unix_millis(t)", {}, {}, false},
      {"unix_micros", "unix_micros", scalar, 1, 1, count_since_1970, "unix_micros(t)", {}, {}, false},
      {"unix_date", "unix_date", scalar, 1, 1, number_of_date, "unix_date(d): days since 1970", {}, {}, false},
      {"date_from_unix_date",
       "date_from_unix_date",
       scalar,
       1,
       1,
       date_of_number,
       "date_from_unix_date(n)",
       {},
       {},
       false},
      {"make_timestamp",
       "make_timestamp",
       scalar,
       6,
       7,
       make_timestamp,
       "make_timestamp(year, month, day, hour, minute, second, zone)",
       {},
       {},
       true},
      {"make_timestamp_ltz",
       "make_timestamp_ltz",
       scalar,
       6,
       7,
       make_timestamp,
       "make_timestamp_ltz(year, month, day, hour, minute, second, zone): as make_timestamp",
       {},
       {},
       true},
      {"make_timestamp_ntz",
       "make_timestamp_ntz",
       scalar,
       6,
       6,
       make_wall_clock,
       "make_timestamp_ntz(year, month, day, hour, minute, second): a wall clock",
       {},
       {},
       true},
      {"try_make_timestamp",
       "try_make_timestamp",
       scalar,
       6,
       7,
       try_make_timestamp,
       "try_make_timestamp(year, month, day, hour, minute, second, zone): null for what is no time",
       {},
       {},
       true},
      {"try_make_timestamp_ltz",
       "try_make_timestamp_ltz",
       scalar,
       6,
       7,
       try_make_timestamp,
       "try_make_timestamp_ltz(year, month, day, hour, minute, second, zone): null for what is no time",
       {},
       {},
       true},
      {"try_make_timestamp_ntz", "try_make_timestamp_ntz", scalar, 6, 6, try_make_timestamp,
       "try_make_timestamp_ntz(year, month, day, hour, minute, second): null for what is no time"},
      {"convert_timezone",
       "convert_timezone",
       scalar,
       3,
       3,
       convert_zone,
       "convert_timezone(from, to, t): the wall clock of one zone in another",
       {},
       {},
       true},
      {"from_utc_timestamp",
       "from_utc_timestamp",
       scalar,
       2,
       2,
       zone_shift,
       "from_utc_timestamp(t, zone): t read as UTC, in a zone",
       {},
       {},
       true},
      {"to_utc_timestamp",
       "to_utc_timestamp",
       scalar,
       2,
       2,
       zone_shift,
       "to_utc_timestamp(t, zone): t read in a zone, in UTC",
       {},
       {},
       true},
      {"timestampadd",
       "timestampadd",
       scalar,
       3,
       3,
       add_units,
       "timestampadd(unit, n, t): n units later",
       {},
       {},
       true},
      {"timestampdiff",
       "timestampdiff",
       scalar,
       3,
       3,
       units_between,
       "timestampdiff(unit, a, b): whole units from a to b",
       {},
       {},
       true},
      {"try_to_timestamp",
       "try_to_timestamp",
       scalar,
       1,
       2,
       try_to_timestamp,
       "try_to_timestamp(s, pattern): null for what names no instant",
       {},
       {},
       false},
      {"dayname", "dayname", scalar, 1, 1, date_name, "dayname(d): Mon to Sun", {}, {}, false},
      {"monthname", "monthname", scalar, 1, 1, date_name, "monthname(d): Jan to Dec", {}, {}, false},
      {"make_dt_interval",
       "make_dt_interval",
       scalar,
       0,
       4,
       day_time_interval,
       "make_dt_interval(days, hours, minutes, seconds)",
       {},
       {Value::integer(0), Value::integer(0), Value::integer(0), {seconds_type(), types::Int128{0}}},
       true},
      {"make_ym_interval",
       "make_ym_interval",
       scalar,
       0,
       2,
       year_month_interval,
       "make_ym_interval(years, months)",
       {},
       {Value::integer(0), Value::integer(0)},
       true},
      {"make_interval",
       "make_interval",
       scalar,
       0,
       7,
       calendar_interval,
       "make_interval(years, months, weeks, days, hours, minutes, seconds)",
       {},
       no_time(),
       true},
      {"try_make_interval",
       "try_make_interval",
       scalar,
       1,
       7,
       calendar_interval,
       "try_make_interval(years, months, weeks, days, hours, minutes, seconds): null where it overflows",
       {},
       no_time(),
       false},
  };
}

}  // namespace skep::functions
