#include "analyzer/expression_analyzer.h"

#include "base/text.h"
#include "functions/signature.h"
#include "syntax/special_datetimes.h"
#include "types/coercion.h"
#include "types/text_lengths.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;

namespace {

functions::Arguments describe(const std::vector<ExpressionPtr>& arguments, types::AnsiMode mode) {
  functions::Arguments described;
  described.mode = mode;
  for (auto& argument : arguments) {
    auto* constant = std::get_if<plan::Constant>(&argument->node);
    described.push_back(
        {types::without_lengths(argument->type), argument->nullable, constant ? &constant->value : nullptr});
  }
  return described;
}

std::string_view function_of(syntax::BinaryOperator op) {
  using enum syntax::BinaryOperator;
  switch (op) {
    case add: return "+";
    case subtract: return "-";
    case multiply: return "*";
    case divide: return "/";
    case integral_divide: return "div";
    case remainder: return "%";
    case concat: return "concat";
    case bitwise_and: return "&";
    case bitwise_or: return "|";
    case bitwise_xor: return "^";
    case equal:
    case not_equal: return "=";
    case null_safe_equal: return "<=>";
    case less: return "<";
    case less_equal: return "<=";
    case greater: return ">";
    case greater_equal: return ">=";
    case logical_and: return "and";
    case logical_or: return "or";
  }
  return "";
}

}  // namespace

ExpressionPtr ExpressionAnalyzer::analyze(const syntax::Expression& expression) {
  return std::visit([&](const auto& node) { return visit(node, expression.position); }, expression.node);
}

std::vector<ExpressionPtr> ExpressionAnalyzer::analyze_all(const std::vector<syntax::ExpressionPtr>& expressions) {
  std::vector<ExpressionPtr> analyzed;
  for (auto& expression : expressions) {
    if (auto* star = std::get_if<syntax::Star>(&expression->node)) {
      for (auto& column : star_columns(*star, expression->position)) analyzed.push_back(std::move(column.expression));
    } else {
      analyzed.push_back(analyze(*expression));
    }
  }
  return analyzed;
}

std::vector<StarColumn> ExpressionAnalyzer::star_columns(const syntax::Star& star, TextPosition at) {
  auto columns = expand_star(context_, scope_, *this, star, at);
  std::vector<std::string> names;
  for (auto& column : columns) {
    bool is_column = std::holds_alternative<plan::InputColumn>(column.expression->node);
    names.push_back(is_column ? column.name
                              : fmt::format("{}.{} AS {}", join(star.qualifier, "."), column.name, column.name));
  }
  context_.printed_stars[&star] = join(names, ", ");
  return columns;
}

ExpressionPtr ExpressionAnalyzer::analyze_condition(const syntax::Expression& expression, std::string_view clause) {
  auto condition = analyze(expression);
  if (condition->type.is(TypeKind::null) && clause != "WHERE") {
    return plan::make_cast(std::move(condition), types::kBoolean);
  }
  if (!condition->type.is(TypeKind::boolean)) {
    return context_.fail(
        analysis_error("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", "the condition of {} must be boolean, not {}", clause,
                       condition->type.to_sql()),
        expression.position);
  }
  return condition;
}

ExpressionPtr ExpressionAnalyzer::call(std::string_view name, std::vector<ExpressionPtr> arguments, TextPosition at) {
  auto* function = functions::find_function(name);
  check(function != nullptr, "an operator is missing in the catalogue of functions");
  auto least = static_cast<size_t>(function->arguments_min);
  if (arguments.size() < least) {
    return context_.fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes at least {} arguments, not {}",
                                        name, least, arguments.size()),
                         at);
  }
  for (size_t i = arguments.size(); i < least + function->defaults.size(); i++)
    arguments.push_back(plan::make_constant(function->defaults[i - least]));
  bool compares = name == "=" || name == "<=>" || name == "<" || name == "<=" || name == ">" || name == ">=";
  if (compares) pad_compared_chars(arguments);
  auto resolution = function->resolve(name, describe(arguments, context_.settings().ansi));
  if (!resolution) return context_.fail(resolution.error(), at);
  for (size_t i = 0; i < arguments.size() && i < resolution->arguments.size(); i++) {
    arguments[i] = plan::make_cast(std::move(arguments[i]), resolution->arguments[i]);
  }
  return plan::make_call(std::string(function->name), resolution->result, resolution->nullable, std::move(arguments));
}

ExpressionPtr ExpressionAnalyzer::negate_if(bool negated, ExpressionPtr operand, TextPosition at) {
  if (!negated) return operand;
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(operand));
  return call("not", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Literal& node, TextPosition) {
  return plan::make_constant(node.value);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::IntervalLiteral& node, TextPosition) {
  return plan::make_constant({node.type, node.value});
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Star&, TextPosition at) {
  return context_.fail(
      analysis_error("INVALID_USAGE_OF_STAR_OR_REGEX", "* stands in a select list or in count(*) only"), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Unary& node, TextPosition at) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(analyze(*node.operand));
  switch (node.op) {
    case syntax::UnaryOperator::minus: return call("negative", std::move(arguments), at);
    case syntax::UnaryOperator::plus: return call("positive", std::move(arguments), at);
    case syntax::UnaryOperator::bitwise_not: return call("~", std::move(arguments), at);
    case syntax::UnaryOperator::logical_not: return call("not", std::move(arguments), at);
  }
  return context_.fail(Error(ErrorCode::internal, "unknown unary operator"), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Binary& node, TextPosition at) {
  // Long chains (a + b + c ...) lean to the left: they are walked down here rather than by recursion.
  std::vector<std::pair<const syntax::Binary*, TextPosition>> chain{{&node, at}};
  auto* leftmost = node.left.get();
  while (auto* inner = std::get_if<syntax::Binary>(&leftmost->node)) {
    chain.emplace_back(inner, leftmost->position);
    leftmost = inner->left.get();
  }
  auto result = analyze(*leftmost);
  for (auto link = chain.rbegin(); link != chain.rend() && !context_.failed(); ++link) {
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(std::move(result));
    arguments.push_back(analyze(*link->first->right));
    bool moves_text = is_text_and_time(*link->first, arguments);
    if (moves_text) arguments[0] = plan::make_cast(std::move(arguments[0]), types::kTimestamp);
    auto function = datetime_operator(*link->first, arguments);
    auto& days = arguments[1]->type;
    bool counts_days = days.is(TypeKind::null) || (days.is_integral() && !days.is(TypeKind::bigint));
    if (!function.empty() && !counts_days) {
      return context_.fail(functions::unexpected_type(function, 1, "\"INT\"", days), link->second);
    }
    if (function.empty()) function = function_of(link->first->op);
    result = call(function, std::move(arguments), link->second);
    if (moves_text) result = plan::make_cast(std::move(result), types::kString);
    result = negate_if(link->first->op == syntax::BinaryOperator::not_equal, std::move(result), link->second);
  }
  return result ? std::move(result) : plan::make_constant(types::Value::null());
}

/// A text and an interval of days to seconds or of mixed units: the text is read as a timestamp, and what comes out is a text again. Puts the text first.
bool ExpressionAnalyzer::is_text_and_time(const syntax::Binary& node, std::vector<ExpressionPtr>& arguments) {
  bool adds = node.op == syntax::BinaryOperator::add;
  if (!adds && node.op != syntax::BinaryOperator::subtract) return false;
  auto is_time = [&](size_t side) {
    auto& type = arguments[side]->type;
    return type.is(TypeKind::interval_day_time) || type.is(TypeKind::calendar_interval);
  };
  if (adds && is_time(0) && arguments[1]->type.is_text()) std::swap(arguments[0], arguments[1]);
  return is_time(1) && arguments[0]->type.is_text();
}

/// Puts the operands of dates and intervals in order, and gives the function that stands for the operator, if one does.
std::string_view ExpressionAnalyzer::datetime_operator(const syntax::Binary& node,
                                                       std::vector<ExpressionPtr>& arguments) {
  auto type = [&](size_t side) -> const DataType& { return arguments[side]->type; };
  bool adds = node.op == syntax::BinaryOperator::add;
  bool subtracts = node.op == syntax::BinaryOperator::subtract;
  PrintedOperator printed;
  bool scales = node.op == syntax::BinaryOperator::multiply || node.op == syntax::BinaryOperator::divide;
  bool is_last = type(1).is(TypeKind::calendar_interval);
  if (scales && (is_last || type(0).is(TypeKind::calendar_interval))) {
    bool multiplies = node.op == syntax::BinaryOperator::multiply;
    if (is_last && multiplies) std::swap(arguments[0], arguments[1]);
    context_.printed_operators[&node] = {.function = multiplies ? "multiply_interval" : "divide_interval",
                                         .sides_swapped = is_last && multiplies};
    return {};
  }
  if (node.op == syntax::BinaryOperator::multiply && type(1).is_any_interval() && !type(0).is_any_interval()) {
    std::swap(arguments[0], arguments[1]);
    context_.printed_operators[&node] = {.sides_swapped = true, .in_parentheses = true};
    return {};
  }
  if (!adds && !subtracts) return {};
  bool date_last = type(1).is(TypeKind::date) && !type(0).is_datetime();
  if (adds && ((type(0).is_any_interval() && type(1).is_datetime()) || date_last)) {
    std::swap(arguments[0], arguments[1]);
    printed.sides_swapped = true;
  }
  bool is_date = type(0).is(TypeKind::date);
  bool is_days = type(1).is_interval() && type(1).interval_from() == types::IntervalUnit::day &&
                 type(1).interval_to() == types::IntervalUnit::day;
  bool is_difference = subtracts && (type(1).is_datetime() || type(1).is_text());
  bool is_count = is_date && !type(1).is_any_interval() && !is_difference;
  if (is_count || (is_date && is_days)) printed.function = adds ? "date_add" : "date_sub";
  printed.takes_interval = is_date && is_days;
  if (printed.takes_interval) printed.function = "date_add";  // of the negative interval, where it is subtracted
  if (is_count || (type(0).is_datetime() && type(1).is_any_interval())) context_.printed_operators[&node] = printed;
  return is_count ? printed.function : std::string_view{};
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::IsNull& node, TextPosition at) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(analyze(*node.operand));
  return call(node.negated ? "isnotnull" : "isnull", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::IsTruth& node, TextPosition at) {
  auto operand = analyze(*node.operand);
  if (operand->type.is(TypeKind::null)) operand = plan::make_cast(std::move(operand), types::kBoolean);
  if (!operand->type.is(TypeKind::boolean)) {
    return context_.fail(analysis_error("DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES", "IS takes a boolean here, not {}",
                                        operand->type.to_sql()),
                         at);
  }
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(operand));
  if (!node.wanted) return call(node.negated ? "isnotnull" : "isnull", std::move(arguments), at);
  arguments.push_back(plan::make_constant(types::Value::boolean(*node.wanted)));
  return negate_if(node.negated, call("<=>", std::move(arguments), at), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::IsDistinct& node, TextPosition at) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(analyze(*node.left));
  arguments.push_back(analyze(*node.right));
  return negate_if(!node.negated, call("<=>", std::move(arguments), at), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Between& node, TextPosition at) {
  auto operand = analyze(*node.operand);
  std::vector<ExpressionPtr> low, high, both;
  low.push_back(plan::clone(*operand));
  low.push_back(analyze(*node.low));
  high.push_back(std::move(operand));
  high.push_back(analyze(*node.high));
  both.push_back(call(">=", std::move(low), at));
  both.push_back(call("<=", std::move(high), at));
  return negate_if(node.negated, call("and", std::move(both), at), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::InList& node, TextPosition at) {
  auto operand = analyze(*node.operand);
  auto items = analyze_all(node.items);
  items.insert(items.begin(), std::move(operand));
  pad_compared_chars(items);
  operand = std::move(items.front());
  items.erase(items.begin());
  bool nullable = operand->nullable;
  auto common = operand->type;
  for (auto& item : items) {
    auto wider = context_.settings().ansi == types::AnsiMode::on
                     ? types::comparison_type(common, item->type)
                     : types::common_type(common, item->type, types::AnsiMode::off);
    if (!wider) {
      return context_.fail(
          analysis_error("DATATYPE_MISMATCH.DATA_DIFF_TYPES", "the items of IN have no type in common: {}, {}",
                         common.to_sql(), item->type.to_sql()),
          at);
    }
    common = *wider;
    nullable |= item->nullable;
  }
  if (!types::is_orderable(common)) return context_.fail(functions::no_order("IN", common), at);
  plan::InList in{plan::make_cast(std::move(operand), common), {}};
  for (auto& item : items) in.items.push_back(plan::make_cast(std::move(item), common));
  auto result = std::make_unique<plan::Expression>();
  result->type = types::kBoolean;
  result->nullable = nullable;
  result->node = std::move(in);
  return negate_if(node.negated, std::move(result), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Like& node, TextPosition at) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(analyze(*node.operand));
  arguments.push_back(analyze(*node.pattern));
  std::string_view function = node.kind == syntax::LikeKind::rlike   ? "rlike"
                              : node.kind == syntax::LikeKind::ilike ? "ilike"
                                                                     : "like";
  if (node.kind != syntax::LikeKind::rlike && node.escape != '\\') {
    arguments.push_back(plan::make_constant(types::Value::string(std::string(1, node.escape))));
  }
  return negate_if(node.negated, call(function, std::move(arguments), at), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Cast& node, TextPosition at) {
  auto* literal = std::get_if<syntax::Literal>(&node.operand->node);
  if (literal && literal->value.type.is_text() && !literal->value.is_null()) {
    auto special = syntax::special_datetime(node.type, std::get<std::string>(literal->value.data));
    if (special) return analyze(**special);
  }
  return explicit_cast(analyze(*node.operand), node.type, node.is_try, at);
}

ExpressionPtr ExpressionAnalyzer::explicit_cast(ExpressionPtr operand, const DataType& target, bool is_try,
                                                TextPosition at) {
  auto type = types::without_lengths(target);  // lengths count where values are stored only
  auto mode = is_try ? types::AnsiMode::on : context_.settings().ansi;
  if (!types::can_cast(operand->type, type, mode)) {
    constexpr std::string_view kNoSuggestion = "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION";
    auto refused = mode == types::AnsiMode::on ? types::refused_cast_class(operand->type, type) : kNoSuggestion;
    if (is_try && refused.ends_with("CONF_SUGGESTION")) refused = kNoSuggestion;
    return context_.fail(analysis_error(refused, "{} cannot be cast to {}", operand->type.to_sql(), type.to_sql()), at);
  }
  // A number loses its literal's digits by a cast: CAST(1 AS INT) * 1.5 is of 10 digits and one.
  bool is_number = std::holds_alternative<plan::Constant>(operand->node) && operand->type.is_integral();
  if (operand->type == type && !is_number) return operand;
  auto result = std::make_unique<plan::Expression>();
  result->type = type;
  bool gives_null = is_try || mode == types::AnsiMode::off;
  result->nullable =
      operand->nullable || operand->type.is_text() || (gives_null && types::cast_can_fail(operand->type, type));
  result->node = plan::Cast{std::move(operand), is_try, false};
  return result;
}

ExpressionPtr ExpressionAnalyzer::case_of(std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches,
                                          ExpressionPtr otherwise, TextPosition at) {
  auto common = otherwise->type;
  bool nullable = otherwise->nullable;
  for (auto& [when, then] : branches) {
    auto wider = types::common_type(common, then->type, context_.settings().ansi);
    if (!wider) {
      return context_.fail(
          analysis_error("DATATYPE_MISMATCH.DATA_DIFF_TYPES", "the values of CASE have no type in common: {}, {}",
                         common.to_sql(), then->type.to_sql()),
          at);
    }
    common = *wider;
    nullable |= then->nullable;
  }
  plan::Case node;
  for (auto& [when, then] : branches)
    node.branches.emplace_back(std::move(when), plan::make_cast(std::move(then), common));
  node.otherwise = plan::make_cast(std::move(otherwise), common);
  auto result = std::make_unique<plan::Expression>();
  result->type = common;
  result->nullable = nullable;
  result->node = std::move(node);
  return result;
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Case& node, TextPosition at) {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
  for (auto& [when, then] : node.branches) {
    ExpressionPtr condition;
    if (node.operand) {
      std::vector<ExpressionPtr> sides;
      sides.push_back(analyze(*node.operand));
      sides.push_back(analyze(*when));
      condition = call("=", std::move(sides), when->position);
    } else {
      condition = analyze(*when);
      if (!condition->type.is(TypeKind::boolean)) {
        return context_.fail(functions::unexpected_type("CASE", branches.size() * 2, "\"BOOLEAN\"", condition->type),
                             when->position);
      }
    }
    branches.emplace_back(std::move(condition), analyze(*then));
  }
  auto otherwise = node.otherwise ? analyze(*node.otherwise) : plan::make_constant(types::Value::null());
  return case_of(std::move(branches), std::move(otherwise), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Extract& node, TextPosition at) {
  return date_part(node.field, analyze(*node.source), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::RowConstructor& node, TextPosition at) {
  return struct_call(node.items, at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Alias& node, TextPosition) { return analyze(*node.operand); }

}  // namespace skep::analyzer
