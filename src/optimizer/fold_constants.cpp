#include "optimizer/optimizer.h"
#include "types/value.h"

#include <limits>
#include <optional>

namespace skep::optimizer {
namespace {

using plan::ExpressionPtr;
using types::DataType;
using types::Int128;
using types::TypeKind;
using types::Value;

bool fits(Int128 number, const DataType& type) {
  auto within = [&](auto limits) { return number >= limits.min() && number <= limits.max(); };
  switch (type.kind()) {
    case TypeKind::tinyint: return within(std::numeric_limits<int8_t>());
    case TypeKind::smallint: return within(std::numeric_limits<int16_t>());
    case TypeKind::integer: return within(std::numeric_limits<int32_t>());
    case TypeKind::bigint: return within(std::numeric_limits<int64_t>());
    default: return false;
  }
}

std::optional<Value> to_decimal(Int128 number, int scale, const DataType& type) {
  if (type.scale() < scale) return std::nullopt;
  Int128 limit = 1;
  for (int i = 0; i < type.precision(); i++) limit *= 10;
  for (int i = scale; i < type.scale(); i++) {
    if (number >= limit || number <= -limit) return std::nullopt;
    number *= 10;
  }
  if (number >= limit || number <= -limit) return std::nullopt;
  return Value{type, number};
}

/// The constant's value in another type; nothing where that could fail, lose digits or depend on settings.
std::optional<Value> converted(const Value& value, const DataType& to) {
  if (value.is_null()) return Value::null(to);
  if (value.type.is_integral()) {
    auto number = std::get<int64_t>(value.data);
    if (to.is_integral() && fits(number, to)) return Value{to, number};
    if (to.is(TypeKind::decimal)) return to_decimal(number, 0, to);
    if (to.is(TypeKind::double_) && number > -(1LL << 53) && number < (1LL << 53))
      return Value::real(static_cast<double>(number));
  }
  if (value.type.is(TypeKind::decimal) && to.is(TypeKind::decimal)) {
    return to_decimal(std::get<Int128>(value.data), value.type.scale(), to);
  }
  if (value.type.is_text() && to.is(TypeKind::string)) return Value::string(std::get<std::string>(value.data));
  if (value.type.is_text() && to.is(TypeKind::date)) {
    auto days = types::parse_date(std::get<std::string>(value.data));
    if (days) return Value{to, int64_t{*days}};
  }
  return std::nullopt;
}

std::optional<Value> negated(const Value& value) {
  if (value.type.is_integral() && !value.is_null()) {
    auto number = -static_cast<Int128>(std::get<int64_t>(value.data));
    if (fits(number, value.type)) return Value{value.type, static_cast<int64_t>(number)};
  }
  if (value.type.is(TypeKind::decimal) && !value.is_null()) return Value{value.type, -std::get<Int128>(value.data)};
  if (value.type.is_fractional() && !value.is_null()) return Value{value.type, -std::get<double>(value.data)};
  return std::nullopt;
}

const Value* constant(const plan::Expression& expression) {
  auto* constant = std::get_if<plan::Constant>(&expression.node);
  return constant ? &constant->value : nullptr;
}

/// A sum, difference or product of whole numbers; nothing for other calls, and where it would be out of range.
std::optional<Value> computed(const plan::Call& call, const DataType& type) {
  if (!type.is_integral() || call.arguments.size() != 2) return std::nullopt;
  auto* left = constant(*call.arguments[0]);
  auto* right = constant(*call.arguments[1]);
  if (!left || !right || left->is_null() || right->is_null() || left->type != type || right->type != type)
    return std::nullopt;
  Int128 a = std::get<int64_t>(left->data), b = std::get<int64_t>(right->data), result = 0;
  if (call.function == "+") {
    result = a + b;
  } else if (call.function == "-") {
    result = a - b;
  } else if (call.function == "*") {
    result = a * b;
  } else {
    return std::nullopt;
  }
  if (!fits(result, type)) return std::nullopt;
  return Value{type, static_cast<int64_t>(result)};
}

void fold(ExpressionPtr& expression) {
  plan::detail::for_each_child(*expression, [](ExpressionPtr& child) { fold(child); });
  if (auto* subquery = std::get_if<plan::Subquery>(&expression->node)) return fold_constants(*subquery->plan);
  if (auto* cast = std::get_if<plan::Cast>(&expression->node)) {
    auto* operand = constant(*cast->operand);
    auto value = operand ? converted(*operand, expression->type) : std::nullopt;
    if (value) expression = plan::make_constant(std::move(*value));
  } else if (auto* call = std::get_if<plan::Call>(&expression->node)) {
    auto* only = call->function == "negative" ? constant(*call->arguments[0]) : nullptr;
    auto value = only ? negated(*only) : computed(*call, expression->type);
    if (value) expression = plan::make_constant(std::move(*value));
  }
}

}  // namespace

void fold_constants(plan::Plan& plan) {
  plan::for_each_expression(plan, fold);
  plan::for_each_input(plan, [](plan::PlanPtr& input) { fold_constants(*input); });
}

}  // namespace skep::optimizer
