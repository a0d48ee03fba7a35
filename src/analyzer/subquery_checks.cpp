#include "analyzer/subquery_checks.h"

#include <algorithm>
#include <string_view>

namespace skep::analyzer {

namespace {

bool uses_outer(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression,
             [&](const plan::Expression& part) { found |= std::holds_alternative<plan::OuterColumn>(part.node); });
  return found;
}

bool node_uses_outer(const plan::Plan& plan) {
  bool found = false;
  plan::for_each_expression(plan, [&](const plan::Expression& expression) { found |= uses_outer(expression); });
  return found;
}

/// Walks a subquery's plan. Where columns of the query around may stand is what Spark can decorrelate.
class Checker {
 public:
  Checker(Context& context, TextPosition position) : context_(context), position_(position) {}

  void check(const plan::Plan& plan, bool may_use_outer) {
    if (node_uses_outer(plan)) {
      if (!may_use_outer) {
        report("ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED",
               "a column of the query around stands below an outer join of its subquery");
      } else if (!may_hold_outer(plan)) {
        report("CORRELATED_REFERENCE", "a column of the query around stands where its subquery groups or sorts");
      }
    }
    if (auto* join = std::get_if<plan::Join>(&plan.node)) return check_join(*join, may_use_outer);
    plan::for_each_input(plan, [&](const plan::Plan& input) { check(input, may_use_outer); });
  }

 private:
  void check_join(const plan::Join& join, bool may_use_outer) {
    using enum plan::JoinKind;
    bool left_survives = join.kind != right_outer && join.kind != full_outer;
    bool right_survives = join.kind == inner || join.kind == cross || join.kind == right_outer;
    check(*join.left, may_use_outer && left_survives);
    check(*join.right, may_use_outer && right_survives);
  }

  static bool may_hold_outer(const plan::Plan& plan) {
    if (auto* project = std::get_if<plan::Project>(&plan.node)) return !is_select_list_of_groups(*project->input);
    return !std::holds_alternative<plan::Aggregate>(plan.node) && !std::holds_alternative<plan::Window>(plan.node) &&
           !std::holds_alternative<plan::Sort>(plan.node);
  }

  /// What stands over an Aggregate is part of it in Spark.
  static bool is_select_list_of_groups(const plan::Plan& input) {
    if (auto* filter = std::get_if<plan::Filter>(&input.node)) return is_select_list_of_groups(*filter->input);
    return std::holds_alternative<plan::Aggregate>(input.node);
  }

  void report(std::string_view category, std::string_view text) {
    context_.report(analysis_error(fmt::format("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.{}", category), "{}", text),
                    position_);
  }

  Context& context_;
  TextPosition position_;
};

}  // namespace

bool is_by_chance(const plan::Expression& expression) {
  static constexpr std::string_view kNames[] = {"rand", "randn", "uuid", "randstr", "uniform", "shuffle"};
  bool found = false;
  plan::walk(expression, [&](const plan::Expression& part) {
    auto* call = std::get_if<plan::Call>(&part.node);
    found |= call && std::find(std::begin(kNames), std::end(kNames), call->function) != std::end(kNames);
  });
  return found;
}

void check_subquery(Context& context, const plan::Plan& plan, TextPosition position) {
  Checker(context, position).check(plan, true);
}

void check_subqueries_in_join(Context& context, const plan::Expression& condition, TextPosition position) {
  plan::walk(condition, [&](const plan::Expression& part) {
    auto* subquery = std::get_if<plan::Subquery>(&part.node);
    if (!subquery || subquery->kind != plan::SubqueryKind::scalar || subquery->outers.empty()) return;
    context.report(
        analysis_error("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY",
                       "a scalar subquery that uses columns of the query around cannot stand in a join's condition"),
        position);
  });
}

}  // namespace skep::analyzer
