#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::DecimalOperation;
using types::TypeKind;

Error different_operands(std::string_view op, const Arguments& arguments) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
                         fmt::format("the sides of {} have types that do not go together: {} and {}", op,
                                     arguments[0].type.to_sql(), arguments[1].type.to_sql()));
}

Error wrong_operand(std::string_view op, std::string_view wanted, const DataType& found) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
                         fmt::format("the operator {} takes {}, not {}", op, wanted, found.to_sql()));
}

/// The decimal of an operand beside a decimal: a literal has just its own digits, as in Spark.
DataType decimal_operand(const Argument& argument) {
  if (argument.type.is(TypeKind::decimal)) return argument.type;
  if (argument.constant && !argument.constant->is_null()) {
    auto digits = argument.constant->to_text();
    int count = static_cast<int>(digits.size()) - (digits[0] == '-' ? 1 : 0);
    return DataType::decimal(count, 0);
  }
  return types::decimal_for(argument.type);
}

/// Replaces text and untyped nulls by the number that the other side makes of them.
Arguments numbers(const Arguments& arguments) {
  Arguments out = arguments;
  for (size_t i = 0; i < 2; i++) {
    auto& other = arguments[1 - i].type;
    if (out[i].type.is(TypeKind::null)) out[i].type = other.is(TypeKind::null) ? types::kDouble : other;
    if (!out[i].type.is_text()) continue;
    out[i].type = other.is_integral() ? types::kBigint : types::kDouble;
    out[i].nullable = true;
    out[i].constant = nullptr;
  }
  return out;
}

bool both_texts(const Arguments& arguments) {
  auto is_text = [](const Argument& a) { return a.type.is_text() || a.type.is(TypeKind::null); };
  return is_text(arguments[0]) && is_text(arguments[1]) && (arguments[0].type.is_text() || arguments[1].type.is_text());
}

/// Types of an arithmetic operator over two numbers; `nullable` is left for the caller.
Result<Resolution> arithmetic(std::string_view op, const Arguments& given, DecimalOperation operation) {
  if (both_texts(given)) return wrong_operand(op, "numbers or intervals", types::kString);
  auto arguments = numbers(given);
  for (size_t i = 0; i < 2; i++) {
    if (!arguments[i].type.is_numeric()) {
      bool same = arguments[0].type == arguments[1].type;
      return same ? wrong_operand(op, "numbers or intervals", arguments[i].type) : different_operands(op, given);
    }
  }
  bool nullable = any_nullable(arguments);
  auto& left = arguments[0].type;
  auto& right = arguments[1].type;
  bool decimal = left.is(TypeKind::decimal) || right.is(TypeKind::decimal);
  if (decimal && !left.is_fractional() && !right.is_fractional()) {
    auto l = decimal_operand(arguments[0]), r = decimal_operand(arguments[1]);
    auto result = types::decimal_result(operation, l, r);
    return Resolution{{l, r}, result, nullable};
  }
  auto common = *types::tightest_common_type(left, right);
  return Resolution{{common, common}, common, nullable};
}

/// interval * number and interval / number; nothing when no interval comes first.
std::optional<Result<Resolution>> interval_scaling(std::string_view op, const Arguments& arguments) {
  if (!arguments[0].type.is_interval()) return std::nullopt;
  auto factor = arguments[1].type;
  if (factor.is_text() || factor.is(TypeKind::null)) factor = types::kDouble;
  if (factor.is(TypeKind::float_)) factor = types::kDouble;
  if (factor.is_integral()) factor = types::kBigint;
  if (!factor.is_numeric()) return Result<Resolution>(unexpected_type(op, 1, "\"NUMERIC\"", arguments[1].type));
  auto result = arguments[0].type.is(TypeKind::interval_year_month)
                    ? DataType::interval(types::IntervalUnit::year, types::IntervalUnit::month)
                    : DataType::interval(types::IntervalUnit::day, types::IntervalUnit::second);
  return Result<Resolution>(
      Resolution{{arguments[0].type, factor}, result, any_nullable(arguments) || arguments[1].type.is_text()});
}

Result<Resolution> divide(std::string_view op, const Arguments& given) {
  if (auto intervals = interval_scaling(op, given)) return *intervals;
  auto resolution = arithmetic(op, given, DecimalOperation::divide);
  if (!resolution) return resolution;
  resolution->nullable = true;
  if (!resolution->result.is(TypeKind::decimal)) {
    resolution->arguments = {types::kDouble, types::kDouble};
    resolution->result = types::kDouble;
  }
  return resolution;
}

Result<Resolution> integral_divide(std::string_view op, const Arguments& given) {
  if (both_texts(given)) return wrong_operand(op, "integral numbers", types::kString);
  auto arguments = numbers(given);
  for (auto& argument : arguments) {
    if (!argument.type.is_integral() && !argument.type.is(TypeKind::decimal)) {
      return wrong_operand(op, "integral numbers", argument.type);
    }
  }
  if (arguments[0].type.is(TypeKind::decimal) || arguments[1].type.is(TypeKind::decimal)) {
    auto l = decimal_operand(arguments[0]), r = decimal_operand(arguments[1]);
    return Resolution{{l, r}, types::kBigint, true};
  }
  return Resolution{{types::kBigint, types::kBigint}, types::kBigint, true};
}

Result<Resolution> remainder(std::string_view op, const Arguments& given) {
  auto resolution = arithmetic(op, given, DecimalOperation::remainder);
  if (resolution) resolution->nullable = true;
  return resolution;
}

bool is_interval_or_datetime(const DataType& type) { return type.is_interval() || type.is_datetime(); }

/// date + interval, timestamp - interval, interval + interval, date - date ...; nothing when numbers are meant.
std::optional<Result<Resolution>> datetime_arithmetic(std::string_view op, const Arguments& arguments) {
  auto left = arguments[0].type, right = arguments[1].type;
  if (!is_interval_or_datetime(left) && !is_interval_or_datetime(right)) return std::nullopt;
  bool nullable = any_nullable(arguments) || left.is_text() || right.is_text();
  bool minus = op == "-";
  if (minus && left.is_datetime() && right.is_text()) right = left;
  if (minus && left.is_text() && right.is_datetime()) left = right;
  if (left.is(TypeKind::null)) left = right;
  if (left.is_interval() && right.is(TypeKind::null)) right = left;
  if (!minus && left.is_interval() && right.is_datetime()) return Result<Resolution>(different_operands(op, arguments));
  if (left.is_datetime() && right.is_interval()) {
    bool days_only = right.is(TypeKind::interval_year_month) || right.interval_to() == types::IntervalUnit::day;
    auto result = left.is(TypeKind::date) && !days_only ? types::kTimestamp : left;
    return Result<Resolution>(Resolution{{result, right}, result, nullable});
  }
  if (left.is_interval() && right.is_interval()) {
    auto common = types::tightest_common_type(left, right);
    if (!common) return Result<Resolution>(unexpected_type(op, 1, left.to_sql(), right));
    return Result<Resolution>(Resolution{{*common, *common}, *common, nullable});
  }
  if (left.is_interval() || right.is_interval()) {
    return Result<Resolution>(unexpected_type(op, 0, "\"TIMESTAMP\"", left.is_interval() ? right : left));
  }
  if (minus && left.is(TypeKind::date) && right.is(TypeKind::date)) {
    auto days = DataType::interval(types::IntervalUnit::day, types::IntervalUnit::day);
    return Result<Resolution>(Resolution{{left, right}, days, nullable});
  }
  if (minus && left.is_datetime() && right.is_datetime()) {
    auto common = *types::tightest_common_type(left, right);
    auto time = DataType::interval(types::IntervalUnit::day, types::IntervalUnit::second);
    return Result<Resolution>(Resolution{{common, common}, time, nullable});
  }
  return Result<Resolution>(different_operands(op, arguments));
}

Result<Resolution> plus(std::string_view op, const Arguments& arguments) {
  if (auto dates = datetime_arithmetic(op, arguments)) return *dates;
  return arithmetic(op, arguments, DecimalOperation::add);
}

Result<Resolution> minus(std::string_view op, const Arguments& arguments) {
  if (auto dates = datetime_arithmetic(op, arguments)) return *dates;
  return arithmetic(op, arguments, DecimalOperation::subtract);
}

Result<Resolution> multiply(std::string_view op, const Arguments& arguments) {
  if (auto intervals = interval_scaling(op, arguments)) return *intervals;
  return arithmetic(op, arguments, DecimalOperation::multiply);
}

/// try_add and its sisters: the operator's types, for numbers.
Result<Resolution> numbers_only(std::string_view op, Result<Resolution> resolution) {
  if (!resolution) return resolution;
  resolution->nullable = true;
  if (!resolution->result.is_numeric())
    return make_error(ErrorCode::unsupported, "{} of dates and intervals is not there yet", op);
  return resolution;
}
Result<Resolution> try_plus(std::string_view op, const Arguments& arguments) {
  return numbers_only(op, plus("+", arguments));
}
Result<Resolution> try_minus(std::string_view op, const Arguments& arguments) {
  return numbers_only(op, minus("-", arguments));
}
Result<Resolution> try_times(std::string_view op, const Arguments& arguments) {
  return numbers_only(op, multiply("*", arguments));
}
Result<Resolution> try_over(std::string_view op, const Arguments& arguments) {
  return numbers_only(op, divide("/", arguments));
}
Result<Resolution> try_rest(std::string_view op, const Arguments& arguments) {
  return numbers_only(op, remainder("%", arguments));
}

Result<Resolution> negate(std::string_view op, const Arguments& arguments) {
  auto type = arguments[0].type;
  if (type.is_text()) type = types::kDouble;
  if (!type.is_numeric() && !type.is_interval()) return unexpected_type(op, 0, "a number or an interval", type);
  return Resolution{{type}, type, arguments[0].nullable};
}

Result<Resolution> compare(std::string_view op, const Arguments& arguments) {
  auto common = types::comparison_type(arguments[0].type, arguments[1].type);
  if (!common) return different_operands(op, arguments);
  if (!types::is_orderable(*common)) return no_order(op, *common);
  return Resolution{{*common, *common}, types::kBoolean, op != "<=>" && any_nullable(arguments)};
}

Result<Resolution> logical(std::string_view op, const Arguments& arguments) {
  for (auto& argument : arguments) {
    bool beside_boolean =
        argument.type.is_text() &&
        (arguments.size() == 1 || arguments[0].type.is(TypeKind::boolean) || arguments[1].type.is(TypeKind::boolean));
    if (!argument.type.is(TypeKind::boolean) && !argument.type.is(TypeKind::null) && !beside_boolean) {
      if (arguments.size() == 2 && !(arguments[0].type == arguments[1].type)) return different_operands(op, arguments);
      if (arguments.size() == 2) return wrong_operand(op, "\"BOOLEAN\"", argument.type);
      return unexpected_type(op, 0, "\"BOOLEAN\"", argument.type);
    }
  }
  return Resolution{std::vector<DataType>(arguments.size(), types::kBoolean), types::kBoolean, any_nullable(arguments)};
}

Result<Resolution> bitwise(std::string_view op, const Arguments& arguments) {
  for (auto& argument : arguments) {
    if (argument.type.is_integral()) continue;
    if (arguments.size() == 1) return unexpected_type(op, 0, "\"INTEGRAL\"", argument.type);
    bool same = arguments[0].type == arguments[1].type;
    return same ? wrong_operand(op, "\"INTEGRAL\"", argument.type) : different_operands(op, arguments);
  }
  auto common =
      arguments.size() == 1 ? arguments[0].type : *types::tightest_common_type(arguments[0].type, arguments[1].type);
  return Resolution{std::vector<DataType>(arguments.size(), common), common, any_nullable(arguments)};
}

Result<Resolution> is_null(std::string_view, const Arguments& arguments) {
  return Resolution{{arguments[0].type}, types::kBoolean, false};
}

Result<Resolution> is_nan(std::string_view op, const Arguments& arguments) {
  return fixed(op, arguments, {types::kDouble}, types::kBoolean, false);
}

Result<Resolution> match(std::string_view op, const Arguments& arguments) {
  return fixed(op, arguments, {types::kString}, types::kBoolean);
}

}  // namespace

std::vector<Function> operator_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"+", "+", scalar, 2, 2, plus, "a + b: the sum; also dates and intervals", {}, {}, true},
      {"-", "-", scalar, 2, 2, minus, "a - b: the difference; also dates and intervals", {}, {}, true},
      {"*", "*", scalar, 2, 2, multiply, "a * b: the product", {}, {}, true},
      {"/", "/", scalar, 2, 2, divide, "a / b: the quotient, a double or a decimal", {}, {}, true},
      {"div", "div", scalar, 2, 2, integral_divide, "a DIV b: the integral quotient", {}, {}, true},
      {"%", "%", scalar, 2, 2, remainder, "a % b: the remainder, with the sign of a", {"mod"}, {}, true},
      {"pmod", "pmod", scalar, 2, 2, remainder, "pmod(a, b): the remainder, never negative for b > 0", {}, {}, true},
      {"try_add", "try_add", scalar, 2, 2, try_plus, "try_add(a, b): a + b, or null where it overflows", {}, {}, false},
      {"try_subtract",
       "try_subtract",
       scalar,
       2,
       2,
       try_minus,
       "try_subtract(a, b): a - b, or null where it overflows",
       {},
       {},
       false},
      {"try_multiply",
       "try_multiply",
       scalar,
       2,
       2,
       try_times,
       "try_multiply(a, b): a * b, or null where it overflows",
       {},
       {},
       false},
      {"try_divide",
       "try_divide",
       scalar,
       2,
       2,
       try_over,
       "try_divide(a, b): a / b, or null where b is 0",
       {},
       {},
       false},
      {"try_mod", "try_mod", scalar, 2, 2, try_rest, "try_mod(a, b): a % b, or null where b is 0", {}, {}, false},
      {"negative", "negative", scalar, 1, 1, negate, "-a", {}, {}, true},
      {"positive", "positive", scalar, 1, 1, negate, "+a", {}, {}, false},
      {"=", "=", scalar, 2, 2, compare, "a = b", {"=="}, {}, false},
      {"<=>", "<=>", scalar, 2, 2, compare, "a <=> b: equality in which nulls are equal", {}, {}, false},
      {"<", "<", scalar, 2, 2, compare, "a < b", {}, {}, false},
      {"<=", "<=", scalar, 2, 2, compare, "a <= b", {}, {}, false},
      {">", ">", scalar, 2, 2, compare, "a > b", {}, {}, false},
      {">=", ">=", scalar, 2, 2, compare, "a >= b", {}, {}, false},
      {"and", "AND", scalar, 2, 2, logical, "a AND b", {}, {}, false},
      {"or", "OR", scalar, 2, 2, logical, "a OR b", {}, {}, false},
      {"not", "NOT", scalar, 1, 1, logical, "NOT a", {"!"}, {}, false},
      {"&", "&", scalar, 2, 2, bitwise, "a & b: the bits in both", {}, {}, false},
      {"|", "|", scalar, 2, 2, bitwise, "a | b: the bits in either", {}, {}, false},
      {"^", "^", scalar, 2, 2, bitwise, "a ^ b: the bits in one of both", {}, {}, false},
      {"~", "~", scalar, 1, 1, bitwise, "~a: the bits not in a", {}, {}, false},
      {"isnull", "isnull", scalar, 1, 1, is_null, "isnull(a): whether a is null", {}, {}, false},
      {"isnotnull", "isnotnull", scalar, 1, 1, is_null, "isnotnull(a): whether a is not null", {}, {}, false},
      {"isnan", "isnan", scalar, 1, 1, is_nan, "isnan(a): whether a is NaN", {}, {}, false},
      {"like", "like", scalar, 2, 3, match, "a LIKE b: whether the pattern of % and _ matches", {}, {}, false},
      {"ilike", "ilike", scalar, 2, 3, match, "a ILIKE b: LIKE without regard to case", {}, {}, false},
      {"rlike",
       "RLIKE",
       scalar,
       2,
       2,
       match,
       "a RLIKE b: whether the regular expression is found in a",
       {"regexp", "regexp_like"},
       {},
       true},
  };
}

}  // namespace skep::functions
