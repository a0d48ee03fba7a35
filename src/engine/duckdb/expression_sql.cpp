#include "engine/duckdb/expression_sql.h"

#include "base/text.h"
#include "engine/duckdb/function_sql.h"
#include "engine/duckdb/sql_writer.h"
#include "functions/catalog.h"
#include "types/coercion.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

std::string cast_as(const std::string& operand, const DataType& type) {
  return fmt::format("CAST({} AS {})", operand, duckdb_type(type));
}

std::string real_text(double value, std::string_view type) {
  if (!std::isfinite(value)) {
    return fmt::format("'{}'::{}", std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity", type);
  }
  char digits[32];
  auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return fmt::format("'{}'::{}", std::string_view(digits, static_cast<size_t>(end - digits)), type);
}

bool has_column(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression, [&](const plan::Expression& part) {
    found |=
        std::holds_alternative<plan::InputColumn>(part.node) || std::holds_alternative<plan::Subquery>(part.node) ||
        std::holds_alternative<plan::OuterColumn>(part.node) || std::holds_alternative<plan::LambdaVariable>(part.node);
  });
  return found;
}

std::string blob_text(const std::string& bytes) {
  std::string out = "'";
  for (unsigned char byte : bytes) out += fmt::format("\\x{:02X}", byte);
  return out + "'::BLOB";
}

}  // namespace

bool can_fail(const plan::Expression& expression) {
  if (!has_column(expression)) return false;
  bool fails = false;
  plan::walk(expression, [&](const plan::Expression& part) {
    if (auto* call = std::get_if<plan::Call>(&part.node)) {
      auto* function = functions::find_function(call->function);
      bool real =
          part.type.is_fractional() && (call->function == "+" || call->function == "-" || call->function == "*");
      fails |= function && function->can_fail && !real;
    } else if (auto* cast = std::get_if<plan::Cast>(&part.node)) {
      fails |= !cast->is_try && types::cast_can_fail(cast->operand->type, part.type);
    }
  });
  return fails;
}

std::string ExpressionSql::unsupported(std::string message) {
  if (!error_) error_ = Error(ErrorCode::unsupported, std::move(message));
  return "NULL";
}

std::string ExpressionSql::zone() const { return sql_quote(settings_.time_zone); }

std::string ExpressionSql::constant(const types::Value& value) {
  auto type = duckdb_type(value.type);
  if (value.is_null()) return fmt::format("(NULL::{})", type);
  switch (value.type.kind()) {
    case TypeKind::boolean: return std::get<bool>(value.data) ? "TRUE" : "FALSE";
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::bigint: return fmt::format("({})::{}", std::get<int64_t>(value.data), type);
    case TypeKind::integer: return fmt::format("({})::INTEGER", std::get<int64_t>(value.data));
    case TypeKind::float_:
    case TypeKind::double_:
      if (std::get<double>(value.data) == 0 && std::signbit(std::get<double>(value.data)))
        return fmt::format("(-(0::{}))", type);
      return real_text(std::get<double>(value.data), type);
    case TypeKind::decimal: return fmt::format("'{}'::{}", value.to_text(), type);
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar: {
      auto& text = std::get<std::string>(value.data);
      if (text.find('\0') != std::string::npos) return unsupported("a text with the character NUL is not there yet");
      return sql_quote(text);
    }
    case TypeKind::binary: return blob_text(std::get<std::string>(value.data));
    case TypeKind::date:
      return fmt::format("'{}'::DATE", types::date_to_text(static_cast<int32_t>(std::get<int64_t>(value.data))));
    case TypeKind::timestamp:
      return fmt::format("'{}+00'::TIMESTAMP WITH TIME ZONE", types::timestamp_to_text(std::get<int64_t>(value.data)));
    case TypeKind::timestamp_ntz:
      return fmt::format("'{}'::TIMESTAMP", types::timestamp_to_text(std::get<int64_t>(value.data)));
    case TypeKind::interval_year_month:
      return fmt::format("to_months({}::INTEGER)", std::get<types::IntervalValue>(value.data).amount);
    case TypeKind::interval_day_time:
      return fmt::format("to_microseconds({}::BIGINT)", std::get<types::IntervalValue>(value.data).amount);
    default: return unsupported(fmt::format("a constant of type {} is not there yet", value.type.to_text()));
  }
}

std::string ExpressionSql::fill(std::string_view text, const std::vector<std::string>& arguments,
                                const plan::Call* call) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '$') {
      out += text[i];
      continue;
    }
    char what = text[++i];
    if (what == '*') {
      out += join(arguments, ", ");
    } else if (what == 'z') {
      out += zone();
    } else if (what == 'L') {
      auto index = static_cast<size_t>(text[++i] - '1');
      bool instant = call && call->arguments[index]->type.is(TypeKind::timestamp);
      out += instant ? fmt::format("skep_local({}, {})", arguments[index], zone()) : arguments[index];
    } else {
      out += arguments[static_cast<size_t>(what - '1')];
    }
  }
  return out;
}

std::string ExpressionSql::write(const plan::Expression& expression, const ColumnSql& column) {
  if (auto* node = std::get_if<plan::Constant>(&expression.node)) return constant(node->value);
  if (auto* node = std::get_if<plan::InputColumn>(&expression.node)) return column(node->index);
  if (auto* node = std::get_if<plan::Call>(&expression.node)) return call(*node, expression, column);
  if (auto* node = std::get_if<plan::Cast>(&expression.node)) return cast(*node, expression.type, column);
  if (auto* node = std::get_if<plan::AggregateCall>(&expression.node)) return aggregate(*node, expression, column);
  if (auto* node = std::get_if<plan::Subquery>(&expression.node)) return subquery(*node, column);
  if (auto* node = std::get_if<plan::LambdaVariable>(&expression.node)) return variables_.at(node->id);
  if (auto* node = std::get_if<plan::OuterColumn>(&expression.node)) return outers_.back().at(node->index);
  if (auto* node = std::get_if<plan::WindowCall>(&expression.node)) return window(*node, expression, column);
  if (auto* node = std::get_if<plan::InList>(&expression.node)) {
    std::vector<std::string> items;
    for (auto& item : node->items) items.push_back(write(*item, column));
    return fmt::format("({} IN ({}))", write(*node->operand, column), join(items, ", "));
  }
  auto& node = std::get<plan::Case>(expression.node);
  std::string out = "CASE";
  for (auto& [when, then] : node.branches)
    out += fmt::format(" WHEN {} THEN {}", write(*when, column), write(*then, column));
  return out + fmt::format(" ELSE {} END", write(*node.otherwise, column));
}

std::string ExpressionSql::write_condition(const plan::Expression& expression, const ColumnSql& column) {
  // A chain of AND leans to the left: (((a AND b) AND c) AND d).
  std::vector<const plan::Expression*> conjuncts;
  auto* rest = &expression;
  while (true) {
    auto* call = std::get_if<plan::Call>(&rest->node);
    if (!call || call->function != "and") break;
    conjuncts.push_back(call->arguments[1].get());
    rest = call->arguments[0].get();
  }
  conjuncts.push_back(rest);
  std::reverse(conjuncts.begin(), conjuncts.end());
  std::vector<std::string> parts, before;
  for (auto* conjunct : conjuncts) {
    auto text = truth(*conjunct, column);
    if (!before.empty() && can_fail(*conjunct)) {
      parts.push_back(fmt::format("CASE WHEN {} THEN {} ELSE FALSE END", join(before, " AND "), text));
    } else {
      parts.push_back(text);
    }
    before.push_back(std::move(text));
  }
  return join(parts, " AND ");
}

std::string ExpressionSql::truth(const plan::Expression& expression, const ColumnSql& column) {
  auto* call = std::get_if<plan::Call>(&expression.node);
  if (!call || (call->function != "and" && call->function != "or")) return write(expression, column);
  auto left = truth(*call->arguments[0], column);
  auto right = truth(*call->arguments[1], column);
  return can_fail(*call->arguments[1]) ? guarded(call->function, left, right)
                                       : fmt::format("({} {} {})", left, to_upper(call->function), right);
}

std::string ExpressionSql::guarded(std::string_view function, const std::string& left, const std::string& right) {
  return function == "and" ? fmt::format("CASE WHEN {} THEN {} ELSE FALSE END", left, right)
                           : fmt::format("CASE WHEN {} THEN TRUE ELSE {} END", left, right);
}

std::string ExpressionSql::logical(const plan::Call& call, const ColumnSql& column) {
  // The left side is written twice where it may be NULL, so nesting doubles the text at each level.
  constexpr size_t kGuardedMaxBytes = 1u << 20;
  auto left = write(*call.arguments[0], column);
  auto right = write(*call.arguments[1], column);
  bool is_and = call.function == "and";
  auto both = fmt::format("({} {} {})", left, is_and ? "AND" : "OR", right);
  if (!can_fail(*call.arguments[1])) return both;
  // Spark looks at the right side only where the left one does not decide; DuckDB computes both.
  if (!call.arguments[0]->nullable) return guarded(call.function, left, right);
  if (both.size() > kGuardedMaxBytes)
    return unsupported("AND and OR nested so deeply outside of WHERE are not there yet");
  return is_and ? fmt::format("CASE WHEN ({}) IS NOT FALSE THEN {} ELSE FALSE END", left, both)
                : fmt::format("CASE WHEN {} THEN TRUE ELSE {} END", left, both);
}

std::string ExpressionSql::call(const plan::Call& call, const plan::Expression& expression, const ColumnSql& column) {
  if (call.function == "and" || call.function == "or") return logical(call, column);
  if (auto text = higher_order(call, expression, column)) return *text;
  std::vector<std::string> arguments;
  for (auto& argument : call.arguments) arguments.push_back(write(*argument, column));
  if (auto text = special(call, expression, arguments)) return *text;
  auto* function = find_function_sql(call.function);
  if (!function) return unsupported(fmt::format("the function {} is not there yet", call.function));
  auto text = fill(function->text, arguments, &call);
  return function->is_exact ? text : cast_as(text, expression.type);
}

std::string ExpressionSql::arithmetic(const plan::Call& call, const plan::Expression& expression,
                                      const std::vector<std::string>& arguments) {
  auto& left = call.arguments[0]->type;
  auto& right = call.arguments[1]->type;
  auto& result = expression.type;
  if (!result.is(TypeKind::decimal)) {
    if (call.function == "/") return fmt::format("skep_divide({}, {})", arguments[0], arguments[1]);
    if (call.function == "%") return fmt::format("skep_remainder({}, {})", arguments[0], arguments[1]);
    return fmt::format("({} {} {})", arguments[0], call.function, arguments[1]);
  }
  auto ours = [&](std::string_view function) {
    return fmt::format("skep_decimal_{}({}, {}, {}, {})", function, arguments[0], arguments[1], result.precision(),
                       result.scale());
  };
  if (call.function == "/") return ours("divide");
  if (call.function == "%") return ours("remainder");
  bool multiplies = call.function == "*";
  int exact_scale = multiplies ? left.scale() + right.scale() : std::max(left.scale(), right.scale());
  if (exact_scale > result.scale()) {
    if (multiplies) return ours("multiply");
    return unsupported(fmt::format("{} of {} and {} (digits are lost) is not there yet", call.function, left.to_text(),
                                   right.to_text()));
  }
  return cast_as(fmt::format("({} {} {})", arguments[0], call.function, arguments[1]), result);
}

std::string ExpressionSql::datetime_arithmetic(const plan::Call& call, const plan::Expression& expression,
                                               const std::vector<std::string>& arguments) {
  auto& left = call.arguments[0]->type;
  auto& right = call.arguments[1]->type;
  auto text = fmt::format("({} {} {})", arguments[0], call.function, arguments[1]);
  if (left.is_interval() && !right.is_interval()) return interval_scaling(call, arguments);
  if (left.is_interval()) return text;
  if (!right.is_interval()) {
    // A difference: whole days between dates, microseconds between instants.
    if (left.is(TypeKind::date)) return fmt::format("to_microseconds(CAST({} AS BIGINT) * 86400000000)", text);
    return fmt::format("to_microseconds(epoch_us({}) - epoch_us({}))", arguments[0], arguments[1]);
  }
  if (left.is(TypeKind::timestamp)) {
    // Months and days are counted on the wall clock, hours and less on the instant.
    if (right.is(TypeKind::interval_year_month)) {
      return fmt::format("skep_instant(skep_local({0}, {3}) {1} {2}, {3})", arguments[0], call.function, arguments[1],
                         zone());
    }
    return fmt::format("make_timestamptz(epoch_us({}) {} epoch_us({}))", arguments[0], call.function, arguments[1]);
  }
  return cast_as(text, expression.type);
}

/// interval * number and interval / number: halves go away from zero.
std::string ExpressionSql::interval_scaling(const plan::Call& call, const std::vector<std::string>& arguments) {
  auto& factor = call.arguments[1]->type;
  bool divides = call.function == "/";
  if (!factor.is(TypeKind::decimal)) {
    return fmt::format("skep_interval_{}({}, {})", divides ? "over" : "times", arguments[0], arguments[1]);
  }
  if (factor.precision() > 19) return unsupported(fmt::format("intervals and {} are not there yet", factor.to_text()));
  bool months = call.arguments[0]->type.is(TypeKind::interval_year_month);
  auto amount = fmt::format("CAST(skep_{}({}) AS DECIMAL(19,0))", months ? "months" : "micros", arguments[0]);
  auto exact =
      divides ? fmt::format(
                    "CASE WHEN {1} = 0 THEN skep_raise('INTERVAL_DIVIDED_BY_ZERO', 'an interval is divided by zero') "
                    "ELSE skep_decimal_divide({0}, {1}, 38, 0) END",
                    amount, arguments[1])
              : fmt::format("round({} * {}, 0)", amount, arguments[1]);
  return fmt::format("{}(CAST({} AS {}))", months ? "to_months" : "to_microseconds", exact,
                     months ? "INTEGER" : "BIGINT");
}

std::string ExpressionSql::like(const plan::Call& call, const std::vector<std::string>& arguments) {
  bool ignores_case = call.function == "ilike";
  auto* pattern = std::get_if<plan::Constant>(&call.arguments[1]->node);
  bool plain = pattern && !pattern->value.is_null() &&
               std::get<std::string>(pattern->value.data).find('\\') == std::string::npos && call.arguments.size() == 2;
  if (plain) return fmt::format("({} {} {})", arguments[0], ignores_case ? "ILIKE" : "LIKE", arguments[1]);
  auto escape = call.arguments.size() == 3 ? arguments[2] : "'\\'";
  auto operand = ignores_case ? "lower(" + arguments[0] + ")" : arguments[0];
  auto lowered = ignores_case ? "lower(" + arguments[1] + ")" : arguments[1];
  return fmt::format("skep_like({}, {}, {})", operand, lowered, escape);
}

std::string ExpressionSql::subquery(const plan::Subquery& node, const ColumnSql& column) {
  auto body = with_outers(node.outers, column, [&] { return plan_sql_(*node.plan); });
  if (node.kind == plan::SubqueryKind::scalar) return "(" + body + ")";
  if (node.kind == plan::SubqueryKind::exists) return "EXISTS (" + body + ")";
  std::vector<std::string> operands;
  for (auto& operand : node.operands) operands.push_back(write(*operand, column));
  if (operands.size() == 1) return fmt::format("({} IN ({}))", operands[0], body);
  return fmt::format("(({}) IN ({}))", join(operands, ", "), body);
}

std::string ExpressionSql::aggregate(const plan::AggregateCall& call, const plan::Expression& expression,
                                     const ColumnSql& column) {
  std::vector<std::string> arguments;
  for (auto& argument : call.arguments) arguments.push_back(write(*argument, column));
  auto filter = (call.filter ? fmt::format(" FILTER (WHERE {})", write(*call.filter, column)) : "") + over_;
  auto distinct = call.distinct ? "DISTINCT " : "";
  auto& name = call.function;
  auto& operand = call.arguments[0]->type;
  if (name == "count") {
    bool constant = std::holds_alternative<plan::Constant>(call.arguments[0]->node);
    if (arguments.size() == 1)
      return fmt::format("count({}{}){}", distinct, constant && !call.distinct ? "*" : arguments[0], filter);
    std::vector<std::string> nulls;
    for (auto& argument : arguments) nulls.push_back(argument + " IS NULL");
    auto row = call.distinct ? fmt::format("row({})", join(arguments, ", ")) : std::string("1");
    return fmt::format("count({}CASE WHEN {} THEN NULL ELSE {} END){}", distinct, join(nulls, " OR "), row, filter);
  }
  if ((name == "sum" || name == "avg") && operand.is_interval()) {
    bool months = operand.is(TypeKind::interval_year_month);
    auto amounts = fmt::format("{}skep_{}({})", distinct, months ? "months" : "micros", arguments[0]);
    auto total = fmt::format("{}(CAST(sum({}){} AS {}))", months ? "to_months" : "to_microseconds", amounts, filter,
                             months ? "INTEGER" : "BIGINT");
    return name == "sum" ? total : fmt::format("skep_interval_over({}, count({}){})", total, amounts, filter);
  }
  if (name == "try_sum" && !operand.is_fractional()) {
    return fmt::format("TRY_CAST(sum({}{}){} AS {})", distinct, arguments[0], filter, duckdb_type(expression.type));
  }
  if (name == "sum" || name == "try_sum")
    return cast_as(fmt::format("sum({}{}){}", distinct, arguments[0], filter), expression.type);
  if (name == "avg" && operand.is(TypeKind::decimal)) {
    return fmt::format("skep_decimal_divide(sum({0}{1}){2}, CAST(count({0}{1}){2} AS DECIMAL(20,0)), {3}, {4})",
                       distinct, arguments[0], filter, expression.type.precision(), expression.type.scale());
  }
  if (name == "avg" || name == "try_avg") return fmt::format("avg({}{}){}", distinct, arguments[0], filter);
  if (name == "collect_list" || name == "collect_set") {
    auto wanted = arguments[0] + " IS NOT NULL";
    if (call.filter) wanted += " AND " + write(*call.filter, column);
    bool once = name == "collect_set" || call.distinct;
    return cast_as(fmt::format("COALESCE(list({}{}) FILTER (WHERE {}){}, [])", once ? "DISTINCT " : "", arguments[0],
                               wanted, over_),
                   expression.type);
  }
  auto* function = find_function_sql(name);
  if (!function) return unsupported(fmt::format("the aggregate function {} is not there yet", name));
  if (call.filter && name == "count_if")
    return fmt::format("count(*) FILTER (WHERE {} AND {}){}", arguments[0], write(*call.filter, column), over_);
  if ((name == "first" || name == "last") && arguments.size() == 2) {
    auto wanted = call.filter ? fmt::format("{} AND {} IS NOT NULL", write(*call.filter, column), arguments[0])
                              : arguments[0] + " IS NOT NULL";
    bool skips_nulls = arguments[1] == "TRUE";
    return fmt::format("{}({}){}", name, arguments[0],
                       skips_nulls ? fmt::format(" FILTER (WHERE {})", wanted) : filter);
  }
  if (call.distinct) arguments[0] = "DISTINCT " + arguments[0];
  return cast_as(fill(function->text, arguments, nullptr) + filter, expression.type);
}

}  // namespace skep::engine
