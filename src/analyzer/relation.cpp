#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/generators.h"
#include "analyzer/relation_forms.h"
#include "analyzer/subquery_checks.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

/// A table of the snapshot, a CTE, or the error why there is neither.
Relation analyze_table(Context& context, const syntax::TableRelation& table, TextPosition position) {
  if (table.name.parts.size() == 1) {
    auto name = to_lower(table.name.parts[0]);
    if (auto defined = context.recursive_tables.find(name); defined != context.recursive_tables.end()) {
      bool has_anchor = std::holds_alternative<syntax::SetBody>(defined->second->body);
      auto error = has_anchor ? Error(ErrorCode::unsupported,
                                      "a common table that reads itself is not there: Spark 4.0 cannot either")
                              : analysis_error("INVALID_RECURSIVE_CTE",
                                               "a recursive common table is a UNION ALL of an anchor and a query");
      return context.fail_relation(std::move(error), position);
    }
    if (auto found = context.common_tables.find(name); found != context.common_tables.end()) {
      return {plan::clone(*found->second), Scope::of(found->second->output, {table.name.parts[0]})};
    }
  }
  auto& snapshot = context.snapshot();
  auto number = snapshot.find_table(table.name.parts, context.names());
  if (!number) return context.fail_relation(snapshot.why_missing(table.name.parts, context.names()), position);
  auto& entry = snapshot.tables[*number];
  if (!entry.unsupported.empty()) {
    return context.fail_relation(Error(ErrorCode::unsupported, entry.unsupported), position);
  }
  if (entry.view) return analyze_view(context, entry, position);
  plan::Scan scan;
  scan.table = *number;
  scan.name = entry.database + "." + entry.name;
  for (size_t i = 0; i < entry.columns.size(); i++) scan.columns.push_back(i);
  bool is_temporary = entry.database.empty();
  auto scope =
      Scope::of(entry.columns, is_temporary ? std::vector<std::string>{entry.name}
                                            : std::vector<std::string>{"spark_catalog", entry.database, entry.name});
  auto plan = plan::make_plan(entry.columns, std::move(scan));
  if (context.settings().pads_char) plan = pad_char_columns(std::move(plan));
  return {std::move(plan), std::move(scope)};
}

/// Applies `AS alias(columns)`: new qualifier and, where given, new names.
Relation with_alias(Context& context, Relation relation, const syntax::Relation& node) {
  auto& columns = relation.scope.columns;
  if (!node.column_aliases.empty()) {
    size_t visible = static_cast<size_t>(
        std::count_if(columns.begin(), columns.end(), [](const ScopeColumn& c) { return c.in_star; }));
    if (visible != node.column_aliases.size()) {
      std::string_view error_class =
          std::holds_alternative<syntax::ValuesRelation>(node.node)     ? "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH"
          : std::holds_alternative<syntax::FunctionRelation>(node.node) ? "NUM_TABLE_VALUE_ALIASES_MISMATCH"
                                                                        : "ASSIGNMENT_ARITY_MISMATCH";
      return context.fail_relation(analysis_error(error_class, "{} column names for {} columns of {}",
                                                  node.column_aliases.size(), visible, node.alias),
                                   node.position);
    }
    size_t next = 0;
    for (auto& column : columns) {
      if (column.in_star) column.field.name = node.column_aliases[next++];
    }
  }
  if (!node.alias.empty()) {
    for (auto& column : columns) column.qualifier = {node.alias};
  }
  return relation;
}

/// The columns of a subquery in FROM are no longer those of the tables in it.
Relation without_qualifiers(Relation relation) {
  for (auto& column : relation.scope.columns) column.qualifier.clear();
  return relation;
}

Relation analyze_node(Context& context, const syntax::Relation& node) {
  if (auto* table = std::get_if<syntax::TableRelation>(&node.node))
    return analyze_table(context, *table, node.position);
  if (auto* subquery = std::get_if<syntax::SubqueryRelation>(&node.node))
    return without_qualifiers(analyze_query(context, *subquery->query));
  if (auto* piped = std::get_if<syntax::PipedRelation>(&node.node)) return analyze_query(context, *piped->query);
  if (auto* view = std::get_if<syntax::LateralViewRelation>(&node.node))
    return analyze_lateral_view(context, *view, node.position);
  if (auto* pivot = std::get_if<syntax::PivotRelation>(&node.node))
    return analyze_pivot(context, *pivot, node.position);
  if (auto* unpivot = std::get_if<syntax::UnpivotRelation>(&node.node))
    return analyze_unpivot(context, *unpivot, node.position);
  if (auto* sample = std::get_if<syntax::SampleRelation>(&node.node))
    return analyze_sample(context, *sample, node.position);
  if (auto* function = std::get_if<syntax::FunctionRelation>(&node.node))
    return analyze_table_function(context, *function, node.position);
  if (auto* values = std::get_if<syntax::ValuesRelation>(&node.node))
    return analyze_values(context, values->rows, node.position);
  auto& join = std::get<syntax::JoinRelation>(node.node);
  return analyze_join(context, analyze_relation(context, *join.left), join, node.position);
}

}  // namespace

Relation analyze_relation(Context& context, const syntax::Relation& relation) {
  return with_alias(context, analyze_node(context, relation), relation);
}

namespace {

using UsingPair = std::pair<const ScopeColumn*, const ScopeColumn*>;

/// The column of one side that USING names; null after an error.
const ScopeColumn* using_column(Context& context, const Scope& side, const std::string& name, TextPosition position,
                                std::string_view which) {
  auto found = side.find({name});
  if (found.columns.size() == 1) return found.columns[0];
  if (found.columns.empty()) {
    context.report(analysis_error("UNRESOLVED_USING_COLUMN_FOR_JOIN",
                                  "the USING column {} is not on the {} side of the join", name, which),
                   position);
  } else {
    context.report(analysis_error("AMBIGUOUS_REFERENCE", "the USING column {} is ambiguous on the {} side of the join",
                                  name, which),
                   position);
  }
  return nullptr;
}

std::vector<std::string> natural_columns(const Scope& left, const Scope& right) {
  std::vector<std::string> names;
  for (auto* column : left.star({})) {
    if (!right.find({column->field.name}).columns.empty()) names.push_back(column->field.name);
  }
  return names;
}

bool is_null_able_side(syntax::JoinKind kind, bool left) {
  using enum syntax::JoinKind;
  return kind == full_outer || (left ? kind == right_outer : kind == left_outer);
}

bool keeps_left_only(syntax::JoinKind kind) {
  return kind == syntax::JoinKind::left_semi || kind == syntax::JoinKind::left_anti;
}

/// The scope after USING: the shared columns first and once, then the others; the sides stay reachable by qualifier.
Relation merge_using(Context& context, Relation joined, const std::vector<UsingPair>& pairs, syntax::JoinKind kind,
                     size_t left_columns) {
  Scope scope;
  std::vector<ExpressionPtr> extra;
  auto output = joined.plan->output;
  size_t width = output.size();
  for (auto& [left, right] : pairs) {
    ScopeColumn merged = kind == syntax::JoinKind::right_outer ? *right : *left;
    if (kind == syntax::JoinKind::right_outer) merged.index += left_columns;
    if (kind == syntax::JoinKind::full_outer) {
      auto type = types::common_type(left->field.type, right->field.type, context.settings().ansi);
      merged.field.type = type.value_or(left->field.type);
      std::vector<ExpressionPtr> sides;
      for (auto index : {left->index, left_columns + right->index})
        sides.push_back(plan::make_cast(plan::make_input(index, output[index]), merged.field.type));
      merged.index = width + extra.size();
      extra.push_back(plan::make_call("coalesce", merged.field.type, true, std::move(sides)));
    }
    merged.qualifier.clear();
    merged.field.name = left->field.name;
    scope.columns.push_back(std::move(merged));
  }
  for (auto& column : joined.scope.columns) {
    auto copy = column;
    for (auto& [left, right] : pairs) {
      if (column.index == left->index || column.index == left_columns + right->index) copy.in_star = false;
    }
    scope.columns.push_back(std::move(copy));
  }
  if (!extra.empty()) {
    std::vector<ExpressionPtr> all;
    for (size_t i = 0; i < width; i++) all.push_back(plan::make_input(i, output[i]));
    for (size_t i = 0; i < extra.size(); i++) {
      output.push_back({pairs[i].first->field.name, extra[i]->type, true, {}});
      all.push_back(std::move(extra[i]));
    }
    joined.plan = plan::make_plan(std::move(output), plan::Project{std::move(joined.plan), std::move(all)});
  }
  joined.scope = std::move(scope);
  return joined;
}

}  // namespace

namespace {

/// Refuses the kinds of join that a lateral right side cannot have.
void check_lateral(Context& context, const syntax::JoinRelation& join, TextPosition position) {
  using enum syntax::JoinKind;
  if (join.natural) {
    context.report(analysis_error("INCOMPATIBLE_JOIN_TYPES", "LATERAL and NATURAL cannot stand together"), position);
  } else if (!join.using_columns.empty()) {
    context.report(analysis_error("UNSUPPORTED_FEATURE.LATERAL_JOIN_USING", "a lateral join cannot have USING"),
                   position);
  } else if (join.kind != inner && join.kind != cross && join.kind != left_outer) {
    context.report(analysis_error("INVALID_LATERAL_JOIN_TYPE", "a lateral join is an inner, left or cross join"),
                   position);
  }
}

/// The condition of ON, which must be boolean.
ExpressionPtr join_condition(Context& context, ExpressionAnalyzer& analyzer, const syntax::Expression& expression) {
  analyzer.refuse_aggregates_as("UNSUPPORTED_EXPR_FOR_OPERATOR");
  auto condition = analyzer.analyze(expression);
  bool is_boolean = condition->type.is(types::TypeKind::boolean) || condition->type.is(types::TypeKind::null);
  if (!is_boolean) {
    context.report(analysis_error("JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
                                  "the condition of the join must be boolean, not {}", condition->type.to_sql()),
                   expression.position);
  }
  if (is_by_chance(*condition)) {
    context.report(analysis_error("INVALID_NON_DETERMINISTIC_EXPRESSIONS",
                                  "the condition of a join must give the same each time: rand() cannot stand in it"),
                   expression.position);
  }
  check_subqueries_in_join(context, *condition, expression.position);
  return plan::make_cast(std::move(condition), types::kBoolean);
}

}  // namespace

Relation analyze_join(Context& context, Relation left, const syntax::JoinRelation& join, TextPosition position) {
  std::vector<ExpressionPtr> outers;
  if (join.right->is_lateral) check_lateral(context, join, position);
  auto right = join.right->is_lateral ? analyze_lateral(context, left.scope, *join.right, outers)
                                      : analyze_relation(context, *join.right);
  if (context.failed()) return Context::one_empty_row();
  size_t left_columns = left.plan->output.size();

  Relation joined;
  joined.scope = left.scope;
  for (auto column : right.scope.columns) {
    column.index += left_columns;
    joined.scope.columns.push_back(std::move(column));
  }
  auto names = join.natural ? natural_columns(left.scope, right.scope) : join.using_columns;
  std::vector<UsingPair> pairs;
  ExpressionPtr condition;
  ExpressionAnalyzer analyzer(context, joined.scope);
  for (auto& name : names) {
    auto* l = using_column(context, left.scope, name, position, "left");
    auto* r = using_column(context, right.scope, name, position, "right");
    if (!l || !r) return Context::one_empty_row();
    pairs.emplace_back(l, r);
    std::vector<ExpressionPtr> sides, both;
    sides.push_back(plan::make_input(l->index, l->field));
    sides.push_back(plan::make_input(left_columns + r->index, r->field));
    auto equal = analyzer.call("=", std::move(sides), position);
    if (condition) {
      both.push_back(std::move(condition));
      both.push_back(std::move(equal));
      condition = analyzer.call("and", std::move(both), position);
    } else {
      condition = std::move(equal);
    }
  }
  if (join.condition) condition = join_condition(context, analyzer, *join.condition);

  types::Schema output = left.plan->output;
  if (!keeps_left_only(join.kind)) output.insert(output.end(), right.plan->output.begin(), right.plan->output.end());
  for (size_t i = 0; i < output.size(); i++) output[i].nullable |= is_null_able_side(join.kind, i < left_columns);
  for (auto& column : joined.scope.columns)
    column.field.nullable |= is_null_able_side(join.kind, column.index < left_columns);
  // Spark takes CROSS JOIN ... ON for an inner join.
  bool cross = !condition && (join.kind == syntax::JoinKind::inner || join.kind == syntax::JoinKind::cross);
  auto kind = cross                                  ? plan::JoinKind::cross
              : join.kind == syntax::JoinKind::cross ? plan::JoinKind::inner
                                                     : static_cast<plan::JoinKind>(join.kind);
  joined.plan = plan::make_plan(std::move(output), plan::Join{kind, std::move(left.plan), std::move(right.plan),
                                                              std::move(condition), std::move(outers)});
  if (keeps_left_only(join.kind)) {
    joined.scope = std::move(left.scope);
    return joined;
  }
  return pairs.empty() ? std::move(joined) : merge_using(context, std::move(joined), pairs, join.kind, left_columns);
}

}  // namespace skep::analyzer
