#include "types/coercion.h"

#include "base/check.h"

#include <algorithm>

namespace skep::types {
namespace {

constexpr int kPrecisionMax = 38;

/// Where precision runs past 38 digits, scale gives way, but keeps 6 digits if it had them.
constexpr int kScaleKept = 6;

DataType adjusted_decimal(int precision, int scale) {
  if (precision <= kPrecisionMax) return DataType::decimal(precision, scale);
  int integral_digits = precision - scale;
  int least_scale = std::min(scale, kScaleKept);
  return DataType::decimal(kPrecisionMax, std::max(kPrecisionMax - integral_digits, least_scale));
}

/// The order in which integral and floating types widen.
int numeric_rank(const DataType& type) { return static_cast<int>(type.kind()); }

std::optional<DataType> common_numeric(const DataType& a, const DataType& b, AnsiMode mode) {
  bool decimal = a.is(TypeKind::decimal) || b.is(TypeKind::decimal);
  if (!decimal) {
    auto& wide = numeric_rank(a) < numeric_rank(b) ? b : a;
    auto& narrow = numeric_rank(a) < numeric_rank(b) ? a : b;
    // An int or bigint has digits that a float would lose, which ANSI does not let go.
    if (mode == AnsiMode::on && wide.is(TypeKind::float_) && narrow.is_integral()) return kDouble;
    return wide;
  }
  if (a.is_fractional() || b.is_fractional()) return kDouble;
  auto as_decimal = [](const DataType& type) { return type.is(TypeKind::decimal) ? type : decimal_for(type); };
  return wider_decimal(as_decimal(a), as_decimal(b));
}

using Rule = std::optional<DataType> (*)(const DataType&, const DataType&, AnsiMode);

std::optional<DataType> common_nested(const DataType& a, const DataType& b, Rule rule, AnsiMode mode) {
  if (a.kind() != b.kind() || a.fields().size() != b.fields().size()) return std::nullopt;
  std::vector<Field> fields;
  for (size_t i = 0; i < a.fields().size(); i++) {
    auto& left = a.fields()[i];
    auto& right = b.fields()[i];
    if (a.is(TypeKind::struct_) && left.name != right.name) return std::nullopt;
    auto type = rule(left.type, right.type, mode);
    if (!type) return std::nullopt;
    fields.push_back({left.name, *type, left.nullable || right.nullable, {}});
  }
  if (a.is(TypeKind::array)) return DataType::array_of(fields[0].type, fields[0].nullable);
  if (a.is(TypeKind::map)) return DataType::map_of(fields[0].type, fields[1].type, fields[1].nullable);
  return DataType::struct_of(std::move(fields));
}

std::optional<DataType> common_datetime(const DataType& a, const DataType& b) {
  if (a.is(TypeKind::date)) return b;
  if (b.is(TypeKind::date)) return a;
  return kTimestamp;
}

std::optional<DataType> common_interval(const DataType& a, const DataType& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  return DataType::interval(std::min(a.interval_from(), b.interval_from()), std::max(a.interval_to(), b.interval_to()));
}

/// The type of a text beside another atomic type, by ANSI's rules.
std::optional<DataType> beside_text(const DataType& other) {
  if (other.is_integral()) return kBigint;
  if (other.is_numeric()) return kDouble;
  if (other.is_nested() || other.is_any_interval()) return std::nullopt;
  return other;
}

/// Without ANSI a text swallows all that is atomic, but booleans and binary values.
std::optional<DataType> swallowed_by_text(const DataType& other) {
  bool stays = other.is(TypeKind::binary) || other.is(TypeKind::boolean) || other.is(TypeKind::calendar_interval);
  if (other.is_nested() || stays) return std::nullopt;
  return kString;
}

/// Without ANSI the text in a comparison goes to the other side's type, but never to an interval.
std::optional<DataType> compared_with_text(const DataType& other) {
  if (other.is_nested() || other.is_any_interval()) return std::nullopt;
  return other.is(TypeKind::decimal) ? kDouble : other;
}

std::optional<DataType> struct_comparison(const DataType& a, const DataType& b, AnsiMode mode) {
  std::vector<Field> fields;
  for (size_t i = 0; i < a.fields().size(); i++) {
    auto& left = a.fields()[i];
    auto& right = b.fields()[i];
    bool structs = left.type.is(TypeKind::struct_) && right.type.is(TypeKind::struct_);
    auto type =
        structs ? comparison_type(left.type, right.type, mode) : tightest_common_type(left.type, right.type, mode);
    if (!type) return std::nullopt;
    fields.push_back({left.name, *type, left.nullable || right.nullable, {}});
  }
  return DataType::struct_of(std::move(fields));
}

}  // namespace

std::optional<DataType> tightest_common_type(const DataType& a, const DataType& b, AnsiMode mode) {
  if (a == b) return a;
  if (a.is(TypeKind::null)) return b;
  if (b.is(TypeKind::null)) return a;
  if (a.is_numeric() && b.is_numeric()) return common_numeric(a, b, mode);
  if (a.is_text() && b.is_text()) return kString;
  if (a.is_datetime() && b.is_datetime()) return common_datetime(a, b);
  if (a.is_interval() && b.is_interval()) return common_interval(a, b);
  if (a.is_nested() && b.is_nested()) return common_nested(a, b, tightest_common_type, mode);
  return std::nullopt;
}

std::optional<DataType> common_type(const DataType& a, const DataType& b, AnsiMode mode) {
  if (auto type = tightest_common_type(a, b, mode)) return type;
  if (a.is_nested() && b.is_nested()) return common_nested(a, b, common_type, mode);
  if (!a.is_text() && !b.is_text()) return std::nullopt;
  auto& other = a.is_text() ? b : a;
  return mode == AnsiMode::on ? beside_text(other) : swallowed_by_text(other);
}

std::optional<DataType> comparison_type(const DataType& a, const DataType& b, AnsiMode mode) {
  bool structs = a.is(TypeKind::struct_) && b.is(TypeKind::struct_) && a.fields().size() == b.fields().size();
  if (structs) return struct_comparison(a, b, mode);
  if (a.is_nested() && b.is_nested()) return tightest_common_type(a, b, mode);  // texts within stay texts
  if (mode == AnsiMode::on || a.is_text() == b.is_text()) return common_type(a, b, mode);
  if (a.is(TypeKind::null) || b.is(TypeKind::null)) return kString;
  return compared_with_text(a.is_text() ? b : a);
}

DataType decimal_for(const DataType& integral) {
  switch (integral.kind()) {
    case TypeKind::tinyint: return DataType::decimal(3, 0);
    case TypeKind::smallint: return DataType::decimal(5, 0);
    case TypeKind::integer: return DataType::decimal(10, 0);
    case TypeKind::bigint: return DataType::decimal(20, 0);
    default: fail_check("decimal_for takes integral types");
  }
}

DataType decimal_result(DecimalOperation operation, const DataType& left, const DataType& right) {
  int p1 = left.precision(), s1 = left.scale(), p2 = right.precision(), s2 = right.scale();
  switch (operation) {
    case DecimalOperation::add:
    case DecimalOperation::subtract: {
      int scale = std::max(s1, s2);
      return adjusted_decimal(std::max(p1 - s1, p2 - s2) + scale + 1, scale);
    }
    case DecimalOperation::multiply: return adjusted_decimal(p1 + p2 + 1, s1 + s2);
    case DecimalOperation::divide: {
      int scale = std::max(kScaleKept, s1 + p2 + 1);
      return adjusted_decimal(p1 - s1 + s2 + scale, scale);
    }
    case DecimalOperation::remainder: {
      int scale = std::max(s1, s2);
      return adjusted_decimal(std::min(p1 - s1, p2 - s2) + scale, scale);
    }
  }
  fail_check("unknown decimal operation");
}

DataType wider_decimal(const DataType& a, const DataType& b) {
  int scale = std::max(a.scale(), b.scale());
  int range = std::max(a.precision() - a.scale(), b.precision() - b.scale());
  // Where both do not fit, the whole digits stay.
  return DataType::decimal(std::min(range + scale, kPrecisionMax), std::min(scale, kPrecisionMax - range));
}

}  // namespace skep::types
