#include "results/json_cells.h"

#include "base/text.h"
#include "results/cell_text.h"
#include "results/json_nested_cells.h"
#include "results/json_text.h"
#include "results/typed_cell_writer.h"
#include "results/zone_offsets.h"

#include <arrow/array.h>
#include <arrow/type.h>

#include <cmath>

namespace skep::results {
namespace {

using types::DataType;
using types::TypeKind;

/// Writes an ASCII text that `write_text` makes, in quotes.
template <typename WriteText>
char* write_quoted(char* to, WriteText write_text) {
  *to++ = '"';
  to = write_text(to);
  *to++ = '"';
  return to;
}

struct NullCell {
  Result<void> bind(const arrow::Array& array) { return expect_type(array, arrow::Type::NA); }
  char* write(int64_t, char* to, TextBuffer&) { return copy_text(to, "null"); }
};

struct BooleanCell {
  const arrow::BooleanArray* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    values = dynamic_cast<const arrow::BooleanArray*>(&array);
    return expect_type(array, arrow::Type::BOOL);
  }
  char* write(int64_t row, char* to, TextBuffer&) { return copy_text(to, values->Value(row) ? "true" : "false"); }
};

template <typename ArrowType>
struct IntegerCell {
  using Value = typename ArrowType::c_type;
  const Value* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, ArrowType::type_id); !fits) return fits;
    values = static_cast<const arrow::NumericArray<ArrowType>&>(array).raw_values();
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) { return write_number(values[row], to); }
};

template <typename ArrowType>
struct FloatCell {
  using Value = typename ArrowType::c_type;
  const Value* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, ArrowType::type_id); !fits) return fits;
    values = static_cast<const arrow::NumericArray<ArrowType>&>(array).raw_values();
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    Value value = values[row];
    if (std::isfinite(value)) [[likely]]
      return write_number(value, to);
    return copy_text(to, std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  }
};

struct DecimalCell {
  int scale;
  const arrow::Decimal128Array* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::DECIMAL128); !fits) return fits;
    values = static_cast<const arrow::Decimal128Array*>(&array);
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    types::Int128 unscaled;
    std::memcpy(&unscaled, values->GetValue(row), sizeof unscaled);
    return write_quoted(to, [&](char* inside) { return write_decimal(unscaled, scale, inside); });
  }
};

struct TextCell {
  const int32_t* offsets = nullptr;
  const char* bytes = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::STRING); !fits) return fits;
    auto& texts = static_cast<const arrow::StringArray&>(array);
    offsets = texts.raw_value_offsets();
    bytes = reinterpret_cast<const char*>(texts.raw_data());
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer& out) {
    return write_json_text({bytes + offsets[row], static_cast<size_t>(offsets[row + 1] - offsets[row])}, to, out);
  }
};

struct BinaryCell {
  const arrow::BinaryArray* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::BINARY); !fits) return fits;
    values = static_cast<const arrow::BinaryArray*>(&array);
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer& out) {
    auto value = values->GetView(row);
    to = out.make_room(to, base64_length(value.size()) + 2);
    return write_quoted(to, [&](char* inside) { return write_base64(value, inside); });
  }
};

struct DateCell {
  const int32_t* days = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::DATE32); !fits) return fits;
    days = static_cast<const arrow::Date32Array&>(array).raw_values();
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    return write_quoted(to, [&](char* inside) { return write_date(days[row], inside); });
  }
};

struct TimestampCell {
  ZoneOffsets zone;
  const int64_t* micros = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::TIMESTAMP); !fits) return fits;
    auto unit = static_cast<const arrow::TimestampType&>(*array.type()).unit();
    if (unit != arrow::TimeUnit::MICRO)
      return make_error(ErrorCode::internal, "a column of timestamps is not in microseconds: {}",
                        array.type()->ToString());
    micros = static_cast<const arrow::TimestampArray&>(array).raw_values();
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    return write_quoted(to, [&](char* inside) { return write_timestamp(zone.to_wall_clock(micros[row]), inside); });
  }
};

struct IntervalCell {
  bool day_time;
  const arrow::MonthDayNanoIntervalArray* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::INTERVAL_MONTH_DAY_NANO); !fits) return fits;
    values = static_cast<const arrow::MonthDayNanoIntervalArray*>(&array);
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    constexpr int64_t kMicrosPerDay = 86'400'000'000;
    auto value = values->GetValue(row);
    return write_quoted(to, [&](char* inside) {
      if (!day_time) return write_year_month_interval(value.months, inside);
      return write_day_time_interval(value.days * kMicrosPerDay + value.nanoseconds / 1000, inside);
    });
  }
};

Result<std::unique_ptr<CellWriter>> make_timestamp_writer(std::string_view time_zone) {
  auto zone = ZoneOffsets::of(time_zone);
  if (!zone) return zone.error();
  return make_typed(TimestampCell{*zone});
}

}  // namespace

Result<void> expect_type(const arrow::Array& array, arrow::Type::type expected) {
  if (array.type_id() == expected) return {};
  return make_error(ErrorCode::internal, "a column came in an unexpected form: {}", array.type()->ToString());
}

Result<std::unique_ptr<CellWriter>> make_cell_writer(const DataType& type, Shape shape, std::string_view time_zone) {
  switch (type.kind()) {
    case TypeKind::null: return make_typed(NullCell{});
    case TypeKind::boolean: return make_typed(BooleanCell{});
    case TypeKind::tinyint: return make_typed(IntegerCell<arrow::Int8Type>{});
    case TypeKind::smallint: return make_typed(IntegerCell<arrow::Int16Type>{});
    case TypeKind::integer: return make_typed(IntegerCell<arrow::Int32Type>{});
    case TypeKind::bigint: return make_typed(IntegerCell<arrow::Int64Type>{});
    case TypeKind::float_: return make_typed(FloatCell<arrow::FloatType>{});
    case TypeKind::double_: return make_typed(FloatCell<arrow::DoubleType>{});
    case TypeKind::decimal: return make_typed(DecimalCell{type.scale()});
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar: return make_typed(TextCell{});
    case TypeKind::binary: return make_typed(BinaryCell{});
    case TypeKind::date: return make_typed(DateCell{});
    case TypeKind::timestamp: return make_timestamp_writer(time_zone);
    case TypeKind::timestamp_ntz: return make_timestamp_writer("UTC");
    case TypeKind::interval_year_month: return make_typed(IntervalCell{.day_time = false});
    case TypeKind::interval_day_time: return make_typed(IntervalCell{.day_time = true});
    case TypeKind::array: return make_list_writer(type, shape, time_zone);
    case TypeKind::map: return make_map_writer(type, shape, time_zone);
    case TypeKind::struct_: return make_struct_writer(type, shape, time_zone);
  }
  return make_error(ErrorCode::internal, "no JSON form for type {}", type.to_text());
}

std::vector<TextBuffer> member_prefixes(const std::vector<types::Field>& members, Shape shape) {
  std::vector<TextBuffer> prefixes;
  for (const auto& member : members) {
    bool first = prefixes.empty();
    if (shape == Shape::arrays)
      prefixes.emplace_back(first ? "[" : ",");
    else
      prefixes.emplace_back((first ? "{" : ",") + json_quote(member.name) + ":");
  }
  return prefixes;
}

}  // namespace skep::results
