#include "engine/duckdb/expression_sql.h"

#include "base/text.h"
#include "engine/duckdb/aggregate_sql.h"
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

constexpr int64_t kMicrosPerDay = 86'400'000'000;

/// Whether the day is of a year that DuckDB reads as Spark writes it: 1 to 9999.
bool has_plain_year(int64_t days) { return days > -719'000 && days < 2'932'000; }

std::string blob_text(const std::string& bytes) {
  std::string out = "'";
  for (unsigned char byte : bytes) out += fmt::format("\\x{:02X}", byte);
  return out + "'::BLOB";
}

}  // namespace

bool can_fail(const plan::Expression& expression, bool ansi) {
  if (!has_column(expression)) return false;
  bool fails = false;
  plan::walk(expression, [&](const plan::Expression& part) {
    if (auto* call = std::get_if<plan::Call>(&part.node)) {
      auto* function = functions::find_function(call->function);
      bool real =
          part.type.is_fractional() && (call->function == "+" || call->function == "-" || call->function == "*");
      fails |= function && function->can_fail && !real;
    } else if (auto* cast = std::get_if<plan::Cast>(&part.node)) {
      fails |= ansi && !cast->is_try && types::cast_can_fail(cast->operand->type, part.type);
    }
  });
  return fails;
}

std::string ExpressionSql::unsupported(std::string message) {
  if (!error_) error_ = Error(ErrorCode::unsupported, std::move(message));
  return "NULL";
}

std::string ExpressionSql::raised_or_null(std::string_view error_class, std::string_view message,
                                          const DataType& type) const {
  if (!settings_.ansi) return fmt::format("(NULL::{})", duckdb_type(type));
  return cast_as(fmt::format("skep_raise({}, {})", sql_quote(error_class), sql_quote(message)), type);
}

std::string ExpressionSql::cast(const plan::Cast& node, const DataType& to, const ColumnSql& column) {
  auto mode = node.is_try ? CastMode::quiet : settings_.ansi ? CastMode::ansi : CastMode::legacy;
  return casts_.write(write(*node.operand, column), node.operand->type, to, mode);
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
    case TypeKind::date: {
      auto days = std::get<int64_t>(value.data);
      if (!has_plain_year(days)) return fmt::format("skep_date_add(DATE '1970-01-01', ({})::INTEGER)", days);
      return fmt::format("'{}'::DATE", types::date_to_text(static_cast<int32_t>(days)));
    }
    case TypeKind::timestamp:
      if (!has_plain_year(std::get<int64_t>(value.data) / kMicrosPerDay))
        return fmt::format("make_timestamptz(({})::BIGINT)", std::get<int64_t>(value.data));
      return fmt::format("'{}+00'::TIMESTAMP WITH TIME ZONE", types::timestamp_to_text(std::get<int64_t>(value.data)));
    case TypeKind::timestamp_ntz:
      if (!has_plain_year(std::get<int64_t>(value.data) / kMicrosPerDay))
        return fmt::format("make_timestamp(({})::BIGINT)", std::get<int64_t>(value.data));
      return fmt::format("'{}'::TIMESTAMP", types::timestamp_to_text(std::get<int64_t>(value.data)));
    case TypeKind::interval_year_month:
      return fmt::format("to_months(({})::INTEGER)", std::get<types::IntervalValue>(value.data).amount);
    case TypeKind::interval_day_time:
      return fmt::format("to_microseconds(({})::BIGINT)", std::get<types::IntervalValue>(value.data).amount);
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
    } else if (text.substr(i).starts_with("try_")) {
      out += settings_.ansi ? "" : "try_";
      i += 3;
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
  if (auto* node = std::get_if<plan::LambdaVariable>(&expression.node)) {
    auto found = variables_.find(node->id);
    return found != variables_.end() ? found->second : unsupported("a lambda's parameter in a window is not there yet");
  }
  if (auto* node = std::get_if<plan::OuterColumn>(&expression.node)) return outer(node->index);
  if (auto* node = std::get_if<plan::WindowCall>(&expression.node)) return window(*node, expression, column);
  if (auto* node = std::get_if<plan::InList>(&expression.node)) {
    if (node->items.empty()) return "FALSE";
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

namespace {

/// What a chain of ANDs or ORs combines, from left to right, however it is nested.
std::vector<const plan::Expression*> operands(const plan::Expression& expression, std::string_view function) {
  std::vector<const plan::Expression*> found, pending{&expression};
  while (!pending.empty()) {
    auto* next = pending.back();
    pending.pop_back();
    auto* call = std::get_if<plan::Call>(&next->node);
    if (call && call->function == function) {
      pending.push_back(call->arguments[1].get());
      pending.push_back(call->arguments[0].get());
    } else {
      found.push_back(next);
    }
  }
  return found;
}

}  // namespace

std::string ExpressionSql::write_condition(const plan::Expression& expression, const ColumnSql& column) {
  std::vector<std::string> parts, before;
  for (auto* conjunct : operands(expression, "and")) {
    auto text = truth(*conjunct, column);
    if (!before.empty() && can_fail(*conjunct, settings_.ansi)) {
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
  // One level for a whole chain: DuckDB takes a conjunct that all sides of an OR share out of a flat one only.
  auto between = fmt::format(" {} ", to_upper(call->function));
  std::vector<std::string> parts;
  for (auto* operand : operands(expression, call->function)) {
    auto text = truth(*operand, column);
    bool is_guarded = !parts.empty() && can_fail(*operand, settings_.ansi);
    if (is_guarded) parts = {guarded(call->function, join(parts, between), text)};
    if (!is_guarded) parts.push_back(std::move(text));
  }
  return fmt::format("({})", join(parts, between));
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
  if (!can_fail(*call.arguments[1], settings_.ansi)) return both;
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
  if (auto text = formatted_date(call, column)) return *text;
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
  auto& result = expression.type;
  std::string_view quiet = settings_.ansi ? "" : "try_";
  if (result.is(TypeKind::decimal)) return decimal_arithmetic(call, expression, arguments);
  if (call.function == "/") return fmt::format("skep_{}divide({}, {})", quiet, arguments[0], arguments[1]);
  if (call.function == "%") return fmt::format("skep_{}remainder({}, {})", quiet, arguments[0], arguments[1]);
  if (settings_.ansi || result.is_fractional())
    return fmt::format("({} {} {})", arguments[0], call.function, arguments[1]);
  std::string_view name = call.function == "+" ? "add" : call.function == "-" ? "subtract" : "multiply";
  return fmt::format("skep_wrapping_{}({}, {})", name, arguments[0], arguments[1]);
}

/// DuckDB's own where no digit is lost and no result is out of range.
std::string ExpressionSql::decimal_arithmetic(const plan::Call& call, const plan::Expression& expression,
                                              const std::vector<std::string>& arguments) {
  auto& left = call.arguments[0]->type;
  auto& right = call.arguments[1]->type;
  auto& result = expression.type;
  auto& op = call.function;
  bool multiplies = op == "*";
  if (op == "+" || op == "-" || multiplies) {
    int scale = multiplies ? left.scale() + right.scale() : std::max(left.scale(), right.scale());
    int whole = multiplies ? left.precision() - left.scale() + right.precision() - right.scale()
                           : std::max(left.precision() - left.scale(), right.precision() - right.scale()) + 1;
    if (scale == result.scale() && whole + scale <= result.precision() && whole + scale <= 18)
      return cast_as(fmt::format("({} {} {})", arguments[0], op, arguments[1]), result);
  }
  std::string_view name = op == "+"    ? "add"
                          : op == "-"  ? "subtract"
                          : multiplies ? "multiply"
                          : op == "/"  ? "divide"
                                       : "remainder";
  return fmt::format("skep_{}decimal_{}({}, {}, {}, {})", settings_.ansi ? "" : "try_", name, arguments[0],
                     arguments[1], result.precision(), result.scale());
}

std::string ExpressionSql::datetime_arithmetic(std::string_view op, const plan::Call& call,
                                               const plan::Expression& expression,
                                               const std::vector<std::string>& arguments) {
  auto& left = call.arguments[0]->type;
  auto& right = call.arguments[1]->type;
  if (left.is(TypeKind::calendar_interval)) return calendar_arithmetic(op, arguments, !settings_.ansi);
  if (right.is(TypeKind::calendar_interval)) return moved_by_calendar(op, left, arguments);
  auto text = fmt::format("({} {} {})", arguments[0], op, arguments[1]);
  if (left.is_interval() && !right.is_interval()) return interval_scaling(op, call, arguments);
  if (left.is_interval())
    return fmt::format("skep_interval_{}({}, {})", op == "+" ? "add" : "subtract", arguments[0], arguments[1]);
  if (!right.is_interval()) {
    // A difference: whole days between dates, microseconds between instants.
    if (left.is(TypeKind::date)) return fmt::format("to_microseconds(CAST({} AS BIGINT) * 86400000000)", text);
    return fmt::format("to_microseconds(epoch_us({}) - epoch_us({}))", arguments[0], arguments[1]);
  }
  if (left.is(TypeKind::timestamp)) {
    // Months and days are counted on the wall clock, hours and less on the instant.
    if (right.is(TypeKind::interval_year_month)) {
      return fmt::format("skep_instant(skep_local({0}, {3}) {1} {2}, {3})", arguments[0], op, arguments[1], zone());
    }
    return fmt::format("make_timestamptz(epoch_us({}) {} epoch_us({}))", arguments[0], op, arguments[1]);
  }
  return cast_as(text, expression.type);
}

std::string ExpressionSql::calendar_arithmetic(std::string_view op, const std::vector<std::string>& arguments,
                                               bool wraps) {
  std::string_view name = op == "+" ? "add" : op == "-" ? "subtract" : op == "*" ? "times" : "over";
  return fmt::format("skep_{}calendar_{}({}, {})", wraps ? "wrapping_" : "", name, arguments[0], arguments[1]);
}

/// Months and days are counted on the wall clock, the time on the time line.
std::string ExpressionSql::moved_by_calendar(std::string_view op, const DataType& moment,
                                             const std::vector<std::string>& arguments) {
  auto &from = arguments[0], &interval = arguments[1];
  bool is_date = moment.is(TypeKind::date);
  if (moment.is(TypeKind::timestamp_ntz)) return fmt::format("({} {} {})", from, op, interval);
  if (is_date && settings_.ansi)
    return fmt::format("CAST({} {} skep_calendar_whole_days({}) AS DATE)", from, op, interval);
  auto wall_clock =
      is_date ? fmt::format("CAST({} AS TIMESTAMP)", from) : fmt::format("skep_local({}, {})", from, zone());
  auto moved = fmt::format(
      "make_timestamptz(epoch_us(skep_instant({0} {1} skep_calendar_date_part({2}), {3})) {1} "
      "skep_calendar_time_part({2}))",
      wall_clock, op, interval, zone());
  return is_date ? fmt::format("CAST(skep_local({}, {}) AS DATE)", moved, zone()) : moved;
}

/// interval * number and interval / number: halves go away from zero.
std::string ExpressionSql::interval_scaling(std::string_view op, const plan::Call& call,
                                            const std::vector<std::string>& arguments) {
  auto& factor = call.arguments[1]->type;
  bool divides = op == "/";
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
  if (!node.outers.empty()) return row_in_correlated(operands, body);
  return fmt::format("(({}) IN ({}))", join(operands, ", "), body);
}

/// DuckDB has no IN of several columns over a correlated subquery. It is true if a row is equal, else null if it is
/// unknown of one whether it is, else false.
std::string ExpressionSql::row_in_correlated(const std::vector<std::string>& operands, const std::string& body) const {
  std::vector<std::string> equal;
  for (size_t i = 0; i < operands.size(); i++) equal.push_back(fmt::format("{} = matches.c{}", operands[i], i));
  return fmt::format(
      "(SELECT CASE WHEN bool_or(m) THEN TRUE WHEN count(*) > count(m) THEN NULL ELSE FALSE END FROM "
      "(SELECT ({}) AS m FROM ({}) AS matches))",
      join(equal, " AND "), body);
}

namespace {

std::optional<double> constant_number(const plan::Expression& expression) {
  if (auto* cast = std::get_if<plan::Cast>(&expression.node)) return constant_number(*cast->operand);
  auto* constant = std::get_if<plan::Constant>(&expression.node);
  if (!constant || constant->value.is_null() || !constant->value.type.is_numeric()) return std::nullopt;
  return std::strtod(constant->value.to_text().c_str(), nullptr);
}

}  // namespace

std::string ExpressionSql::aggregate(const plan::AggregateCall& call, const plan::Expression& expression,
                                     const ColumnSql& column) {
  AggregateSql parts;
  parts.function = call.function;
  parts.result = expression.type;
  parts.distinct = call.distinct;
  parts.ansi = settings_.ansi;
  auto* constant = std::get_if<plan::Constant>(&call.arguments[0]->node);
  parts.counts_rows = constant && !constant->value.is_null();
  for (auto& argument : call.arguments) {
    parts.arguments.push_back(write(*argument, column));
    parts.types.push_back(argument->type);
    parts.numbers.push_back(constant_number(*argument));
  }
  if (!call.order.empty()) parts.order = order(call.order, column);
  if (call.filter) parts.filter = write(*call.filter, column);
  parts.over = over_;
  auto text = write_aggregate(parts);
  if (!text) return unsupported(fmt::format("the aggregate function {} is not there yet", call.function));
  if (*text) return **text;
  if (!error_) error_ = text->error();
  return "NULL";
}

}  // namespace skep::engine
