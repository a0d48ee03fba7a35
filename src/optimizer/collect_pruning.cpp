#include "optimizer/optimizer.h"

#include <algorithm>

namespace skep::optimizer {
namespace {

using plan::ExpressionPtr;
using plan::Plan;
using Conjuncts = std::vector<ExpressionPtr>;

void split(const plan::Expression& condition, Conjuncts& conjuncts) {
  auto* call = std::get_if<plan::Call>(&condition.node);
  if (call && call->function == "and") {
    split(*call->arguments[0], conjuncts);
    split(*call->arguments[1], conjuncts);
  } else {
    conjuncts.push_back(plan::clone(condition));
  }
}

/// Whether the conjunct is simple enough to prune by: no subquery, no aggregate, nothing of the query around.
bool is_plain(const plan::Expression& expression) {
  bool plain = true;
  plan::walk(expression, [&](const plan::Expression& part) {
    plain &= !std::holds_alternative<plan::Subquery>(part.node) &&
             !std::holds_alternative<plan::AggregateCall>(part.node) &&
             !std::holds_alternative<plan::OuterColumn>(part.node);
  });
  return plain;
}

/// Puts the expressions below in place of the columns that they make.
void substitute(ExpressionPtr& expression, const std::vector<ExpressionPtr>& made) {
  if (auto* column = std::get_if<plan::InputColumn>(&expression->node)) {
    expression = plan::clone(*made[column->index]);
    return;
  }
  plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { substitute(child, made); });
}

/// Says whether all columns lie in [from, from + count), and moves them to begin at 0.
bool shift_into(plan::Expression& expression, size_t from, size_t count) {
  bool inside = true;
  plan::walk(expression, [&](plan::Expression& part) {
    if (auto* column = std::get_if<plan::InputColumn>(&part.node)) {
      inside &= column->index >= from && column->index < from + count;
      column->index -= from;
    }
  });
  return inside;
}

Conjuncts side(const Conjuncts& conjuncts, size_t from, size_t count) {
  Conjuncts result;
  for (auto& conjunct : conjuncts) {
    auto copy = plan::clone(*conjunct);
    if (shift_into(*copy, from, count)) result.push_back(std::move(copy));
  }
  return result;
}

Conjuncts cloned(const Conjuncts& conjuncts) {
  Conjuncts copies;
  for (auto& conjunct : conjuncts) copies.push_back(plan::clone(*conjunct));
  return copies;
}

void hand_down(Plan& plan, Conjuncts conjuncts);

void hand_down_join(plan::Join& join, Conjuncts conjuncts) {
  using enum plan::JoinKind;
  size_t left = join.left->output.size(), right = join.right->output.size();
  // Below the side whose rows survive unmatched, a condition over the other side says nothing.
  bool filters_left = join.kind == inner || join.kind == cross || join.kind == left_outer || join.kind == left_semi ||
                      join.kind == left_anti;
  bool filters_right = join.kind == inner || join.kind == cross || join.kind == right_outer;
  Conjuncts on;
  if (join.condition) split(*join.condition, on);
  std::erase_if(on, [](const ExpressionPtr& conjunct) { return !is_plain(*conjunct); });
  bool on_filters_left = join.kind == inner || join.kind == right_outer || join.kind == left_semi;
  bool on_filters_right =
      join.kind == inner || join.kind == left_outer || join.kind == left_semi || join.kind == left_anti;
  auto for_left = filters_left ? side(conjuncts, 0, left) : Conjuncts{};
  auto for_right = filters_right ? side(conjuncts, left, right) : Conjuncts{};
  if (on_filters_left) std::ranges::move(side(on, 0, left), std::back_inserter(for_left));
  if (on_filters_right) std::ranges::move(side(on, left, right), std::back_inserter(for_right));
  hand_down(*join.left, std::move(for_left));
  hand_down(*join.right, std::move(for_right));
}

void hand_down_aggregate(plan::Aggregate& node, Conjuncts conjuncts) {
  auto over_groups = side(conjuncts, 0, node.groups.size());
  if (node.groups.empty() || !node.sets.empty()) over_groups.clear();
  for (auto& conjunct : over_groups) substitute(conjunct, node.groups);
  hand_down(*node.input, std::move(over_groups));
}

void subqueries(Plan& plan) {
  plan::for_each_expression(plan, [](ExpressionPtr& expression) {
    plan::walk(*expression, [](plan::Expression& part) {
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) hand_down(*subquery->plan, {});
    });
  });
}

void hand_down(Plan& plan, Conjuncts conjuncts) {
  subqueries(plan);
  if (auto* scan = std::get_if<plan::Scan>(&plan.node)) {
    scan->pruning = side(conjuncts, 0, scan->columns.size());  // the files do not tell of a row's position
  } else if (auto* filter = std::get_if<plan::Filter>(&plan.node)) {
    Conjuncts own;
    split(*filter->condition, own);
    std::erase_if(own, [](const ExpressionPtr& conjunct) { return !is_plain(*conjunct); });
    std::ranges::move(own, std::back_inserter(conjuncts));
    hand_down(*filter->input, std::move(conjuncts));
  } else if (auto* project = std::get_if<plan::Project>(&plan.node)) {
    for (auto& conjunct : conjuncts) substitute(conjunct, project->expressions);
    std::erase_if(conjuncts, [](const ExpressionPtr& conjunct) { return !is_plain(*conjunct); });
    hand_down(*project->input, std::move(conjuncts));
  } else if (auto* join = std::get_if<plan::Join>(&plan.node)) {
    hand_down_join(*join, std::move(conjuncts));
  } else if (auto* aggregate = std::get_if<plan::Aggregate>(&plan.node)) {
    hand_down_aggregate(*aggregate, std::move(conjuncts));
  } else if (auto* set = std::get_if<plan::SetOperation>(&plan.node)) {
    hand_down(*set->left, cloned(conjuncts));
    hand_down(*set->right, std::move(conjuncts));
  } else if (auto* limit = std::get_if<plan::Limit>(&plan.node)) {
    hand_down(*limit->input, {});
  } else if (auto* generate = std::get_if<plan::Generate>(&plan.node)) {
    auto over_input = side(conjuncts, 0, generate->input->output.size());
    hand_down(*generate->input, std::move(over_input));
  } else if (auto* number = std::get_if<plan::RowNumber>(&plan.node)) {
    hand_down(*number->input, {});
  } else if (auto* window = std::get_if<plan::Window>(&plan.node)) {
    hand_down(*window->input, {});
  } else {
    plan::for_each_input(plan, [&](plan::PlanPtr& input) { hand_down(*input, cloned(conjuncts)); });
  }
}

}  // namespace

void collect_pruning(Plan& plan) { hand_down(plan, {}); }

}  // namespace skep::optimizer
