#include "session/table_read.h"

#include "analyzer/analyzer.h"
#include "session/sample_plan.h"
#include "session/summary_plan.h"
#include "syntax/parser.h"

#include <algorithm>

namespace skep::session {
namespace {

using syntax::ExpressionPtr;

/// An error in one part says which, since its position counts from the part's beginning.
Error in_part(const Error& error, std::string_view part) { return error.during("the parameter {}", part); }

Error refused(std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "the rows of a table are read with expressions over its columns: {}",
                    what);
}

ExpressionPtr make(decltype(syntax::Expression::node) node) {
  auto expression = std::make_unique<syntax::Expression>();
  expression->node = std::move(node);
  return expression;
}

ExpressionPtr column(const std::string& name) { return make(syntax::ColumnName{{name}}); }

Result<std::vector<ExpressionPtr>> selected_items(const TableRead& read) {
  std::vector<ExpressionPtr> items;
  if (read.answer == TableRead::Answer::count) {
    items.push_back(make(syntax::Literal{types::Value::integer(1)}));
  } else if (!read.columns.empty()) {
    for (const auto& name : read.columns) items.push_back(column(name));
  } else if (read.select.empty()) {
    items.push_back(make(syntax::Star{}));
  } else {
    auto parsed = syntax::parse_select_list(read.select);
    if (!parsed) return in_part(parsed.error(), "select");
    items = std::move(*parsed);
  }
  // What makes the groups of a sample comes last, and is taken away again when the sample is made.
  if (read.sample) {
    for (const auto& name : read.sample->by) items.push_back(column(name));
  }
  return items;
}

Result<std::vector<syntax::SortKey>> sort_keys(const TableRead& read) {
  if (read.order.empty()) return std::vector<syntax::SortKey>();
  auto keys = syntax::parse_sort_keys(read.order);
  if (!keys) return in_part(keys.error(), "order");
  for (const auto& key : *keys) {
    if (!std::holds_alternative<syntax::ColumnName>(key.expression->node)) {
      return in_part(make_error(ErrorCode::invalid_argument,
                                "it takes names of columns, each with [asc|desc] [nulls "
                                "first|last]")
                         .at(key.expression->position),
                     "order");
    }
  }
  return keys;
}

/// The scan that the plan reads; null when the plan is more than a row by row reading of one table.
plan::Scan* find_scan(plan::Plan& plan) {
  bool is_plain = std::holds_alternative<plan::Project>(plan.node) || std::holds_alternative<plan::Filter>(plan.node) ||
                  std::holds_alternative<plan::Sort>(plan.node) || std::holds_alternative<plan::Limit>(plan.node);
  plan::for_each_expression(plan, [&](plan::ExpressionPtr& expression) {
    plan::walk(*expression,
               [&](const plan::Expression& part) { is_plain &= !std::holds_alternative<plan::Subquery>(part.node); });
  });
  if (auto* scan = std::get_if<plan::Scan>(&plan.node)) return scan;
  if (!is_plain) return nullptr;
  plan::Scan* found = nullptr;
  plan::for_each_input(plan, [&](plan::PlanPtr& input) { found = find_scan(*input); });
  return found;
}

plan::PlanPtr limited(plan::PlanPtr rows, const TableRead& read) {
  if (read.limit < 0 && read.offset == 0) return rows;
  auto output = rows->output;
  return plan::make_plan(std::move(output), plan::Limit{std::move(rows), read.limit, read.offset});
}

/// Sorts rows that are equal in the order by their position, so that pages of one version never overlap, and puts the
/// limit right above the sort, which then keeps the first rows only. Says whether there was a sort.
bool sort_and_limit(plan::Plan& plan, const TableRead& read) {
  if (auto* project = std::get_if<plan::Project>(&plan.node)) return sort_and_limit(*project->input, read);
  auto* sort = std::get_if<plan::Sort>(&plan.node);
  if (!sort) return false;
  auto output = plan.output;
  auto position = add_position(*sort->input);
  auto with_position = sort->input->output;
  sort->keys.push_back({plan::make_input(position, with_position[position]), false, true});
  auto first = limited(plan::make_plan(std::move(with_position), std::move(plan.node)), read);
  plan = std::move(*keep_columns(std::move(first), output.size()));
  plan.output = std::move(output);
  return true;
}

plan::PlanPtr count_of(plan::PlanPtr rows) {
  std::vector<plan::ExpressionPtr> aggregates;
  aggregates.push_back(count_all());
  return plan::make_plan({{"count", types::kBigint, false, {}}},
                         plan::Aggregate{std::move(rows), {}, std::move(aggregates)});
}

plan::PlanPtr facets_of(plan::PlanPtr rows, const TableRead& read) {
  types::Schema output = {{"value", rows->output[0].type, true, {}}, {"count", types::kBigint, false, {}}};
  std::vector<plan::ExpressionPtr> groups, aggregates;
  groups.push_back(plan::make_input(0, rows->output[0]));
  aggregates.push_back(count_all());
  auto grouped = plan::make_plan(output, plan::Aggregate{std::move(rows), std::move(groups), std::move(aggregates)});
  plan::Sort sort;
  sort.keys.push_back({plan::make_input(1, output[1]), true, false});
  sort.keys.push_back({plan::make_input(0, output[0]), false, true});
  sort.input = std::move(grouped);
  auto sorted = plan::make_plan(output, std::move(sort));
  return plan::make_plan(output, plan::Limit{std::move(sorted), read.limit, 0});
}

}  // namespace

Result<syntax::Statement> to_statement(const TableRead& read) {
  auto items = selected_items(read);
  if (!items) return items.error();
  syntax::SelectBody body;
  body.items = std::move(*items);
  auto table = std::make_unique<syntax::Relation>();
  table->node = syntax::TableRelation{{{read.table.database, read.table.table}, {}}};
  body.from.push_back(std::move(table));
  if (!read.where.empty()) {
    auto condition = syntax::parse_expression(read.where);
    if (!condition) return in_part(condition.error(), "where");
    body.where = std::move(*condition);
  }
  auto query = std::make_unique<syntax::Query>();
  query->body = std::move(body);
  auto keys = sort_keys(read);
  if (!keys) return keys.error();
  query->order_by = std::move(*keys);
  syntax::Statement statement;
  statement.node = syntax::QueryStatement{std::move(query)};
  // Before any name is looked up, so that nothing can be learnt about tables that are not this one.
  if (analyzer::names_used(statement).tables.size() != 1) return refused("no subqueries");
  return statement;
}

Result<plan::PlanPtr> finish_plan(plan::PlanPtr plan, const TableRead& read) {
  if (!find_scan(*plan)) return refused("no aggregates, and no table besides this one");
  if (read.sample) return sample_of(std::move(plan), *read.sample);
  switch (read.answer) {
    case TableRead::Answer::count: return count_of(std::move(plan));
    case TableRead::Answer::summary: return summary_of(std::move(plan));
    case TableRead::Answer::facets: return facets_of(std::move(plan), read);
    case TableRead::Answer::rows: break;
  }
  return sort_and_limit(*plan, read) ? std::move(plan) : limited(std::move(plan), read);
}

}  // namespace skep::session
