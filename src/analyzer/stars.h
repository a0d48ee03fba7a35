#pragma once

#include "analyzer/context.h"

#include <string>
#include <vector>

namespace skep::analyzer {

class ExpressionAnalyzer;

/// One column that a star stands for.
struct StarColumn {
  std::string name;
  plan::ExpressionPtr expression;
  std::string comment;
  std::vector<std::string> qualifier;  ///< of the column, where the star changes nothing of it
};

/// The columns that a star stands for over a scope: all, those of a table, or the fields of a struct, without those of
/// its EXCEPT. Reports what cannot be found. `analyzer` resolves the values that stand in place of columns.
std::vector<StarColumn> expand_star(Context& context, const Scope& scope, ExpressionAnalyzer& analyzer,
                                    const syntax::Star& star, TextPosition position);

}  // namespace skep::analyzer
