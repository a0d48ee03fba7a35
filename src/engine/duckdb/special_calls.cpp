#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/functions/datetime_pattern.h"
#include "engine/duckdb/sql_writer.h"

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

std::string cast_as(const std::string& operand, const DataType& type) {
  return fmt::format("CAST({} AS {})", operand, duckdb_type(type));
}

/// The names of arguments that are constants: fields of structs, directions of a sort.
template <typename Value>
const Value& constant_of(const plan::Call& call, size_t argument) {
  return std::get<Value>(std::get<plan::Constant>(call.arguments[argument]->node).value.data);
}

/// Arrays and structs are ordered with null items first, where DuckDB has them last.
std::string nested_order(std::string_view name, const std::string& left, const std::string& right) {
  bool swapped = name == ">" || name == "<=";
  auto& a = swapped ? right : left;
  auto& b = swapped ? left : right;
  auto less =
      fmt::format("({0} IS DISTINCT FROM {1} AND skep_array_min(list_value({0}, {1})) IS NOT DISTINCT FROM {0})", a, b);
  return fmt::format("CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN {2}{3} END", left, right,
                     name.size() == 2 ? "NOT " : "", less);
}

/// Whether a call formats dates, and by a constant pattern that asks for nothing else of the timestamps that they become.
bool prints_date(const plan::Call& call) {
  auto* cast = std::get_if<plan::Cast>(&call.arguments[0]->node);
  auto* pattern = std::get_if<plan::Constant>(&call.arguments[1]->node);
  if (!cast || !cast->operand->type.is(TypeKind::date) || !pattern || pattern->value.is_null()) return false;
  try {
    return DatetimePattern(std::get<std::string>(pattern->value.data), DatetimePattern::Use::format).is_of_dates();
  } catch (const duckdb::Exception&) {
    return false;  // the call itself says what is wrong
  }
}

/// EXTRACT's parts of an interval of mixed units.
std::string calendar_part(std::string_view name, const std::string& interval, const DataType& result) {
  auto time = fmt::format("skep_calendar_time_part({})", interval);
  auto part = name == "interval_year"     ? fmt::format("skep_months({}) // 12", interval)
              : name == "interval_month"  ? fmt::format("skep_months({}) % 12", interval)
              : name == "interval_day"    ? fmt::format("skep_calendar_days({})", interval)
              : name == "interval_hour"   ? time + " % 86400000000 // 3600000000"
              : name == "interval_minute" ? time + " % 3600000000 // 60000000"
                                          : time + " % 60000000 * 0.000001";
  return cast_as("(" + part + ")", result);
}

/// What is hashed of an interval, in this order.
std::string hashed_parts(const DataType& type, const std::string& interval) {
  if (type.is(TypeKind::interval_year_month)) return fmt::format("CAST(skep_months({}) AS INTEGER)", interval);
  if (type.is(TypeKind::interval_day_time)) return fmt::format("skep_micros({})", interval);
  return fmt::format("skep_calendar_time_part({0}), skep_calendar_days({0}), skep_months({0})", interval);
}

std::string divided_or_null(std::string_view name, const DataType& result, const std::vector<std::string>& arguments) {
  std::string_view function = name == "try_divide" ? "divide" : "remainder";
  if (!result.is(TypeKind::decimal)) return fmt::format("skep_try_{}({}, {})", function, arguments[0], arguments[1]);
  return fmt::format("skep_try_decimal_{}({}, {}, {}, {})", function, arguments[0], arguments[1], result.precision(),
                     result.scale());
}

std::string computed_or_null(std::string_view name, std::string_view sign, const DataType& result,
                             const std::vector<std::string>& arguments) {
  if (result.is_fractional()) return fmt::format("({} {} {})", arguments[0], sign, arguments[1]);
  if (result.is(TypeKind::decimal)) {
    return fmt::format("skep_try_decimal_{}({}, {}, {}, {})", name.substr(4), arguments[0], arguments[1],
                       result.precision(), result.scale());
  }
  return fmt::format("TRY_CAST(CAST({} AS HUGEINT) {} {} AS {})", arguments[0], sign, arguments[1],
                     duckdb_type(result));
}

}  // namespace

std::optional<std::string> ExpressionSql::special(const plan::Call& call, const plan::Expression& expression,
                                                  const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if (name == "+" || name == "-" || name == "*" || name == "/" || name == "%") {
    bool datetime = first.is_datetime() || first.is_any_interval();
    return datetime ? datetime_arithmetic(name, call, expression, arguments) : arithmetic(call, expression, arguments);
  }
  bool orders = name == "<" || name == "<=" || name == ">" || name == ">=";
  if (orders && first.is_nested()) return nested_order(name, arguments[0], arguments[1]);
  if (name == "=" || name == "<" || name == "<=" || name == ">" || name == ">=") {
    return fmt::format("({} {} {})", arguments[0], name, arguments[1]);
  }
  if (name == "<=>") return fmt::format("({} IS NOT DISTINCT FROM {})", arguments[0], arguments[1]);
  if (name == "like" || name == "ilike") return like(call, arguments);
  if (name == "typeof") return sql_quote(first.to_text());
  if (name == "pad_char") return fmt::format("skep_pad_char({}, {})", arguments[0], arguments[1]);
  if (name == "read_char") return casts_.padded(arguments[0], expression.type);
  if (name == "ansi_cast") return casts_.write(arguments[0], first, expression.type, CastMode::ansi);
  if (name == "legacy_cast") return casts_.write(arguments[0], first, expression.type, CastMode::legacy);
  if (name == "check_lengths") return casts_.checked(arguments[0], expression.type);
  if (auto text = number_call(call, expression, arguments)) return text;
  if (auto text = try_call(call, expression, arguments)) return text;
  if (auto text = text_call(call, expression, arguments)) return text;
  if (auto text = format_call(call, expression, arguments)) return text;
  if (auto text = datetime_call(call, expression, arguments)) return text;
  if (auto text = variant_call(call, expression, arguments)) return text;
  return collection_call(call, expression, arguments);
}

std::optional<std::string> ExpressionSql::number_call(const plan::Call& call, const plan::Expression& expression,
                                                      const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& result = expression.type;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if ((name == "greatest" || name == "least") && result.is_nested())
    return fmt::format("skep_array_{}(list_value({}))", name == "least" ? "min" : "max", join(arguments, ", "));
  if (name == "negative" && result.is(TypeKind::calendar_interval))
    return fmt::format("skep_{}calendar_subtract(INTERVAL '0' MONTH, {})", settings_.ansi ? "" : "wrapping_",
                       arguments[0]);
  if ((name == "negative" || name == "abs") && result.is_interval())
    return fmt::format("skep_interval_{}({})", name, arguments[0]);
  if ((name == "negative" || name == "abs") && result.is_integral() && !settings_.ansi)
    return fmt::format("skep_wrapping_{}({})", name, arguments[0]);
  if (name == "pmod" && result.is(TypeKind::decimal)) {
    return fmt::format("skep_{}decimal_pmod({}, {}, {}, {})", settings_.ansi ? "" : "try_", arguments[0], arguments[1],
                       result.precision(), result.scale());
  }
  if (name == "div" && !first.is(TypeKind::decimal)) {
    std::string_view amount = first.is(TypeKind::interval_year_month) ? "skep_months"
                              : first.is(TypeKind::interval_day_time) ? "skep_micros"
                                                                      : "";
    return fmt::format("skep_{}integral_divide({}({}), {}({}))", settings_.ansi ? "" : "wrapping_", amount,
                       arguments[0], amount, arguments[1]);
  }
  if (name == "div" && first.is(TypeKind::decimal)) {
    // The quotient's low 64 bits in both modes, as in Spark.
    return fmt::format("skep_wrap_to_bigint(skep_{}decimal_div({}, {}, 38, 0))", settings_.ansi ? "" : "try_",
                       arguments[0], arguments[1]);
  }
  if (name == "round" || name == "bround") {
    if (result.is_fractional())
      return cast_as(fmt::format("skep_{}(CAST({} AS DOUBLE), {})", name, arguments[0], arguments[1]), result);
    if (result.is_integral())
      return fmt::format("skep_{}{}({}, {})", settings_.ansi ? "" : "wrapping_", name, arguments[0], arguments[1]);
    if (name == "bround")
      return fmt::format("skep_decimal_bround({}, {}, {}, {})", arguments[0], arguments[1], result.precision(),
                         result.scale());
    return cast_as(fmt::format("round({}, {})", arguments[0], arguments[1]), result);
  }
  if ((name == "ceil" || name == "floor") && arguments.size() == 2) {
    return fmt::format("skep_decimal_{}({}, {}, {}, {})", name, arguments[0], arguments[1], result.precision(),
                       result.scale());
  }
  if (name == "ceil" || name == "floor") {
    if (first.is_integral()) return cast_as(arguments[0], result);
    auto whole = fmt::format("{}({})", name, arguments[0]);
    // A double beyond the ends of bigint is that end, as in Java.
    return first.is(TypeKind::decimal) ? cast_as(whole, result) : fmt::format("skep_wrap_to_bigint({})", whole);
  }
  if (name == "signum" && first.is_interval()) {
    return fmt::format("CAST(sign(skep_months({0}) + skep_micros({0})) AS DOUBLE)", arguments[0]);
  }
  if (name == "log" && arguments.size() == 1) return fmt::format("CASE WHEN {0} > 0 THEN ln({0}) END", arguments[0]);
  return std::nullopt;
}

/// The operators that give NULL where the result has no place: whole numbers are computed in a wider type.
std::optional<std::string> ExpressionSql::try_call(const plan::Call& call, const plan::Expression& expression,
                                                   const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& result = expression.type;
  std::string_view sign = name == "try_add" ? "+" : name == "try_subtract" ? "-" : name == "try_multiply" ? "*" : "";
  bool divides = name == "try_divide" || name == "try_mod";
  if (sign.empty() && !divides) return std::nullopt;
  auto& first = call.arguments[0]->type;
  // A text that is no number is met by the try, too.
  auto reads_text = [](const plan::ExpressionPtr& argument) {
    auto* cast = std::get_if<plan::Cast>(&argument->node);
    return cast && cast->operand->type.is_text();
  };
  if (first.is_numeric() && (reads_text(call.arguments[0]) || reads_text(call.arguments[1]))) {
    auto without_text =
        divides ? divided_or_null(name, result, arguments) : computed_or_null(name, sign, result, arguments);
    return fmt::format("TRY({})", without_text);
  }
  if (first.is(TypeKind::date) && call.arguments[1]->type.is_integral())
    return fmt::format("TRY(skep_date_add({}, {}({})))", arguments[0], sign == "+" ? "" : "-", arguments[1]);
  if (first.is(TypeKind::calendar_interval))
    return fmt::format("TRY({})", calendar_arithmetic(divides ? "/" : sign, arguments, false));
  if (first.is_datetime() || first.is_interval())
    return fmt::format("TRY({})", datetime_arithmetic(divides ? "/" : sign, call, expression, arguments));
  return divides ? divided_or_null(name, result, arguments) : computed_or_null(name, sign, result, arguments);
}

std::optional<std::string> ExpressionSql::text_call(const plan::Call& call, const plan::Expression& expression,
                                                    const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  bool binary = first.is(TypeKind::binary);
  auto bytes = [&] { return binary ? arguments[0] : fmt::format("encode({})", arguments[0]); };
  if (name == "btrim")
    return arguments.size() == 1 ? fmt::format("trim({}, ' ')", arguments[0])
                                 : fmt::format("trim({}, {})", arguments[0], arguments[1]);
  if (name == "trim" || name == "ltrim" || name == "rtrim") {
    if (arguments.size() == 1) return fmt::format("{}({}, ' ')", name, arguments[0]);
    return fmt::format("{}({}, {})", name, arguments[1], arguments[0]);
  }
  if (name == "length" && binary) return fmt::format("CAST(octet_length({}) AS INTEGER)", arguments[0]);
  if (name == "octet_length") return fmt::format("CAST(octet_length({}) AS INTEGER)", bytes());
  if (name == "bit_length") return fmt::format("CAST(octet_length({}) * 8 AS INTEGER)", bytes());
  if (name == "hex")
    return first.is_integral() ? fmt::format("skep_hex_number({})", arguments[0])
                               : fmt::format("skep_hex({})", bytes());
  if (name == "base64" || name == "crc32") return fmt::format("skep_{}({})", name, bytes());
  if (name == "md5" || name == "sha1") return fmt::format("{}({})", name, arguments[0]);
  if (name == "sha2") return fmt::format("skep_sha2({}, {})", bytes(), arguments[1]);
  bool checks_utf8 = name == "is_valid_utf8" || name == "make_valid_utf8" || name.ends_with("validate_utf8");
  if (checks_utf8) return fmt::format("skep_{}({})", name, bytes());
  if (name == "getbit") {
    int bits = first.is(TypeKind::tinyint)    ? 8
               : first.is(TypeKind::smallint) ? 16
               : first.is(TypeKind::integer)  ? 32
                                              : 64;
    return fmt::format("skep_getbit(CAST({} AS BIGINT), {}, {})", arguments[0], arguments[1], bits);
  }
  if (name == "hash" || name == "xxhash64") {
    std::vector<std::string> values;
    for (size_t i = 0; i < arguments.size(); i++) {
      auto& type = call.arguments[i]->type;
      values.push_back(type.is_any_interval() ? hashed_parts(type, arguments[i]) : arguments[i]);
    }
    return fmt::format("skep_{}({})", name, join(values, ", "));
  }
  if (name == "elt") {
    auto text = fmt::format("CASE WHEN {} IS NULL THEN NULL", arguments[0]);
    for (size_t i = 1; i < arguments.size(); i++)
      text += fmt::format(" WHEN {} = {} THEN {}", arguments[0], i, arguments[i]);
    return text + fmt::format(" ELSE {} END",
                              raised_or_null("INVALID_ARRAY_INDEX", "the index is out of bounds", expression.type));
  }
  if (name == "concat_ws") {
    std::vector<std::string> parts{arguments[0]};
    for (size_t i = 1; i < arguments.size(); i++) {
      bool is_list = call.arguments[i]->type.is(TypeKind::array);
      parts.push_back(is_list ? fmt::format("CASE WHEN list_count({0}) > 0 THEN skep_array_join({0}, {1}) END",
                                            arguments[i], arguments[0])
                              : arguments[i]);
    }
    return parts.size() == 1 ? fmt::format("CASE WHEN {} IS NOT NULL THEN '' END", arguments[0])
                             : fmt::format("concat_ws({})", join(parts, ", "));
  }
  if (name == "assert_true") {
    auto message = arguments.size() == 2 ? arguments[1] : sql_quote("the condition is not true");
    return fmt::format("CASE WHEN {} THEN NULL ELSE skep_raise('USER_RAISED_EXCEPTION', COALESCE({}, 'null')) END",
                       arguments[0], message);
  }
  return std::nullopt;
}

std::optional<std::string> ExpressionSql::formatted_date(const plan::Call& call, const ColumnSql& column) {
  if (call.function != "date_format" || !prints_date(call)) return std::nullopt;
  auto& day = std::get<plan::Cast>(call.arguments[0]->node).operand;
  return fmt::format("skep_format_date({}, {})", write(*day, column), write(*call.arguments[1], column));
}

std::optional<std::string> ExpressionSql::datetime_call(const plan::Call& call, const plan::Expression& expression,
                                                        const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if (first.is(TypeKind::calendar_interval) && name.starts_with("interval_"))
    return calendar_part(name, arguments[0], expression.type);
  if (name == "current_timestamp") return constant({types::kTimestamp, settings_.now_micros});
  if (name == "localtimestamp")
    return fmt::format("skep_local({}, {})", constant({types::kTimestamp, settings_.now_micros}), zone());
  if (name == "current_date")
    return fmt::format("CAST(skep_local({}, {}) AS DATE)", constant({types::kTimestamp, settings_.now_micros}), zone());
  if (auto text = parsed_datetime(call, arguments)) return text;
  if (name == "timestamp_seconds") {
    if (first.is(TypeKind::double_)) {
      return fmt::format("CASE WHEN isfinite({0}) THEN make_timestamptz(CAST(trunc({0} * 1000000) AS BIGINT)) END",
                         arguments[0]);
    }
    return fmt::format("make_timestamptz(CAST({} * 1000000 AS BIGINT))", arguments[0]);
  }
  if (name == "timestampadd") {
    bool is_text = std::holds_alternative<plan::Constant>(call.arguments[0]->node);
    auto unit = is_text ? to_upper(constant_of<std::string>(call, 0)) : "";
    if (!expression.type.is(TypeKind::timestamp))
      return fmt::format("skep_add_units({}, {}, {})", arguments[0], arguments[1], arguments[2]);
    // Hours and less are counted on the instant, longer units on the wall clock.
    bool on_instant = unit == "HOUR" || unit == "MINUTE" || unit.ends_with("SECOND");
    auto clock = on_instant ? std::string("'UTC'") : zone();
    return fmt::format("skep_instant(skep_add_units({}, {}, skep_local({}, {})), {})", arguments[0], arguments[1],
                       arguments[2], clock, clock);
  }
  return std::nullopt;
}

}  // namespace skep::engine
