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

/// Spark 4 without ANSI's text rule: numbers among numbers, dates among timestamps, text among text, nested by parts.
std::optional<DataType> common_numeric(const DataType& a, const DataType& b) {
  bool decimal = a.is(TypeKind::decimal) || b.is(TypeKind::decimal);
  if (!decimal) {
    auto& wide = numeric_rank(a) < numeric_rank(b) ? b : a;
    auto& narrow = numeric_rank(a) < numeric_rank(b) ? a : b;
    // An int or bigint has digits that a float would lose.
    if (wide.is(TypeKind::float_) && narrow.is_integral()) return kDouble;
    return wide;
  }
  if (a.is_fractional() || b.is_fractional()) return kDouble;
  auto as_decimal = [](const DataType& type) { return type.is(TypeKind::decimal) ? type : decimal_for(type); };
  return wider_decimal(as_decimal(a), as_decimal(b));
}

std::optional<DataType> common_nested(const DataType& a, const DataType& b,
                                      std::optional<DataType> (*rule)(const DataType&, const DataType&)) {
  if (a.kind() != b.kind() || a.fields().size() != b.fields().size()) return std::nullopt;
  std::vector<Field> fields;
  for (size_t i = 0; i < a.fields().size(); i++) {
    auto& left = a.fields()[i];
    auto& right = b.fields()[i];
    if (a.is(TypeKind::struct_) && left.name != right.name) return std::nullopt;
    auto type = rule(left.type, right.type);
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

/// What JSON can hold, as far as CAST takes it: no maps and structs.
bool can_be_variant(const DataType& type) {
  if (type.is(TypeKind::array)) return can_be_variant(type.element());
  return type.is_numeric() || type.is(TypeKind::boolean) || type.is_text() || type.is(TypeKind::null);
}

}  // namespace

std::optional<DataType> tightest_common_type(const DataType& a, const DataType& b) {
  if (a == b) return a;
  if (a.is(TypeKind::null)) return b;
  if (b.is(TypeKind::null)) return a;
  if (a.is_numeric() && b.is_numeric()) return common_numeric(a, b);
  if (a.is_text() && b.is_text()) return kString;
  if (a.is_datetime() && b.is_datetime()) return common_datetime(a, b);
  if (a.is_interval() && b.is_interval()) return common_interval(a, b);
  if (a.is_nested() && b.is_nested()) return common_nested(a, b, tightest_common_type);
  return std::nullopt;
}

std::optional<DataType> common_type(const DataType& a, const DataType& b) {
  if (auto type = tightest_common_type(a, b)) return type;
  if (a.is_nested() && b.is_nested()) return common_nested(a, b, common_type);
  bool text_left = a.is_text();
  if (!text_left && !b.is_text()) return std::nullopt;
  auto& other = text_left ? b : a;
  if (other.is_integral()) return kBigint;
  if (other.is_numeric()) return kDouble;
  if (other.is_nested()) return std::nullopt;
  return other;
}

std::optional<DataType> comparison_type(const DataType& a, const DataType& b) {
  if (!a.is(TypeKind::struct_) || !b.is(TypeKind::struct_) || a.fields().size() != b.fields().size())
    return common_type(a, b);
  std::vector<Field> fields;
  for (size_t i = 0; i < a.fields().size(); i++) {
    auto& left = a.fields()[i];
    auto& right = b.fields()[i];
    auto type = comparison_type(left.type, right.type);
    if (!type) return std::nullopt;
    fields.push_back({left.name, *type, left.nullable || right.nullable, {}});
  }
  return DataType::struct_of(std::move(fields));
}

bool implicitly_casts(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (from.is_text() && to.is_text()) return true;
  if (from.is_numeric() && to.is_numeric()) {
    if (to.is(TypeKind::decimal)) return !from.is_fractional();
    if (from.is(TypeKind::decimal)) return to.is_fractional();
    return numeric_rank(from) <= numeric_rank(to);
  }
  if (from.is_datetime() && to.is_datetime()) return true;
  if (from.is_text()) return !to.is_nested();
  if (to.is_text()) return !from.is_nested();
  if (from.is_interval() && to.is_interval()) return from.kind() == to.kind();
  if (from.is_nested() && from.kind() == to.kind() && from.fields().size() == to.fields().size()) {
    return std::equal(from.fields().begin(), from.fields().end(), to.fields().begin(),
                      [](const Field& x, const Field& y) { return implicitly_casts(x.type, y.type); });
  }
  return false;
}

bool can_cast(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (to.is(TypeKind::null)) return false;
  if (from.is(TypeKind::variant)) return !to.is_interval() && !to.is(TypeKind::binary);
  if (to.is(TypeKind::variant)) return can_be_variant(from);
  if (to.is_text()) return true;
  if (from.is_text()) return !to.is_nested();
  if (from.is_numeric() && to.is_numeric()) return true;
  if (from.is_numeric()) {
    return to.is(TypeKind::boolean) || to.is(TypeKind::timestamp) || (to.is_interval() && !from.is_fractional());
  }
  if (from.is(TypeKind::boolean)) return to.is_numeric();
  if (from.is_datetime()) return to.is_datetime() || (from.is(TypeKind::timestamp) && to.is_numeric());
  if (from.is_interval()) return from.kind() == to.kind() || to.is_integral() || to.is(TypeKind::decimal);
  if (from.is_nested() && from.kind() == to.kind() && from.fields().size() == to.fields().size()) {
    return std::equal(from.fields().begin(), from.fields().end(), to.fields().begin(),
                      [](const Field& x, const Field& y) { return can_cast(x.type, y.type); });
  }
  return false;
}

std::string_view refused_cast_class(const DataType& from, const DataType& to) {
  bool has_function = (from.is_numeric() && to.is(TypeKind::date)) || (from.is(TypeKind::date) && to.is_numeric());
  if (has_function) return "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION";
  bool without_ansi = (from.is(TypeKind::boolean) && to.is(TypeKind::timestamp)) ||
                      (from.is_integral() && to.is(TypeKind::binary)) ||
                      ((from.is(TypeKind::date) || from.is(TypeKind::timestamp)) && to.is(TypeKind::boolean));
  return without_ansi ? "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION" : "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION";
}

bool is_orderable(const DataType& type) {
  if (type.is(TypeKind::map) || type.is(TypeKind::variant)) return false;
  return std::all_of(type.fields().begin(), type.fields().end(),
                     [](const Field& field) { return is_orderable(field.type); });
}

bool can_store(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return true;
  if (from.is_numeric() && to.is_numeric()) return true;
  if (to.is_text()) return !from.is_nested() && !from.is(TypeKind::binary);
  if (from.is_datetime() && to.is_datetime()) return true;
  if (from.is_interval() && to.is_interval()) return from.kind() == to.kind();
  if (from.is_nested() && from.kind() == to.kind() && from.fields().size() == to.fields().size()) {
    return std::equal(from.fields().begin(), from.fields().end(), to.fields().begin(),
                      [](const Field& x, const Field& y) { return can_store(x.type, y.type); });
  }
  return false;
}

bool cast_can_fail(const DataType& from, const DataType& to) {
  if (from == to || from.is(TypeKind::null)) return false;
  if (from.is(TypeKind::variant)) return true;
  if (to.is_text()) return false;
  if (from.is_text()) return true;
  if (from.is_numeric() && to.is_numeric()) {
    if (to.is_fractional()) return false;
    if (to.is(TypeKind::decimal)) {
      if (from.is_fractional()) return true;
      auto source = from.is(TypeKind::decimal) ? from : decimal_for(from);
      return source.precision() - source.scale() > to.precision() - to.scale();
    }
    if (from.is(TypeKind::decimal)) {
      return from.precision() - from.scale() >= decimal_for(to).precision();
    }
    return numeric_rank(from) > numeric_rank(to);
  }
  return from.is_interval() || from.is(TypeKind::timestamp) || from.is_nested();
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
  int precision = std::min(range + scale, kPrecisionMax);
  return DataType::decimal(precision, std::min(scale, kPrecisionMax));
}

}  // namespace skep::types
