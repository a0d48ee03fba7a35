#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::types {

enum class TypeKind {
  null,  ///< the type of NULL; Spark's text for it is "void"
  boolean,
  tinyint,
  smallint,
  integer,
  bigint,
  float_,
  double_,
  decimal,
  string,
  char_,
  varchar,
  binary,
  date,
  timestamp,      ///< an instant: microseconds since 1970 in UTC, shown in the session's zone
  timestamp_ntz,  ///< a wall clock without a zone
  interval_year_month,
  interval_day_time,
  calendar_interval,  ///< months, days and microseconds side by side; Spark's text for it is "interval"
  variant,            ///< a value that brings its type: what JSON can hold
  array,
  map,
  struct_,
};

/// The units of an interval type, from the largest to the smallest it holds.
enum class IntervalUnit : uint8_t { year, month, day, hour, minute, second };

struct Field;

/// Describes one of Spark's SQL types. A value: copies are cheap (nested parts are shared and never change).
class DataType {
 public:
  DataType() = default;
  explicit DataType(TypeKind kind) : kind_(kind) {}

  /// Precision 1 to 38, scale 0 to precision.
  static DataType decimal(int precision, int scale);
  static DataType char_of(int length);
  static DataType varchar_of(int length);
  static DataType interval(IntervalUnit from, IntervalUnit to);
  static DataType array_of(DataType element, bool contains_null = true);
  static DataType map_of(DataType key, DataType value, bool value_contains_null = true);
  static DataType struct_of(std::vector<Field> fields);

  TypeKind kind() const { return kind_; }
  int precision() const { return a_; }  ///< decimal only
  int scale() const { return b_; }      ///< decimal only
  int length() const { return a_; }     ///< char and varchar only, in characters
  IntervalUnit interval_from() const { return static_cast<IntervalUnit>(a_); }
  IntervalUnit interval_to() const { return static_cast<IntervalUnit>(b_); }

  /// array: one field "element"; map: "key" and "value"; struct: its fields; else empty.
  const std::vector<Field>& fields() const;
  const DataType& element() const;  ///< array only
  const DataType& key() const;      ///< map only
  const DataType& value() const;    ///< map only

  bool is(TypeKind kind) const { return kind_ == kind; }
  bool is_integral() const { return kind_ >= TypeKind::tinyint && kind_ <= TypeKind::bigint; }
  bool is_numeric() const { return kind_ >= TypeKind::tinyint && kind_ <= TypeKind::decimal; }
  bool is_fractional() const { return kind_ == TypeKind::float_ || kind_ == TypeKind::double_; }
  bool is_text() const { return kind_ >= TypeKind::string && kind_ <= TypeKind::varchar; }
  /// Of years and months, or of days to seconds: an amount, which a calendar_interval is not.
  bool is_interval() const { return kind_ == TypeKind::interval_year_month || kind_ == TypeKind::interval_day_time; }
  bool is_any_interval() const { return is_interval() || kind_ == TypeKind::calendar_interval; }
  bool is_datetime() const { return kind_ >= TypeKind::date && kind_ <= TypeKind::timestamp_ntz; }
  bool is_nested() const { return kind_ >= TypeKind::array; }

  /// Equality of structure: names of struct fields count, nullability and comments do not.
  bool operator==(const DataType& other) const;

  /// Spark's catalogue text, which Hive's metastore stores too: "bigint", "decimal(10,2)", "struct<a:int,b:string>".
  std::string to_text() const;

  /// Spark's SQL text, as it stands in column names: "BIGINT", "DECIMAL(10,2)", "ARRAY<INT>".
  std::string to_sql() const;

  /// Spark's JSON form, as it stands in `spark.sql.sources.schema`: "\"long\"", {"type":"array",...}.
  std::string to_json() const;

 private:
  TypeKind kind_ = TypeKind::null;
  int a_ = 0;
  int b_ = 0;
  std::shared_ptr<const std::vector<Field>> fields_;
};

/// A named place of a type: a table's column, a result's column, a struct's field.
struct Field {
  std::string name;
  DataType type;
  bool nullable = true;
  std::string comment;
};

/// The columns of a table or of a result, in order.
using Schema = std::vector<Field>;

/// Spark's JSON form of a struct type with comments as metadata: what `spark.sql.sources.schema` holds.
std::string schema_to_json(const Schema& schema);

/// Reads what `schema_to_json` and Spark write. Fails with invalid_argument, saying what is not understood.
Result<Schema> schema_from_json(std::string_view json);

/// Reads a type's text in any case, as SQL and the metastore write it: "int", "DECIMAL(10, 2)", "map<string,int>".
/// Fails with unsupported (class UNSUPPORTED_DATATYPE) for a name that is no type.
Result<DataType> parse_type(std::string_view text);

inline const DataType kNull{TypeKind::null};
inline const DataType kBoolean{TypeKind::boolean};
inline const DataType kTinyint{TypeKind::tinyint};
inline const DataType kSmallint{TypeKind::smallint};
inline const DataType kInteger{TypeKind::integer};
inline const DataType kBigint{TypeKind::bigint};
inline const DataType kFloat{TypeKind::float_};
inline const DataType kDouble{TypeKind::double_};
inline const DataType kString{TypeKind::string};
inline const DataType kBinary{TypeKind::binary};
inline const DataType kDate{TypeKind::date};
inline const DataType kTimestamp{TypeKind::timestamp};
inline const DataType kTimestampNtz{TypeKind::timestamp_ntz};
inline const DataType kCalendarInterval{TypeKind::calendar_interval};
inline const DataType kVariant{TypeKind::variant};

}  // namespace skep::types
