#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "syntax/printer.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

std::string backquoted(const std::vector<std::string>& parts) {
  std::vector<std::string> quoted;
  for (auto& part : parts) quoted.push_back("`" + part + "`");
  return join(quoted, ".");
}

/// The name by which Spark prints a value of the query around.
std::string printed_name(const plan::Expression& value) {
  auto* column = std::get_if<plan::InputColumn>(&value.node);
  return column ? column->name : plan::to_text(value);
}

/// Makes a value of the query around one of the subquery's `outers`, each only once.
ExpressionPtr as_outer(OuterQuery& around, ExpressionPtr value, const std::string& name) {
  size_t index = 0;
  while (index < around.outers.size() && !plan::equal(*around.outers[index], *value)) index++;
  auto outer = std::make_unique<plan::Expression>();
  outer->type = value->type;
  outer->nullable = value->nullable;
  outer->node = plan::OuterColumn{index, name};
  if (index == around.outers.size()) {
    around.names.push_back(printed_name(*value));
    around.outers.push_back(std::move(value));
  }
  return outer;
}

bool uses_outer(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression,
             [&](const plan::Expression& part) { found |= std::holds_alternative<plan::OuterColumn>(part.node); });
  return found;
}

bool uses_input(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression,
             [&](const plan::Expression& part) { found |= std::holds_alternative<plan::InputColumn>(part.node); });
  return found;
}

/// Turns an expression over the query around, seen from within, into one over its own rows.
void to_outside(ExpressionPtr& expression, const OuterQuery& around) {
  if (auto* outer = std::get_if<plan::OuterColumn>(&expression->node)) {
    expression = plan::clone(*around.outers[outer->index]);
    return;
  }
  plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { to_outside(child, around); });
}

/// For column names: a variable within another expression is called by its value, too.
void remember_variable(Context& context, const syntax::ColumnName& node) {
  auto found = context.snapshot().variables.find(to_lower(node.parts.back()));
  if (found == context.snapshot().variables.end()) return;
  auto& variable = *found->second;
  auto* literal = std::get_if<syntax::Literal>(&variable.value->node);
  bool is_null = literal && literal->value.is_null();
  auto value = is_null ? "CAST(NULL AS " + variable.type.to_sql() + ")" : syntax::to_sql(*variable.value);
  context.printed_columns[&node] =
      fmt::format("variablereference(system.session.{}={})", to_lower(variable.name), value);
}

}  // namespace

ExpressionPtr ExpressionAnalyzer::find_column(const Scope& scope, const std::vector<std::string>& parts,
                                              TextPosition at) {
  auto found = scope.find(parts);
  if (found.columns.empty()) return nullptr;
  bool is_one = std::all_of(found.columns.begin(), found.columns.end(),
                            [&](const ScopeColumn* column) { return column->index == found.columns[0]->index; });
  if (!is_one) {
    std::vector<std::string> candidates;
    for (auto* column : found.columns) {
      auto full = column->qualifier;
      full.push_back(column->field.name);
      candidates.push_back(backquoted(full));
    }
    return context_.fail(analysis_error("AMBIGUOUS_REFERENCE", "reference {} is ambiguous, could be: {}",
                                        backquoted(parts), join(candidates, ", ")),
                         at);
  }
  auto expression = plan::make_input(found.columns[0]->index, found.columns[0]->field);
  for (size_t i = found.parts_used; i < parts.size(); i++) expression = field_of(std::move(expression), parts[i], at);
  return expression;
}

/// For column names: a column with fields is called by both where it stands within another expression.
void ExpressionAnalyzer::remember_fields(const syntax::ColumnName& node) {
  auto found = scope_.find(node.parts);
  if (found.columns.empty() || found.parts_used == node.parts.size()) return;
  auto type = found.columns[0]->field.type;
  auto printed = node.parts[found.parts_used - 1];
  for (size_t i = found.parts_used; i < node.parts.size(); i++) {
    auto& part = node.parts[i];
    bool is_key = type.is(types::TypeKind::map);
    printed += is_key ? "[" + part + "]" : "." + part;
    auto container = type.is(types::TypeKind::array) ? type.element() : type;
    for (auto& field : container.fields()) {
      if (is_key ? field.name == "value" : equals_ignoring_case(field.name, part)) type = field.type;
    }
  }
  context_.printed_columns[&node] = std::move(printed);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::ColumnName& node, TextPosition at) {
  if (auto variable = lambda_variable(node, at)) return variable;
  if (auto column = find_column(scope_, node.parts, at)) {
    remember_fields(node);
    return column;
  }
  if (auto aliased = aliased_column(node.parts, at)) {
    context_.lateral_aliases.insert(&node);
    return aliased;
  }
  if (auto outer = outer_column(node.parts, at)) return outer;
  if (auto call = call_without_parentheses(node.parts, at)) return call;
  if (auto variable = find_variable(context_, node.parts)) {
    remember_variable(context_, node);
    return variable;
  }
  if (groups_in_sets_ && node.parts.size() == 1 && equals_ignoring_case(node.parts[0], "grouping__id"))
    return plan::make_call("grouping_id", types::kBigint, false, {});
  if (context_.written_defaults) {
    auto written = context_.written_defaults->find(&node);
    if (written != context_.written_defaults->end()) return plan::clone(*written->second);
    if (node.parts.size() == 1 && equals_ignoring_case(node.parts[0], "default")) {
      return context_.fail(
          analysis_error("DEFAULT_PLACEMENT_INVALID", "DEFAULT stands for a whole value, not within another"), at);
    }
  }
  return context_.fail(unresolved(node.parts), at);
}

/// CURRENT_DATE, USER and the like are calls where no column has the name.
ExpressionPtr ExpressionAnalyzer::call_without_parentheses(const std::vector<std::string>& parts, TextPosition at) {
  static constexpr std::string_view kNames[] = {"current_date", "current_timestamp", "current_user", "user",
                                                "session_user"};
  auto name = to_lower(parts[0]);
  bool known = parts.size() == 1 && std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
  if (!known) return nullptr;
  if (name.starts_with("current_") && name != "current_user") return call(name, {}, at);
  return plan::make_constant(types::Value::string(context_.settings().user));
}

ExpressionPtr ExpressionAnalyzer::aliased_column(const std::vector<std::string>& parts, TextPosition at) {
  const plan::Expression* found = nullptr;
  for (auto& [name, expression] : aliases_) {
    if (!equals_ignoring_case(name, parts[0])) continue;
    if (found) {
      return context_.fail(analysis_error("AMBIGUOUS_LATERAL_COLUMN_ALIAS",
                                          "the alias {} stands more than once in the select list", backquoted({name})),
                           at);
    }
    found = expression;
  }
  if (!found) return nullptr;
  if (in_window_ || in_aggregate_) {
    return context_.fail(analysis_error(in_window_ ? "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW"
                                                   : "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC",
                                        "the alias {} of the select list cannot stand in {}", backquoted({parts[0]}),
                                        in_window_ ? "a window" : "an aggregate function"),
                         at);
  }
  auto value = plan::clone(*found);
  for (size_t i = 1; i < parts.size(); i++) value = field_of(std::move(value), parts[i], at);
  return value;
}

ExpressionPtr ExpressionAnalyzer::find_for_subquery(const std::vector<std::string>& parts, TextPosition at) {
  return find_column(scope_for_subqueries(), parts, at);
}

ExpressionPtr ExpressionAnalyzer::outer_column(const std::vector<std::string>& parts, TextPosition at) {
  if (context_.outer_queries.empty()) return nullptr;
  auto& around = *context_.outer_queries.back();
  auto value = around.analyzer->find_for_subquery(parts, at);
  if (!value) return nullptr;
  return as_outer(around, std::move(value), parts.back());
}

/// An aggregate function over columns of the query around is computed there, where that query groups.
ExpressionPtr ExpressionAnalyzer::outer_aggregate(ExpressionPtr call, TextPosition at) {
  if (!uses_outer(*call)) return call;
  if (uses_input(*call)) {
    return context_.fail(
        analysis_error("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES",
                       "an aggregate function takes columns both of the subquery and of the query around it"),
        at);
  }
  auto& around = *context_.outer_queries.back();
  if (!around.analyzer->allows_outer_aggregates()) {
    if (aggregates_ == Aggregates::refused) return call;  // told as any aggregate function in that clause
    return context_.fail(
        analysis_error("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE",
                       "an aggregate function takes columns of the query around, which does not group"),
        at);
  }
  to_outside(call, around);
  return as_outer(around, std::move(call), "aggregate");
}

Error ExpressionAnalyzer::unresolved(const std::vector<std::string>& parts) const {
  std::vector<std::string> names;
  for (auto& column : scope_.columns) {
    if (!column.in_star) continue;
    names.push_back(parts.size() > 1 && !column.qualifier.empty() ? column.qualifier.back() + "." + column.field.name
                                                                  : column.field.name);
  }
  if (names.empty()) {
    return analysis_error("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "a column with name {} cannot be resolved",
                          backquoted(parts));
  }
  auto near = nearest_names(join(parts, "."), names, 5);
  return analysis_error("UNRESOLVED_COLUMN.WITH_SUGGESTION",
                        "a column with name {} cannot be resolved, did you mean one of: {}", backquoted(parts),
                        join(near, ", "));
}

}  // namespace skep::analyzer
