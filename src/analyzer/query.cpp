#include "analyzer/aggregation.h"
#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/relation_forms.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>
#include <set>

namespace skep::analyzer {
namespace {

using plan::ExpressionPtr;

/// Analyses a WITH's queries in order and puts them in sight; restores what was in sight before on destruction.
class CommonTables {
 public:
  CommonTables(Context& context, const syntax::Query& query) : context_(context), before_(context.common_tables) {
    std::set<std::string> names;
    for (auto& table : query.with) {
      if (!names.insert(to_lower(table.name)).second) {
        context.report(analysis_error("DUPLICATED_CTE_NAMES", "WITH defines {} twice", table.name),
                       table.query->position);
        return;
      }
      if (query.is_recursive) context.recursive_tables[to_lower(table.name)] = table.query.get();
      auto relation = analyze_query(context, *table.query);
      context.recursive_tables.erase(to_lower(table.name));
      auto& output = relation.plan->output;
      if (!table.column_aliases.empty() && table.column_aliases.size() != output.size()) {
        context.report(analysis_error("ASSIGNMENT_ARITY_MISMATCH", "{} names {} columns, its query has {}", table.name,
                                      table.column_aliases.size(), output.size()),
                       table.query->position);
        return;
      }
      for (size_t i = 0; i < table.column_aliases.size(); i++) output[i].name = table.column_aliases[i];
      plans_.push_back(std::move(relation.plan));
      context.common_tables[to_lower(table.name)] = plans_.back().get();
    }
  }
  ~CommonTables() { context_.common_tables = std::move(before_); }
  CommonTables(const CommonTables&) = delete;
  CommonTables& operator=(const CommonTables&) = delete;

 private:
  Context& context_;
  std::map<std::string, const plan::Plan*> before_;
  std::vector<plan::PlanPtr> plans_;
};

}  // namespace

namespace {

void check_aliases(Context& context, const std::vector<std::string>& names, size_t columns, TextPosition position) {
  if (names.empty() || names.size() == columns) return;
  context.report(analysis_error("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", "{} column names for {} columns of VALUES",
                                names.size(), columns),
                 position);
}

}  // namespace

Relation analyze_query(Context& context, const syntax::Query& query) {
  CommonTables in_sight(context, query);
  if (auto* select = std::get_if<syntax::SelectBody>(&query.body)) return analyze_select(context, *select, query);
  if (auto* set = std::get_if<syntax::SetBody>(&query.body)) {
    return add_order_and_limit(context, analyze_set_operation(context, *set, query.position), query);
  }
  auto& values = std::get<syntax::ValuesBody>(query.body);
  auto relation = analyze_values(context, values.rows, query.position);
  auto& output = relation.plan->output;
  check_aliases(context, values.column_aliases, output.size(), query.position);
  if (!values.column_aliases.empty() && values.column_aliases.size() == output.size()) {
    for (size_t i = 0; i < output.size(); i++) output[i].name = values.column_aliases[i];
    relation.scope = Scope::of(output, {});
  }
  if (!values.alias.empty()) relation.scope = Scope::of(output, {values.alias});
  return add_order_and_limit(context, std::move(relation), query);
}

namespace {

bool holds_map(const types::DataType& type) {
  return type.is(types::TypeKind::map) || std::any_of(type.fields().begin(), type.fields().end(),
                                                      [](const types::Field& field) { return holds_map(field.type); });
}

}  // namespace

void check_can_order(Context& context, const plan::Expression& key, TextPosition position) {
  if (types::is_orderable(key.type)) return;
  context.report(
      analysis_error("DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", "values of {} have no order", key.type.to_sql()),
      position);
}

void check_distinct(Context& context, const types::Schema& columns, TextPosition position) {
  for (auto& column : columns) {
    if (!holds_map(column.type)) continue;
    context.report(analysis_error("UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE",
                                  "DISTINCT cannot compare the maps in column {}", column.name),
                   position);
  }
}

Relation add_order_and_limit(Context& context, Relation relation, const syntax::Query& query) {
  if (context.failed()) return relation;
  plan::Sort sort;
  auto output = relation.plan->output;
  for (auto& key : query.order_by) {
    ExpressionPtr expression;
    auto* literal = std::get_if<syntax::Literal>(&key.expression->node);
    if (literal && literal->value.type.is(types::TypeKind::integer)) {
      auto position = std::get<int64_t>(literal->value.data);
      if (position < 1 || position > static_cast<int64_t>(output.size())) {
        context.report(
            analysis_error("ORDER_BY_POS_OUT_OF_RANGE", "ORDER BY position {} is not in the select list (1 to {})",
                           position, output.size()),
            key.expression->position);
        return relation;
      }
      auto index = static_cast<size_t>(position) - 1;
      expression = plan::make_input(index, output[index]);
    } else {
      ExpressionAnalyzer analyzer(context, relation.scope);
      analyzer.refuse_aggregates_as("UNSUPPORTED_EXPR_FOR_OPERATOR");
      expression = analyzer.analyze(*key.expression);
    }
    check_can_order(context, *expression, key.expression->position);
    sort.keys.push_back({std::move(expression), key.descending, key.nulls_first.value_or(!key.descending)});
  }
  for (size_t i = 0; query.order_by_all && i < output.size(); i++) {
    sort.keys.push_back(
        {plan::make_input(i, output[i]), query.all_descending, query.all_nulls_first.value_or(!query.all_descending)});
  }
  if (!sort.keys.empty()) {
    sort.input = std::move(relation.plan);
    relation.plan = plan::make_plan(output, std::move(sort));
  }
  for (auto& key : query.distribute_by) ExpressionAnalyzer(context, relation.scope).analyze(*key);
  relation.plan = add_limit(context, std::move(relation.plan), query);
  return relation;
}

namespace {

void check_cell(Context& context, const plan::Expression& cell, TextPosition position) {
  plan::walk(cell, [&](const plan::Expression& part) {
    auto* call = std::get_if<plan::Call>(&part.node);
    if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) {
      if (subquery->kind == plan::SubqueryKind::scalar) {
        context.report(analysis_error("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES",
                                      "a scalar subquery cannot stand in VALUES"),
                       position);
      }
    } else if (std::holds_alternative<plan::OuterColumn>(part.node) ||
               std::holds_alternative<plan::AggregateCall>(part.node) ||
               (call && (call->function == "rand" || call->function == "randn"))) {
      context.report(
          analysis_error("INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE", "VALUES takes constants"),
          position);
    }
  });
}

/// A row that is but a struct(...) is the row of its fields.
const std::vector<syntax::ExpressionPtr>& cells_of(const std::vector<syntax::ExpressionPtr>& row) {
  auto* call = row.size() == 1 ? std::get_if<syntax::FunctionCall>(&row[0]->node) : nullptr;
  bool is_row = call && call->name.parts.size() == 1 && equals_ignoring_case(call->name.parts[0], "struct") &&
                !call->arguments.empty();
  return is_row ? call->arguments : row;
}

}  // namespace

Relation analyze_values(Context& context, const std::vector<std::vector<syntax::ExpressionPtr>>& rows,
                        TextPosition position) {
  Scope nothing;
  ExpressionAnalyzer analyzer(context, nothing, ExpressionAnalyzer::Aggregates::allowed);
  plan::Values values;
  types::Schema output;
  for (auto& row : rows) {
    std::vector<ExpressionPtr> analyzed;
    auto& cells = cells_of(row);
    for (auto& cell : cells) {
      analyzed.push_back(analyzer.analyze(*cell));
      check_cell(context, *analyzed.back(), cell->position);
    }
    if (values.rows.empty()) {
      for (size_t i = 0; i < cells.size(); i++) {
        output.push_back({"col" + std::to_string(i + 1), analyzed[i]->type, false, {}});
      }
    }
    if (analyzed.size() != output.size()) {
      return context.fail_relation(
          analysis_error("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
                         "a row of VALUES has {} columns, the first one {}", analyzed.size(), output.size()),
          position);
    }
    for (size_t i = 0; i < output.size(); i++) {
      auto common = types::tightest_common_type(output[i].type, analyzed[i]->type, context.settings().ansi);
      if (!common) {
        return context.fail_relation(analysis_error("INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE",
                                                    "column {} of VALUES has types that do not go together: {}, {}",
                                                    i + 1, output[i].type.to_sql(), analyzed[i]->type.to_sql()),
                                     position);
      }
      output[i].type = *common;
      output[i].nullable |= analyzed[i]->nullable;
    }
    values.rows.push_back(std::move(analyzed));
  }
  for (auto& row : values.rows) {
    for (size_t i = 0; i < row.size(); i++) row[i] = plan::make_cast(std::move(row[i]), output[i].type);
  }
  auto scope = Scope::of(output, {});
  return {plan::make_plan(std::move(output), std::move(values)), std::move(scope)};
}

namespace {

std::string_view name_of(syntax::SetOperator op) {
  switch (op) {
    case syntax::SetOperator::union_: return "UNION";
    case syntax::SetOperator::intersect: return "INTERSECT";
    case syntax::SetOperator::except: return "EXCEPT";
  }
  return "";
}

/// Structs whose fields have the same types in the same order, whatever their names.
bool are_structs_alike(const types::DataType& a, const types::DataType& b) {
  if (!a.is(types::TypeKind::struct_) || !b.is(types::TypeKind::struct_)) return a == b;
  return std::equal(a.fields().begin(), a.fields().end(), b.fields().begin(), b.fields().end(),
                    [](const types::Field& x, const types::Field& y) { return are_structs_alike(x.type, y.type); });
}

/// Casts a side's columns to the types that both sides share.
plan::PlanPtr cast_side(plan::PlanPtr side, const types::Schema& wanted) {
  bool same = true;
  std::vector<ExpressionPtr> expressions;
  types::Schema output = side->output;
  for (size_t i = 0; i < wanted.size(); i++) {
    same &= side->output[i].type == wanted[i].type;
    expressions.push_back(plan::make_cast(plan::make_input(i, side->output[i]), wanted[i].type));
    output[i].type = wanted[i].type;
  }
  if (same) return side;
  return plan::make_plan(std::move(output), plan::Project{std::move(side), std::move(expressions)});
}

}  // namespace

Relation analyze_set_operation(Context& context, const syntax::SetBody& body, TextPosition position) {
  auto left = analyze_query(context, *body.left);
  auto right = analyze_query(context, *body.right);
  if (context.failed()) return Context::one_empty_row();
  auto& l = left.plan->output;
  auto& r = right.plan->output;
  if (l.size() != r.size()) {
    return context.fail_relation(analysis_error("NUM_COLUMNS_MISMATCH", "{} of queries with {} and {} columns",
                                                name_of(body.op), l.size(), r.size()),
                                 position);
  }
  types::Schema output;
  for (size_t i = 0; i < l.size(); i++) {
    auto common = types::common_type(l[i].type, r[i].type, context.settings().ansi);
    if (!common && are_structs_alike(l[i].type, r[i].type)) common = l[i].type;
    if (!common) {
      return context.fail_relation(
          analysis_error("INCOMPATIBLE_COLUMN_TYPE", "column {} of {} has types that do not go together: {}, {}", i + 1,
                         name_of(body.op), l[i].type.to_sql(), r[i].type.to_sql()),
          position);
    }
    if (holds_map(*common) && !(body.op == syntax::SetOperator::union_ && body.all)) {
      return context.fail_relation(
          analysis_error("UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE", "{} cannot compare the maps in column {}",
                         name_of(body.op), l[i].name),
          position);
    }
    output.push_back({l[i].name, *common, l[i].nullable || r[i].nullable, {}});
  }
  plan::SetOperation node;
  node.op = static_cast<plan::SetOperator>(body.op);
  node.all = body.all;
  node.left = cast_side(std::move(left.plan), output);
  node.right = cast_side(std::move(right.plan), output);
  auto scope = Scope::of(output, {});
  return {plan::make_plan(std::move(output), std::move(node)), std::move(scope)};
}

}  // namespace skep::analyzer
