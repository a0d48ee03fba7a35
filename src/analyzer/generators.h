#pragma once

#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"

#include <string_view>
#include <vector>

namespace skep::analyzer {

/// Says whether a name is that of a generator: a function that makes rows.
bool is_generator(std::string_view name);

/// The call of a generator, if the expression is one; else null.
const syntax::FunctionCall* generator_call(const syntax::Expression& expression);

/// A generator's call, resolved: the node that makes its rows lacks an input only.
struct GeneratorCall {
  plan::Generate node;
  types::Schema columns;  ///< what it makes, with Spark's default names
};

/// Resolves a call over the scope of `analyzer`. Reports what is wrong; the result is then empty.
GeneratorCall analyze_generator(Context& context, ExpressionAnalyzer& analyzer, const syntax::Name& name,
                                const std::vector<syntax::ExpressionPtr>& arguments, TextPosition position);

/// Gives the columns new names; reports UDTF_ALIAS_NUMBER_MISMATCH where there are more or fewer names than columns.
void rename_generated(Context& context, types::Schema& columns, const std::vector<std::string>& names,
                      TextPosition position);

/// Puts the node over a plan, whose columns stay in front.
plan::PlanPtr generate(plan::PlanPtr input, GeneratorCall call);

Relation analyze_lateral_view(Context& context, const syntax::LateralViewRelation& view, TextPosition position);

}  // namespace skep::analyzer
