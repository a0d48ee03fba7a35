#include "analyzer/aggregation.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

class Rewriter {
 public:
  Rewriter(Context& context, const std::vector<ExpressionPtr>& groups, std::vector<ExpressionPtr>& aggregates,
           bool has_group_by, TextPosition position)
      : context_(context), groups_(groups), aggregates_(aggregates), has_group_by_(has_group_by), position_(position) {}

  /// From here on what is missing is a name that HAVING or ORDER BY cannot see.
  void begin_others() { in_others_ = true; }

  void rewrite(ExpressionPtr& expression) {
    auto group = std::find_if(groups_.begin(), groups_.end(),
                              [&](const ExpressionPtr& candidate) { return plan::equal(*candidate, *expression); });
    if (group != groups_.end() && !std::holds_alternative<plan::Constant>(expression->node)) {
      expression = output_column(static_cast<size_t>(group - groups_.begin()), **group);
    } else if (std::holds_alternative<plan::AggregateCall>(expression->node)) {
      expression = aggregate_column(std::move(expression));
    } else if (auto* column = std::get_if<plan::InputColumn>(&expression->node)) {
      report_missing(column->name);
    } else {
      plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { rewrite(child); });
    }
  }

 private:
  static ExpressionPtr output_column(size_t index, const plan::Expression& source) {
    auto* column = std::get_if<plan::InputColumn>(&source.node);
    return plan::make_input(index, {column ? column->name : "", source.type, source.nullable, {}});
  }

  ExpressionPtr aggregate_column(ExpressionPtr call) {
    auto same = std::find_if(aggregates_.begin(), aggregates_.end(),
                             [&](const ExpressionPtr& candidate) { return plan::equal(*candidate, *call); });
    auto index = groups_.size() + static_cast<size_t>(same - aggregates_.begin());
    auto column = output_column(index, *call);
    if (same == aggregates_.end()) aggregates_.push_back(std::move(call));
    return column;
  }

  void report_missing(const std::string& column) {
    if (in_others_) {
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
  std::vector<ExpressionPtr>& aggregates_;
  bool has_group_by_;
  TextPosition position_;
  bool in_others_ = false;
};

}  // namespace

bool contains_aggregate(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression,
             [&](const plan::Expression& part) { found |= std::holds_alternative<plan::AggregateCall>(part.node); });
  return found;
}

plan::PlanPtr aggregate(Context& context, plan::PlanPtr input, std::vector<ExpressionPtr> groups,
                        const std::vector<ExpressionPtr*>& selected, const std::vector<ExpressionPtr*>& others,
                        bool has_group_by, TextPosition position) {
  std::vector<ExpressionPtr> aggregates;
  Rewriter rewriter(context, groups, aggregates, has_group_by, position);
  for (auto* expression : selected) rewriter.rewrite(*expression);
  rewriter.begin_others();
  for (auto* expression : others) rewriter.rewrite(*expression);

  types::Schema output;
  for (auto& group : groups) {
    auto* column = std::get_if<plan::InputColumn>(&group->node);
    output.push_back(
        {column ? column->name : "group" + std::to_string(output.size()), group->type, group->nullable, {}});
  }
  for (auto& call : aggregates) {
    output.push_back({std::get<plan::AggregateCall>(call->node).function, call->type, call->nullable, {}});
  }
  return plan::make_plan(std::move(output),
                         plan::Aggregate{std::move(input), std::move(groups), std::move(aggregates)});
}

}  // namespace skep::analyzer
