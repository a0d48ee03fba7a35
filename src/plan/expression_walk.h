#pragma once

#include "plan/expression.h"

#include <type_traits>

namespace skep::plan {
namespace detail {

/// Calls `step` on each direct child that is not null.
template <typename ExpressionType, typename Step>
void for_each_child(ExpressionType& expression, Step&& step) {
  std::visit(
      [&](auto& node) {
        using Node = std::remove_const_t<std::remove_reference_t<decltype(node)>>;
        if constexpr (std::is_same_v<Node, Call>) {
          for (auto& argument : node.arguments) step(argument);
        } else if constexpr (std::is_same_v<Node, Lambda>) {
          step(node.body);
        } else if constexpr (std::is_same_v<Node, Cast>) {
          step(node.operand);
        } else if constexpr (std::is_same_v<Node, Case>) {
          for (auto& [when, then] : node.branches) step(when), step(then);
          step(node.otherwise);
        } else if constexpr (std::is_same_v<Node, InList>) {
          step(node.operand);
          for (auto& item : node.items) step(item);
        } else if constexpr (std::is_same_v<Node, Subquery>) {
          for (auto& operand : node.operands) step(operand);
          for (auto& outer : node.outers) step(outer);
        } else if constexpr (std::is_same_v<Node, AggregateCall>) {
          for (auto& argument : node.arguments) step(argument);
          if (node.filter) step(node.filter);
          for (auto& key : node.order) step(key.expression);
        } else if constexpr (std::is_same_v<Node, WindowCall>) {
          for (auto& argument : node.arguments) step(argument);
          if (node.filter) step(node.filter);
          for (auto& key : node.order) step(key.expression);
          for (auto& item : node.partition) step(item);
          for (auto& key : node.keys) step(key.expression);
        }
      },
      expression.node);
}

}  // namespace detail

template <typename Visit>
void walk(Expression& expression, Visit&& visit) {
  visit(expression);
  detail::for_each_child(expression, [&](ExpressionPtr& child) { walk(*child, visit); });
}

template <typename Visit>
void walk(const Expression& expression, Visit&& visit) {
  visit(expression);
  detail::for_each_child(expression,
                         [&](const ExpressionPtr& child) { walk(static_cast<const Expression&>(*child), visit); });
}

}  // namespace skep::plan
