#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/sql_writer.h"

// Higher-order functions, by DuckDB's lambdas over lists.
namespace skep::engine {

namespace {

const plan::Lambda& lambda_of(const plan::Call& call, size_t argument) {
  return std::get<plan::Lambda>(call.arguments[argument]->node);
}

std::string null_unless(const std::vector<std::string>& operands, const std::string& value) {
  std::vector<std::string> nulls;
  for (auto& operand : operands) nulls.push_back(operand + " IS NULL");
  return fmt::format("CASE WHEN {} THEN NULL ELSE {} END", join(nulls, " OR "), value);
}

}  // namespace

std::string ExpressionSql::next_variable() { return fmt::format("x{}", ++lambdas_); }

std::string ExpressionSql::body(const plan::Lambda& lambda, const std::vector<std::string>& values,
                                const ColumnSql& column) {
  for (size_t i = 0; i < lambda.parameters.size(); i++) variables_[lambda.parameters[i]] = values[i];
  return write(*lambda.body, column);
}

/// list_transform or list_filter; DuckDB counts items from 1.
std::string ExpressionSql::over_items(std::string_view function, const std::string& list, const plan::Lambda& lambda,
                                      const ColumnSql& column) {
  auto item = next_variable();
  if (lambda.parameters.size() == 1)
    return fmt::format("{}({}, lambda {}: {})", function, list, item, body(lambda, {item}, column));
  auto place = next_variable();
  auto index = fmt::format("CAST({} - 1 AS INTEGER)", place);
  return fmt::format("{}({}, lambda {}, {}: {})", function, list, item, place, body(lambda, {item, index}, column));
}

std::string ExpressionSql::over_entries(std::string_view function, const std::string& map, const plan::Lambda& lambda,
                                        const ColumnSql& column) {
  auto entry = next_variable();
  auto text =
      body(lambda, {fmt::format("struct_extract({}, 'key')", entry), fmt::format("struct_extract({}, 'value')", entry)},
           column);
  return fmt::format("{}(map_entries({}), lambda {}: {})", function, map, entry, text);
}

/// The list becomes one of pairs of an accumulator and an item, since DuckDB's list_reduce knows one type only.
std::string ExpressionSql::reduce(const plan::Call& call, const ColumnSql& column) {
  auto list = write(*call.arguments[0], column);
  auto state = duckdb_type(call.arguments[1]->type);
  auto item = duckdb_type(call.arguments[0]->type.element());
  auto element = next_variable(), left = next_variable(), right = next_variable();
  auto pairs =
      fmt::format("list_transform({}, lambda {}: {{'a': NULL::{}, 'x': {}::{}}})", list, element, state, element, item);
  auto merged =
      body(lambda_of(call, 2),
           {fmt::format("struct_extract({}, 'a')", left), fmt::format("struct_extract({}, 'x')", right)}, column);
  auto result = fmt::format(
      "struct_extract(list_reduce({}, lambda {}, {}: {{'a': CAST({} AS {}), 'x': struct_extract({}, 'x')}}, "
      "{{'a': CAST({} AS {}), 'x': NULL::{}}}), 'a')",
      pairs, left, right, merged, state, right, write(*call.arguments[1], column), state, item);
  auto& finish = lambda_of(call, 3);
  auto* same = std::get_if<plan::LambdaVariable>(&finish.body->node);
  if (same && same->id == finish.parameters[0]) return result;
  auto last = next_variable();
  auto finished = fmt::format("list_transform([{}], lambda {}: {})[1]", result, last, body(finish, {last}, column));
  return null_unless({list}, finished);
}

std::string ExpressionSql::zip(const plan::Call& call, const ColumnSql& column) {
  auto left = write(*call.arguments[0], column), right = write(*call.arguments[1], column);
  auto pair = next_variable();
  auto text =
      body(lambda_of(call, 2),
           {fmt::format("struct_extract_at({}, 1)", pair), fmt::format("struct_extract_at({}, 2)", pair)}, column);
  return null_unless({left, right},
                     fmt::format("list_transform(list_zip({}, {}), lambda {}: {})", left, right, pair, text));
}

std::string ExpressionSql::zip_maps(const plan::Call& call, const ColumnSql& column) {
  auto left = write(*call.arguments[0], column), right = write(*call.arguments[1], column);
  auto other = next_variable(), key = next_variable();
  auto keys = fmt::format(
      "list_concat(map_keys({0}), list_filter(map_keys({1}), lambda {2}: NOT list_contains(map_keys({0}), {2})))", left,
      right, other);
  auto text = body(
      lambda_of(call, 2),
      {key, fmt::format("map_extract_value({}, {})", left, key), fmt::format("map_extract_value({}, {})", right, key)},
      column);
  return null_unless({left, right}, fmt::format("map({0}, list_transform({0}, lambda {1}: {2}))", keys, key, text));
}

/// Compares all items with all, and lets skep_sort_order sort their numbers by the answers.
std::string ExpressionSql::sort_by_comparator(const plan::Call& call, const ColumnSql& column) {
  auto list = next_variable(), i = next_variable(), j = next_variable();
  auto text = body(lambda_of(call, 1), {fmt::format("{}[{}]", list, i), fmt::format("{}[{}]", list, j)}, column);
  auto places = fmt::format("range(1, len({}) + 1)", list);
  return fmt::format(
      "list_transform([{0}], lambda {1}: list_select({1}, skep_sort_order(list_transform({4}, lambda {2}: "
      "list_transform({4}, lambda {3}: {5})))))[1]",
      write(*call.arguments[0], column), list, i, j, places, text);
}

std::optional<std::string> ExpressionSql::higher_order(const plan::Call& call, const plan::Expression& expression,
                                                       const ColumnSql& column) {
  auto& name = call.function;
  auto typed = [&](const std::string& text) {
    return fmt::format("CAST({} AS {})", text, duckdb_type(expression.type));
  };
  if (name == "array_sort" && call.arguments.size() == 2) return typed(sort_by_comparator(call, column));
  bool takes_function = !call.arguments.empty() && std::holds_alternative<plan::Lambda>(call.arguments.back()->node);
  if (!takes_function) return std::nullopt;
  if (name == "aggregate") return typed(reduce(call, column));
  if (name == "zip_with") return typed(zip(call, column));
  if (name == "map_zip_with") return typed(zip_maps(call, column));
  auto first = write(*call.arguments[0], column);
  auto& lambda = lambda_of(call, 1);
  if (name == "transform") return typed(over_items("list_transform", first, lambda, column));
  if (name == "filter") return over_items("list_filter", first, lambda, column);
  if (name == "exists") return fmt::format("skep_any({})", over_items("list_transform", first, lambda, column));
  if (name == "forall") return fmt::format("skep_all({})", over_items("list_transform", first, lambda, column));
  if (name == "map_filter") {
    auto entries = over_entries("list_filter", first, lambda, column);
    return null_unless({first}, typed(fmt::format("map_from_entries({})", entries)));
  }
  if (name == "transform_keys") {
    auto keys = over_entries("list_transform", first, lambda, column);
    return null_unless({first}, typed(fmt::format("{}_from_arrays({}, map_values({}))", map_function(), keys, first)));
  }
  if (name == "transform_values") {
    auto values = over_entries("list_transform", first, lambda, column);
    return null_unless({first}, typed(fmt::format("map(map_keys({}), {})", first, values)));
  }
  return unsupported(fmt::format("the function {} is not there yet", name));
}

}  // namespace skep::engine
