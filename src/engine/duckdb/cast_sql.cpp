#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/sql_writer.h"
#include "types/coercion.h"

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

std::string_view number_suffix(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::tinyint: return "tinyint";
    case TypeKind::smallint: return "smallint";
    case TypeKind::integer: return "int";
    case TypeKind::bigint: return "bigint";
    case TypeKind::float_: return "float";
    case TypeKind::double_: return "double";
    default: return "";
  }
}

std::string plain_cast(const std::string& operand, const DataType& to) {
  return fmt::format("CAST({} AS {})", operand, duckdb_type(to));
}

}  // namespace

std::string ExpressionSql::cast(const plan::Cast& node, const DataType& to, const ColumnSql& column) {
  return cast_value(write(*node.operand, column), node.operand->type, to, node.is_try);
}

std::string ExpressionSql::cast_value(const std::string& operand, const DataType& from, const DataType& to,
                                      bool is_try) {
  if (from == to) return operand;
  if (from.is(TypeKind::null)) return fmt::format("(NULL::{})", duckdb_type(to));
  if (from.is(TypeKind::variant)) return from_variant(operand, to, is_try);
  if (to.is(TypeKind::variant)) return to_variant(operand, from);
  if (to.is_text()) {
    auto text = from.is_nested() ? nested_to_text(operand, from) : cast_to_text(operand, from);
    if (!to.is(TypeKind::string)) return unsupported(fmt::format("CAST to {} is not there yet", to.to_text()));
    return text;
  }
  if (from.is_text()) return cast_text(operand, from, to, is_try);
  if (from.is_numeric() && to.is_numeric()) return cast_number(operand, from, to, is_try);
  if (from.is_datetime() && to.is_datetime()) return cast_datetime(operand, from, to);
  if (from.is(TypeKind::boolean) && to.is_numeric()) return plain_cast(plain_cast(operand, types::kInteger), to);
  if (from.is_numeric() && to.is(TypeKind::boolean)) return fmt::format("({} <> 0)", operand);
  if (from.is(TypeKind::timestamp) && to.is_integral()) {
    auto seconds = fmt::format("CAST(floor(epoch_us({}) / 1000000) AS BIGINT)", operand);
    return cast_number(seconds, types::kBigint, to, is_try);
  }
  if (from.is(TypeKind::timestamp) && to.is(TypeKind::double_))
    return fmt::format("(epoch_us({}) / 1000000::DOUBLE)", operand);
  if (from.is_integral() && to.is(TypeKind::timestamp)) return fmt::format("to_timestamp({})", operand);
  if (from.is(TypeKind::decimal) && from.precision() <= 28 && to.is(TypeKind::timestamp)) {
    return fmt::format("make_timestamptz(skep_to_bigint({} * 1000000))", operand);
  }
  if (from.is_interval() || to.is_interval()) return cast_interval(operand, from, to, is_try);
  if (from.is_nested()) return cast_nested(operand, from, to, is_try);
  return unsupported(fmt::format("CAST from {} to {} is not there yet", from.to_text(), to.to_text()));
}

/// Part by part; NULL stays NULL.
std::string ExpressionSql::cast_nested(const std::string& operand, const DataType& from, const DataType& to,
                                       bool is_try) {
  if (is_try) return unsupported(fmt::format("TRY_CAST from {} to {} is not there yet", from.to_text(), to.to_text()));
  auto each = [&](const std::string& list, const DataType& item, const DataType& wanted) {
    auto name = fmt::format("x{}", ++lambdas_);
    return item == wanted
               ? list
               : fmt::format("list_transform({}, lambda {}: {})", list, name, cast_value(name, item, wanted, is_try));
  };
  std::string value;
  if (from.is(TypeKind::array)) {
    value = each(operand, from.element(), to.element());
  } else if (from.is(TypeKind::map)) {
    value = fmt::format("map({}, {})", each(fmt::format("map_keys({})", operand), from.key(), to.key()),
                        each(fmt::format("map_values({})", operand), from.value(), to.value()));
  } else {
    std::vector<std::string> fields;
    for (size_t i = 0; i < from.fields().size(); i++) {
      auto field = fmt::format("struct_extract({}, {})", operand, sql_quote(from.fields()[i].name));
      fields.push_back(fmt::format("{}: {}", sql_quote(to.fields()[i].name),
                                   cast_value(field, from.fields()[i].type, to.fields()[i].type, is_try)));
    }
    value = "{" + join(fields, ", ") + "}";
  }
  return plain_cast(fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", operand, value), to);
}

/// [1, null], {a -> 1}, {1, x}
std::string ExpressionSql::nested_to_text(const std::string& operand, const DataType& from) {
  auto text = [&](const std::string& item, const DataType& type) {
    return fmt::format("COALESCE({}, 'null')", cast_value(item, type, types::kString, false));
  };
  auto name = fmt::format("x{}", ++lambdas_);
  auto joined = [&](const std::string& list, const std::string& item) {
    return fmt::format("COALESCE(array_to_string(list_transform({}, lambda {}: {}), ', '), '')", list, name, item);
  };
  std::string inner;
  if (from.is(TypeKind::array)) {
    inner = joined(operand, text(name, from.element()));
  } else if (from.is(TypeKind::map)) {
    auto key = text(name + ".key", from.key()), value = text(name + ".value", from.value());
    inner = joined(fmt::format("map_entries({})", operand), fmt::format("{} || ' -> ' || {}", key, value));
  } else {
    std::vector<std::string> fields;
    for (auto& field : from.fields()) {
      fields.push_back(text(fmt::format("struct_extract({}, {})", operand, sql_quote(field.name)), field.type));
    }
    inner = join(fields, " || ', ' || ");
  }
  bool is_list = from.is(TypeKind::array);
  return fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE '{}' || {} || '{}' END", operand, is_list ? "[" : "{", inner,
                     is_list ? "]" : "}");
}

/// Between intervals and whole numbers of their last unit.
std::string ExpressionSql::cast_interval(const std::string& operand, const DataType& from, const DataType& to,
                                         bool is_try) {
  if (from.is_interval() && to.is_interval()) return operand;
  auto& interval = from.is_interval() ? from : to;
  auto& number = from.is_interval() ? to : from;
  if (!number.is_integral() || is_try) {
    return unsupported(fmt::format("CAST from {} to {} is not there yet", from.to_text(), to.to_text()));
  }
  bool months = interval.is(TypeKind::interval_year_month);
  constexpr int64_t kUnits[] = {12, 1, 86'400'000'000, 3'600'000'000, 60'000'000, 1'000'000};
  auto unit = kUnits[static_cast<size_t>(interval.interval_to())];
  if (to.is_interval()) {
    return fmt::format("skep_interval_times({}({}), {})", months ? "to_months" : "to_microseconds", unit, operand);
  }
  auto count = months ? fmt::format("(skep_months({}) // {})", operand, unit)
                      : fmt::format("(skep_micros({}) // {})", operand, unit);
  return cast_number(count, months ? types::kInteger : types::kBigint, to, false);
}

std::string ExpressionSql::cast_text(const std::string& operand, const DataType& from, const DataType& to,
                                     bool is_try) {
  std::string_view ours = is_try ? "skep_try_to_" : "skep_to_";
  switch (to.kind()) {
    case TypeKind::boolean: return fmt::format("{}boolean({})", ours, operand);
    case TypeKind::decimal: return fmt::format("{}decimal({}, {}, {})", ours, operand, to.precision(), to.scale());
    case TypeKind::date: return fmt::format("{}date({})", ours, operand);
    case TypeKind::timestamp: return fmt::format("{}timestamp({}, {})", ours, operand, zone());
    case TypeKind::timestamp_ntz: return fmt::format("{}timestamp_ntz({})", ours, operand);
    case TypeKind::binary: return fmt::format("encode({})", operand);
    default: break;
  }
  if (auto suffix = number_suffix(to); !suffix.empty()) return fmt::format("{}{}({})", ours, suffix, operand);
  return unsupported(fmt::format("CAST from {} to {} is not there yet", from.to_text(), to.to_text()));
}

std::string ExpressionSql::cast_to_text(const std::string& operand, const DataType& from) {
  switch (from.kind()) {
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar: return operand;
    case TypeKind::boolean:
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::decimal: return fmt::format("CAST({} AS VARCHAR)", operand);
    case TypeKind::float_:
    case TypeKind::double_:
    case TypeKind::date:
    case TypeKind::timestamp_ntz: return fmt::format("skep_text({})", operand);
    case TypeKind::timestamp: return fmt::format("skep_text_tz({}, {})", operand, zone());
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
      return fmt::format("skep_text_interval({}, {})", operand, sql_quote(from.to_text()));
    case TypeKind::binary: return fmt::format("decode({})", operand);
    default: return unsupported(fmt::format("CAST from {} to string is not there yet", from.to_text()));
  }
}

std::string ExpressionSql::cast_datetime(const std::string& operand, const DataType& from, const DataType& to) {
  if (from.kind() == to.kind()) return operand;
  if (from.is(TypeKind::timestamp)) {
    auto local = fmt::format("skep_local({}, {})", operand, zone());
    return to.is(TypeKind::date) ? plain_cast(local, to) : local;
  }
  if (to.is(TypeKind::timestamp)) {
    auto wall_clock = from.is(TypeKind::date) ? plain_cast(operand, types::kTimestampNtz) : operand;
    return fmt::format("skep_instant({}, {})", wall_clock, zone());
  }
  return plain_cast(operand, to);
}

std::string ExpressionSql::cast_number(const std::string& operand, const DataType& from, const DataType& to,
                                       bool is_try) {
  if (from == to) return operand;
  if (to.is_fractional()) return plain_cast(operand, to);
  if (!types::cast_can_fail(from, to) &&
      (from.is_integral() || (to.is(TypeKind::decimal) && to.scale() >= from.scale()))) {
    return plain_cast(operand, to);
  }
  std::string_view ours = is_try ? "skep_try_to_" : "skep_to_";
  auto source = from.is(TypeKind::float_) ? plain_cast(operand, types::kDouble) : operand;
  if (to.is(TypeKind::decimal)) return fmt::format("{}decimal({}, {}, {})", ours, source, to.precision(), to.scale());
  return fmt::format("{}{}({})", ours, number_suffix(to), source);
}

}  // namespace skep::engine
