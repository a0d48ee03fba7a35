#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "functions/signature.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

template <typename... Args>
Error invalid_lambda(std::string_view reason, fmt::format_string<Args...> text, Args&&... args) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("INVALID_LAMBDA_FUNCTION_CALL.{}", reason),
                         fmt::format(text, std::forward<Args>(args)...));
}

functions::Arguments describe(const std::vector<ExpressionPtr>& arguments) {
  functions::Arguments described;
  for (auto& argument : arguments) {
    auto* constant = std::get_if<plan::Constant>(&argument->node);
    described.push_back({argument->type, argument->nullable, constant ? &constant->value : nullptr});
  }
  return described;
}

}  // namespace

ExpressionPtr ExpressionAnalyzer::lambda_variable(const syntax::ColumnName& name, TextPosition at) {
  for (auto variable = lambda_variables_.rbegin(); variable != lambda_variables_.rend(); ++variable) {
    if (!equals_ignoring_case(variable->name, name.parts[0])) continue;
    auto expression = std::make_unique<plan::Expression>();
    expression->type = variable->field.type;
    expression->nullable = variable->field.nullable;
    expression->node = plan::LambdaVariable{variable->id, variable->name};
    for (size_t i = 1; i < name.parts.size(); i++) expression = field_of(std::move(expression), name.parts[i], at);
    return expression;
  }
  return nullptr;
}

/// Resolves a lambda over its parameters' types. What is no lambda is one that does not look at them.
ExpressionPtr ExpressionAnalyzer::lambda(const syntax::Expression& argument, const std::vector<types::Field>& fields) {
  auto* written = std::get_if<syntax::Lambda>(&argument.node);
  if (written && written->parameters.size() != fields.size()) {
    return context_.fail(invalid_lambda("NUM_ARGS_MISMATCH", "a function of {} parameters is needed, not of {}",
                                        fields.size(), written->parameters.size()),
                         argument.position);
  }
  plan::Lambda lambda;
  auto outside = lambda_variables_.size();
  for (size_t i = 0; i < fields.size(); i++) {
    lambda.parameters.push_back(context_.next_lambda_variable());
    if (!written) continue;
    auto repeats = std::count_if(written->parameters.begin(), written->parameters.end(),
                                 [&](auto& name) { return equals_ignoring_case(name, written->parameters[i]); });
    if (repeats > 1) {
      lambda_variables_.resize(outside);
      return context_.fail(
          invalid_lambda("DUPLICATE_ARG_NAMES", "the function has two parameters {}", written->parameters[i]),
          argument.position);
    }
    lambda_variables_.push_back({written->parameters[i], fields[i], lambda.parameters[i]});
  }
  lambda.body = analyze(written ? *written->body : argument);
  lambda_variables_.resize(outside);
  plan::walk(*lambda.body, [&](const plan::Expression& part) {
    if (!std::holds_alternative<plan::Subquery>(part.node)) return;
    context_.report(
        Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION",
                        "a subquery cannot stand in the function that another one takes"),
        argument.position);
  });
  auto result = std::make_unique<plan::Expression>();
  result->type = lambda.body->type;
  result->nullable = lambda.body->nullable;
  result->node = std::move(lambda);
  return result;
}

ExpressionPtr ExpressionAnalyzer::higher_order_call(const functions::Function& function,
                                                    const syntax::FunctionCall& node, TextPosition at) {
  size_t first = functions::first_lambda(function.name);
  std::vector<ExpressionPtr> arguments;
  for (size_t i = 0; i < node.arguments.size() && i < first; i++) {
    if (std::holds_alternative<syntax::Lambda>(node.arguments[i]->node)) {
      return context_.fail(invalid_lambda("PARAMETER_DOES_NOT_ACCEPT_LAMBDA_FUNCTION",
                                          "argument {} of {} must not be a function", i + 1, function.name),
                           node.arguments[i]->position);
    }
    arguments.push_back(analyze(*node.arguments[i]));
  }
  auto known = describe(arguments);
  for (size_t i = first; i < node.arguments.size() && !context_.failed(); i++) {
    auto* written = std::get_if<syntax::Lambda>(&node.arguments[i]->node);
    auto fields = functions::lambda_parameters(function.name, i, known, written ? written->parameters.size() : 1);
    if (!fields) return context_.fail(fields.error(), at);
    arguments.push_back(lambda(*node.arguments[i], *fields));
  }
  if (context_.failed()) return plan::make_constant(types::Value::null());
  return resolve_higher_order(function, std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::resolve_higher_order(const functions::Function& function,
                                                       std::vector<ExpressionPtr> arguments, TextPosition at) {
  if (arguments[0]->type.is(types::TypeKind::null) ||
      (function.name == "array_sort" && !arguments[0]->type.is(types::TypeKind::array))) {
    return context_.fail(functions::unexpected_type(function.name, 0, "\"ARRAY\"", arguments[0]->type), at);
  }
  if (function.name == "aggregate" && arguments.size() == 3) {
    plan::Lambda same;
    same.parameters.push_back(context_.next_lambda_variable());
    same.body = std::make_unique<plan::Expression>();
    same.body->type = arguments[1]->type;
    same.body->node = plan::LambdaVariable{same.parameters[0], "acc"};
    auto finish = std::make_unique<plan::Expression>();
    finish->type = same.body->type;
    finish->node = std::move(same);
    arguments.push_back(std::move(finish));
  }
  auto resolution = function.resolve(function.name, describe(arguments));
  if (!resolution) return context_.fail(resolution.error(), at);
  for (size_t i = 0; i < arguments.size(); i++) {
    if (auto* lambda = std::get_if<plan::Lambda>(&arguments[i]->node)) {
      lambda->body = plan::make_cast(std::move(lambda->body), resolution->arguments[i]);
      arguments[i]->type = resolution->arguments[i];
    } else {
      arguments[i] = plan::make_cast(std::move(arguments[i]), resolution->arguments[i]);
    }
  }
  return plan::make_call(std::string(function.name), resolution->result, resolution->nullable, std::move(arguments));
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Lambda&, TextPosition at) {
  return context_.fail(invalid_lambda("NON_HIGHER_ORDER_FUNCTION", "a function stands where a value is needed"), at);
}

}  // namespace skep::analyzer
