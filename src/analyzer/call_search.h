#pragma once

#include "syntax/ast.h"

#include <functional>

namespace skep::analyzer {

/// Says whether a call for which `is_wanted` answers true stands in the tree, outside subqueries. Stops at the first.
bool has_call(const syntax::Expression& expression, const std::function<bool(const syntax::FunctionCall&)>& is_wanted);

/// Says whether an aggregate function stands in the tree, outside subqueries.
bool has_aggregate(const syntax::Expression& expression);

}  // namespace skep::analyzer
