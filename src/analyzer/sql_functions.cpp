#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "base/text.h"

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

constexpr int kDepthMax = 50;

/// The parameters as columns of a row.
Scope parameters_of(const catalog::SqlFunction& function) {
  types::Schema columns;
  for (auto& parameter : function.parameters) columns.push_back({parameter.name, parameter.type, true, {}});
  return Scope::of(columns, {function.name});
}

/// Puts the arguments where the parameters are read.
void put_arguments(plan::ExpressionPtr& expression, const std::vector<plan::ExpressionPtr>& arguments) {
  if (auto* input = std::get_if<plan::InputColumn>(&expression->node)) {
    expression = plan::clone(*arguments[input->index]);
    return;
  }
  plan::detail::for_each_child(*expression, [&](plan::ExpressionPtr& child) { put_arguments(child, arguments); });
}

/// The values of a function's parameters, in order: given by place or by name, else their defaults. Empty after an error.
std::vector<ExpressionPtr> arguments_of(const catalog::SqlFunction& function, Context& context,
                                        ExpressionAnalyzer& analyzer, const std::vector<syntax::ExpressionPtr>& given,
                                        TextPosition at) {
  auto& parameters = function.parameters;
  std::vector<ExpressionPtr> arguments(parameters.size());
  auto fail = [&](Error error) {
    context.report(std::move(error), at);
    return std::vector<ExpressionPtr>();
  };
  if (given.size() > parameters.size()) {
    return fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes {} arguments, not {}", function.name,
                               parameters.size(), given.size()));
  }
  for (size_t i = 0; i < given.size(); i++) {
    auto* named = std::get_if<syntax::NamedArgument>(&given[i]->node);
    size_t place = named ? 0 : i;
    while (named && place < parameters.size() && !equals_ignoring_case(parameters[place].name, named->name)) place++;
    if (place == parameters.size()) {
      return fail(analysis_error("UNRECOGNIZED_PARAMETER_NAME", "{} has no parameter {}", function.name, named->name));
    }
    if (arguments[place]) {
      return fail(analysis_error("DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE",
                                 "{} is given its parameter {} twice", function.name, parameters[place].name));
    }
    arguments[place] = plan::make_cast(analyzer.analyze(named ? *named->value : *given[i]), parameters[place].type);
  }
  for (size_t i = 0; i < parameters.size(); i++) {
    if (arguments[i]) continue;
    if (!function.defaults[i]) {
      return fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} needs its parameter {}", function.name,
                                 parameters[i].name));
    }
    arguments[i] = plan::make_cast(analyzer.analyze(*function.defaults[i]), parameters[i].type);
  }
  return arguments;
}

}  // namespace

const catalog::SqlFunction* find_sql_function(const Context& context, const std::vector<std::string>& parts) {
  auto& snapshot = context.snapshot();
  if (parts.size() == 1) {
    auto temporary = snapshot.temporary_functions.find(to_lower(parts[0]));
    if (temporary != snapshot.temporary_functions.end()) return temporary->second.get();
  }
  auto kept = snapshot.functions.find(catalog::table_key(parts, context.names().current_database));
  return kept == snapshot.functions.end() ? nullptr : kept->second.get();
}

plan::ExpressionPtr inline_function(Context& context, const catalog::SqlFunction& function,
                                    std::vector<plan::ExpressionPtr> arguments, TextPosition position) {
  if (context.depth() >= kDepthMax) {
    return context.fail(Error(ErrorCode::unsupported, "functions call each other too deeply"), position);
  }
  if (auto other = other_mode(context, function.settings, function.name))
    return context.fail(std::move(*other), position);
  Context inner(context, with_settings(context.settings(), function.settings), catalog::NameScope::of(function));
  Scope scope = parameters_of(function);
  auto body = ExpressionAnalyzer(inner, scope).analyze(*function.body);
  if (inner.failed()) return context.fail(inner.error(), position);
  auto& type = function.returns[0].type;
  if (body->type != type) body = plan::make_cast(std::move(body), type);
  put_arguments(body, arguments);
  return body;
}

ExpressionPtr ExpressionAnalyzer::sql_function_call(const catalog::SqlFunction& function,
                                                    const syntax::FunctionCall& node, TextPosition at) {
  if (function.is_table) {
    return context_.fail(analysis_error("NOT_A_SCALAR_FUNCTION", "{} is a table function", node.name.to_text()), at);
  }
  auto arguments = arguments_of(function, context_, *this, node.arguments, at);
  if (context_.failed()) return plan::make_constant(types::Value::null());
  return inline_function(context_, function, std::move(arguments), at);
}

namespace {

/// The rows of a function's query, under the names and types that it returns.
Relation returned(const catalog::SqlFunction& function, plan::PlanPtr query, size_t first) {
  auto given = query->output;
  std::vector<ExpressionPtr> expressions;
  for (size_t i = 0; i < function.returns.size(); i++) {
    expressions.push_back(plan::make_cast(plan::make_input(first + i, given[first + i]), function.returns[i].type));
  }
  auto scope = Scope::of(function.returns, {function.name});
  return {plan::make_plan(function.returns, plan::Project{std::move(query), std::move(expressions)}), std::move(scope)};
}

}  // namespace

Relation analyze_table_function(Context& context, const catalog::SqlFunction& function,
                                const syntax::FunctionRelation& call, TextPosition position) {
  if (context.depth() >= kDepthMax)
    return context.fail_relation(Error(ErrorCode::unsupported, "functions call each other too deeply"), position);
  Scope nothing;
  ExpressionAnalyzer analyzer(context, nothing);
  auto arguments = arguments_of(function, context, analyzer, call.arguments, position);
  if (context.failed()) return Context::one_empty_row();

  if (auto other = other_mode(context, function.settings, function.name))
    return context.fail_relation(std::move(*other), position);

  // The arguments are one row, and the query a lateral join onto it.
  Context inner(context, with_settings(context.settings(), function.settings), catalog::NameScope::of(function));
  Scope scope = parameters_of(function);
  ExpressionAnalyzer parameters(inner, scope);
  OuterQuery around{&parameters, {}, {}};
  inner.outer_queries.push_back(&around);
  auto relation = analyze_query(inner, *function.query);
  inner.outer_queries.pop_back();
  if (inner.failed()) return context.fail_relation(inner.error(), position);
  if (around.outers.empty()) return returned(function, std::move(relation.plan), 0);

  types::Schema columns;
  for (auto& parameter : function.parameters) columns.push_back({parameter.name, parameter.type, true, {}});
  auto row = plan::make_plan(columns, plan::Project{std::move(Context::one_empty_row().plan), std::move(arguments)});
  auto output = columns;
  output.insert(output.end(), relation.plan->output.begin(), relation.plan->output.end());
  plan::Join join{plan::JoinKind::cross, std::move(row), std::move(relation.plan), nullptr, std::move(around.outers)};
  return returned(function, plan::make_plan(std::move(output), std::move(join)), columns.size());
}

}  // namespace skep::analyzer
