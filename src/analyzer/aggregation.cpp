#include "analyzer/aggregation.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

class Rewriter {
 public:
  Rewriter(Context& context, const GroupingSets& grouping, std::vector<ExpressionPtr>& aggregates, bool has_group_by,
           TextPosition position)
      : context_(context),
        groups_(grouping.groups),
        in_sets_(!grouping.sets.empty()),
        aggregates_(aggregates),
        has_group_by_(has_group_by),
        position_(position) {}

  /// From here on what is missing is a name that HAVING or ORDER BY cannot see.
  void begin_others() { in_others_ = true; }

  void rewrite(ExpressionPtr& expression) {
    auto group = std::find_if(groups_.begin(), groups_.end(),
                              [&](const ExpressionPtr& candidate) { return plan::equal(*candidate, *expression); });
    auto* call = std::get_if<plan::Call>(&expression->node);
    if (group != groups_.end() && !std::holds_alternative<plan::Constant>(expression->node)) {
      expression = output_column(static_cast<size_t>(group - groups_.begin()), **group);
      expression->nullable |= in_sets_;
    } else if (call && (call->function == "grouping" || call->function == "grouping_id")) {
      expression = grouping_value(context_, *call, groups_, position_);
    } else if (is_correlated_value(*expression) && !in_others_) {
      context_.report(analysis_error("SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION",
                                     "a scalar subquery that uses columns of the query around must be grouped by"),
                      position_);
    } else if (std::holds_alternative<plan::AggregateCall>(expression->node)) {
      expression = aggregate_column(std::move(expression));
    } else if (auto* column = std::get_if<plan::InputColumn>(&expression->node)) {
      report_missing(column->name);
    } else {
      bool is_subquery = std::holds_alternative<plan::Subquery>(expression->node);
      if (is_subquery) subqueries_++;
      plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { rewrite(child); });
      if (is_subquery) subqueries_--;
    }
  }

 private:
  static bool is_correlated_value(const plan::Expression& expression) {
    auto* subquery = std::get_if<plan::Subquery>(&expression.node);
    return subquery && subquery->kind == plan::SubqueryKind::scalar && !subquery->outers.empty();
  }

  static ExpressionPtr output_column(size_t index, const plan::Expression& source) {
    auto* column = std::get_if<plan::InputColumn>(&source.node);
    return plan::make_input(index, {column ? column->name : "", source.type, source.nullable, {}});
  }

  ExpressionPtr aggregate_column(ExpressionPtr call) {
    auto same = std::find_if(aggregates_.begin(), aggregates_.end(),
                             [&](const ExpressionPtr& candidate) { return plan::equal(*candidate, *call); });
    auto index = groups_.size() + (in_sets_ ? 1 : 0) + static_cast<size_t>(same - aggregates_.begin());
    auto column = output_column(index, *call);
    if (same == aggregates_.end()) aggregates_.push_back(std::move(call));
    return column;
  }

  void report_missing(const std::string& column) {
    if (in_others_ && subqueries_ > 0) {
      context_.report(
          analysis_error("MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT",
                         "a subquery uses the column {} of the query around, which is not grouped by", column),
          position_);
    } else if (in_others_) {
      context_.report(analysis_error("UNRESOLVED_COLUMN.WITH_SUGGESTION",
                                     "the column {} is neither in GROUP BY nor in the select list", column),
                      position_);
    } else if (has_group_by_) {
      context_.report(analysis_error("MISSING_AGGREGATION",
                                     "the column {} is neither in GROUP BY nor in an aggregate function; any_value({}) "
                                     "takes one of its values",
                                     column, column),
                      position_);
    } else {
      context_.report(analysis_error("MISSING_GROUP_BY",
                                     "the query has aggregates and no GROUP BY, so the column {} "
                                     "cannot stand alone",
                                     column),
                      position_);
    }
  }

  Context& context_;
  const std::vector<ExpressionPtr>& groups_;
  bool in_sets_;
  std::vector<ExpressionPtr>& aggregates_;
  bool has_group_by_;
  TextPosition position_;
  bool in_others_ = false;
  int subqueries_ = 0;
};

}  // namespace

bool contains_aggregate(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression,
             [&](const plan::Expression& part) { found |= std::holds_alternative<plan::AggregateCall>(part.node); });
  return found;
}

plan::PlanPtr aggregate(Context& context, plan::PlanPtr input, GroupingSets grouping,
                        const std::vector<ExpressionPtr*>& selected, const std::vector<ExpressionPtr*>& others,
                        bool has_group_by, TextPosition position) {
  std::vector<ExpressionPtr> aggregates;
  Rewriter rewriter(context, grouping, aggregates, has_group_by, position);
  for (auto* expression : selected) rewriter.rewrite(*expression);
  rewriter.begin_others();
  for (auto* expression : others) rewriter.rewrite(*expression);

  types::Schema output;
  bool in_sets = !grouping.sets.empty();
  for (auto& group : grouping.groups) {
    auto* column = std::get_if<plan::InputColumn>(&group->node);
    output.push_back(
        {column ? column->name : "group" + std::to_string(output.size()), group->type, group->nullable || in_sets, {}});
  }
  if (in_sets) output.push_back({"grouping_id", types::kBigint, false, {}});
  for (auto& call : aggregates) {
    output.push_back({std::get<plan::AggregateCall>(call->node).function, call->type, call->nullable, {}});
  }
  return plan::make_plan(std::move(output), plan::Aggregate{std::move(input), std::move(grouping.groups),
                                                            std::move(aggregates), std::move(grouping.sets)});
}

}  // namespace skep::analyzer
