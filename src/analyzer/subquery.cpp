#include "analyzer/expression_analyzer.h"
#include "analyzer/subquery_checks.h"
#include "base/text.h"
#include "types/coercion.h"

namespace skep::analyzer {

using plan::ExpressionPtr;

Relation ExpressionAnalyzer::subquery(const syntax::Query& query, std::vector<ExpressionPtr>& outers) {
  OuterQuery around{this, {}, {}};
  context_.outer_queries.push_back(&around);
  auto relation = analyze_query(context_, query);
  context_.outer_queries.pop_back();
  context_.printed_outers[&query] = join(around.names, ", ");
  outers = std::move(around.outers);
  if (!context_.failed()) check_subquery(context_, *relation.plan, query.position);
  return relation;
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::InQuery& node, TextPosition at) {
  plan::Subquery in{plan::SubqueryKind::in, {}, nullptr, {}};
  in.plan = subquery(*node.query, in.outers).plan;
  if (auto* row = std::get_if<syntax::RowConstructor>(&node.operand->node)) {
    in.operands = analyze_all(row->items);
  } else {
    in.operands.push_back(analyze(*node.operand));
  }
  auto& output = in.plan->output;
  if (in.operands.size() != output.size()) {
    return context_.fail(
        analysis_error("DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
                       "IN compares {} columns with the {} of its subquery", in.operands.size(), output.size()),
        at);
  }
  types::Schema wanted = output;
  std::vector<ExpressionPtr> projected;
  bool nullable = false, differs = false;
  for (size_t i = 0; i < output.size(); i++) {
    auto common = types::common_type(in.operands[i]->type, output[i].type, context_.settings().ansi);
    if (!common) {
      return context_.fail(analysis_error("DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH", "IN compares {} with {}",
                                          in.operands[i]->type.to_sql(), output[i].type.to_sql()),
                           at);
    }
    nullable |= in.operands[i]->nullable || output[i].nullable;
    differs |= !(*common == output[i].type);
    projected.push_back(plan::make_cast(plan::make_input(i, output[i]), *common));
    wanted[i].type = *common;
    in.operands[i] = plan::make_cast(std::move(in.operands[i]), *common);
  }
  if (differs) in.plan = plan::make_plan(wanted, plan::Project{std::move(in.plan), std::move(projected)});
  auto result = std::make_unique<plan::Expression>();
  result->type = types::kBoolean;
  result->nullable = nullable;
  result->node = std::move(in);
  return negate_if(node.negated, std::move(result), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Exists& node, TextPosition) {
  auto result = std::make_unique<plan::Expression>();
  result->type = types::kBoolean;
  result->nullable = false;
  plan::Subquery exists{plan::SubqueryKind::exists, {}, nullptr, {}};
  exists.plan = subquery(*node.query, exists.outers).plan;
  result->node = std::move(exists);
  return result;
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::ScalarQuery& node, TextPosition at) {
  plan::Subquery scalar{plan::SubqueryKind::scalar, {}, nullptr, {}};
  scalar.plan = subquery(*node.query, scalar.outers).plan;
  auto& body = scalar.plan;
  if (body->output.size() != 1) {
    return context_.fail(
        analysis_error("INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
                       "a scalar subquery gives one column, not {}", body->output.size()),
        at);
  }
  auto result = std::make_unique<plan::Expression>();
  result->type = body->output[0].type;
  result->nullable = true;
  result->node = std::move(scalar);
  return result;
}

}  // namespace skep::analyzer
