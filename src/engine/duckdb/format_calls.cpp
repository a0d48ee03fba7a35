#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/sql_writer.h"

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

std::string as_digits(const std::string& number) { return fmt::format("CAST({} AS VARCHAR)", number); }

/// to_char of dates, of bytes and of numbers.
std::string to_char(const DataType& type, const std::vector<std::string>& arguments, const std::string& zone) {
  if (type.is(TypeKind::timestamp))
    return fmt::format("skep_date_format({}, {}, {})", arguments[0], arguments[1], zone);
  if (!type.is(TypeKind::binary)) return fmt::format("skep_to_char({}, {})", as_digits(arguments[0]), arguments[1]);
  auto format = to_lower(arguments[1]);
  if (format == "'hex'") return fmt::format("skep_hex({})", arguments[0]);
  return format == "'base64'" ? fmt::format("skep_base64({})", arguments[0])
                              : fmt::format("skep_decode({}, {})", arguments[0], arguments[1]);
}

/// Intervals are compared by their amounts.
std::string bucket(const DataType& type, std::vector<std::string> arguments) {
  if (type.is_interval()) {
    auto amount = type.is(TypeKind::interval_year_month) ? "months" : "micros";
    for (size_t i = 0; i < 3; i++) arguments[i] = fmt::format("CAST(skep_{}({}) AS DOUBLE)", amount, arguments[i]);
  }
  return fmt::format("skep_width_bucket({})", join(arguments, ", "));
}

}  // namespace

std::optional<std::string> ExpressionSql::format_call(const plan::Call& call, const plan::Expression& expression,
                                                      const std::vector<std::string>& arguments) {
  auto& name = call.function;
  if (call.arguments.empty()) return std::nullopt;
  auto& first = call.arguments[0]->type;
  if (name == "to_char") return to_char(first, arguments, zone());
  if (name == "to_number" || name == "try_to_number") {
    return fmt::format("CAST(skep_{}({}, {}) AS {})", name, arguments[0], arguments[1], duckdb_type(expression.type));
  }
  if (name == "format_number") {
    auto number = first.is_fractional() ? fmt::format("CAST({} AS DOUBLE)", arguments[0]) : as_digits(arguments[0]);
    if (!call.arguments[1]->type.is_text()) return fmt::format("skep_format_number({}, {})", number, arguments[1]);
    if (arguments[1] == "''") return fmt::format("skep_format_number({}, 0)", number);
    return fmt::format("skep_format_number_by({}, {})", number, arguments[1]);
  }
  if (name == "format_string") {
    auto values = arguments;
    for (size_t i = 1; i < values.size(); i++) {
      auto& type = call.arguments[i]->type;
      if (type.is(TypeKind::decimal) || type.is(TypeKind::null)) values[i] = as_digits(values[i]);
      if (type.is(TypeKind::date)) values[i] = fmt::format("CAST({} - DATE '1970-01-01' AS INTEGER)", values[i]);
      if (type.is(TypeKind::timestamp) || type.is(TypeKind::timestamp_ntz))
        values[i] = fmt::format("epoch_us({})", values[i]);
    }
    return fmt::format("skep_format_string({})", join(values, ", "));
  }
  if (name == "mask") {
    auto values = arguments;
    for (size_t i = 1; i < values.size(); i++) {
      auto* constant = std::get_if<plan::Constant>(&call.arguments[i]->node);
      if (!constant || constant->value.is_null()) values[i] = fmt::format("COALESCE({}, '')", values[i]);
    }
    return fmt::format("skep_mask({})", join(values, ", "));
  }
  if (name == "uniform") {
    auto seed = arguments.size() == 3 ? arguments[2] : "";
    auto number = fmt::format("{0} + ({1} - {0}) * skep_rand({2})", arguments[0], arguments[1], seed);
    bool whole = expression.type.is_integral();
    return fmt::format("CAST({} AS {})", whole ? fmt::format("trunc({})", number) : number,
                       duckdb_type(expression.type));
  }
  if (name == "width_bucket") return bucket(first, arguments);
  bool of_bytes = expression.type.is(TypeKind::binary);
  if (name == "lpad" || name == "rpad" || name == "overlay")
    return fmt::format("skep_{}{}({})", name, of_bytes ? "_bytes" : "", join(arguments, ", "));
  return std::nullopt;
}

}  // namespace skep::engine
