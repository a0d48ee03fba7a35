#pragma once

#include "analyzer/context.h"

#include <vector>

namespace skep::analyzer {

/// Says whether an AggregateCall stands in the expression, outside subqueries.
bool contains_aggregate(const plan::Expression& expression);

/// Puts an Aggregate node over `input` and turns the expressions `above`, which were resolved over the input, into ones
/// over the node's output: groups and aggregate calls become its columns. What is neither is an error
/// (MISSING_AGGREGATION; MISSING_GROUP_BY where the query has no GROUP BY).
plan::PlanPtr aggregate(Context& context, plan::PlanPtr input, std::vector<plan::ExpressionPtr> groups,
                        const std::vector<plan::ExpressionPtr*>& above, bool has_group_by, TextPosition position);

}  // namespace skep::analyzer
