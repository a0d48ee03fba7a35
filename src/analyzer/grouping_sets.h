#pragma once

#include "analyzer/context.h"

#include <functional>
#include <vector>

namespace skep::analyzer {

/// What GROUP BY with ROLLUP, CUBE or GROUPING SETS groups by: the expressions, each once, and the sets of them.
struct GroupingSets {
  std::vector<plan::ExpressionPtr> groups;
  std::vector<std::vector<size_t>> sets;
};

/// Expands the forms of GROUP BY: those that stand beside each other are multiplied. `analyze_group` resolves one
/// expression of them.
GroupingSets expand_grouping(Context& context, const syntax::SelectBody& body, TextPosition position,
                             const std::function<plan::ExpressionPtr(const syntax::Expression&)>& analyze_group);

/// The value of grouping(a) or grouping_id(a, ...), which `call` stands for, over the Aggregate's output; reports columns
/// that are not grouped by.
plan::ExpressionPtr grouping_value(Context& context, const plan::Call& call,
                                   const std::vector<plan::ExpressionPtr>& groups, TextPosition position);

}  // namespace skep::analyzer
