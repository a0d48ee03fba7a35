#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"

namespace skep::analyzer {
namespace {

/// Joins one item of FROM to all before it. A chain of joins hangs on its leftmost relation, so that its conditions see
/// what stands before the comma.
Relation join_onto(Context& context, Relation left, const syntax::Relation& item) {
  auto* chain = std::get_if<syntax::JoinRelation>(&item.node);
  if (chain && item.alias.empty() && !item.is_enclosed) {
    return analyze_join(context, join_onto(context, std::move(left), *chain->left), *chain, item.position);
  }
  std::vector<plan::ExpressionPtr> outers;
  auto right = item.is_lateral ? analyze_lateral(context, left.scope, item, outers) : analyze_relation(context, item);
  auto output = left.plan->output;
  size_t shift = output.size();
  output.insert(output.end(), right.plan->output.begin(), right.plan->output.end());
  for (auto& column : right.scope.columns) {
    column.index += shift;
    left.scope.columns.push_back(std::move(column));
  }
  plan::Join join{plan::JoinKind::cross, std::move(left.plan), std::move(right.plan), nullptr, std::move(outers)};
  left.plan = plan::make_plan(std::move(output), std::move(join));
  return left;
}

}  // namespace

Relation analyze_from(Context& context, const std::vector<syntax::RelationPtr>& from) {
  auto relation = analyze_relation(context, *from[0]);
  for (size_t i = 1; i < from.size() && !context.failed(); i++) {
    relation = join_onto(context, std::move(relation), *from[i]);
  }
  return relation;
}

Relation analyze_lateral(Context& context, const Scope& left, const syntax::Relation& relation,
                         std::vector<plan::ExpressionPtr>& outers) {
  ExpressionAnalyzer analyzer(context, left);
  OuterQuery around{&analyzer, {}, {}};
  context.outer_queries.push_back(&around);
  auto right = analyze_relation(context, relation);
  context.outer_queries.pop_back();
  outers = std::move(around.outers);
  return right;
}

}  // namespace skep::analyzer
