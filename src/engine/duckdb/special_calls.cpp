#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/sql_writer.h"

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

std::string cast_as(const std::string& operand, const DataType& type) {
  return fmt::format("CAST({} AS {})", operand, duckdb_type(type));
}

std::string raise(std::string_view error_class, std::string_view message) {
  return fmt::format("skep_raise({}, {})", sql_quote(error_class), sql_quote(message));
}

/// The names of arguments that are constants: fields of structs, directions of a sort.
template <typename Value>
const Value& constant_of(const plan::Call& call, size_t argument) {
  return std::get<Value>(std::get<plan::Constant>(call.arguments[argument]->node).value.data);
}

}  // namespace

std::optional<std::string> ExpressionSql::special(const plan::Call& call, const plan::Expression& expression,
                                                  const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if (name == "+" || name == "-" || name == "*" || name == "/" || name == "%") {
    bool datetime = first.is_datetime() || first.is_interval();
    return datetime ? datetime_arithmetic(call, expression, arguments) : arithmetic(call, expression, arguments);
  }
  if (name == "=" || name == "<" || name == "<=" || name == ">" || name == ">=") {
    return fmt::format("({} {} {})", arguments[0], name, arguments[1]);
  }
  if (name == "<=>") return fmt::format("({} IS NOT DISTINCT FROM {})", arguments[0], arguments[1]);
  if (name == "like" || name == "ilike") return like(call, arguments);
  if (name == "typeof") return sql_quote(first.to_text());
  if (auto text = number_call(call, expression, arguments)) return text;
  if (auto text = try_call(call, expression, arguments)) return text;
  if (auto text = text_call(call, expression, arguments)) return text;
  if (auto text = datetime_call(call, expression, arguments)) return text;
  return collection_call(call, expression, arguments);
}

std::optional<std::string> ExpressionSql::number_call(const plan::Call& call, const plan::Expression& expression,
                                                      const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& result = expression.type;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if (name == "pmod" && result.is(TypeKind::decimal)) {
    return fmt::format("skep_decimal_pmod({}, {}, {}, {})", arguments[0], arguments[1], result.precision(),
                       result.scale());
  }
  if (name == "div" && first.is(TypeKind::decimal)) {
    return fmt::format("skep_to_bigint(skep_decimal_div({}, {}, 38, 0))", arguments[0], arguments[1]);
  }
  if (name == "round" || name == "bround") {
    if (result.is_fractional())
      return cast_as(fmt::format("skep_{}(CAST({} AS DOUBLE), {})", name, arguments[0], arguments[1]), result);
    if (result.is_integral()) return fmt::format("skep_{}({}, {})", name, arguments[0], arguments[1]);
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
    return first.is(TypeKind::decimal) ? cast_as(whole, result) : fmt::format("skep_to_bigint({})", whole);
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
  if (divides) {
    std::string_view function = name == "try_divide" ? "divide" : "remainder";
    if (!result.is(TypeKind::decimal)) return fmt::format("skep_try_{}({}, {})", function, arguments[0], arguments[1]);
    return fmt::format("skep_try_decimal_{}({}, {}, {}, {})", function, arguments[0], arguments[1], result.precision(),
                       result.scale());
  }
  if (result.is_fractional()) return fmt::format("({} {} {})", arguments[0], sign, arguments[1]);
  if (result.is(TypeKind::decimal)) {
    if (result.precision() == 38)
      return unsupported(fmt::format("{} with the result {} is not there yet", name, result.to_text()));
    return fmt::format("CAST({} {} {} AS {})", arguments[0], sign, arguments[1], duckdb_type(result));
  }
  return fmt::format("TRY_CAST(CAST({} AS HUGEINT) {} {} AS {})", arguments[0], sign, arguments[1],
                     duckdb_type(result));
}

std::optional<std::string> ExpressionSql::text_call(const plan::Call& call, const plan::Expression&,
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
  if (name == "sha2") {
    auto bits = constant_of<int64_t>(call, 1);
    return bits == 256 || bits == 0 ? fmt::format("sha256({})", arguments[0]) : "NULL::VARCHAR";
  }
  if (name == "elt") {
    auto text = fmt::format("CASE WHEN {} IS NULL THEN NULL", arguments[0]);
    for (size_t i = 1; i < arguments.size(); i++)
      text += fmt::format(" WHEN {} = {} THEN {}", arguments[0], i, arguments[i]);
    return text +
           fmt::format(" ELSE CAST({} AS VARCHAR) END", raise("INVALID_ARRAY_INDEX", "the index is out of bounds"));
  }
  if (name == "concat_ws") {
    std::vector<std::string> parts{arguments[0]};
    for (size_t i = 1; i < arguments.size(); i++) {
      bool is_list = call.arguments[i]->type.is(TypeKind::array);
      parts.push_back(is_list ? fmt::format("array_to_string({}, {})", arguments[i], arguments[0]) : arguments[i]);
    }
    return parts.size() == 1 ? fmt::format("CASE WHEN {} IS NOT NULL THEN '' END", arguments[0])
                             : fmt::format("concat_ws({})", join(parts, ", "));
  }
  if (name == "assert_true") {
    auto message = arguments.size() == 2 ? arguments[1] : sql_quote("the condition is not true");
    return fmt::format("CASE WHEN {} THEN NULL ELSE skep_raise('USER_RAISED_EXCEPTION', {}) END", arguments[0],
                       message);
  }
  return std::nullopt;
}

std::optional<std::string> ExpressionSql::datetime_call(const plan::Call& call, const plan::Expression& expression,
                                                        const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if (name == "current_timestamp") return constant({types::kTimestamp, settings_.now_micros});
  if (name == "current_date")
    return fmt::format("CAST(skep_local({}, {}) AS DATE)", constant({types::kTimestamp, settings_.now_micros}), zone());
  if (name == "to_date") {
    if (arguments.size() == 1) return arguments[0];
    return fmt::format("CAST(skep_parse_timestamp({}, {}) AS DATE)", arguments[0], arguments[1]);
  }
  if (name == "to_timestamp") {
    if (arguments.size() == 1) return arguments[0];
    return fmt::format("skep_instant(skep_parse_timestamp({}, {}), {})", arguments[0], arguments[1], zone());
  }
  if (name == "try_to_timestamp") {
    if (arguments.size() == 1) return fmt::format("skep_try_to_timestamp({}, {})", arguments[0], zone());
    return fmt::format("skep_instant(skep_try_parse_timestamp({}, {}), {})", arguments[0], arguments[1], zone());
  }
  if (name == "unix_timestamp") {
    auto instant = first.is_text() ? fmt::format("skep_instant(skep_parse_timestamp({}, {}), {})", arguments[0],
                                                 arguments[1], zone())
                                   : arguments[0];
    return fmt::format("CAST(floor(epoch_us({}) / 1000000) AS BIGINT)", instant);
  }
  if (name == "timestamp_seconds") {
    if (first.is(TypeKind::double_)) {
      return fmt::format("CASE WHEN isfinite({0}) THEN make_timestamptz(CAST(trunc({0} * 1000000) AS BIGINT)) END",
                         arguments[0]);
    }
    return fmt::format("make_timestamptz(CAST({} * 1000000 AS BIGINT))", arguments[0]);
  }
  if (name == "make_timestamp") {
    auto wall_clock = fmt::format("skep_make_timestamp({}, {}, {}, {}, {}, CAST({} * 1000000 AS BIGINT))", arguments[0],
                                  arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
    return fmt::format("skep_instant({}, {})", wall_clock, arguments.size() == 7 ? arguments[6] : zone());
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

std::string ExpressionSql::item_of(const plan::Call& call, const plan::Expression& expression,
                                   const std::vector<std::string>& arguments) {
  if (call.arguments[0]->type.is(TypeKind::map))
    return fmt::format("map_extract_value({}, {})", arguments[0], arguments[1]);
  auto raised = [&](std::string_view error_class, std::string_view message) {
    return cast_as(raise(error_class, message), expression.type);
  };
  if (call.function == "item") {
    return fmt::format("CASE WHEN {1} < 0 OR {1} >= len({0}) THEN {2} ELSE {0}[{1} + 1] END", arguments[0],
                       arguments[1], raised("INVALID_ARRAY_INDEX", "the index is out of bounds"));
  }
  bool is_try = call.function == "try_element_at";
  auto outside = is_try ? "NULL" : raised("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", "the index is out of bounds");
  return fmt::format("CASE WHEN {1} = 0 THEN {2} WHEN abs({1}) > len({0}) THEN {3} ELSE {0}[{1}] END", arguments[0],
                     arguments[1], raised("INVALID_INDEX_OF_ZERO", "the index 0 is invalid: items count from 1"),
                     outside);
}

std::optional<std::string> ExpressionSql::collection_call(const plan::Call& call, const plan::Expression& expression,
                                                          const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto& first = call.arguments.empty() ? types::kNull : call.arguments[0]->type;
  if (name == "item" || name == "element_at" || name == "try_element_at") return item_of(call, expression, arguments);
  if (name == "field")
    return fmt::format("struct_extract({}, {})", arguments[0], sql_quote(constant_of<std::string>(call, 1)));
  if (name == "fields") {
    auto item = next_variable();
    return fmt::format("list_transform({0}, lambda {1}: struct_extract({1}, {2}))", arguments[0], item,
                       sql_quote(constant_of<std::string>(call, 1)));
  }
  if (name == "named_struct") {
    std::vector<std::string> fields;
    for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
      fields.push_back(sql_quote(constant_of<std::string>(call, i)) + ": " + arguments[i + 1]);
    }
    return cast_as("{" + join(fields, ", ") + "}", expression.type);
  }
  if (name == "map") {
    std::vector<std::string> keys, values;
    for (size_t i = 0; i < arguments.size(); i++) (i % 2 == 0 ? keys : values).push_back(arguments[i]);
    return cast_as(fmt::format("map([{}], [{}])", join(keys, ", "), join(values, ", ")), expression.type);
  }
  if (name == "size" && first.is(TypeKind::map))
    return cast_as(fmt::format("cardinality({})", arguments[0]), expression.type);
  if (name == "reverse" && first.is(TypeKind::array)) return fmt::format("list_reverse({})", arguments[0]);
  if (name == "concat") {
    if (arguments.empty()) return "''";
    if (!expression.type.is(TypeKind::array)) return "(" + join(arguments, " || ") + ")";
    std::vector<std::string> nulls;
    for (auto& argument : arguments) nulls.push_back(argument + " IS NULL");
    auto joined = arguments[0];
    for (size_t i = 1; i < arguments.size(); i++) joined = fmt::format("list_concat({}, {})", joined, arguments[i]);
    return fmt::format("CASE WHEN {} THEN NULL ELSE {} END", join(nulls, " OR "), joined);
  }
  if (name == "sort_array") {
    bool ascending = constant_of<bool>(call, 1);
    return fmt::format("list_sort({}, '{}', 'NULLS {}')", arguments[0], ascending ? "ASC" : "DESC",
                       ascending ? "FIRST" : "LAST");
  }
  if (name == "array_join") {
    auto list = arguments[0];
    auto variable = fmt::format("x{}", ++lambdas_);
    if (arguments.size() == 3)
      list = fmt::format("list_transform({}, lambda {}: COALESCE({}, {}))", list, variable, variable, arguments[2]);
    return fmt::format("CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN COALESCE(array_to_string({2}, {1}), '') END",
                       arguments[0], arguments[1], list);
  }
  if (name == "array_distinct") {
    auto item = fmt::format("x{}", ++lambdas_), place = fmt::format("x{}", ++lambdas_);
    return fmt::format("list_filter({0}, lambda {1}, {2}: list_position({0}, {1}) = {2})", arguments[0], item, place);
  }
  if (name == "slice") {
    auto begin = fmt::format("(CASE WHEN {1} < 0 THEN len({0}) + {1} + 1 ELSE {1} END)", arguments[0], arguments[1]);
    auto bad_start = cast_as(raise("INVALID_PARAMETER_VALUE.START", "slice counts from 1"), expression.type);
    auto bad_length =
        cast_as(raise("INVALID_PARAMETER_VALUE.LENGTH", "slice takes no negative length"), expression.type);
    return fmt::format(
        "CASE WHEN {1} = 0 THEN {4} WHEN {2} < 0 THEN {5} WHEN {3} < 1 OR {2} = 0 THEN {0}[2:1] ELSE {0}[{3}:{3} + {2} "
        "- 1] END",
        arguments[0], arguments[1], arguments[2], begin, bad_start, bad_length);
  }
  return std::nullopt;
}

}  // namespace skep::engine
