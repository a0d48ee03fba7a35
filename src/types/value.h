#pragma once

#include "types/data_type.h"

#include <string>
#include <variant>

namespace skep::types {

__extension__ using Int128 = __int128;

/// An interval's value: months for year-month types, microseconds for day-time types.
struct IntervalValue {
  int64_t amount = 0;
  bool operator==(const IntervalValue&) const = default;
};

/// A constant of a type. What `data` holds:
///   null: monostate; boolean: bool; tinyint to bigint, date (days since 1970), timestamp and timestamp_ntz
///   (microseconds): int64_t; float and double: double; decimal: Int128 (unscaled); text and binary: std::string;
///   intervals: IntervalValue. Nested types have no constants; they are made by functions.
struct Value {
  DataType type;
  std::variant<std::monostate, bool, int64_t, double, Int128, std::string, IntervalValue> data;

  static Value null(DataType type = kNull) { return {std::move(type), {}}; }
  static Value boolean(bool value) { return {kBoolean, value}; }
  static Value integer(int32_t value) { return {kInteger, int64_t{value}}; }
  static Value bigint(int64_t value) { return {kBigint, value}; }
  static Value real(double value) { return {kDouble, value}; }
  static Value string(std::string value) { return {kString, std::move(value)}; }

  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  bool operator==(const Value&) const = default;

  /// Spark's text of the value as `CAST(x AS STRING)` gives it (timestamps in UTC); NULL is "NULL".
  std::string to_text() const;
};

/// Unscaled digits and a scale as plain text: (12345, 2) -> "123.45".
std::string decimal_to_text(Int128 unscaled, int scale);

/// A double as Java prints it: 1.0, 1.0E10, 1.0E-5, NaN, Infinity. The shortest digits that read back the same.
std::string double_to_text(double value);
std::string float_to_text(float value);

/// Days since 1970-01-01 (proleptic Gregorian) as "2001-01-31"; years past 9999 get a sign, as in Java.
std::string date_to_text(int32_t days);

/// Microseconds since 1970 as "2001-01-31 12:00:00.5": no zone, no trailing zeros in the fraction.
std::string timestamp_to_text(int64_t micros);

/// Prints an interval as Spark's CAST to string and shell do: "INTERVAL '1 02:03:04' DAY TO SECOND", "INTERVAL '1-2' YEAR TO MONTH".
std::string interval_to_text(int64_t amount, const DataType& type);

/// Reads "[+-]yyyy-m[m]-d[d]" with surrounding blanks, as Spark does; what follows 'T' or a blank is ignored.
Result<int32_t> parse_date(std::string_view text);

/// A timestamp's text, taken apart: wall clock micros and, where the text names one, its zone ("Z", "+01:00", "Europe/Berlin").
struct ParsedTimestamp {
  int64_t wall_clock_micros = 0;
  std::string zone;
};
Result<ParsedTimestamp> parse_timestamp(std::string_view text);

/// Days of a civil date and back; months from 1. Valid for all years of Spark's dates.
int32_t days_from_civil(int64_t year, int month, int day);
struct CivilDate {
  int64_t year;
  int month;
  int day;
};
CivilDate civil_from_days(int32_t days);

}  // namespace skep::types
