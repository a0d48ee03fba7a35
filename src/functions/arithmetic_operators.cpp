#include "functions/catalog.h"
#include "functions/operands.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::DecimalOperation;
using types::IntervalUnit;
using types::TypeKind;

constexpr std::string_view kWanted = "numbers or intervals";

DataType all_units(const DataType& interval) {
  return interval.is(TypeKind::interval_year_month) ? DataType::interval(IntervalUnit::year, IntervalUnit::month)
                                                    : DataType::interval(IntervalUnit::day, IntervalUnit::second);
}

bool is_null_type(const DataType& type) { return type.is(TypeKind::null); }
bool is_calendar(const DataType& type) { return type.is(TypeKind::calendar_interval); }

/// Types of an arithmetic operator over two numbers.
Result<Resolution> arithmetic(std::string_view op, const Arguments& given, DecimalOperation operation) {
  auto arguments = number_operands(given);
  auto &left = arguments[0].type, &right = arguments[1].type;
  if (!left.is_numeric() || !right.is_numeric()) return refused_operands(op, kWanted, given);
  bool nullable = any_nullable(arguments);
  bool decimal = left.is(TypeKind::decimal) || right.is(TypeKind::decimal);
  if (decimal && !left.is_fractional() && !right.is_fractional()) {
    auto l = decimal_operand(arguments[0]), r = decimal_operand(arguments[1]);
    return Resolution{{l, r}, types::decimal_result(operation, l, r), nullable || !arguments.ansi()};
  }
  auto common = *types::tightest_common_type(left, right, arguments.mode);
  return Resolution{{common, common}, common, nullable};
}

/// interval * number and interval / number; nothing when no interval comes first.
std::optional<Result<Resolution>> interval_scaling(std::string_view op, const Arguments& arguments) {
  if (is_calendar(arguments[0].type)) {
    auto& factor = arguments[1].type;
    if (!factor.is_numeric() && !factor.is_text() && !is_null_type(factor))
      return Result<Resolution>(unexpected_type(op, 1, "\"DOUBLE\"", factor));
    return Result<Resolution>(Resolution{{types::kCalendarInterval, types::kDouble}, types::kCalendarInterval, true});
  }
  if (!arguments[0].type.is_interval()) {
    if (op != "*" || !arguments[1].type.is_interval()) return std::nullopt;
    return Result<Resolution>(unexpected_type(op, 0, "\"NUMERIC\"", arguments[0].type));
  }
  auto factor = arguments[1].type;
  if (factor.is_text() || is_null_type(factor) || factor.is(TypeKind::float_)) factor = types::kDouble;
  if (factor.is_integral()) factor = types::kBigint;
  if (!factor.is_numeric()) return Result<Resolution>(unexpected_type(op, 1, "\"NUMERIC\"", arguments[1].type));
  return Result<Resolution>(Resolution{{arguments[0].type, factor},
                                       all_units(arguments[0].type),
                                       any_nullable(arguments) || arguments[1].type.is_text()});
}

Result<Resolution> divide(std::string_view op, const Arguments& given) {
  if (auto intervals = interval_scaling(op, given)) return *intervals;
  auto resolution = arithmetic(op, given, DecimalOperation::divide);
  if (!resolution) return resolution;
  resolution->nullable = true;
  if (!resolution->result.is(TypeKind::decimal) || is_null_type(given[0].type)) {
    resolution->arguments = {types::kDouble, types::kDouble};
    resolution->result = types::kDouble;
  }
  return resolution;
}

/// The arguments are whole numbers, decimals, or intervals of one kind.
Result<Resolution> integral_divide(std::string_view op, const Arguments& given) {
  auto &first = given[0].type, &second = given[1].type;
  bool intervals = (first.is_interval() && (second.kind() == first.kind() || is_null_type(second))) ||
                   (second.is_interval() && is_null_type(first));
  if (intervals) {
    auto type = all_units(first.is_interval() ? first : second);
    return Resolution{{type, type}, types::kBigint, true};
  }
  auto arguments = number_operands(given);
  if (is_null_type(first) && is_null_type(second)) arguments[0].type = arguments[1].type = types::kBigint;
  for (auto& argument : arguments) {
    if (!argument.type.is_integral() && !argument.type.is(TypeKind::decimal))
      return refused_operands(op, "\"INTEGRAL\"", given);
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

using Attempt = std::optional<Result<Resolution>>;

Attempt unexpected(std::string_view op, size_t side, const Arguments& arguments) {
  return Result<Resolution>(unexpected_type(op, side, "a date, a time or an interval", arguments[side].type));
}

/// A date or time and an interval, in this order.
Attempt moved(const DataType& moment, const DataType& interval, bool nullable) {
  bool days_only = interval.is(TypeKind::interval_year_month) || interval.interval_to() == IntervalUnit::day;
  auto result = moment.is(TypeKind::date) && !days_only ? types::kTimestamp : moment;
  return Result<Resolution>(Resolution{{result, interval}, result, nullable});
}

/// Sums and differences of two intervals; NULL stands for one.
Attempt of_intervals(std::string_view op, const Arguments& arguments) {
  auto left = arguments[0].type, right = arguments[1].type;
  if (is_null_type(left)) left = right;
  if (is_null_type(right)) right = left;
  if (left.is_interval() && right.is_interval()) {
    auto common = types::tightest_common_type(left, right);
    if (common) return Result<Resolution>(Resolution{{*common, *common}, *common, any_nullable(arguments)});
    if (op == "-" && left.is(TypeKind::interval_day_time)) return Result<Resolution>(different_operands(op, arguments));
    return unexpected(op, 1, arguments);
  }
  // A day-time interval looks for a date or time on the other side; a year-month one just differs.
  bool micros = right.is(TypeKind::interval_day_time) || (op == "+" && left.is(TypeKind::interval_day_time));
  if (micros) return unexpected(op, left.is_interval() ? 1 : 0, arguments);
  return Result<Resolution>(different_operands(op, arguments));
}

Attempt difference(std::string_view op, const Arguments& arguments) {
  auto left = arguments[0].type, right = arguments[1].type;
  bool nullable = any_nullable(arguments) || left.is_text() || right.is_text();
  auto stands_for = [&](const DataType& type, const DataType& other) {
    return is_null_type(type) || (type.is_text() && (arguments.ansi() || other.is(TypeKind::date)));
  };
  if (right.is_datetime() && stands_for(left, right)) left = right;
  if (left.is_datetime() && !left.is(TypeKind::date) && stands_for(right, left)) right = left;
  if (left.is(TypeKind::date) && right.is_text() && arguments.ansi()) right = left;
  if (!left.is_datetime() || !right.is_datetime()) return unexpected(op, left.is_datetime() ? 1 : 0, arguments);
  if (left.is(TypeKind::date) && right.is(TypeKind::date)) {
    auto days = DataType::interval(IntervalUnit::day, IntervalUnit::day);
    return Result<Resolution>(Resolution{{left, right}, days, nullable});
  }
  auto common = *types::tightest_common_type(left, right);
  auto time = DataType::interval(IntervalUnit::day, IntervalUnit::second);
  return Result<Resolution>(Resolution{{common, common}, time, nullable});
}

/// A date or time and an interval of mixed units, or two of these.
Attempt of_calendar(std::string_view op, const Arguments& arguments) {
  auto &left = arguments[0].type, &right = arguments[1].type;
  bool fits = is_calendar(right) && (is_calendar(left) || left.is_datetime());
  if (fits) return Result<Resolution>(Resolution{{left, right}, left, any_nullable(arguments)});
  if (op == "-" && is_null_type(right)) return Result<Resolution>(Resolution{{left, left}, left, true});
  if (is_null_type(left) || is_null_type(right))
    return Result<Resolution>(Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
                                              "NULL is no date or time to which an interval could be added"));
  if (is_calendar(right)) return unexpected(op, 0, arguments);
  if (op == "-" && right.is(TypeKind::interval_year_month))
    return Result<Resolution>(different_operands(op, arguments));
  return unexpected(op, 1, arguments);
}

/// date + interval, timestamp - interval, interval + interval, date - date ...; nothing when numbers are meant. The analyzer
/// has put the date or time first, and made date + number another function.
Attempt datetime_arithmetic(std::string_view op, const Arguments& arguments) {
  auto &left = arguments[0].type, &right = arguments[1].type;
  if (is_calendar(left) || is_calendar(right)) return of_calendar(op, arguments);
  if (left.is_datetime() && right.is_interval()) return moved(left, right, any_nullable(arguments));
  if (left.is_interval() && right.is_datetime()) return unexpected(op, 0, arguments);
  if (left.is_interval() || right.is_interval()) return of_intervals(op, arguments);
  if (op == "-" && (left.is_datetime() || right.is_datetime())) return difference(op, arguments);
  if (left.is(TypeKind::date) || right.is(TypeKind::date))
    return unexpected(op, left.is(TypeKind::date) ? 1 : 0, arguments);
  return std::nullopt;
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

/// try_add and its sisters: the operator's types, where a result without a place is NULL.
Result<Resolution> with_null(Result<Resolution> resolution) {
  if (resolution) resolution->nullable = true;
  return resolution;
}

/// try_add(date, days) and try_subtract(date, days)
std::optional<Resolution> date_and_days(const Arguments& arguments) {
  auto& days = arguments[1].type;
  bool counts = days.is_integral() && !days.is(TypeKind::bigint);
  if (!arguments[0].type.is(TypeKind::date) || !counts) return std::nullopt;
  return Resolution{{types::kDate, types::kInteger}, types::kDate, true};
}

Result<Resolution> try_plus(std::string_view, const Arguments& arguments) {
  if (auto days = date_and_days(arguments)) return *days;
  return with_null(plus("+", arguments));
}
Result<Resolution> try_minus(std::string_view, const Arguments& arguments) {
  if (auto days = date_and_days(arguments)) return *days;
  return with_null(minus("-", arguments));
}
Result<Resolution> try_times(std::string_view, const Arguments& arguments) {
  return with_null(multiply("*", arguments));
}
Result<Resolution> try_over(std::string_view, const Arguments& arguments) { return with_null(divide("/", arguments)); }
Result<Resolution> try_rest(std::string_view, const Arguments& arguments) {
  return with_null(remainder("%", arguments));
}

Result<Resolution> negate(std::string_view op, const Arguments& arguments) {
  auto type = arguments[0].type;
  if (type.is_text() || is_null_type(type)) type = types::kDouble;
  if (!type.is_numeric() && !type.is_interval() && !is_calendar(type))
    return unexpected_type(op, 0, "a number or an interval", type);
  return Resolution{{type}, type, arguments[0].nullable || arguments[0].type.is_text()};
}

}  // namespace

std::vector<Function> arithmetic_functions() {
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
  };
}

}  // namespace skep::functions
