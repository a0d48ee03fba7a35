#include "analyzer/expression_analyzer.h"

#include "base/text.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;

namespace {

functions::Arguments describe(const std::vector<ExpressionPtr>& arguments) {
  functions::Arguments described;
  for (auto& argument : arguments) {
    auto* constant = std::get_if<plan::Constant>(&argument->node);
    described.push_back({argument->type, argument->nullable, constant ? &constant->value : nullptr});
  }
  return described;
}

std::string backquoted(const std::vector<std::string>& parts) {
  std::vector<std::string> quoted;
  for (auto& part : parts) quoted.push_back("`" + part + "`");
  return join(quoted, ".");
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
  for (auto& expression : expressions) analyzed.push_back(analyze(*expression));
  return analyzed;
}

ExpressionPtr ExpressionAnalyzer::analyze_condition(const syntax::Expression& expression, std::string_view clause) {
  auto condition = analyze(expression);
  if (condition->type.is(TypeKind::null)) {
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
  for (size_t i = arguments.size(); i < static_cast<size_t>(function->arguments_min) + function->defaults.size(); i++) {
    arguments.push_back(plan::make_constant(function->defaults[i - static_cast<size_t>(function->arguments_min)]));
  }
  auto resolution = function->resolve(name, describe(arguments));
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

ExpressionPtr ExpressionAnalyzer::visit(const syntax::ColumnName& node, TextPosition at) {
  auto found = scope_.find(node.parts);
  if (found.columns.empty()) {
    for (auto alias = aliases_.rbegin(); alias != aliases_.rend(); ++alias) {
      if (node.parts.size() == 1 && equals_ignoring_case(alias->first, node.parts[0]))
        return plan::clone(*alias->second);
    }
    if (auto variable = find_variable(context_, node.parts)) return variable;
    return context_.fail(unresolved(node.parts), at);
  }
  if (found.columns.size() > 1) {
    std::vector<std::string> candidates;
    for (auto* column : found.columns) {
      auto full = column->qualifier;
      full.push_back(column->field.name);
      candidates.push_back(backquoted(full));
    }
    return context_.fail(analysis_error("AMBIGUOUS_REFERENCE", "reference {} is ambiguous, could be: {}",
                                        backquoted(node.parts), join(candidates, ", ")),
                         at);
  }
  auto expression = plan::make_input(found.columns[0]->index, found.columns[0]->field);
  for (size_t i = found.parts_used; i < node.parts.size(); i++)
    expression = field_of(std::move(expression), node.parts[i], at);
  return expression;
}

Error ExpressionAnalyzer::unresolved(const std::vector<std::string>& parts) const {
  for (auto* outer : context_.outer_scopes) {
    if (!outer->find(parts).columns.empty()) {
      return Error::of_class(
          ErrorCode::unsupported, "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY",
          fmt::format("subqueries that use columns of the query around them are not there yet: {}", backquoted(parts)));
    }
  }
  std::vector<std::string> names;
  for (auto& column : scope_.columns) {
    if (!column.in_star) continue;
    names.push_back(parts.size() > 1 && !column.qualifier.empty() ? column.qualifier.back() + "." + column.field.name
                                                                  : column.field.name);
  }
  if (names.empty()) {
    return analysis_error("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "a column with name {} cannot be resolved",
                          backquoted(parts));
  }
  auto near = nearest_names(join(parts, "."), names, 5);
  return analysis_error("UNRESOLVED_COLUMN.WITH_SUGGESTION",
                        "a column with name {} cannot be resolved, did you mean one of: {}", backquoted(parts),
                        join(near, ", "));
}

ExpressionPtr ExpressionAnalyzer::field_of(ExpressionPtr container, const std::string& field, TextPosition at) {
  if (!container->type.is(TypeKind::struct_)) {
    return context_.fail(
        analysis_error("INVALID_EXTRACT_BASE_FIELD_TYPE", "a field {} is taken of a {}, not of a struct", field,
                       container->type.to_sql()),
        at);
  }
  std::vector<std::string> names;
  for (auto& candidate : container->type.fields()) {
    names.push_back(candidate.name);
    if (!equals_ignoring_case(candidate.name, field)) continue;
    auto type = candidate.type;
    bool nullable = container->nullable || candidate.nullable;
    auto name = plan::make_constant(types::Value::string(candidate.name));
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(std::move(container));
    arguments.push_back(std::move(name));
    return plan::make_call("field", type, nullable, std::move(arguments));
  }
  return context_.fail(analysis_error("FIELD_NOT_FOUND", "there is no field {} in: {}", field, join(names, ", ")), at);
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
    auto function = datetime_operator(*link->first, arguments);
    if (!function.empty() && arguments[1]->type.is_text()) {
      return context_.fail(functions::unexpected_type(function, 1, "\"INT\"", arguments[1]->type), link->second);
    }
    if (function.empty()) function = function_of(link->first->op);
    result = call(function, std::move(arguments), link->second);
    result = negate_if(link->first->op == syntax::BinaryOperator::not_equal, std::move(result), link->second);
  }
  return result ? std::move(result) : plan::make_constant(types::Value::null());
}

/// Puts the operands of dates and intervals in order, and gives the function that stands for the operator, if one does.
std::string_view ExpressionAnalyzer::datetime_operator(const syntax::Binary& node,
                                                       std::vector<ExpressionPtr>& arguments) {
  auto type = [&](size_t side) -> const DataType& { return arguments[side]->type; };
  bool adds = node.op == syntax::BinaryOperator::add;
  bool subtracts = node.op == syntax::BinaryOperator::subtract;
  PrintedOperator printed;
  if (node.op == syntax::BinaryOperator::multiply && type(1).is_interval() && !type(0).is_interval()) {
    std::swap(arguments[0], arguments[1]);
    context_.printed_operators[&node] = {.sides_swapped = true, .in_parentheses = true};
    return {};
  }
  if (!adds && !subtracts) return {};
  bool date_last = type(1).is(TypeKind::date) && !type(0).is_datetime();
  if (adds && ((type(0).is_interval() && type(1).is_datetime()) || date_last)) {
    std::swap(arguments[0], arguments[1]);
    printed.sides_swapped = true;
  }
  bool is_date = type(0).is(TypeKind::date);
  bool is_days = type(1).is_interval() && type(1).interval_from() == types::IntervalUnit::day &&
                 type(1).interval_to() == types::IntervalUnit::day;
  bool is_difference = subtracts && (type(1).is_datetime() || type(1).is_text());
  bool is_count = is_date && !type(1).is_interval() && !is_difference;
  if (is_count || (is_date && is_days)) printed.function = adds ? "date_add" : "date_sub";
  printed.takes_interval = is_date && is_days;
  if (printed.takes_interval) printed.function = "date_add";  // of the negative interval, where it is subtracted
  if (is_count || (type(0).is_datetime() && type(1).is_interval())) context_.printed_operators[&node] = printed;
  return is_count ? printed.function : std::string_view{};
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::IsNull& node, TextPosition at) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(analyze(*node.operand));
  return call(node.negated ? "isnotnull" : "isnull", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::IsTruth& node, TextPosition at) {
  auto operand = analyze_condition(*node.operand, "IS");
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
  bool nullable = operand->nullable;
  auto common = operand->type;
  for (auto& item : items) {
    auto wider = types::comparison_type(common, item->type);
    if (!wider) {
      return context_.fail(
          analysis_error("DATATYPE_MISMATCH.DATA_DIFF_TYPES", "the items of IN have no type in common: {}, {}",
                         common.to_sql(), item->type.to_sql()),
          at);
    }
    common = *wider;
    nullable |= item->nullable;
  }
  plan::InList in{plan::make_cast(std::move(operand), common), {}};
  for (auto& item : items) in.items.push_back(plan::make_cast(std::move(item), common));
  auto result = std::make_unique<plan::Expression>();
  result->type = types::kBoolean;
  result->nullable = nullable;
  result->node = std::move(in);
  return negate_if(node.negated, std::move(result), at);
}

plan::PlanPtr ExpressionAnalyzer::subquery(const syntax::Query& query) {
  context_.outer_scopes.push_back(&scope_);
  auto relation = analyze_query(context_, query);
  context_.outer_scopes.pop_back();
  return std::move(relation.plan);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::InQuery& node, TextPosition at) {
  plan::Subquery in{plan::SubqueryKind::in, {}, subquery(*node.query)};
  if (auto* row = std::get_if<syntax::RowConstructor>(&node.operand->node)) {
    in.operands = analyze_all(row->items);
  } else {
    in.operands.push_back(analyze(*node.operand));
  }
  auto& output = in.plan->output;
  if (in.operands.size() != output.size()) {
    return context_.fail(
        analysis_error("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
                       "IN compares {} columns with the {} of its subquery", in.operands.size(), output.size()),
        at);
  }
  types::Schema wanted = output;
  std::vector<ExpressionPtr> projected;
  bool nullable = false, differs = false;
  for (size_t i = 0; i < output.size(); i++) {
    auto common = types::common_type(in.operands[i]->type, output[i].type);
    if (!common) {
      return context_.fail(analysis_error("DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH", "IN compares {} with {}",
                                          in.operands[i]->type.to_sql(), output[i].type.to_sql()),
                           at);
    }
    nullable |= in.operands[i]->nullable || output[i].nullable;
    differs |= !(*common == output[i].type);
    projected.push_back(plan::make_cast(plan::make_input(i, output[i]), *common));
    wanted[i].type = *common;
    in.operands[i] = plan::make_cast(std::move(in.operands[i]), *common);
  }
  if (differs) in.plan = plan::make_plan(wanted, plan::Project{std::move(in.plan), std::move(projected)});
  auto result = std::make_unique<plan::Expression>();
  result->type = types::kBoolean;
  result->nullable = nullable;
  result->node = std::move(in);
  return negate_if(node.negated, std::move(result), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Exists& node, TextPosition) {
  auto result = std::make_unique<plan::Expression>();
  result->type = types::kBoolean;
  result->nullable = false;
  result->node = plan::Subquery{plan::SubqueryKind::exists, {}, subquery(*node.query)};
  return result;
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::ScalarQuery& node, TextPosition at) {
  auto body = subquery(*node.query);
  if (body->output.size() != 1) {
    return context_.fail(
        analysis_error("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
                       "a scalar subquery gives one column, not {}", body->output.size()),
        at);
  }
  auto result = std::make_unique<plan::Expression>();
  result->type = body->output[0].type;
  result->nullable = true;
  result->node = plan::Subquery{plan::SubqueryKind::scalar, {}, std::move(body)};
  return result;
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
  return explicit_cast(analyze(*node.operand), node.type, node.is_try, at);
}

ExpressionPtr ExpressionAnalyzer::explicit_cast(ExpressionPtr operand, const DataType& target, bool is_try,
                                                TextPosition at) {
  auto& type = target.is_text() ? types::kString : target;  // lengths count where values are stored only
  if (!types::can_cast(operand->type, type)) {
    return context_.fail(analysis_error(types::refused_cast_class(operand->type, type), "{} cannot be cast to {}",
                                        operand->type.to_sql(), type.to_sql()),
                         at);
  }
  // A number loses its literal's digits by a cast: CAST(1 AS INT) * 1.5 is of 10 digits and one.
  bool is_number = std::holds_alternative<plan::Constant>(operand->node) && operand->type.is_integral();
  if (operand->type == type && !is_number) return operand;
  auto result = std::make_unique<plan::Expression>();
  result->type = type;
  result->nullable = operand->nullable || is_try || operand->type.is_text();
  result->node = plan::Cast{std::move(operand), is_try, false};
  return result;
}

ExpressionPtr ExpressionAnalyzer::case_of(std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches,
                                          ExpressionPtr otherwise, TextPosition at) {
  auto common = otherwise->type;
  bool nullable = otherwise->nullable;
  for (auto& [when, then] : branches) {
    auto wider = types::common_type(common, then->type);
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

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Subscript& node, TextPosition at) {
  auto container = analyze(*node.container);
  if (auto* name = std::get_if<syntax::Literal>(&node.index->node);
      name && container->type.is(TypeKind::struct_) && name->value.type.is_text()) {
    return field_of(std::move(container), std::get<std::string>(name->value.data), at);
  }
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(container));
  arguments.push_back(analyze(*node.index));
  return call("item", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::FieldAccess& node, TextPosition at) {
  return field_of(analyze(*node.container), node.field, at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::RowConstructor& node, TextPosition at) {
  return struct_call(node.items, at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Alias& node, TextPosition) { return analyze(*node.operand); }

}  // namespace skep::analyzer
