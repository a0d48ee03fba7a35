#include "analyzer/call_search.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/generators.h"
#include "analyzer/subquery_checks.h"
#include "analyzer/time_windows.h"
#include "analyzer/within_group.h"
#include "base/text.h"
#include "types/coercion.h"
#include "types/text_lengths.h"

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

/// An aggregate function moved to the query around: what of that query only its arguments used, the outers from
/// `before` on, is no longer used within.
void keep_outer_only(OuterQuery& around, plan::OuterColumn& aggregate, size_t before) {
  if (aggregate.index > before) {
    std::swap(around.outers[before], around.outers[aggregate.index]);
    std::swap(around.names[before], around.names[aggregate.index]);
    aggregate.index = before;
  }
  auto kept = std::max(before, aggregate.index + 1);
  around.outers.resize(kept);
  around.names.resize(kept);
}

/// The function of a shift's symbol.
std::string_view shift_function(std::string_view symbol) {
  return symbol == "<<" ? "shiftleft" : symbol == ">>" ? "shiftright" : symbol == ">>>" ? "shiftrightunsigned" : "";
}

Error wrong_count(const functions::Function& function, std::string_view name, size_t found) {
  std::string wanted = std::to_string(function.arguments_min);
  if (function.arguments_max < 0) {
    wanted = "at least " + wanted;
  } else if (function.arguments_max > function.arguments_min) {
    wanted += " to " + std::to_string(function.arguments_max);
  }
  auto error_class = name == "count" ? "WRONG_NUM_ARGS.WITH_SUGGESTION" : "WRONG_NUM_ARGS.WITHOUT_SUGGESTION";
  return analysis_error(error_class, "{} takes {} arguments, not {}", name, wanted, found);
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
  if (items.empty())
    return context_.fail(make_error(ErrorCode::unsupported, "a struct without fields is not there yet"), at);
  std::vector<ExpressionPtr> arguments;
  for (size_t i = 0; i < items.size(); i++) {
    if (auto* star = std::get_if<syntax::Star>(&items[i]->node)) {
      for (auto& column : star_columns(*star, items[i]->position)) {
        arguments.push_back(plan::make_constant(types::Value::string(column.name)));
        arguments.push_back(std::move(column.expression));
      }
      continue;
    }
    std::string name = "col" + std::to_string(i + 1);
    if (auto* alias = std::get_if<syntax::Alias>(&items[i]->node)) name = alias->names[0];
    if (auto* column = std::get_if<syntax::ColumnName>(&items[i]->node)) name = column->parts.back();
    arguments.push_back(plan::make_constant(types::Value::string(name)));
    arguments.push_back(analyze(*items[i]));
  }
  return call("named_struct", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::zip_call(const std::vector<syntax::ExpressionPtr>& arrays, TextPosition at) {
  if (arrays.empty())
    return context_.fail(make_error(ErrorCode::unsupported, "arrays_zip() of nothing is not there yet"), at);
  std::vector<ExpressionPtr> arguments;
  for (size_t i = 0; i < arrays.size(); i++) {
    std::string name = std::to_string(i);
    if (auto* column = std::get_if<syntax::ColumnName>(&arrays[i]->node)) name = column->parts.back();
    arguments.push_back(plan::make_constant(types::Value::string(name)));
    arguments.push_back(analyze(*arrays[i]));
  }
  return call("arrays_zip", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::aggregate_call(const functions::Function& function, const syntax::FunctionCall& node,
                                                 TextPosition at) {
  if (in_aggregate_) {
    return context_.fail(
        analysis_error("NESTED_AGGREGATE_FUNCTION", "an aggregate function stands in the argument of another"), at);
  }
  in_aggregate_ = true;
  auto* around = context_.outer_queries.empty() ? nullptr : context_.outer_queries.back();
  size_t outers_before = around ? around->outers.size() : 0;
  plan::AggregateCall aggregate;
  aggregate.function = function.name;
  aggregate.distinct = node.distinct;
  bool is_count_star = function.name == "count" && node.arguments.size() == 1 &&
                       std::holds_alternative<syntax::Star>(node.arguments[0]->node);
  is_count_star = is_count_star && !node.distinct;
  std::vector<ExpressionPtr> arguments;
  if (is_count_star && !std::get<syntax::Star>(node.arguments[0]->node).qualifier.empty() &&
      !scope_.star(std::get<syntax::Star>(node.arguments[0]->node).qualifier).empty()) {
    in_aggregate_ = false;
    return context_.fail(
        analysis_error("_LEGACY_ERROR_TEMP_1021", "count of a table's * is not allowed: name the columns"), at);
  }
  if (is_count_star && std::get<syntax::Star>(node.arguments[0]->node).qualifier.empty()) {
    arguments.push_back(plan::make_constant(types::Value::integer(1)));
  } else {
    arguments = analyze_all(node.arguments);
  }
  if (node.ignores_nulls.value_or(false) && arguments.size() == 1) {
    arguments.push_back(plan::make_constant(types::Value::boolean(true)));
  }
  if (node.filter) aggregate.filter = aggregate_filter(*node.filter);
  aggregate.order = sort_keys(node.within_group);
  in_aggregate_ = false;
  if (auto error = place_within_group(function.name, node.distinct, aggregate.order, arguments)) {
    return context_.fail(std::move(*error), at);
  }

  functions::Arguments described;
  described.mode = context_.settings().ansi;
  for (auto& argument : arguments) {
    auto* constant = std::get_if<plan::Constant>(&argument->node);
    described.push_back(
        {types::without_lengths(argument->type), argument->nullable, constant ? &constant->value : nullptr});
  }
  auto resolution = function.resolve(function.name, described);
  if (!resolution) return context_.fail(resolution.error(), at);
  for (size_t i = 0; i < arguments.size(); i++) {
    aggregate.arguments.push_back(plan::make_cast(std::move(arguments[i]), resolution->arguments[i]));
  }
  bool by_chance = std::any_of(aggregate.arguments.begin(), aggregate.arguments.end(),
                               [](const ExpressionPtr& argument) { return is_by_chance(*argument); });
  if (by_chance) {
    return context_.fail(
        analysis_error("AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION",
                       "{} takes no values that are others each time: rand() and its like", function.name),
        at);
  }
  auto result = std::make_unique<plan::Expression>();
  result->type = resolution->result;
  result->nullable = resolution->nullable;
  result->node = std::move(aggregate);
  result = outer_aggregate(std::move(result), at);
  if (auto* outer = std::get_if<plan::OuterColumn>(&result->node)) keep_outer_only(*around, *outer, outers_before);
  if (aggregates_ == Aggregates::refused && std::holds_alternative<plan::AggregateCall>(result->node)) {
    return context_.fail(analysis_error(refusal_class_, "the aggregate function {} cannot stand here", function.name),
                         at);
  }
  return result;
}

/// The condition of FILTER (WHERE ...).
ExpressionPtr ExpressionAnalyzer::aggregate_filter(const syntax::Expression& expression) {
  if (has_aggregate(expression)) {
    return context_.fail(analysis_error("INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE",
                                        "an aggregate function stands in the FILTER of another"),
                         expression.position);
  }
  auto condition = analyze(expression);
  if (context_.failed() || condition->type.is(types::TypeKind::boolean)) return condition;
  return context_.fail(analysis_error("INVALID_AGGREGATE_FILTER.NOT_BOOLEAN",
                                      "the condition of FILTER must be boolean, not {}", condition->type.to_sql()),
                       expression.position);
}

/// The built-in that a call names, with a fitting number of arguments; null after an error.
const functions::Function* ExpressionAnalyzer::find_function(const syntax::FunctionCall& node, TextPosition at) {
  auto name = to_lower(node.name.parts.back());
  auto* function = node.name.parts.size() == 1 ? functions::find_function(name) : nullptr;
  if (node.name.parts.size() > 3) {
    context_.report(analysis_error("REQUIRES_SINGLE_PART_NAMESPACE",
                                   "a function is named by catalogue, database and "
                                   "name, not {}",
                                   node.name.to_text()),
                    at);
    return nullptr;
  }
  if (!function) {
    auto near = nearest_names(name, functions::function_names(), 3);
    context_.report(analysis_error("UNRESOLVED_ROUTINE", "cannot resolve the function {}, near names are: {}",
                                   node.name.to_text(), join(near, ", ")),
                    at);
    return nullptr;
  }
  bool has_star = name != "count" && std::any_of(node.arguments.begin(), node.arguments.end(), [](const auto& each) {
                    return std::holds_alternative<syntax::Star>(each->node);
                  });
  auto count = static_cast<int>(has_star ? analyze_all(node.arguments).size() : node.arguments.size());
  bool too_many = function->arguments_max >= 0 && count > function->arguments_max;
  bool lacks_only_key = takes_ordered_value(function->name) && count + 1 >= function->arguments_min;
  if ((count >= function->arguments_min || lacks_only_key) && !too_many) return function;
  context_.report(wrong_count(*function, name, node.arguments.size()), at);
  return nullptr;
}

/// The column that the SELECT has put under its rows for the call.
ExpressionPtr ExpressionAnalyzer::time_window(const std::string& name, const syntax::FunctionCall& node,
                                              TextPosition at) {
  auto found = context_.time_windows.find(&node);
  if (found != context_.time_windows.end()) return plan::make_input(found->second.index, found->second.field);
  return context_.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE",
                                       fmt::format("{} stands in a select list or in GROUP BY only", name)),
                       at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::FunctionCall& node, TextPosition at) {
  auto name = to_lower(node.name.parts.back());
  bool is_built_in = node.name.parts.size() == 1 && functions::find_function(name);
  if (auto* own = is_built_in ? nullptr : find_sql_function(context_, node.name.parts))
    return sql_function_call(*own, node, at);
  if (is_time_window(name)) return time_window(name, node, at);
  if (name == "window_time" && node.arguments.size() == 1)
    return window_time(context_, analyze(*node.arguments[0]), at);
  if (is_generator(name)) {
    bool outside = aggregates_ == Aggregates::refused || !in_select_list_;
    return context_.fail(
        analysis_error(outside ? "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT" : "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
                       "{} makes rows: it stands alone in a select list, or in LATERAL VIEW", name),
        at);
  }
  if (node.over) return window_call(node, at);
  if (auto shift = shift_function(name); !shift.empty()) return call(shift, analyze_all(node.arguments), at);
  if (auto type = cast_function(name)) return cast_call(node, *type, at);
  if (name == "struct") return struct_call(node.arguments, at);
  if (name == "arrays_zip") return zip_call(node.arguments, at);
  if (name == "grouping" || name == "grouping_id") return grouping_call(name, node, at);
  if (auto rewritten = rewritten_call(name, node, at)) return rewritten;

  auto* function = find_function(node, at);
  if (!function) return plan::make_constant(types::Value::null());
  if (node.ignores_nulls && !takes_nulls_option(name)) {
    return context_.fail(analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
                                        "IGNORE NULLS and RESPECT NULLS cannot stand with {}", name),
                         at);
  }
  if (function->kind == functions::FunctionKind::window) {
    return context_.fail(analysis_error("WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", "{} needs an OVER", name), at);
  }
  if (function->kind == functions::FunctionKind::higher_order) return higher_order_call(*function, node, at);
  if (function->kind == functions::FunctionKind::aggregate) return aggregate_call(*function, node, at);
  if (node.distinct || node.filter || !node.within_group.empty()) {
    return context_.fail(
        analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
                       "{} is no aggregate function: DISTINCT, FILTER and WITHIN GROUP cannot stand with it", name),
        at);
  }
  for (auto& argument : node.arguments) {
    if (!std::holds_alternative<syntax::Lambda>(argument->node)) continue;
    return analyze(*argument);
  }
  return call(name, analyze_all(node.arguments), at);
}

}  // namespace skep::analyzer
