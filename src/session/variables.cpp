#include "base/text.h"
#include "plan/plan.h"
#include "session/commands.h"
#include "session/literal_rows.h"

#include <set>

namespace skep::session {
namespace {

using Shared = std::shared_ptr<const syntax::Expression>;

/// The lower-case name of a variable: `a`, `session.a` or `system.session.a`.
Result<std::string> variable_name(const syntax::Name& name) {
  auto& parts = name.parts;
  bool is_plain =
      parts.size() == 1 || (parts.size() == 2 && equals_ignoring_case(parts[0], "session")) ||
      (parts.size() == 3 && equals_ignoring_case(parts[0], "system") && equals_ignoring_case(parts[1], "session"));
  if (is_plain) return to_lower(parts.back());
  return Error::of_class(ErrorCode::invalid_argument, "UNRESOLVED_VARIABLE",
                         fmt::format("variables live in system.session only: {}", name.to_text()))
      .at(name.position);
}

Error no_such_variable(const syntax::Name& name) {
  return Error::of_class(ErrorCode::not_found, "UNRESOLVED_VARIABLE",
                         fmt::format("there is no variable {}", name.to_text()))
      .at(name.position);
}

Result<std::shared_ptr<const catalog::Variable>> find_variable(const syntax::Name& name,
                                                               const CommandContext& context) {
  auto key = variable_name(name);
  if (!key) return key.error();
  auto found = context.state.variables.find(*key);
  if (found == context.state.variables.end()) return no_such_variable(name);
  return found->second;
}

bool has_subquery(const plan::Plan& plan) {
  bool found = false;
  plan::for_each_expression(plan, [&](const plan::Expression& expression) {
    plan::walk(expression,
               [&](const plan::Expression& part) { found |= std::holds_alternative<plan::Subquery>(part.node); });
  });
  return found;
}

/// Casts the columns of a plan to the types of the variables that take them.
plan::PlanPtr cast_columns(plan::PlanPtr plan, const std::vector<types::DataType>& wanted) {
  std::vector<plan::ExpressionPtr> expressions;
  auto output = plan->output;
  for (size_t i = 0; i < wanted.size(); i++) {
    expressions.push_back(plan::make_cast(plan::make_input(i, output[i]), wanted[i]));
    output[i].type = wanted[i];
  }
  return plan::make_plan(std::move(output), plan::Project{std::move(plan), std::move(expressions)});
}

Result<std::vector<syntax::ExpressionPtr>> only_row(plan::PlanPtr plan, CommandContext& context) {
  std::vector<types::DataType> wanted;
  for (auto& field : plan->output) wanted.push_back(field.type);
  auto rows = context.run_query(std::move(plan));
  if (!rows) return rows.error();
  auto read = read_literals(**rows, 2);
  if (!read) return read.error();
  if (read->size() > 1) {
    return Error::of_class(ErrorCode::invalid_data, "ROW_SUBQUERY_TOO_MANY_ROWS",
                           "a query that gives variables their values has more than one row");
  }
  if (!read->empty()) return std::move(read->front());
  std::vector<syntax::ExpressionPtr> nulls;
  for (auto& type : wanted) {
    nulls.push_back(std::make_unique<syntax::Expression>());
    nulls.back()->node = syntax::Literal{types::Value::null(type)};
  }
  return nulls;
}

/// Puts a changed variable in place of the one of its name.
void put(catalog::Variable changed, CommandContext& context) {
  auto name = to_lower(changed.name);
  context.state.variables[name] = std::make_shared<const catalog::Variable>(std::move(changed));
}

/// Gives variables the values of a query's only row; all NULL without a row.
Result<void> assign(const std::vector<syntax::Name>& names, plan::PlanPtr plan, CommandContext& context) {
  std::set<std::string> seen;
  std::vector<std::shared_ptr<const catalog::Variable>> variables;
  std::vector<types::DataType> wanted;
  for (auto& name : names) {
    auto variable = find_variable(name, context);
    if (!variable) return variable.error();
    if (!seen.insert(to_lower((*variable)->name)).second) {
      return Error::of_class(ErrorCode::invalid_argument, "DUPLICATE_ASSIGNMENTS",
                             fmt::format("the variable {} is set twice", name.to_text()));
    }
    variables.push_back(*variable);
    wanted.push_back((*variable)->type);
  }
  if (plan->output.size() != names.size()) {
    return Error::of_class(ErrorCode::invalid_argument, "ASSIGNMENT_ARITY_MISMATCH",
                           fmt::format("{} variables are to take {} columns", names.size(), plan->output.size()));
  }
  auto values = only_row(cast_columns(std::move(plan), wanted), context);
  if (!values) return values.error();
  for (size_t i = 0; i < variables.size(); i++) {
    auto changed = *variables[i];
    changed.value = Shared(std::move((*values)[i]));
    put(std::move(changed), context);
  }
  return {};
}

}  // namespace

Result<Rows> run(const syntax::DeclareVariable& declare, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("a variable");
  if (!declare.type && !declare.value) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED",
                           "a variable needs a type or a default");
  }
  auto name = variable_name(declare.name);
  if (!name) return name.error();
  if (!declare.or_replace && context.state.variables.contains(*name)) {
    return Error::of_class(ErrorCode::already_exists, "VARIABLE_ALREADY_EXISTS",
                           fmt::format("there is a variable {} already", *name));
  }
  catalog::Variable variable;
  variable.name = declare.name.parts.back();
  if (context.query && (has_subquery(*context.query) || declare.value_text.starts_with("(SELECT"))) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION",
                           "the default of a variable must not hold a query");
  }
  variable.type = declare.type ? *declare.type : context.query->output[0].type;
  std::vector<syntax::ExpressionPtr> values;
  if (context.query) {
    auto read = only_row(cast_columns(std::move(context.query), {variable.type}), context);
    if (!read) return read.error();
    values = *std::move(read);
  } else {
    values.push_back(std::make_unique<syntax::Expression>());
    values[0]->node = syntax::Literal{types::Value::null(variable.type)};
  }
  variable.initial = Shared(std::move(values[0]));
  variable.value = variable.initial;
  context.state.variables[*name] = std::make_shared<const catalog::Variable>(std::move(variable));
  return no_rows();
}

Result<Rows> run(const syntax::SetVariable& set, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("a variable");
  if (set.query) {
    auto assigned = assign(set.targets, std::move(context.query), context);
    if (!assigned) return assigned.error();
    return no_rows();
  }
  std::vector<syntax::Name> names;
  for (auto& [name, value] : set.values)
    if (value) names.push_back(name);
  if (!names.empty()) {
    auto assigned = assign(names, std::move(context.query), context);
    if (!assigned) return assigned.error();
  }
  for (auto& [name, value] : set.values) {
    if (value) continue;
    auto variable = find_variable(name, context);
    if (!variable) return variable.error();
    auto changed = **variable;
    changed.value = changed.initial;
    put(std::move(changed), context);
  }
  return no_rows();
}

Result<Rows> run(const syntax::DropVariable& drop, CommandContext& context) {
  auto name = variable_name(drop.name);
  if (!name) return name.error();
  if (context.state.variables.erase(*name) > 0 || drop.if_exists) return no_rows();
  return Error::of_class(ErrorCode::not_found, "VARIABLE_NOT_FOUND", fmt::format("there is no variable {}", *name))
      .at(drop.name.position);
}

namespace {

/// A literal, or a variable's value.
const syntax::Literal* constant_of(const syntax::Expression& expression, const CommandContext& context,
                                   std::optional<types::DataType>& type) {
  if (auto* literal = std::get_if<syntax::Literal>(&expression.node)) return literal;
  auto* column = std::get_if<syntax::ColumnName>(&expression.node);
  if (!column) return nullptr;
  auto variable = find_variable({column->parts, expression.position}, context);
  if (!variable) return nullptr;
  type = (*variable)->type;
  return std::get_if<syntax::Literal>(&(*variable)->value->node);
}

/// The text that EXECUTE IMMEDIATE runs: a string, or a variable of that type.
Result<std::string> immediate_text(const syntax::ExecuteImmediate& execute, const CommandContext& context) {
  const auto* literal = std::get_if<syntax::Literal>(&execute.text->node);
  if (auto* column = std::get_if<syntax::ColumnName>(&execute.text->node)) {
    auto variable = find_variable({column->parts, execute.text->position}, context);
    if (!variable) return variable.error();
    literal = std::get_if<syntax::Literal>(&(*variable)->value->node);
    if (literal && literal->value.is_null()) {
      return Error::of_class(ErrorCode::invalid_argument, "NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
                             fmt::format("the variable {} is NULL", (*variable)->name));
    }
  }
  if (literal && literal->value.is_null()) return no_such_variable({{"NULL"}, execute.text->position});
  if (!literal || !literal->value.type.is_text()) {
    return Error::of_class(ErrorCode::invalid_argument, "PARSE_SYNTAX_ERROR",
                           "EXECUTE IMMEDIATE takes a string or a variable")
        .at(execute.text->position);
  }
  return std::get<std::string>(literal->value.data);
}

Result<syntax::Parameters> immediate_parameters(const syntax::ExecuteImmediate& execute,
                                                const CommandContext& context) {
  syntax::Parameters parameters;
  for (auto& [name, value] : execute.arguments) {
    syntax::Parameter parameter;
    auto* literal = constant_of(*value, context, parameter.type);
    if (auto* cast = std::get_if<syntax::Cast>(&value->node); cast && !literal) {
      literal = constant_of(*cast->operand, context, parameter.type);
      parameter.type = cast->type;
    }
    if (!literal) {
      return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_EXPR_FOR_PARAMETER",
                             "a value for a marker is a literal or a variable")
          .at(value->position);
    }
    parameter.value = literal->value;
    parameters.positional.push_back(parameter);
    if (name.empty()) continue;
    if (!parameters.named.emplace(name, std::move(parameter)).second) {
      return Error::of_class(ErrorCode::invalid_argument, "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES",
                             fmt::format("two values have the name {}", name));
    }
  }
  if (!parameters.named.empty() && parameters.named.size() < parameters.positional.size()) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_QUERY_MIXED_QUERY_PARAMETERS",
                           "the values for markers either all have names or none");
  }
  return parameters;
}

}  // namespace

Result<Rows> run(const syntax::ExecuteImmediate& execute, CommandContext& context) {
  auto text = immediate_text(execute, context);
  if (!text) return text.error();
  auto parameters = immediate_parameters(execute, context);
  if (!parameters) return parameters.error();
  auto request = context.request;
  request.text = *text;
  request.parameters = *std::move(parameters);
  request.is_immediate = true;
  request.into_variables = !execute.into.empty();
  auto rows = context.run_statement(request);
  if (!rows || execute.into.empty()) return rows;

  auto values = read_literals(**rows, 2);
  if (!values) return values.error();
  if (values->size() > 1) {
    return Error::of_class(ErrorCode::invalid_data, "ROW_SUBQUERY_TOO_MANY_ROWS",
                           "a query that gives variables their values has more than one row");
  }
  plan::Values one_row;
  one_row.rows.emplace_back();
  auto plan = plan::make_plan({}, std::move(one_row));
  types::Schema output;
  std::vector<plan::ExpressionPtr> expressions;
  for (size_t i = 0; i < (*rows)->schema().size(); i++) {
    auto* literal = values->empty() ? nullptr : std::get_if<syntax::Literal>(&values->front()[i]->node);
    if (!literal && !values->empty())
      return make_error(ErrorCode::unsupported, "EXECUTE IMMEDIATE ... INTO of nested values is not there yet");
    auto& field = (*rows)->schema()[i];
    expressions.push_back(plan::make_constant(literal ? literal->value : types::Value::null(field.type)));
    output.push_back(field);
  }
  auto row = plan::make_plan(std::move(output), plan::Project{std::move(plan), std::move(expressions)});
  if (auto assigned = assign(execute.into, std::move(row), context); !assigned) return assigned.error();
  return no_rows();
}

}  // namespace skep::session
