#include "optimizer/optimizer.h"

namespace skep::optimizer {
namespace {

using plan::ExpressionPtr;

/// IN (query), or NOT of it, whose value can be null by the three-valued logic.
bool is_membership(const plan::Expression& expression) {
  auto* call = std::get_if<plan::Call>(&expression.node);
  auto& inner = call && call->function == "not" ? *call->arguments[0] : expression;
  auto* subquery = std::get_if<plan::Subquery>(&inner.node);
  if (!subquery || subquery->kind != plan::SubqueryKind::in || !inner.nullable) return false;
  // Spark folds NULL IN (query) to null before it comes to this.
  for (auto& operand : subquery->operands) {
    auto* constant = std::get_if<plan::Constant>(&operand->node);
    if (constant && constant->value.is_null()) return false;
  }
  return true;
}

void make_two_valued(ExpressionPtr& expression) {
  if (is_membership(*expression)) {
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(std::move(expression));
    arguments.push_back(plan::make_constant(types::Value::boolean(false)));
    expression = plan::make_call("coalesce", types::kBoolean, false, std::move(arguments));
    return;
  }
  plan::detail::for_each_child(*expression, make_two_valued);
}

/// In a filter's conjuncts null and false are the same, and there a plain IN becomes a join.
void below_conjuncts(ExpressionPtr& expression) {
  auto* call = std::get_if<plan::Call>(&expression->node);
  if (call && call->function == "and") {
    below_conjuncts(call->arguments[0]);
    below_conjuncts(call->arguments[1]);
  } else if (!is_membership(*expression)) {
    make_two_valued(expression);
  }
}

}  // namespace

void make_memberships_two_valued(plan::Plan& plan) {
  bool is_condition = std::holds_alternative<plan::Filter>(plan.node) || std::holds_alternative<plan::Join>(plan.node);
  plan::for_each_expression(plan, [&](ExpressionPtr& expression) {
    if (is_condition) {
      below_conjuncts(expression);
    } else {
      make_two_valued(expression);
    }
    plan::walk(*expression, [](plan::Expression& part) {
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) make_memberships_two_valued(*subquery->plan);
    });
  });
  plan::for_each_input(plan, [](plan::PlanPtr& input) { make_memberships_two_valued(*input); });
}

}  // namespace skep::optimizer
