#include "analyzer/context.h"
#include "analyzer/relation_forms.h"

namespace skep::analyzer {

Relation analyze_sample(Context& context, const syntax::SampleRelation& node, TextPosition) {
  auto relation = analyze_relation(context, *node.input);
  if (context.failed()) return relation;
  auto output = relation.plan->output;
  if (node.rows) {
    auto count = constant_count(context, *node.rows, "limit");
    plan::Limit limit{std::move(relation.plan), count.value_or(0), 0};
    relation.plan = plan::make_plan(std::move(output), std::move(limit));
    return relation;
  }
  plan::Sample sample{std::move(relation.plan), node.fraction, node.seed};
  relation.plan = plan::make_plan(std::move(output), std::move(sample));
  return relation;
}

}  // namespace skep::analyzer
