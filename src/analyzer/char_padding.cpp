#include "analyzer/context.h"
#include "types/text_lengths.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;

namespace {

ExpressionPtr padded(ExpressionPtr value, int length) {
  bool nullable = value->nullable;
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(value));
  arguments.push_back(plan::make_constant(types::Value::integer(length)));
  return plan::make_call("pad_char", types::kString, nullable, std::move(arguments));
}

/// A column, or a field of one: what keeps its declared length in Spark.
bool is_char_reference(const plan::Expression& expression) {
  if (!expression.type.is(TypeKind::char_)) return false;
  auto* call = std::get_if<plan::Call>(&expression.node);
  bool is_field = call && (call->function == "field" || call->function == "item");
  return std::holds_alternative<plan::InputColumn>(expression.node) || is_field;
}

/// Characters of a constant text; nothing for what is none, or null.
std::optional<int> constant_length(const plan::Expression& expression) {
  auto* constant = std::get_if<plan::Constant>(&expression.node);
  auto* text = constant ? std::get_if<std::string>(&constant->value.data) : nullptr;
  if (!text || !expression.type.is_text()) return std::nullopt;
  return static_cast<int>(
      std::count_if(text->begin(), text->end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Says whether the expression has one value for all rows.
bool is_fixed(const plan::Expression& expression) {
  bool fixed = expression.type.is_text();
  plan::walk(expression, [&](const plan::Expression& part) {
    fixed &= std::holds_alternative<plan::Constant>(part.node) || std::holds_alternative<plan::Call>(part.node) ||
             std::holds_alternative<plan::Cast>(part.node);
  });
  return fixed;
}

}  // namespace

plan::PlanPtr pad_char_columns(plan::PlanPtr scan) {
  auto output = scan->output;
  bool any = std::any_of(output.begin(), output.end(), [](const types::Field& f) { return types::holds_char(f.type); });
  if (!any) return scan;
  std::vector<ExpressionPtr> columns;
  for (size_t i = 0; i < output.size(); i++) {
    auto column = plan::make_input(i, output[i]);
    if (types::holds_char(output[i].type)) {
      std::vector<ExpressionPtr> arguments;
      arguments.push_back(std::move(column));
      column = plan::make_call("read_char", output[i].type, output[i].nullable, std::move(arguments));
    }
    columns.push_back(std::move(column));
  }
  return plan::make_plan(std::move(output), plan::Project{std::move(scan), std::move(columns)});
}

void pad_compared_chars(std::vector<ExpressionPtr>& sides) {
  int length = 0;
  bool any = false;
  for (auto& side : sides) {
    bool is_char = is_char_reference(*side);
    auto constant = constant_length(*side);
    auto* literal = std::get_if<plan::Constant>(&side->node);
    if (!is_char && !constant && !(literal && literal->value.is_null()) && !is_fixed(*side)) return;
    any |= is_char;
    length = std::max(length, is_char ? side->type.length() : constant.value_or(0));
  }
  if (!any) return;
  for (auto& side : sides) {
    auto constant = constant_length(*side);
    if (std::holds_alternative<plan::Constant>(side->node) && !constant) continue;
    int own = is_char_reference(*side) ? side->type.length() : constant.value_or(0);
    if (own < length) side = padded(std::move(side), length);
  }
}

ExpressionPtr check_lengths(ExpressionPtr value, const types::DataType& type) {
  value = plan::make_cast(std::move(value), types::without_lengths(type));
  if (!types::holds_length(type)) return value;
  bool nullable = value->nullable;
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(value));
  return plan::make_call("check_lengths", type, nullable, std::move(arguments));
}

}  // namespace skep::analyzer
