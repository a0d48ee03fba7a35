#pragma once

#include "plan/plan.h"

#include <vector>

namespace skep::analyzer {

/// Says whether a WindowCall stands in the expression, outside subqueries.
bool contains_window(const plan::Expression& expression);

/// Puts a Window node over `input` for the window calls in `expressions`, which then name its columns. Gives `input`
/// itself where there is no such call. Calls inside of others get nodes of their own below.
plan::PlanPtr add_windows(plan::PlanPtr input, const std::vector<plan::ExpressionPtr*>& expressions);

}  // namespace skep::analyzer
