#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;
using types::Value;

DataType number_of(const DataType& type) { return type.is_text() || type.is(TypeKind::null) ? types::kDouble : type; }

Result<Resolution> same_number(std::string_view name, const Arguments& arguments) {
  auto type = number_of(arguments[0].type);
  bool interval = name == "abs" && type.is_interval();
  if (!type.is_numeric() && !interval) return unexpected_type(name, 0, "a number", arguments[0].type);
  return Resolution{{type}, type, arguments[0].nullable || arguments[0].type.is_text()};
}

Result<Resolution> real(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kDouble}, types::kDouble);
}

Result<Resolution> real_or_null(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kDouble}, types::kDouble, true);
}

Result<int> constant_scale(std::string_view name, const Argument& argument) {
  if (argument.constant && argument.constant->is_null()) return 0;
  bool is_number = argument.type.is_numeric() || argument.type.is_text() || argument.type.is(TypeKind::null);
  if (!is_number) return unexpected_type(name, 1, "\"INT\"", argument.type);
  if (argument.constant && argument.constant->type.is_integral()) {
    return static_cast<int>(std::get<int64_t>(argument.constant->data));
  }
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                         fmt::format("the scale of {} must be a constant of type \"INT\"", name));
}

/// The type of a decimal that is rounded to `wanted` digits behind the point.
DataType rounded_decimal(const DataType& type, int wanted) {
  int integral_digits = type.precision() - type.scale() + 1;
  if (wanted < 0) return DataType::decimal(std::min(std::max(integral_digits, 1 - wanted), 38), 0);
  int scale = std::min(type.scale(), wanted);
  return DataType::decimal(std::min(integral_digits + scale, 38), scale);
}

/// ceil(a, n) and floor(a, n) go over decimals: whole numbers and doubles become the decimals that hold them.
Result<Resolution> whole_at(std::string_view name, const Arguments& arguments) {
  auto& scale = arguments[1];
  bool is_scale = scale.constant && !scale.constant->is_null() && scale.type.is(TypeKind::integer);
  if (!is_scale) {
    return Error::of_class(ErrorCode::invalid_argument, "NON_FOLDABLE_ARGUMENT",
                           fmt::format("the scale of {} must be a constant of type \"INT\"", name));
  }
  auto wanted = constant_scale(name, scale);
  if (!wanted) return wanted.error();
  auto type = number_of(arguments[0].type);
  if (type.is_integral()) type = types::decimal_for(type);
  if (type.is(TypeKind::float_)) type = DataType::decimal(14, 7);
  if (type.is(TypeKind::double_)) type = DataType::decimal(30, 15);
  if (!type.is(TypeKind::decimal)) return unexpected_type(name, 0, "\"DECIMAL\"", type);
  bool fits = *wanted >= type.scale() || type.precision() + std::max(-*wanted, 0) <= 37;
  if (!fits) return make_error(ErrorCode::unsupported, "{} of {} is not there yet", name, type.to_text());
  return Resolution{{type, types::kInteger}, rounded_decimal(type, *wanted), true};
}

Result<Resolution> whole(std::string_view name, const Arguments& arguments) {
  if (arguments.size() == 2) return whole_at(name, arguments);
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
  auto wanted = constant_scale(name, arguments[1]);
  if (!wanted) return wanted.error();
  auto result = type.is(TypeKind::decimal) ? rounded_decimal(type, *wanted) : type;
  return Resolution{{type, types::kInteger}, result, true};
}

Result<Resolution> extreme(std::string_view name, const Arguments& arguments) {
  auto common = tightest_common_of(arguments);
  if (!common) return different_types(name, arguments);
  if (!types::is_orderable(*common)) return no_order(name, *common);
  bool nullable = std::all_of(arguments.begin(), arguments.end(), [](const Argument& a) { return a.nullable; });
  return Resolution{std::vector<DataType>(arguments.size(), *common), *common, nullable};
}

/// signum(interval) is that of its amount.
Result<Resolution> sign(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is_interval()) return Resolution{{arguments[0].type}, types::kDouble, arguments[0].nullable};
  return real(name, arguments);
}

Result<Resolution> whole_or_null(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kInteger}, types::kBigint, true);
}

/// Shifts keep int and bigint; smaller numbers become int.
Result<Resolution> shift(std::string_view name, const Arguments& arguments) {
  auto type = arguments[0].type.is(TypeKind::bigint) ? types::kBigint : types::kInteger;
  return fixed(name, arguments, {type, types::kInteger}, type);
}

Result<Resolution> bit_count(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is_integral() && !type.is(TypeKind::boolean)) return unexpected_type(name, 0, "\"INTEGRAL\"", type);
  return Resolution{
      {type.is(TypeKind::boolean) ? types::kInteger : types::kBigint}, types::kInteger, arguments[0].nullable};
}

Result<Resolution> first_number(std::string_view name, const Arguments& arguments) {
  bool floats = arguments[0].type.is(TypeKind::float_) && arguments[1].type.is(TypeKind::float_);
  auto type = floats ? types::kFloat : types::kDouble;
  return fixed(name, arguments, {type}, type);
}

Result<Resolution> bucket(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is_interval()) {
    auto& type = arguments[0].type;
    for (size_t i = 1; i < 3; i++) {
      if (arguments[i].type.kind() != type.kind()) return unexpected_type(name, i, type.to_sql(), arguments[i].type);
    }
    return Resolution{{type, arguments[1].type, arguments[2].type, types::kBigint}, types::kBigint, true};
  }
  return fixed(name, arguments, {types::kDouble, types::kDouble, types::kDouble, types::kBigint}, types::kBigint, true);
}

Result<Resolution> constant(std::string_view, const Arguments&) { return Resolution{{}, types::kDouble, false}; }

}  // namespace

std::vector<Function> math_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"abs", "abs", scalar, 1, 1, same_number, "abs(a): the distance from zero", {}, {}, true},
      {"ceil",
       "CEIL",
       scalar,
       1,
       2,
       whole,
       "ceil(a): the least whole number that is not below a",
       {"ceiling"},
       {},
       true},
      {"floor", "FLOOR", scalar, 1, 2, whole, "floor(a): the greatest whole number that is not above a", {}, {}, true},
      {"round",
       "round",
       scalar,
       1,
       2,
       round,
       "round(a, n): a with n digits behind the point, halves away from zero",
       {},
       {Value::integer(0)},
       true},
      {"bround",
       "bround",
       scalar,
       1,
       2,
       round,
       "bround(a, n): a with n digits behind the point, halves to even",
       {},
       {Value::integer(0)},
       true},
      {"sqrt", "SQRT", scalar, 1, 1, real, "sqrt(a): the square root; NaN below zero", {}, {}, false},
      {"cbrt", "CBRT", scalar, 1, 1, real, "cbrt(a): the cube root", {}, {}, false},
      {"power", "POWER", scalar, 2, 2, real, "power(a, b): a raised to b", {"pow"}, {}, false},
      {"exp", "EXP", scalar, 1, 1, real, "exp(a): e raised to a", {}, {}, false},
      {"ln", "ln", scalar, 1, 1, real_or_null, "ln(a): the natural logarithm; null for a <= 0", {}, {}, false},
      {"log10",
       "LOG10",
       scalar,
       1,
       1,
       real_or_null,
       "log10(a): the logarithm to base 10; null for a <= 0",
       {},
       {},
       false},
      {"log2", "LOG2", scalar, 1, 1, real_or_null, "log2(a): the logarithm to base 2; null for a <= 0", {}, {}, false},
      {"sin", "SIN", scalar, 1, 1, real, "sin(a)", {}, {}, false},
      {"cos", "COS", scalar, 1, 1, real, "cos(a)", {}, {}, false},
      {"tan", "TAN", scalar, 1, 1, real, "tan(a)", {}, {}, false},
      {"asin", "ASIN", scalar, 1, 1, real, "asin(a): NaN outside -1 to 1", {}, {}, false},
      {"acos", "ACOS", scalar, 1, 1, real, "acos(a): NaN outside -1 to 1", {}, {}, false},
      {"atan", "ATAN", scalar, 1, 1, real, "atan(a)", {}, {}, false},
      {"atan2", "ATAN2", scalar, 2, 2, real, "atan2(y, x): the angle of the point (x, y)", {}, {}, false},
      {"acosh", "ACOSH", scalar, 1, 1, real, "acosh(a): the inverse of cosh"},
      {"asinh", "ASINH", scalar, 1, 1, real, "asinh(a): the inverse of sinh"},
      {"atanh", "ATANH", scalar, 1, 1, real, "atanh(a): the inverse of tanh"},
      {"sinh", "SINH", scalar, 1, 1, real, "sinh(a)", {}, {}, false},
      {"cosh", "COSH", scalar, 1, 1, real, "cosh(a)", {}, {}, false},
      {"tanh", "TANH", scalar, 1, 1, real, "tanh(a)", {}, {}, false},
      {"cot", "COT", scalar, 1, 1, real, "cot(a)", {}, {}, false},
      {"sec", "SEC", scalar, 1, 1, real, "sec(a)", {}, {}, false},
      {"csc", "CSC", scalar, 1, 1, real, "csc(a)", {}, {}, false},
      {"hypot", "HYPOT", scalar, 2, 2, real, "hypot(a, b): sqrt(a * a + b * b)", {}, {}, false},
      {"rint", "rint", scalar, 1, 1, real, "rint(a): the nearest whole number, halves to even", {}, {}, false},
      {"expm1", "EXPM1", scalar, 1, 1, real, "expm1(a): exp(a) - 1, also for small a", {}, {}, false},
      {"log1p",
       "LOG1P",
       scalar,
       1,
       1,
       real_or_null,
       "log1p(a): ln(1 + a), also for small a; null for a <= -1",
       {},
       {},
       false},
      {"log",
       "LOG",
       scalar,
       1,
       2,
       real_or_null,
       "log(b, a): the logarithm to base b; log(a) to base e; null below zero",
       {},
       {},
       false},
      {"factorial", "factorial", scalar, 1, 1, whole_or_null, "factorial(n): null outside 0 to 20", {}, {}, false},
      {"shiftleft", "shiftleft", scalar, 2, 2, shift, "shiftleft(a, n): a << n", {"<<"}, {}, false},
      {"shiftright", "shiftright", scalar, 2, 2, shift, "shiftright(a, n): a >> n", {">>"}, {}, false},
      {"shiftrightunsigned",
       "shiftrightunsigned",
       scalar,
       2,
       2,
       shift,
       "shiftrightunsigned(a, n): a >>> n",
       {">>>"},
       {},
       false},
      {"bit_count",
       "bit_count",
       scalar,
       1,
       1,
       bit_count,
       "bit_count(a): how many bits of a as bigint are set",
       {},
       {},
       false},
      {"nanvl", "nanvl", scalar, 2, 2, first_number, "nanvl(a, b): a, or b where a is NaN", {}, {}, false},
      {"width_bucket",
       "width_bucket",
       scalar,
       4,
       4,
       bucket,
       "width_bucket(a, low, high, n): which of n equal parts",
       {},
       {},
       false},
      {"radians", "RADIANS", scalar, 1, 1, real, "radians(a): degrees as radians", {}, {}, false},
      {"degrees", "DEGREES", scalar, 1, 1, real, "degrees(a): radians as degrees", {}, {}, false},
      {"signum", "SIGNUM", scalar, 1, 1, sign, "signum(a): -1.0, 0.0 or 1.0", {"sign"}, {}, false},
      {"pi", "PI", scalar, 0, 0, constant, "pi()", {}, {}, false},
      {"e", "E", scalar, 0, 0, constant, "e()", {}, {}, false},
      {"greatest",
       "greatest",
       scalar,
       2,
       -1,
       extreme,
       "greatest(a, b, ...): the largest; nulls are left out",
       {},
       {},
       false},
      {"least", "least", scalar, 2, -1, extreme, "least(a, b, ...): the smallest; nulls are left out", {}, {}, false},
  };
}

}  // namespace skep::functions
