#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/relation_forms.h"

namespace skep::analyzer {
namespace {

/// The number of TABLESAMPLE (n ROWS), which is a limit.
int64_t row_count(Context& context, const syntax::Expression& expression) {
  Scope nothing;
  auto value = ExpressionAnalyzer(context, nothing).analyze(expression);
  if (context.failed()) return 0;
  auto number = constant_integer(*value);
  std::string_view problem;
  if (!value->type.is(types::TypeKind::integer)) {
    problem = "DATA_TYPE";
  } else if (!number) {
    problem = "IS_UNFOLDABLE";
  } else if (*number < 0) {
    problem = "IS_NEGATIVE";
  } else {
    return *number;
  }
  context.report(analysis_error(fmt::format("INVALID_LIMIT_LIKE_EXPRESSION.{}", problem),
                                "TABLESAMPLE takes a constant number of rows, 0 or more"),
                 expression.position);
  return 0;
}

}  // namespace

Relation analyze_sample(Context& context, const syntax::SampleRelation& node, TextPosition) {
  auto relation = analyze_relation(context, *node.input);
  if (context.failed()) return relation;
  auto output = relation.plan->output;
  if (node.rows) {
    plan::Limit limit;
    limit.count = row_count(context, *node.rows);
    limit.input = std::move(relation.plan);
    relation.plan = plan::make_plan(std::move(output), std::move(limit));
    return relation;
  }
  plan::Sample sample{std::move(relation.plan), node.fraction, node.seed};
  relation.plan = plan::make_plan(std::move(output), std::move(sample));
  return relation;
}

}  // namespace skep::analyzer
