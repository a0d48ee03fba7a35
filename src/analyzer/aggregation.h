#pragma once

#include "analyzer/context.h"
#include "analyzer/grouping_sets.h"

#include <vector>

namespace skep::analyzer {

/// Says whether an AggregateCall stands in the expression, outside subqueries.
bool contains_aggregate(const plan::Expression& expression);

/// Reports that DISTINCT cannot compare maps where a column holds one.
void check_distinct(Context& context, const types::Schema& columns, TextPosition position);

/// Puts an Aggregate node over `input` and turns expressions that were resolved over the input into ones over the node's
/// output: groups and aggregate calls become its columns. What is neither is an error: of the select list
/// (`selected`) MISSING_AGGREGATION, or MISSING_GROUP_BY where the query has no GROUP BY; of HAVING and ORDER BY (`others`)
/// UNRESOLVED_COLUMN. With grouping `sets` the groups may be null, and grouping() tells which they are.
plan::PlanPtr aggregate(Context& context, plan::PlanPtr input, GroupingSets grouping,
                        const std::vector<plan::ExpressionPtr*>& selected,
                        const std::vector<plan::ExpressionPtr*>& others, bool has_group_by, TextPosition position);

}  // namespace skep::analyzer
