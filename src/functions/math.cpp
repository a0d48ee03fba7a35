#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;
using types::Value;

DataType number_of(const DataType& type) {
  return type.is_text() || type.is(TypeKind::null) ? types::kDouble : type;
}

Result<Resolution> same_number(std::string_view name, const Arguments& arguments) {
  auto type = number_of(arguments[0].type);
  if (!type.is_numeric()) return unexpected_type(name, 0, "a number", arguments[0].type);
  return Resolution{{type}, type, arguments[0].nullable || arguments[0].type.is_text()};
}

Result<Resolution> real(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kDouble}, types::kDouble);
}

Result<Resolution> real_or_null(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kDouble}, types::kDouble, true);
}

Result<Resolution> whole(std::string_view name, const Arguments& arguments) {
  if (arguments.size() == 2) {
    return make_error(ErrorCode::unsupported, "{} with a target scale is not there yet", name);
  }
  auto type = number_of(arguments[0].type);
  if (type.is(TypeKind::decimal)) {
    int digits = type.scale() == 0 ? type.precision() : type.precision() - type.scale() + 1;
    return Resolution{{type}, DataType::decimal(std::min(digits, 38), 0), true};
  }
  if (type.is_integral()) return Resolution{{type}, types::kBigint, true};
  return fixed(name, arguments, {types::kDouble}, types::kBigint, true);
}

/// round(decimal, scale) has its own scale; other numbers keep their type.
Result<Resolution> round(std::string_view name, const Arguments& arguments) {
  auto type = number_of(arguments[0].type);
  if (!type.is_numeric()) return unexpected_type(name, 0, "a number", arguments[0].type);
  auto* constant = arguments[1].constant;
  if (!constant || !std::holds_alternative<int64_t>(constant->data)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                           fmt::format("the scale of {} must be a constant of type \"INT\"", name));
  }
  auto wanted = static_cast<int>(std::get<int64_t>(constant->data));
  if (!type.is(TypeKind::decimal)) return Resolution{{type, types::kInteger}, type, true};
  int integral_digits = type.precision() - type.scale() + 1;
  auto result = wanted < 0
                    ? DataType::decimal(std::min(std::max(integral_digits, 1 - wanted), 38), 0)
                    : DataType::decimal(std::min(integral_digits + std::min(type.scale(), wanted), 38),
                                        std::min(type.scale(), wanted));
  return Resolution{{type, types::kInteger}, result, true};
}

Result<Resolution> extreme(std::string_view name, const Arguments& arguments) {
  auto common = common_of(arguments);
  if (!common) return different_types(name, arguments);
  bool nullable = std::all_of(arguments.begin(), arguments.end(), [](const Argument& a) { return a.nullable; });
  return Resolution{std::vector<DataType>(arguments.size(), *common), *common, nullable};
}

Result<Resolution> constant(std::string_view, const Arguments&) { return Resolution{{}, types::kDouble, false}; }

}  // namespace

std::vector<Function> math_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"abs", "abs", scalar, 1, 1, same_number, "abs(a): the distance from zero", {}, {}, true},
      {"ceil", "CEIL", scalar, 1, 2, whole, "ceil(a): the least whole number that is not below a", {"ceiling"}, {}, true},
      {"floor", "FLOOR", scalar, 1, 2, whole, "floor(a): the greatest whole number that is not above a", {}, {}, true},
      {"round", "round", scalar, 1, 2, round, "round(a, n): a with n digits behind the point, halves away from zero",
       {}, {Value::integer(0)}, true},
      {"bround", "bround", scalar, 1, 2, round, "bround(a, n): a with n digits behind the point, halves to even", {},
       {Value::integer(0)}, true},
      {"sqrt", "SQRT", scalar, 1, 1, real, "sqrt(a): the square root; NaN below zero", {}, {}, false},
      {"cbrt", "CBRT", scalar, 1, 1, real, "cbrt(a): the cube root", {}, {}, false},
      {"power", "POWER", scalar, 2, 2, real, "power(a, b): a raised to b", {"pow"}, {}, false},
      {"exp", "EXP", scalar, 1, 1, real, "exp(a): e raised to a", {}, {}, false},
      {"ln", "ln", scalar, 1, 1, real_or_null, "ln(a): the natural logarithm; null for a <= 0", {}, {}, false},
      {"log10", "LOG10", scalar, 1, 1, real_or_null, "log10(a): the logarithm to base 10; null for a <= 0", {}, {}, false},
      {"log2", "LOG2", scalar, 1, 1, real_or_null, "log2(a): the logarithm to base 2; null for a <= 0", {}, {}, false},
      {"sin", "SIN", scalar, 1, 1, real, "sin(a)", {}, {}, false},
      {"cos", "COS", scalar, 1, 1, real, "cos(a)", {}, {}, false},
      {"tan", "TAN", scalar, 1, 1, real, "tan(a)", {}, {}, false},
      {"radians", "RADIANS", scalar, 1, 1, real, "radians(a): degrees as radians", {}, {}, false},
      {"degrees", "DEGREES", scalar, 1, 1, real, "degrees(a): radians as degrees", {}, {}, false},
      {"signum", "SIGNUM", scalar, 1, 1, real, "signum(a): -1.0, 0.0 or 1.0", {"sign"}, {}, false},
      {"pi", "PI", scalar, 0, 0, constant, "pi()", {}, {}, false},
      {"e", "E", scalar, 0, 0, constant, "e()", {}, {}, false},
      {"greatest", "greatest", scalar, 2, -1, extreme, "greatest(a, b, ...): the largest; nulls are left out", {}, {}, false},
      {"least", "least", scalar, 2, -1, extreme, "least(a, b, ...): the smallest; nulls are left out", {}, {}, false},
  };
}

}  // namespace skep::functions
