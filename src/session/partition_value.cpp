#include "session/partition_value.h"

#include "metastore/records.h"
#include "results/zone_offsets.h"

#include <charconv>
#include <limits>
#include <optional>

namespace skep::session {
namespace {

using types::Int128;
using types::TypeKind;
using types::Value;

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t number = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Java's text of a double.
std::optional<double> real_number(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  double number = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Digits with a point, no more of them behind it than the type has.
std::optional<Int128> decimal(std::string_view text, const types::DataType& type) {
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  Int128 value = 0;
  int fraction = -1, digits = 0;
  for (char c : text) {
    if (c == '.' && fraction < 0) {
      fraction = 0;
      continue;
    }
    if (c < '0' || c > '9' || fraction >= type.scale() || digits >= 38) return std::nullopt;
    value = value * 10 + (c - '0');
    digits += value > 0 ? 1 : 0;
    if (fraction >= 0) fraction++;
  }
  for (int i = std::max(fraction, 0); i < type.scale(); i++, digits++) value *= 10;
  if (digits > type.precision() || text.empty()) return std::nullopt;
  return negative ? -value : value;
}

/// The instant of a wall clock. In the hour that comes twice it is the first; in one that is left out, the clock as it was
/// before.
Result<int64_t> instant_of(int64_t wall_clock, std::string_view zone) {
  constexpr int64_t kDay = 86'400'000'000;
  auto offsets = results::ZoneOffsets::of(zone);
  if (!offsets) return offsets.error();
  auto offset_at = [&](int64_t instant) { return offsets->to_wall_clock(instant) - instant; };
  auto before = wall_clock - offset_at(wall_clock - kDay), after = wall_clock - offset_at(wall_clock + kDay);
  bool is_after = offsets->to_wall_clock(before) != wall_clock && offsets->to_wall_clock(after) == wall_clock;
  return is_after ? after : before;
}

}  // namespace

Result<Value> partition_value(const std::string& text, const types::Field& column, const std::string& time_zone) {
  auto& type = column.type;
  if (text == metastore::kNullPartitionValue) return Value::null(type);
  auto malformed = [&] {
    return Error::of_class(ErrorCode::invalid_data, "CAST_INVALID_INPUT",
                           fmt::format("the partition value '{}' of {} is no {}", text, column.name, type.to_sql()));
  };
  auto value_of = [&](auto parsed) -> Result<Value> {
    if (!parsed) return malformed();
    return Value{type, *parsed};
  };
  if (type.is_text() || type.is(TypeKind::binary)) return Value{type, text};
  if (type.is_integral()) return value_of(whole_number(text));
  if (type.is_fractional()) return value_of(real_number(text));
  if (type.is(TypeKind::decimal)) return value_of(decimal(text, type));
  if (type.is(TypeKind::boolean) && (text == "true" || text == "false")) return Value{type, text == "true"};
  if (type.is(TypeKind::date)) {
    auto days = types::parse_date(text);
    if (!days) return malformed();
    return Value{type, int64_t{*days}};
  }
  if (type.is(TypeKind::timestamp) || type.is(TypeKind::timestamp_ntz)) {
    auto parsed = types::parse_timestamp(text);
    if (!parsed) return malformed();
    if (type.is(TypeKind::timestamp_ntz)) return Value{type, parsed->wall_clock_micros};
    auto instant = instant_of(parsed->wall_clock_micros, parsed->zone.empty() ? time_zone : parsed->zone);
    if (!instant) return malformed();
    return Value{type, *instant};
  }
  return make_error(ErrorCode::unsupported, "partition columns of type {} are not there yet: {}", type.to_text(),
                    column.name);
}

}  // namespace skep::session
