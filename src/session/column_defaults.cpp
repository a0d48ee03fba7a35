#include "session/column_defaults.h"

#include "metastore/records.h"
#include "plan/plan.h"
#include "session/literal_rows.h"
#include "session/partition_value.h"
#include "syntax/parser.h"
#include "syntax/printer.h"
#include "types/coercion.h"
#include "types/text_lengths.h"

#include <cmath>

namespace skep::session {
namespace {

using plan::Expression;

Error invalid_default(std::string_view reason, const types::Field& column, const std::string& text) {
  return Error::of_class(
      ErrorCode::invalid_argument, fmt::format("INVALID_DEFAULT_VALUE.{}", reason),
      fmt::format("the column {} of type {} cannot have the default {}", column.name, column.type.to_sql(), text));
}

bool holds_query(const Expression& expression) {
  bool found = false;
  plan::walk(expression, [&](const Expression& part) { found |= std::holds_alternative<plan::Subquery>(part.node); });
  return found;
}

/// Calls that give another value each time.
bool is_random(const Expression& expression) {
  bool found = false;
  plan::walk(expression, [&](const Expression& part) {
    auto* call = std::get_if<plan::Call>(&part.node);
    if (!call) return;
    for (std::string_view name :
         {"rand", "randn", "uuid", "shuffle", "randstr", "uniform", "monotonically_increasing_id"})
      found |= call->function == name;
  });
  return found;
}

/// The expression that a text of one column becomes; null where it is more than an expression over one empty row.
const Expression* only_expression(const plan::Plan& plan) {
  auto* project = std::get_if<plan::Project>(&plan.node);
  if (!project || project->expressions.size() != 1 || !std::holds_alternative<plan::Values>(project->input->node))
    return nullptr;
  return project->expressions[0].get();
}

/// A value as SQL that every reader takes for the same value, in whatever zone.
Result<std::string> as_sql(const syntax::Expression& expression) {
  auto* literal = std::get_if<syntax::Literal>(&expression.node);
  if (!literal || literal->value.is_null()) return syntax::to_sql(expression);
  auto& value = literal->value;
  if (value.type.is(types::TypeKind::timestamp)) return "TIMESTAMP '" + value.to_text() + "Z'";
  if (value.type.is_any_interval())
    return make_error(ErrorCode::unsupported, "DEFAULT of type {} is not there yet", value.type.to_sql());
  bool is_number = !value.type.is_fractional() || std::isfinite(std::get<double>(value.data));
  return is_number ? syntax::to_sql(expression) : fmt::format("CAST('{}' AS {})", value.to_text(), value.type.to_sql());
}

/// The value of a plan's only column as another type, as SQL; `is_try` gives NULL for one that is none of that type.
Result<std::string> computed(plan::PlanPtr plan, const types::DataType& type, bool is_try, CommandContext& context) {
  auto output = plan->output;
  auto value = plan::make_input(0, output[0]);
  if (value->type != type) {
    auto cast = plan::make_cast(std::move(value), type, false);
    std::get<plan::Cast>(cast->node).is_try = is_try;
    cast->nullable = true;
    value = std::move(cast);
  }
  output[0].type = type;
  output[0].nullable = true;
  std::vector<plan::ExpressionPtr> columns;
  columns.push_back(std::move(value));
  auto rows = context.run_query(plan::make_plan(std::move(output), plan::Project{std::move(plan), std::move(columns)}));
  if (!rows) return rows.error();
  auto values = read_literals(**rows, 1);
  if (!values) return values.error();
  return as_sql(*values->at(0).at(0));
}

Error placeless(Error error) {
  error.position.reset();
  return error;
}

}  // namespace

Result<types::ColumnDefault> column_default(const std::string& text, const types::Field& column,
                                            CommandContext& context) {
  auto plan = context.analyze_query("SELECT " + text);
  if (!plan && plan.error().error_class.starts_with("UNRESOLVED_COLUMN"))
    return invalid_default("NOT_CONSTANT", column, text);
  if (!plan) return placeless(plan.error());
  auto* expression = only_expression(**plan);
  if (!expression) return invalid_default("NOT_CONSTANT", column, text);
  if (holds_query(*expression)) return invalid_default("SUBQUERY_EXPRESSION", column, text);
  if (is_random(*expression)) return invalid_default("NOT_CONSTANT", column, text);
  auto& type = expression->type;
  auto target = types::without_lengths(column.type);
  bool fits = types::can_store(type, column.type, types::StorePolicy::strict);
  auto has_own_kind = [](const types::DataType& one) { return one.is(types::TypeKind::boolean) || one.is_nested(); };
  bool is_hopeless = has_own_kind(type) || has_own_kind(column.type) || !types::can_cast(type, target);
  if (!fits && is_hopeless) return invalid_default("DATA_TYPE", column, text);
  auto value = computed(*std::move(plan), target, !fits, context);
  if (!value) return placeless(value.error());
  if (!fits && *value == "NULL") return invalid_default("DATA_TYPE", column, text);
  if (column.type.is_nested() && *value != "NULL") {
    return make_error(ErrorCode::unsupported, "DEFAULT of a column of type {} is not there yet: {}",
                      column.type.to_sql(), column.name);
  }
  return types::ColumnDefault{text, *value};
}

namespace {

/// The text of a value as written: a literal, one with a sign, or a cast of one.
std::optional<std::string> written_text(const syntax::Expression& expression) {
  if (auto* literal = std::get_if<syntax::Literal>(&expression.node))
    return literal->value.is_null() ? std::string(metastore::kNullPartitionValue) : literal->value.to_text();
  if (auto* cast = std::get_if<syntax::Cast>(&expression.node)) return written_text(*cast->operand);
  auto* unary = std::get_if<syntax::Unary>(&expression.node);
  if (!unary || unary->op != syntax::UnaryOperator::minus) return std::nullopt;
  auto text = written_text(*unary->operand);
  return text ? std::optional("-" + *text) : std::nullopt;
}

}  // namespace

Result<types::Value> missing_value(const std::string& text, const types::Field& column, const std::string& time_zone) {
  auto unsupported = [&] {
    return make_error(ErrorCode::unsupported, "the default {} of the column {} is not there yet", text, column.name);
  };
  auto expression = syntax::parse_expression(text);
  if (!expression) return unsupported();
  auto* literal = std::get_if<syntax::Literal>(&(*expression)->node);
  if (literal && literal->value.type == column.type) return literal->value;
  auto written = written_text(**expression);
  if (!written) return unsupported();
  auto value = partition_value(*written, column, time_zone);
  if (!value) return unsupported();
  return value;
}

}  // namespace skep::session
