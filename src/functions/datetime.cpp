#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::kDate;
using types::kInteger;
using types::kString;
using types::kTimestamp;
using types::TypeKind;
using types::Value;

Result<Resolution> date_part(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kDate}, kInteger);
}

Result<Resolution> time_part(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  return fixed(name, arguments, {type.is(TypeKind::timestamp_ntz) ? type : kTimestamp}, kInteger);
}

/// extract(field FROM source): `field` is a literal; the analyzer turns it into the function of that part.
Result<Resolution> date_and_days(std::string_view name, const Arguments& arguments) {
  auto& days = arguments[1].type;
  bool too_wide = days.is_numeric() && (!days.is_integral() || days.is(TypeKind::bigint));
  if (too_wide) return unexpected_type(name, 1, "\"INT\"", days);
  return fixed(name, arguments, {kDate, kInteger}, kDate);
}

Result<Resolution> date_and_months(std::string_view name, const Arguments& arguments) {
  if (!arguments[1].type.is(TypeKind::bigint)) return fixed(name, arguments, {kDate, kInteger}, kDate);
  auto narrowed = arguments;
  narrowed[1] = {kInteger, arguments[1].nullable, nullptr};
  return fixed(name, narrowed, {kDate, kInteger}, kDate);
}

Result<Resolution> days_between(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kDate}, kInteger);
}

Result<Resolution> date_of_date(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kDate}, kDate);
}

Result<Resolution> date_and_text(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kDate, kString}, kDate, true);
}

/// Without ANSI what cannot be read gives NULL.
std::optional<bool> gives_null(const Arguments& arguments) {
  return arguments.ansi() ? std::nullopt : std::optional(true);
}

/// to_date(x) is a cast; to_date(text, pattern) parses.
Result<Resolution> to_date(std::string_view name, const Arguments& arguments) {
  if (arguments.size() == 1) {
    auto& type = arguments[0].type;
    if (!types::can_cast(type, kDate)) return unexpected_type(name, 0, "a text or a date", type);
    return Resolution{{kDate}, kDate, arguments[0].nullable || type.is_text()};
  }
  return fixed(name, arguments, {kString}, kDate, gives_null(arguments));
}

Result<Resolution> to_timestamp(std::string_view name, const Arguments& arguments) {
  if (arguments.size() == 1) {
    auto& type = arguments[0].type;
    if (!types::can_cast(type, kTimestamp)) return unexpected_type(name, 0, "a text or a date", type);
    return Resolution{{kTimestamp}, kTimestamp, arguments[0].nullable || type.is_text()};
  }
  return fixed(name, arguments, {kString}, kTimestamp, gives_null(arguments));
}

Result<Resolution> to_wall_clock(std::string_view name, const Arguments& arguments) {
  if (arguments.size() == 1) {
    auto& type = arguments[0].type;
    bool fits = type.is_datetime() || type.is_text() || type.is(TypeKind::null);
    if (!fits) return unexpected_type(name, 0, "a text or a date", type);
    return Resolution{{types::kTimestampNtz}, types::kTimestampNtz, arguments[0].nullable || type.is_text()};
  }
  return fixed(name, arguments, {kString}, types::kTimestampNtz, gives_null(arguments));
}

Result<Resolution> date_format(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kTimestamp, kString}, kString);
}

Result<Resolution> date_trunc(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kTimestamp}, kTimestamp, true);
}

Result<Resolution> months_between(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kTimestamp, kTimestamp, types::kBoolean}, types::kDouble);
}

Result<Resolution> unix_timestamp(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is_text()) {
    return exact(name, arguments, {kString}, types::kBigint, gives_null(arguments));
  }
  return fixed(name, arguments, {kTimestamp, kString}, types::kBigint);
}

Result<Resolution> from_unixtime(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kBigint, kString}, kString, true);
}

Result<Resolution> make_date(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger}, kDate, arguments.ansi() ? std::nullopt : std::optional(true));
}

Result<Resolution> today(std::string_view, const Arguments&) { return Resolution{{}, kDate, false}; }
Result<Resolution> local_now(std::string_view, const Arguments&) { return Resolution{{}, types::kTimestampNtz, false}; }
Result<Resolution> now(std::string_view, const Arguments&) { return Resolution{{}, kTimestamp, false}; }

const Value& default_pattern() {
  static const Value pattern = Value::string("yyyy-MM-dd HH:mm:ss");
  return pattern;
}

}  // namespace

std::vector<Function> datetime_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"year", "year", scalar, 1, 1, date_part, "year(d)", {}, {}, false},
      {"quarter", "quarter", scalar, 1, 1, date_part, "quarter(d): 1 to 4", {}, {}, false},
      {"month", "month", scalar, 1, 1, date_part, "month(d): 1 to 12", {}, {}, false},
      {"day", "day", scalar, 1, 1, date_part, "day(d): of the month, from 1", {"dayofmonth"}, {}, false},
      {"dayofweek", "dayofweek", scalar, 1, 1, date_part, "dayofweek(d): 1 is Sunday", {}, {}, false},
      {"weekday", "weekday", scalar, 1, 1, date_part, "weekday(d): 0 is Monday", {}, {}, false},
      {"dayofyear", "dayofyear", scalar, 1, 1, date_part, "dayofyear(d): from 1", {}, {}, false},
      {"weekofyear", "weekofyear", scalar, 1, 1, date_part, "weekofyear(d): the ISO week", {}, {}, false},
      {"hour", "hour", scalar, 1, 1, time_part, "hour(t): 0 to 23, in the session's zone", {}, {}, false},
      {"minute", "minute", scalar, 1, 1, time_part, "minute(t)", {}, {}, false},
      {"second", "second", scalar, 1, 1, time_part, "second(t)", {}, {}, false},
      {"date_add", "date_add", scalar, 2, 2, date_and_days, "date_add(d, n): n days later", {"dateadd"}, {}, true},
      {"date_sub", "date_sub", scalar, 2, 2, date_and_days, "date_sub(d, n): n days earlier", {}, {}, true},
      {"datediff",
       "datediff",
       scalar,
       2,
       2,
       days_between,
       "datediff(a, b): days from b to a",
       {"date_diff"},
       {},
       false},
      {"add_months", "add_months", scalar, 2, 2, date_and_months, "add_months(d, n): n months later", {}, {}, true},
      {"last_day", "last_day", scalar, 1, 1, date_of_date, "last_day(d): the month's last day", {}, {}, false},
      {"next_day",
       "next_day",
       scalar,
       2,
       2,
       date_and_text,
       "next_day(d, name): the next day of that name",
       {},
       {},
       true},
      {"trunc",
       "trunc",
       scalar,
       2,
       2,
       date_and_text,
       "trunc(d, unit): the first day of its year, quarter, month, week",
       {},
       {},
       false},
      {"date_trunc",
       "date_trunc",
       scalar,
       2,
       2,
       date_trunc,
       "date_trunc(unit, t): cut down to the unit",
       {},
       {},
       false},
      {"months_between",
       "months_between",
       scalar,
       2,
       3,
       months_between,
       "months_between(a, b, round)",
       {},
       {Value::boolean(true)},
       false},
      {"to_date", "to_date", scalar, 1, 2, to_date, "to_date(s, pattern): the date that a text names", {}, {}, true},
      {"to_timestamp",
       "to_timestamp",
       scalar,
       1,
       2,
       to_timestamp,
       "to_timestamp(s, pattern): the instant that a text names",
       {},
       {},
       true},
      {"date_format", "date_format", scalar, 2, 2, date_format, "date_format(t, pattern): as text", {}, {}, true},
      {"to_timestamp_ltz",
       "to_timestamp_ltz",
       scalar,
       1,
       2,
       to_timestamp,
       "to_timestamp_ltz(s, pattern): as to_timestamp",
       {},
       {},
       true},
      {"to_timestamp_ntz",
       "to_timestamp_ntz",
       scalar,
       1,
       2,
       to_wall_clock,
       "to_timestamp_ntz(s, pattern): the wall clock that a text names",
       {},
       {},
       true},
      {"unix_timestamp",
       "unix_timestamp",
       scalar,
       1,
       2,
       unix_timestamp,
       "unix_timestamp(t): seconds since 1970",
       {"to_unix_timestamp"},
       {default_pattern()},
       true},
      {"from_unixtime",
       "from_unixtime",
       scalar,
       1,
       2,
       from_unixtime,
       "from_unixtime(n, pattern): seconds since 1970 as text",
       {},
       {default_pattern()},
       true},
      {"make_date", "make_date", scalar, 3, 3, make_date, "make_date(year, month, day)", {}, {}, true},
      {"current_date",
       "current_date",
       scalar,
       0,
       0,
       today,
       "current_date(): today in the session's zone",
       {"curdate"},
       {},
       false},
      {"localtimestamp", "localtimestamp", scalar, 0, 0, local_now,
       "localtimestamp(): the wall clock in the session's zone when the statement began"},
      {"current_timestamp",
       "current_timestamp",
       scalar,
       0,
       0,
       now,
       "current_timestamp(): when the statement began",
       {"now"},
       {},
       false},
  };
}

}  // namespace skep::functions
