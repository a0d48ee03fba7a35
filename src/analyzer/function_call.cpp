#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

/// int(x), string(x), date(x) ...: a type's name called as a function is a cast.
std::optional<types::DataType> cast_function(std::string_view name) {
  static constexpr std::string_view kNames[] = {"boolean", "tinyint", "smallint", "int",  "bigint",    "float",
                                                "double",  "decimal", "string",   "date", "timestamp", "binary"};
  if (std::find(std::begin(kNames), std::end(kNames), name) == std::end(kNames)) return std::nullopt;
  return *types::parse_type(name);
}

Error wrong_count(const functions::Function& function, std::string_view name, size_t found) {
  std::string wanted = std::to_string(function.arguments_min);
  if (function.arguments_max < 0) {
    wanted = "at least " + wanted;
  } else if (function.arguments_max > function.arguments_min) {
    wanted += " to " + std::to_string(function.arguments_max);
  }
  return analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes {} arguments, not {}", name, wanted, found);
}

}  // namespace

ExpressionPtr ExpressionAnalyzer::cast_call(const syntax::FunctionCall& node, const types::DataType& type,
                                            TextPosition at) {
  if (node.arguments.size() != 1) {
    return context_.fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes 1 argument, not {}",
                                        type.to_text(), node.arguments.size()),
                         at);
  }
  return explicit_cast(analyze(*node.arguments[0]), type, false, at);
}

ExpressionPtr ExpressionAnalyzer::struct_call(const std::vector<syntax::ExpressionPtr>& items, TextPosition at) {
  std::vector<ExpressionPtr> arguments;
  for (size_t i = 0; i < items.size(); i++) {
    std::string name = "col" + std::to_string(i + 1);
    if (auto* alias = std::get_if<syntax::Alias>(&items[i]->node)) name = alias->names[0];
    if (auto* column = std::get_if<syntax::ColumnName>(&items[i]->node)) name = column->parts.back();
    arguments.push_back(plan::make_constant(types::Value::string(name)));
    arguments.push_back(analyze(*items[i]));
  }
  return call("named_struct", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::aggregate_call(const functions::Function& function, const syntax::FunctionCall& node,
                                                 TextPosition at) {
  if (in_aggregate_) {
    return context_.fail(
        analysis_error("NESTED_AGGREGATE_FUNCTION", "an aggregate function stands in the argument of another"), at);
  }
  if (aggregates_ == Aggregates::refused) {
    return context_.fail(
        analysis_error("INVALID_WHERE_CONDITION", "the aggregate function {} cannot stand here", function.name), at);
  }
  in_aggregate_ = true;
  plan::AggregateCall aggregate;
  aggregate.function = function.name;
  aggregate.distinct = node.distinct;
  bool is_count_star = function.name == "count" && node.arguments.size() == 1 &&
                       std::holds_alternative<syntax::Star>(node.arguments[0]->node);
  if (is_count_star && node.distinct) {
    in_aggregate_ = false;
    return context_.fail(make_error(ErrorCode::unsupported, "count(DISTINCT *) is not there yet: name the columns"),
                         at);
  }
  std::vector<ExpressionPtr> arguments;
  if (is_count_star) {
    arguments.push_back(plan::make_constant(types::Value::integer(1)));
  } else {
    arguments = analyze_all(node.arguments);
  }
  if (node.filter) aggregate.filter = analyze_condition(*node.filter, "FILTER");
  in_aggregate_ = false;

  functions::Arguments described;
  for (auto& argument : arguments) {
    auto* constant = std::get_if<plan::Constant>(&argument->node);
    described.push_back({argument->type, argument->nullable, constant ? &constant->value : nullptr});
  }
  auto resolution = function.resolve(function.name, described);
  if (!resolution) return context_.fail(resolution.error(), at);
  for (size_t i = 0; i < arguments.size(); i++) {
    aggregate.arguments.push_back(plan::make_cast(std::move(arguments[i]), resolution->arguments[i]));
  }
  auto result = std::make_unique<plan::Expression>();
  result->type = resolution->result;
  result->nullable = resolution->nullable;
  result->node = std::move(aggregate);
  return result;
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::FunctionCall& node, TextPosition at) {
  auto name = to_lower(node.name.parts.back());
  if (node.has_over) {
    return context_.fail(
        Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE", "window functions (OVER) are not there yet"),
        at);
  }
  bool is_built_in = node.name.parts.size() == 1 && functions::find_function(name);
  if (auto* own = is_built_in ? nullptr : find_sql_function(context_, node.name.parts))
    return sql_function_call(*own, node, at);
  if (auto type = cast_function(name)) return cast_call(node, *type, at);
  if (name == "struct") return struct_call(node.arguments, at);
  if (auto rewritten = rewritten_call(name, node, at)) return rewritten;

  auto* function = node.name.parts.size() == 1 ? functions::find_function(name) : nullptr;
  if (!function) {
    auto near = nearest_names(name, functions::function_names(), 3);
    return context_.fail(analysis_error("UNRESOLVED_ROUTINE", "cannot resolve the function {}, near names are: {}",
                                        node.name.to_text(), join(near, ", ")),
                         at);
  }
  auto count = static_cast<int>(node.arguments.size());
  bool too_many = function->arguments_max >= 0 && count > function->arguments_max;
  if (count < function->arguments_min || too_many)
    return context_.fail(wrong_count(*function, name, node.arguments.size()), at);
  if (function->kind == functions::FunctionKind::aggregate) return aggregate_call(*function, node, at);
  if (node.distinct || node.filter) {
    return context_.fail(analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
                                        "{} is no aggregate function: DISTINCT and FILTER cannot stand with it", name),
                         at);
  }
  return call(name, analyze_all(node.arguments), at);
}

}  // namespace skep::analyzer
