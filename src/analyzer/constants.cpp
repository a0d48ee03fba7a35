#include "analyzer/relation_forms.h"

#include <cmath>

namespace skep::analyzer {
namespace {

std::optional<int64_t> value_of(const types::Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.type.is_integral()) return std::get<int64_t>(value.data);
  return std::nullopt;
}

std::optional<int64_t> computed(const plan::Call& call) {
  auto left = constant_integer(*call.arguments[0]);
  if (!left) return std::nullopt;
  if (call.function == "positive") return left;
  int64_t result = 0;
  if (call.function == "negative") {
    if (__builtin_sub_overflow(int64_t{0}, *left, &result)) return std::nullopt;
    return result;
  }
  auto right = call.arguments.size() == 2 ? constant_integer(*call.arguments[1]) : std::nullopt;
  if (!right) return std::nullopt;
  bool fails = true;
  if (call.function == "+") fails = __builtin_add_overflow(*left, *right, &result);
  if (call.function == "-") fails = __builtin_sub_overflow(*left, *right, &result);
  if (call.function == "*") fails = __builtin_mul_overflow(*left, *right, &result);
  return fails ? std::nullopt : std::optional(result);
}

}  // namespace

std::optional<int64_t> constant_integer(const plan::Expression& expression) {
  if (auto* constant = std::get_if<plan::Constant>(&expression.node)) return value_of(constant->value);
  if (auto* cast = std::get_if<plan::Cast>(&expression.node)) {
    return expression.type.is_integral() ? constant_integer(*cast->operand) : std::nullopt;
  }
  auto* call = std::get_if<plan::Call>(&expression.node);
  return call && !call->arguments.empty() && expression.type.is_integral() ? computed(*call) : std::nullopt;
}

}  // namespace skep::analyzer
