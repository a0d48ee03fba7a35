#include "base/text.h"
#include "engine/duckdb/cast_sql.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/sql_writer.h"

#include <algorithm>

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

/// Computes `operand` once, as the value that `body` names x.
template <typename Body>
std::string with_name(int& names, const std::string& operand, Body body) {
  auto x = fmt::format("x{}", ++names);
  return fmt::format("list_transform([{}], lambda {}: {})[1]", operand, x, body(x));
}

bool holds_variant(const DataType& type) {
  return type.is(TypeKind::variant) ||
         std::any_of(type.fields().begin(), type.fields().end(), [](auto& field) { return holds_variant(field.type); });
}

std::string read_as(const std::string& variant, const DataType& type) {
  return fmt::format("TRY_CAST(skep_variant_text({}) AS {})", variant, duckdb_type(type));
}

}  // namespace

std::string ExpressionSql::shown(const std::string& operand, const DataType& type) {
  if (!holds_variant(type)) return operand;
  if (type.is(TypeKind::variant)) return fmt::format("skep_variant_json({})", operand);
  if (type.is(TypeKind::array)) {
    auto item = fmt::format("x{}", ++lambdas_);
    return fmt::format("list_transform({}, lambda {}: {})", operand, item, shown(item, type.element()));
  }
  return unsupported(fmt::format("a result of type {} is not there yet", type.to_text()));
}

std::string CastSql::to_variant(const std::string& operand, const DataType& from) {
  if (from.is(TypeKind::null)) return "(NULL::VARCHAR)";
  return fmt::format("skep_to_variant({})", operand);
}

/// What a variant of each kind is as a plain type; a kind that is not named gives NULL.
std::string CastSql::plain_of_variant(const std::string& x, const DataType& to) {
  auto branch = [&](std::string_view kind, const std::string& value) {
    return fmt::format(" WHEN '{}' THEN {}", kind, value);
  };
  std::string out = fmt::format("CASE skep_variant_kind({})", x);
  if (to.is(TypeKind::string)) return fmt::format("{} WHEN 'null' THEN NULL ELSE skep_variant_text({}) END", out, x);
  auto text = fmt::format("skep_variant_text({})", x);
  out += branch("text", from_text(text, to, CastMode::quiet));
  if (to.is(TypeKind::boolean)) {
    out += branch("boolean", read_as(x, types::kBoolean));
    for (auto kind : {"whole", "decimal", "real"})
      out += branch(kind, fmt::format("({} <> 0)", read_as(x, types::kDouble)));
  }
  if (to.is_numeric()) {
    out += branch("boolean", fmt::format("CAST({} AS {})", read_as(x, types::kBoolean),
                                         to.is(TypeKind::decimal) ? "INTEGER" : duckdb_type(to)));
    out += branch("whole", number(read_as(x, types::kBigint), types::kBigint, to, CastMode::quiet));
    out += branch("real", number(read_as(x, types::kDouble), types::kDouble, to, CastMode::quiet));
    out += branch("decimal", to.is_integral() ? number(read_as(x, DataType::decimal(38, 18)), DataType::decimal(38, 18),
                                                       to, CastMode::quiet)
                                              : from_text(text, to, CastMode::quiet));
  }
  if (to.is(TypeKind::timestamp)) out += branch("whole", fmt::format("to_timestamp({})", read_as(x, types::kBigint)));
  return fmt::format("CAST({} END AS {})", out, duckdb_type(to));
}

std::string CastSql::from_variant(const std::string& operand, const DataType& to, CastMode mode) {
  if (to.is(TypeKind::variant)) return operand;
  auto type = duckdb_type(to);
  auto failed =
      mode == CastMode::quiet
          ? fmt::format("(NULL::{})", type)
          : fmt::format("CAST(skep_raise('INVALID_VARIANT_CAST', 'a variant is no {}') AS {})", to.to_text(), type);
  return with_name(lambdas_, operand, [&](const std::string& x) -> std::string {
    auto when = [&](std::string_view kind, const std::string& value) {
      return fmt::format(
          "CASE skep_variant_kind({}) WHEN '{}' THEN {} WHEN 'null' THEN (NULL::{}) ELSE CASE WHEN {} IS "
          "NULL THEN (NULL::{}) ELSE {} END END",
          x, kind, value, type, x, type, failed);
    };
    if (to.is(TypeKind::array)) {
      auto item = fmt::format("x{}", ++lambdas_);
      return when("array", fmt::format("list_transform(skep_variant_items({}), lambda {}: {})", x, item,
                                       from_variant(item, to.element(), mode)));
    }
    if (to.is(TypeKind::map)) {
      if (!to.key().is(TypeKind::string))
        return unsupported_("a variant as a map whose keys are no texts is not there yet");
      auto item = fmt::format("x{}", ++lambdas_);
      return when("object",
                  fmt::format("skep_map_from_arrays(skep_variant_names({0}), list_transform(skep_variant_values({0}), "
                              "lambda {1}: {2}))",
                              x, item, from_variant(item, to.value(), mode)));
    }
    if (to.is(TypeKind::struct_)) {
      std::vector<std::string> fields;
      for (auto& field : to.fields()) {
        auto part = fmt::format("skep_variant_field({}, {})", x, sql_quote(field.name));
        fields.push_back(fmt::format("{}: {}", sql_quote(field.name), from_variant(part, field.type, mode)));
      }
      return when("object", fmt::format("CAST({{{}}} AS {})", join(fields, ", "), type));
    }
    return with_name(lambdas_, plain_of_variant(x, to), [&](const std::string& y) {
      return fmt::format("CASE WHEN {0} IS NULL AND skep_variant_kind({1}) <> 'null' THEN {2} ELSE {0} END", y, x,
                         failed);
    });
  });
}

ExpressionSql::Special ExpressionSql::variant_call(const plan::Call& call, const plan::Expression& expression,
                                                   const std::vector<std::string>& arguments) {
  auto& name = call.function;
  if (name == "parse_json" || name == "try_parse_json" || name == "schema_of_variant") {
    return fmt::format("skep_{}({})", name, arguments[0]);
  }
  if (name == "is_variant_null") return fmt::format("COALESCE(skep_variant_kind({}) = 'null', FALSE)", arguments[0]);
  if (name == "to_variant_object") return casts_.to_variant(arguments[0], call.arguments[0]->type);
  if (name == "variant_get" || name == "try_variant_get") {
    auto part = fmt::format("skep_variant_at({}, {})", arguments[0], arguments[1]);
    return casts_.from_variant(part, expression.type, name == "try_variant_get" ? CastMode::quiet : CastMode::ansi);
  }
  return std::nullopt;
}

}  // namespace skep::engine
