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

template <typename Value>
const Value& constant_of(const plan::Call& call, size_t argument) {
  return std::get<Value>(std::get<plan::Constant>(call.arguments[argument]->node).value.data);
}

}  // namespace

std::string_view ExpressionSql::map_function() const {
  return settings_.last_map_key_wins ? "skep_last_map" : "skep_map";
}

std::string ExpressionSql::map_of_text(const std::vector<std::string>& arguments) {
  auto pairs = fmt::format("skep_split({}, {}, -1)", arguments[0], arguments[1]);
  auto part = [&](int index) {
    auto pair = fmt::format("x{}", ++lambdas_);
    return fmt::format("list_transform({}, lambda {}: skep_split({}, {}, 2)[{}])", pairs, pair, pair, arguments[2],
                       index);
  };
  return fmt::format("{}_from_arrays({}, {})", map_function(), part(1), part(2));
}

/// Months are counted on the wall clock of the session's zone, all other steps on the time line.
std::string ExpressionSql::sequence(const plan::Call& call, const std::vector<std::string>& arguments) {
  auto& type = call.arguments[0]->type;
  if (!type.is_datetime()) {
    auto step = arguments.size() == 3 ? arguments[2]
                                      : cast_as(fmt::format("CASE WHEN {} <= {} THEN 1 WHEN {} > {} THEN -1 END",
                                                            arguments[0], arguments[1], arguments[0], arguments[1]),
                                                type);
    return fmt::format("skep_sequence({}, {}, {})", arguments[0], arguments[1], step);
  }
  bool by_months = arguments.size() == 3 && call.arguments[2]->type.is(TypeKind::interval_year_month);
  auto months = by_months ? fmt::format("CAST(skep_months({}) AS INTEGER)", arguments[2]) : std::string("0");
  auto micros = by_months               ? std::string("0::BIGINT")
                : arguments.size() == 3 ? fmt::format("CAST(skep_micros({}) AS BIGINT)", arguments[2])
                                        : fmt::format("CASE WHEN {} <= {} THEN 86400000000 ELSE -86400000000 END",
                                                      arguments[0], arguments[1]);
  if (!by_months || !type.is(TypeKind::timestamp)) {
    return fmt::format("skep_sequence({}, {}, {}, {})", arguments[0], arguments[1], months, micros);
  }
  auto item = fmt::format("x{}", ++lambdas_);
  return fmt::format(
      "list_transform(skep_sequence(skep_local({0}, {4}), skep_local({1}, {4}), {2}, {3}), lambda {5}: "
      "skep_instant({5}, {4}))",
      arguments[0], arguments[1], months, micros, zone(), item);
}

std::string ExpressionSql::item_of(const plan::Call& call, const plan::Expression& expression,
                                   const std::vector<std::string>& arguments) {
  if (call.arguments[0]->type.is(TypeKind::map))
    return fmt::format("map_extract_value({}, {})", arguments[0], arguments[1]);
  if (call.function == "item") {
    return fmt::format("CASE WHEN {1} < 0 OR {1} >= len({0}) THEN {2} ELSE {0}[{1} + 1] END", arguments[0],
                       arguments[1],
                       raised_or_null("INVALID_ARRAY_INDEX", "the index is out of bounds", expression.type));
  }
  bool is_try = call.function == "try_element_at";
  auto outside =
      is_try ? "NULL"
             : raised_or_null("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", "the index is out of bounds", expression.type);
  auto zero = cast_as(raise("INVALID_INDEX_OF_ZERO", "the index 0 is invalid: items count from 1"), expression.type);
  return fmt::format(
      "CASE WHEN {0} IS NULL THEN NULL WHEN {1} = 0 THEN {2} WHEN abs({1}) > len({0}) THEN {3} ELSE {0}[{1}] END",
      arguments[0], arguments[1], zero, outside);
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
    if (arguments.empty()) return cast_as("map()", expression.type);
    std::vector<std::string> keys, values;
    for (size_t i = 0; i < arguments.size(); i++) (i % 2 == 0 ? keys : values).push_back(arguments[i]);
    auto key_list = cast_as(fmt::format("[{}]", join(keys, ", ")), DataType::array_of(expression.type.key()));
    auto value_list = cast_as(fmt::format("[{}]", join(values, ", ")), DataType::array_of(expression.type.value()));
    return fmt::format("{}_from_arrays({}, {})", map_function(), key_list, value_list);
  }
  if (name == "map_concat" && arguments.empty()) return cast_as("map()", expression.type);
  if (name == "map_concat" || name == "map_from_arrays" || name == "map_from_entries")
    return fmt::format("{}{}({})", map_function(), name.substr(3), join(arguments, ", "));
  if (name == "map_entries") return cast_as(fmt::format("map_entries({})", arguments[0]), expression.type);
  if (name == "str_to_map") return map_of_text(arguments);
  if (name == "sequence") return sequence(call, arguments);
  if (name == "arrays_zip") {
    std::vector<std::string> lists;
    for (size_t i = 1; i < arguments.size(); i += 2) lists.push_back(arguments[i]);
    if (lists.empty()) return cast_as("[]", expression.type);
    return fmt::format("skep_arrays_zip(NULL::{}, {})", duckdb_type(expression.type), join(lists, ", "));
  }
  if (name == "shuffle") {
    auto seed = arguments.size() == 2 ? arguments[1] : "CAST(random() * 9007199254740992 AS BIGINT)";
    return fmt::format("skep_shuffle({}, {})", arguments[0], seed);
  }
  if (name == "size") {
    auto count = fmt::format("{}({})", first.is(TypeKind::map) ? "cardinality" : "len", arguments[0]);
    // Without ANSI mode a null has the size -1.
    return cast_as(settings_.ansi ? count : fmt::format("COALESCE({}, -1)", count), expression.type);
  }
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
    return fmt::format("skep_sort_{}({})", constant_of<bool>(call, 1) ? "ascending" : "descending", arguments[0]);
  }
  return std::nullopt;
}

}  // namespace skep::engine
