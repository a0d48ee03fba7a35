#pragma once

#include "analyzer/context.h"

namespace skep::analyzer {

/// Says whether a value is another each time that it is computed, outside subqueries: rand(), uuid() and their like.
bool is_by_chance(const plan::Expression& expression);

/// Reports what Spark refuses of a subquery whose plan uses columns of the query around it.
void check_subquery(Context& context, const plan::Plan& plan, TextPosition position);

/// Reports the subqueries that cannot stand in a join's condition.
void check_subqueries_in_join(Context& context, const plan::Expression& condition, TextPosition position);

}  // namespace skep::analyzer
