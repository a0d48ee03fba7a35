#include "engine/duckdb/cast_sql.h"

#include "base/text.h"
#include "engine/duckdb/sql_writer.h"
#include "types/coercion.h"
#include "types/text_lengths.h"

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

/// Which of a function's forms a mode calls: skep_to_x raises, skep_try_to_x gives NULL.
std::string_view prefix(CastMode mode) { return mode == CastMode::ansi ? "skep_to_" : "skep_try_to_"; }

std::string null_of(const DataType& type) { return fmt::format("(NULL::{})", duckdb_type(type)); }

}  // namespace

std::string CastSql::zone() const { return sql_quote(settings_.time_zone); }

std::string CastSql::write(const std::string& operand, const DataType& from, const DataType& to, CastMode mode) {
  if (from == to) return operand;
  if (from.is(TypeKind::null)) return null_of(to);
  if (from.is(TypeKind::variant)) return from_variant(operand, to, mode);
  if (to.is(TypeKind::variant)) return to_variant(operand, from);
  if (to.is_text()) return from.is_nested() ? nested_text(operand, from) : to_text(operand, from);
  if (from.is_text()) return from_text(operand, to, mode);
  if (from.is_interval() || to.is_interval()) return interval(operand, from, to, mode);
  if (from.is_numeric() && to.is_numeric()) return number(operand, from, to, mode);
  if (from.is_datetime() && to.is_datetime()) return between_datetimes(operand, from, to);
  if (from.is(TypeKind::boolean) && to.is_numeric()) {
    return number(plain_cast(operand, types::kInteger), types::kInteger, to, mode);
  }
  if (from.is_numeric() && to.is(TypeKind::boolean)) return fmt::format("({} <> 0)", operand);
  if (from.is(TypeKind::timestamp)) return from_timestamp(operand, to, mode);
  if (to.is(TypeKind::timestamp)) return to_timestamp(operand, from, mode);
  if (from.is(TypeKind::date)) return null_of(to);
  if (from.is_integral() && to.is(TypeKind::binary)) return fmt::format("skep_big_endian({})", operand);
  if (from.is_nested()) return nested(operand, from, to, mode);
  return unsupported_(fmt::format("CAST from {} to {} is not there yet", from.to_text(), to.to_text()));
}

/// Part by part; NULL stays NULL.
std::string CastSql::nested(const std::string& operand, const DataType& from, const DataType& to, CastMode mode) {
  auto each = [&](const std::string& list, const DataType& item, const DataType& wanted) {
    auto name = fmt::format("x{}", ++lambdas_);
    return item == wanted
               ? list
               : fmt::format("list_transform({}, lambda {}: {})", list, name, write(name, item, wanted, mode));
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
                                   write(field, from.fields()[i].type, to.fields()[i].type, mode)));
    }
    value = "{" + join(fields, ", ") + "}";
  }
  return plain_cast(fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", operand, value), to);
}

/// [1, null], {a -> 1}, {1, x}
std::string CastSql::nested_text(const std::string& operand, const DataType& from) {
  auto text = [&](const std::string& item, const DataType& type) {
    return fmt::format("COALESCE({}, 'null')", write(item, type, types::kString, CastMode::ansi));
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
    inner = fields.empty() ? "''" : join(fields, " || ', ' || ");
  }
  bool is_list = from.is(TypeKind::array);
  return fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE '{}' || {} || '{}' END", operand, is_list ? "[" : "{", inner,
                     is_list ? "]" : "}");
}

/// Between intervals and numbers of their last unit, and among intervals.
std::string CastSql::interval(const std::string& operand, const DataType& from, const DataType& to, CastMode mode) {
  constexpr int64_t kUnits[] = {12, 1, 86'400'000'000, 3'600'000'000, 60'000'000, 1'000'000};
  auto unit_of = [&](const DataType& type) { return kUnits[static_cast<size_t>(type.interval_to())]; };
  bool months = (from.is_interval() ? from : to).is(TypeKind::interval_year_month);
  auto amount = fmt::format("skep_{}({})", months ? "months" : "micros", operand);
  std::string_view maker = months ? "to_months" : "to_microseconds";
  if (from.is_interval() && to.is_interval()) {
    if (to.interval_to() >= from.interval_to()) return operand;
    return fmt::format("{0}({1} - {1} % {2})", maker, amount, unit_of(to));
  }
  if (to.is_interval()) {
    bool is_try = mode == CastMode::quiet;
    if (from.is_integral())
      return fmt::format("skep_{}interval_of({}, {}, {})", is_try ? "try_" : "", plain_cast(operand, types::kBigint),
                         unit_of(to), months);
    auto exact = fmt::format("skep_decimal_multiply({}, CAST({} AS DECIMAL(12,0)), 38, 0)", operand, unit_of(to));
    return fmt::format("{}({})", maker,
                       number(exact, DataType::decimal(38, 0), months ? types::kInteger : types::kBigint,
                              is_try ? CastMode::quiet : CastMode::ansi));
  }
  if (to.is_integral()) {
    auto count = fmt::format("({} // {})", amount, unit_of(from));
    return number(count, months ? types::kInteger : types::kBigint, to,
                  mode == CastMode::legacy ? CastMode::ansi : mode);
  }
  auto exact = fmt::format("skep_decimal_divide(CAST({} AS DECIMAL(19,0)), CAST({} AS DECIMAL(12,0)), 38, 6)", amount,
                           unit_of(from));
  return number(exact, DataType::decimal(38, 6), to, mode == CastMode::legacy ? CastMode::ansi : mode);
}

std::string CastSql::from_text(const std::string& operand, const DataType& to, CastMode mode) {
  auto ours = prefix(mode);
  switch (to.kind()) {
    case TypeKind::boolean: return fmt::format("{}boolean({})", ours, operand);
    case TypeKind::decimal: return fmt::format("{}decimal({}, {}, {})", ours, operand, to.precision(), to.scale());
    case TypeKind::date: return fmt::format("{}date({})", ours, operand);
    case TypeKind::timestamp: return fmt::format("{}timestamp({}, {})", ours, operand, zone());
    case TypeKind::timestamp_ntz: return fmt::format("{}timestamp_ntz({})", ours, operand);
    case TypeKind::binary: return fmt::format("encode({})", operand);
    case TypeKind::calendar_interval: return fmt::format("skep_to_calendar_interval({})", operand);
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
      return fmt::format("skep_{}to_interval({}, {})", mode == CastMode::quiet ? "try_" : "", operand,
                         sql_quote(to.to_text()));
    default: break;
  }
  auto suffix = number_suffix(to);
  if (mode == CastMode::legacy && to.is_integral()) return fmt::format("skep_legacy_to_{}({})", suffix, operand);
  if (!suffix.empty()) return fmt::format("{}{}({})", ours, suffix, operand);
  return unsupported_(fmt::format("CAST from string to {} is not there yet", to.to_text()));
}

std::string CastSql::to_text(const std::string& operand, const DataType& from) {
  switch (from.kind()) {
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar: return operand;
    case TypeKind::boolean:
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint: return fmt::format("CAST({} AS VARCHAR)", operand);
    case TypeKind::decimal:
      // Without ANSI a small number is written with an exponent, as Java's BigDecimal does.
      if (!settings_.ansi && from.scale() > 6) return fmt::format("skep_scientific_text({})", operand);
      // DuckDB leaves out the zero before the point where the type has no whole digits.
      return from.precision() > from.scale() ? fmt::format("CAST({} AS VARCHAR)", operand)
                                             : fmt::format("skep_decimal_text({})", operand);
    case TypeKind::float_:
    case TypeKind::double_:
    case TypeKind::date:
    case TypeKind::timestamp_ntz: return fmt::format("skep_text({})", operand);
    case TypeKind::timestamp: return fmt::format("skep_text_tz({}, {})", operand, zone());
    case TypeKind::calendar_interval: return fmt::format("skep_text({})", operand);
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
      return fmt::format("skep_text_interval({}, {})", operand, sql_quote(from.to_text()));
    case TypeKind::binary: return fmt::format("skep_text({})", operand);
    default: return unsupported_(fmt::format("CAST from {} to string is not there yet", from.to_text()));
  }
}

std::string CastSql::padded(const std::string& operand, const DataType& type) {
  return for_each_text(operand, type, [](const std::string& text, const DataType& each) {
    return each.is(TypeKind::char_) ? fmt::format("skep_pad_char({}, {})", text, each.length()) : text;
  });
}

std::string CastSql::checked(const std::string& operand, const DataType& type) {
  return for_each_text(operand, type, [](const std::string& text, const DataType& each) {
    if (each.is(TypeKind::string)) return text;
    return fmt::format("skep_check_{}({}, {})", each.is(TypeKind::char_) ? "char" : "varchar", text, each.length());
  });
}

std::string CastSql::for_each_text(const std::string& operand, const DataType& type,
                                   const std::function<std::string(const std::string&, const DataType&)>& sized) {
  if (type.is_text()) return sized(operand, type);
  if (!types::holds_length(type)) return operand;
  auto each = [&](const std::string& list, const DataType& item) {
    auto name = fmt::format("x{}", ++lambdas_);
    return fmt::format("list_transform({}, lambda {}: {})", list, name, for_each_text(name, item, sized));
  };
  std::string value;
  if (type.is(TypeKind::array)) {
    value = each(operand, type.element());
  } else if (type.is(TypeKind::map)) {
    value = fmt::format("map({}, {})", each(fmt::format("map_keys({})", operand), type.key()),
                        each(fmt::format("map_values({})", operand), type.value()));
  } else {
    std::vector<std::string> fields;
    for (auto& field : type.fields()) {
      auto part = fmt::format("struct_extract({}, {})", operand, sql_quote(field.name));
      fields.push_back(fmt::format("{}: {}", sql_quote(field.name), for_each_text(part, field.type, sized)));
    }
    value = "{" + join(fields, ", ") + "}";
  }
  return plain_cast(fmt::format("CASE WHEN {} IS NULL THEN NULL ELSE {} END", operand, value), type);
}

std::string CastSql::between_datetimes(const std::string& operand, const DataType& from, const DataType& to) {
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

std::string CastSql::from_timestamp(const std::string& operand, const DataType& to, CastMode mode) {
  auto micros = fmt::format("epoch_us({})", operand);
  if (to.is(TypeKind::boolean)) return fmt::format("({} <> 0)", micros);
  if (to.is_fractional()) return number(fmt::format("({} / 1000000::DOUBLE)", micros), types::kDouble, to, mode);
  if (to.is(TypeKind::decimal)) {
    auto seconds =
        fmt::format("skep_decimal_divide(CAST({} AS DECIMAL(19,0)), CAST(1000000 AS DECIMAL(7,0)), 38, 6)", micros);
    return number(seconds, DataType::decimal(38, 6), to, mode);
  }
  // Nothing wraps around here: without ANSI it is NULL.
  auto seconds = fmt::format("skep_floor_divide({}, 1000000)", micros);
  return number(seconds, types::kBigint, to, mode == CastMode::ansi ? mode : CastMode::quiet);
}

std::string CastSql::to_timestamp(const std::string& operand, const DataType& from, CastMode mode) {
  if (from.is(TypeKind::boolean)) return fmt::format("make_timestamptz(CAST({} AS BIGINT))", operand);
  if (from.is_integral()) return fmt::format("skep_seconds_to_timestamp({})", plain_cast(operand, types::kBigint));
  if (from.is_fractional()) {
    std::string_view form = mode == CastMode::ansi ? "" : mode == CastMode::quiet ? "try_" : "legacy_";
    return fmt::format("skep_{}seconds_to_timestamp({})", form, plain_cast(operand, types::kDouble));
  }
  auto micros = fmt::format("skep_decimal_multiply({}, CAST(1000000 AS DECIMAL(7,0)), 38, 10)", operand);
  return fmt::format("make_timestamptz({})",
                     number(micros, DataType::decimal(38, 10), types::kBigint, CastMode::legacy));
}

std::string CastSql::number(const std::string& operand, const DataType& from, const DataType& to, CastMode mode) {
  if (from == to) return operand;
  if (from.is(TypeKind::double_) && to.is(TypeKind::float_)) return fmt::format("skep_double_to_float({})", operand);
  if (to.is_fractional()) {
    // DuckDB divides by the scale's power of ten, which rounds twice where there are more digits than the type holds.
    int exact_digits = to.is(TypeKind::double_) ? 15 : 6;
    bool is_exact = !from.is(TypeKind::decimal) || from.precision() <= exact_digits;
    return is_exact ? plain_cast(operand, to) : fmt::format("skep_decimal_to_{}({})", number_suffix(to), operand);
  }
  if (!types::cast_can_fail(from, to) &&
      (from.is_integral() || (to.is(TypeKind::decimal) && to.scale() >= from.scale()))) {
    return plain_cast(operand, to);
  }
  auto source = from.is(TypeKind::float_) ? plain_cast(operand, types::kDouble) : operand;
  if (to.is(TypeKind::decimal)) {
    return fmt::format("{}decimal({}, {}, {})", prefix(mode), source, to.precision(), to.scale());
  }
  if (mode == CastMode::legacy) return fmt::format("skep_wrap_to_{}({})", number_suffix(to), source);
  return fmt::format("{}{}({})", prefix(mode), number_suffix(to), source);
}

}  // namespace skep::engine
