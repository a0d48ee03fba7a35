#include "results/json_cells.h"

#include "base/text.h"
#include "results/cell_text.h"
#include "results/json_nested_cells.h"
#include "results/json_text.h"
#include "results/typed_cell_writer.h"
#include "results/zone_offsets.h"
#include "types/calendar_interval.h"

#include <arrow/array.h>
#include <arrow/type.h>

#include <algorithm>
#include <cmath>
#include <set>

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

struct QuotedInt64Cell : IntegerCell<arrow::Int64Type> {
  char* write(int64_t row, char* to, TextBuffer&) {
    return write_quoted(to, [&](char* inside) { return write_number(values[row], inside); });
  }
};

template <typename ArrowType>
struct FloatCell {
  using Value = typename ArrowType::c_type;
  JsonRules::Nan nan;
  const Value* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, ArrowType::type_id); !fits) return fits;
    values = static_cast<const arrow::NumericArray<ArrowType>&>(array).raw_values();
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    Value value = values[row];
    // "-0" is a whole number to many readers, which then lose the sign.
    if (value == 0 && std::signbit(value)) [[unlikely]]
      return copy_text(to, "-0.0");
    if (std::isfinite(value)) [[likely]]
      return write_number(value, to);
    if (nan == JsonRules::Nan::null) return copy_text(to, "null");
    return copy_text(to, std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  }
};

struct DecimalCell {
  int scale;
  JsonRules::Decimal form;
  const arrow::Decimal128Array* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::DECIMAL128); !fits) return fits;
    values = static_cast<const arrow::Decimal128Array*>(&array);
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer&) {
    types::Int128 unscaled;
    std::memcpy(&unscaled, values->GetValue(row), sizeof unscaled);
    if (form == JsonRules::Decimal::number) return write_decimal(unscaled, scale, to);
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
  JsonRules::Binary form;
  const arrow::BinaryArray* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::BINARY); !fits) return fits;
    values = static_cast<const arrow::BinaryArray*>(&array);
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer& out) {
    auto value = values->GetView(row);
    bool hex = form == JsonRules::Binary::hex;
    to = out.make_room(to, (hex ? 2 * value.size() : base64_length(value.size())) + 2);
    return write_quoted(to, [&](char* inside) { return hex ? write_hex(value, inside) : write_base64(value, inside); });
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
  JsonRules::Timestamp form;
  bool has_zone;  ///< timestamp_ntz has none to show
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
    auto wall_clock = zone.to_wall_clock(micros[row]);
    return write_quoted(to, [&](char* inside) {
      char* end = write_timestamp(wall_clock, inside);
      if (form == JsonRules::Timestamp::text) return end;
      *std::find(inside, end, ' ') = 'T';
      return has_zone ? write_offset((wall_clock - micros[row]) / 1'000'000, end) : end;
    });
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

struct CalendarIntervalCell {
  const arrow::MonthDayNanoIntervalArray* values = nullptr;

  Result<void> bind(const arrow::Array& array) {
    if (auto fits = expect_type(array, arrow::Type::INTERVAL_MONTH_DAY_NANO); !fits) return fits;
    values = static_cast<const arrow::MonthDayNanoIntervalArray*>(&array);
    return {};
  }
  char* write(int64_t row, char* to, TextBuffer& out) {
    auto value = values->GetValue(row);
    auto text = types::calendar_interval_to_text({value.months, value.days, value.nanoseconds / 1000});
    to = out.make_room(to, text.size() + 2);
    return write_quoted(to, [&](char* inside) { return copy_text(inside, text); });
  }
};

Result<std::unique_ptr<CellWriter>> make_timestamp_writer(const EncoderOptions& options, bool has_zone) {
  auto zone = ZoneOffsets::of(has_zone ? options.time_zone : "UTC");
  if (!zone) return zone.error();
  return make_typed(TimestampCell{*zone, options.rules.timestamp, has_zone});
}

std::unique_ptr<CellWriter> make_int64_writer(const EncoderOptions& options) {
  if (options.rules.int64 == JsonRules::Int64::string) return make_typed(QuotedInt64Cell{});
  return make_typed(IntegerCell<arrow::Int64Type>{});
}

}  // namespace

Result<void> expect_type(const arrow::Array& array, arrow::Type::type expected) {
  if (array.type_id() == expected) return {};
  return make_error(ErrorCode::internal, "a column came in an unexpected form: {}", array.type()->ToString());
}

Result<std::unique_ptr<CellWriter>> make_cell_writer(const DataType& type, const EncoderOptions& options) {
  switch (type.kind()) {
    case TypeKind::null: return make_typed(NullCell{});
    case TypeKind::boolean: return make_typed(BooleanCell{});
    case TypeKind::tinyint: return make_typed(IntegerCell<arrow::Int8Type>{});
    case TypeKind::smallint: return make_typed(IntegerCell<arrow::Int16Type>{});
    case TypeKind::integer: return make_typed(IntegerCell<arrow::Int32Type>{});
    case TypeKind::bigint: return make_int64_writer(options);
    case TypeKind::float_: return make_typed(FloatCell<arrow::FloatType>{options.rules.nan});
    case TypeKind::double_: return make_typed(FloatCell<arrow::DoubleType>{options.rules.nan});
    case TypeKind::decimal: return make_typed(DecimalCell{type.scale(), options.rules.decimal});
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar:
    case TypeKind::variant: return make_typed(TextCell{});
    case TypeKind::binary: return make_typed(BinaryCell{options.rules.binary});
    case TypeKind::date: return make_typed(DateCell{});
    case TypeKind::timestamp: return make_timestamp_writer(options, true);
    case TypeKind::timestamp_ntz: return make_timestamp_writer(options, false);
    case TypeKind::interval_year_month: return make_typed(IntervalCell{.day_time = false});
    case TypeKind::interval_day_time: return make_typed(IntervalCell{.day_time = true});
    case TypeKind::calendar_interval: return make_typed(CalendarIntervalCell{});
    case TypeKind::array: return make_list_writer(type, options);
    case TypeKind::map: return make_map_writer(type, options);
    case TypeKind::struct_: return make_struct_writer(type, options);
  }
  return make_error(ErrorCode::internal, "no JSON form for type {}", type.to_text());
}

std::vector<std::string> member_names(const std::vector<types::Field>& members, JsonRules::Names rule) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const auto& member : members) taken.insert(member.name);
  std::set<std::string> used;
  for (const auto& member : members) {
    auto name = member.name;
    bool is_again = !used.insert(name).second && rule == JsonRules::Names::number;
    for (int number = 2; is_again && !taken.insert(name).second; number++)
      name = member.name + "_" + std::to_string(number);
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<TextBuffer> member_prefixes(const std::vector<types::Field>& members, const EncoderOptions& options) {
  std::vector<TextBuffer> prefixes;
  for (const auto& name : member_names(members, options.rules.names)) {
    bool first = prefixes.empty();
    if (options.shape == Shape::arrays)
      prefixes.emplace_back(first ? "[" : ",");
    else
      prefixes.emplace_back((first ? "{" : ",") + json_quote(name) + ":");
  }
  return prefixes;
}

}  // namespace skep::results
