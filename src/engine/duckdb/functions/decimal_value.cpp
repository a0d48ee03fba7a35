#include "engine/duckdb/functions/decimal_value.h"

#include <fmt/format.h>
#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_function_expression.hpp>

#include <array>
#include <charconv>

namespace skep::engine {
namespace {

constexpr auto kPowersOfTen = [] {
  std::array<Int128, 39> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

int constant_argument(duckdb::ClientContext& context, const duckdb::Expression& argument) {
  if (!argument.IsFoldable()) throw duckdb::BinderException("a decimal's precision and scale are constants");
  return duckdb::ExpressionExecutor::EvaluateScalar(context, argument).GetValue<int32_t>();
}

/// A number's text taken apart: value = 0.digits * 10^point, digits without leading zeros.
struct NumberText {
  bool negative = false;
  std::string digits;
  int64_t point = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Moves the digits at the front of `rest` into `into`; gives how many there were.
size_t take_digits(std::string_view& rest, std::string& into) {
  size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) ++count;
  into.append(rest.substr(0, count));
  rest.remove_prefix(count);
  return count;
}

std::optional<int64_t> take_exponent(std::string_view rest) {
  if (rest.empty()) return 0;
  if (rest[0] != 'e' && rest[0] != 'E') return std::nullopt;
  rest.remove_prefix(1);
  if (rest.size() > 1 && rest[0] == '+' && is_digit(rest[1])) rest.remove_prefix(1);
  int32_t exponent = 0;
  auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
  if (error != std::errc() || end != rest.data() + rest.size()) return std::nullopt;
  return exponent;
}

std::string_view trim_as_java(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

std::optional<NumberText> take_apart(std::string_view text) {
  auto rest = trim_as_java(text);
  NumberText number;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    number.negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  auto whole = take_digits(rest, number.digits);
  size_t fraction = 0;
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    fraction = take_digits(rest, number.digits);
  }
  if (whole + fraction == 0) return std::nullopt;
  auto exponent = take_exponent(rest);
  if (!exponent) return std::nullopt;

  auto zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.point = static_cast<int64_t>(whole) - static_cast<int64_t>(zeros) + *exponent;
  return number;
}

Int128 to_integer(std::string_view digits) {
  Int128 value = 0;
  for (char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

Int128 power_of_ten(int exponent) { return kPowersOfTen.at(static_cast<size_t>(exponent)); }

bool DecimalTarget::Equals(const duckdb::FunctionData& other) const {
  const auto& target = other.Cast<DecimalTarget>();
  return type.precision == target.type.precision && type.scale == target.type.scale;
}

duckdb::unique_ptr<duckdb::FunctionData> keep_decimal_arguments(
    duckdb::ClientContext&, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  for (size_t i = 0; i < function.arguments.size(); ++i) {
    if (function.arguments[i].id() != duckdb::LogicalTypeId::DECIMAL) continue;
    const auto& given = arguments[i]->return_type;
    function.arguments[i] = given.id() == duckdb::LogicalTypeId::DECIMAL ? given : duckdb::LogicalType::DECIMAL(38, 0);
  }
  return nullptr;
}

duckdb::unique_ptr<duckdb::FunctionData> bind_decimal_result(
    duckdb::ClientContext& context, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  keep_decimal_arguments(context, function, arguments);
  DecimalType type;
  type.precision = constant_argument(context, *arguments[arguments.size() - 2]);
  type.scale = constant_argument(context, *arguments[arguments.size() - 1]);
  function.return_type =
      duckdb::LogicalType::DECIMAL(static_cast<uint8_t>(type.precision), static_cast<uint8_t>(type.scale));
  return duckdb::make_uniq<DecimalTarget>(type);
}

const DecimalType& target_of(const duckdb::ExpressionState& state) {
  return state.expr.Cast<duckdb::BoundFunctionExpression>().bind_info->Cast<DecimalTarget>().type;
}

std::string DecimalReader::type_text() const { return fmt::format("DECIMAL({},{})", precision_, scale_); }

Int128 divide_half_up(Int128 value, Int128 divisor) {
  auto quotient = value / divisor;
  auto rest = value % divisor;
  if (rest < 0) rest = -rest;
  if (rest < divisor - rest) return quotient;
  return value < 0 ? quotient - 1 : quotient + 1;
}

std::optional<Int128> rescale(Int128 unscaled, int scale, const DecimalType& target) {
  if (target.scale < scale) {
    unscaled = divide_half_up(unscaled, power_of_ten(scale - target.scale));
  } else if (target.scale > scale) {
    auto factor = power_of_ten(target.scale - scale);
    if (__builtin_mul_overflow(unscaled, factor, &unscaled)) return std::nullopt;
  }
  if (!target.holds(unscaled)) return std::nullopt;
  return unscaled;
}

std::optional<Int128> parse_decimal(std::string_view text, const DecimalType& target, DecimalText& reason) {
  reason = DecimalText::malformed;
  auto number = take_apart(text);
  if (!number) return std::nullopt;
  if (number->digits.empty()) return Int128{0};

  reason = number->point > 38 ? DecimalText::more_than_38_digits : DecimalText::out_of_range;
  auto kept = number->point + target.scale;  // how many digits stand before the last one that stays
  if (kept > target.precision) return std::nullopt;
  if (kept < 0) return Int128{0};
  auto length = static_cast<int64_t>(number->digits.size());
  auto value = to_integer(std::string_view(number->digits).substr(0, static_cast<size_t>(std::min(kept, length))));
  if (kept > length) {
    value *= power_of_ten(static_cast<int>(kept - length));
  } else if (kept < length && number->digits[static_cast<size_t>(kept)] >= '5') {
    ++value;
  }
  if (!target.holds(value)) return std::nullopt;
  return number->negative ? -value : value;
}

}  // namespace skep::engine
