#pragma once

#include "analyzer/context.h"

#include <optional>

/// What may stand around a relation in FROM, a function a form; each in a file of its name.
namespace skep::analyzer {

Relation analyze_pivot(Context& context, const syntax::PivotRelation& node, TextPosition position);
Relation analyze_unpivot(Context& context, const syntax::UnpivotRelation& node, TextPosition position);
Relation analyze_sample(Context& context, const syntax::SampleRelation& node, TextPosition position);
Relation analyze_table_function(Context& context, const syntax::FunctionRelation& function, TextPosition position);

/// Checks a SELECT's hints and notes in the plan what they asked for.
plan::PlanPtr apply_hints(Context& context, plan::PlanPtr plan, const std::vector<syntax::Hint>& hints);

/// The whole number that a constant expression of sums and products gives; nothing where it is none, or too large.
std::optional<int64_t> constant_integer(const plan::Expression& expression);

}  // namespace skep::analyzer
