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
  bool has_query = false;
  plan::walk(*body,
             [&](const plan::Expression& part) { has_query |= std::holds_alternative<plan::Subquery>(part.node); });
  if (has_query && !function.parameters.empty()) {
    return context.fail(
        Error(ErrorCode::unsupported, fmt::format("functions with parameters whose body holds a query are "
                                                  "not there yet: {}",
                                                  function.name)),
        position);
  }
  auto& type = function.returns[0].type;
  if (body->type != type) body = plan::make_cast(std::move(body), type);
  put_arguments(body, arguments);
  return body;
}

plan::ExpressionPtr ExpressionAnalyzer::sql_function_call(const catalog::SqlFunction& function,
                                                          const syntax::FunctionCall& node, TextPosition at) {
  if (function.is_table) {
    return context_.fail(analysis_error("NOT_A_SCALAR_FUNCTION", "{} is a table function", node.name.to_text()), at);
  }
  auto& parameters = function.parameters;
  if (node.arguments.size() > parameters.size()) {
    return context_.fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes {} arguments, not {}",
                                        node.name.to_text(), parameters.size(), node.arguments.size()),
                         at);
  }
  std::vector<ExpressionPtr> arguments;
  for (size_t i = 0; i < parameters.size(); i++) {
    bool given = i < node.arguments.size();
    if (!given && !function.defaults[i]) {
      return context_.fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} needs its parameter {}",
                                          node.name.to_text(), parameters[i].name),
                           at);
    }
    arguments.push_back(
        plan::make_cast(analyze(given ? *node.arguments[i] : *function.defaults[i]), parameters[i].type));
  }
  return inline_function(context_, function, std::move(arguments), at);
}

Relation analyze_table_function(Context& context, const catalog::SqlFunction& function,
                                const syntax::FunctionRelation& call, TextPosition position) {
  if (!function.parameters.empty() || !call.arguments.empty()) {
    return context.fail_relation(
        Error(ErrorCode::unsupported, "table functions with parameters are not there yet: " + function.name), position);
  }
  if (auto other = other_mode(context, function.settings, function.name))
    return context.fail_relation(std::move(*other), position);
  Context inner(context, with_settings(context.settings(), function.settings), catalog::NameScope::of(function));
  auto relation = analyze_query(inner, *function.query);
  if (inner.failed()) return context.fail_relation(inner.error(), position);
  auto given = relation.plan->output;
  std::vector<plan::ExpressionPtr> expressions;
  for (size_t i = 0; i < function.returns.size(); i++) {
    expressions.push_back(plan::make_cast(plan::make_input(i, given[i]), function.returns[i].type));
  }
  auto scope = Scope::of(function.returns, {function.name});
  return {plan::make_plan(function.returns, plan::Project{std::move(relation.plan), std::move(expressions)}),
          std::move(scope)};
}

}  // namespace skep::analyzer
