#include "engine/duckdb/duckdb_types.h"

#include "base/check.h"

namespace skep::engine {
namespace {

using duckdb::LogicalType;
using types::DataType;
using types::TypeKind;

LogicalType struct_to_duckdb(const DataType& type) {
  duckdb::child_list_t<LogicalType> children;
  for (const auto& field : type.fields()) children.emplace_back(field.name, to_duckdb(field.type));
  return LogicalType::STRUCT(std::move(children));
}

duckdb::Value decimal_to_duckdb(types::Int128 unscaled, const DataType& type) {
  auto width = static_cast<uint8_t>(type.precision());
  auto scale = static_cast<uint8_t>(type.scale());
  if (width <= 18) return duckdb::Value::DECIMAL(static_cast<int64_t>(unscaled), width, scale);
  duckdb::hugeint_t wide(static_cast<int64_t>(unscaled >> 64), static_cast<uint64_t>(unscaled));
  return duckdb::Value::DECIMAL(wide, width, scale);
}

duckdb::Value integer_to_duckdb(int64_t value, const DataType& type) {
  switch (type.kind()) {
    case TypeKind::tinyint: return duckdb::Value::TINYINT(static_cast<int8_t>(value));
    case TypeKind::smallint: return duckdb::Value::SMALLINT(static_cast<int16_t>(value));
    case TypeKind::integer: return duckdb::Value::INTEGER(static_cast<int32_t>(value));
    case TypeKind::bigint: return duckdb::Value::BIGINT(value);
    case TypeKind::date: return duckdb::Value::DATE(duckdb::date_t(static_cast<int32_t>(value)));
    case TypeKind::timestamp: return duckdb::Value::TIMESTAMPTZ(duckdb::timestamp_tz_t(value));
    case TypeKind::timestamp_ntz: return duckdb::Value::TIMESTAMP(duckdb::timestamp_t(value));
    default: fail_check("a constant of a type that is not held as an integer");
  }
}

duckdb::Value interval_to_duckdb(types::IntervalValue value, const DataType& type) {
  if (type.is(TypeKind::interval_year_month)) {
    return duckdb::Value::INTERVAL(static_cast<int32_t>(value.amount), 0, 0);
  }
  return duckdb::Value::INTERVAL(0, 0, value.amount);
}

}  // namespace

LogicalType to_duckdb(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::null: return LogicalType::SQLNULL;
    case TypeKind::boolean: return LogicalType::BOOLEAN;
    case TypeKind::tinyint: return LogicalType::TINYINT;
    case TypeKind::smallint: return LogicalType::SMALLINT;
    case TypeKind::integer: return LogicalType::INTEGER;
    case TypeKind::bigint: return LogicalType::BIGINT;
    case TypeKind::float_: return LogicalType::FLOAT;
    case TypeKind::double_: return LogicalType::DOUBLE;
    case TypeKind::decimal:
      return LogicalType::DECIMAL(static_cast<uint8_t>(type.precision()), static_cast<uint8_t>(type.scale()));
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar:
    case TypeKind::variant: return LogicalType::VARCHAR;
    case TypeKind::binary: return LogicalType::BLOB;
    case TypeKind::date: return LogicalType::DATE;
    case TypeKind::timestamp: return LogicalType::TIMESTAMP_TZ;
    case TypeKind::timestamp_ntz: return LogicalType::TIMESTAMP;
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
    case TypeKind::calendar_interval: return LogicalType::INTERVAL;
    case TypeKind::array: return LogicalType::LIST(to_duckdb(type.element()));
    case TypeKind::map: return LogicalType::MAP(to_duckdb(type.key()), to_duckdb(type.value()));
    case TypeKind::struct_: return struct_to_duckdb(type);
  }
  fail_check("a type without a DuckDB form");
}

duckdb::Value to_duckdb(const types::Value& value) {
  if (value.is_null()) return duckdb::Value(to_duckdb(value.type));
  if (auto flag = std::get_if<bool>(&value.data)) return duckdb::Value::BOOLEAN(*flag);
  if (auto integer = std::get_if<int64_t>(&value.data)) return integer_to_duckdb(*integer, value.type);
  if (auto unscaled = std::get_if<types::Int128>(&value.data)) return decimal_to_duckdb(*unscaled, value.type);
  if (auto interval = std::get_if<types::IntervalValue>(&value.data)) return interval_to_duckdb(*interval, value.type);
  if (auto text = std::get_if<std::string>(&value.data)) {
    return value.type.is(TypeKind::binary) ? duckdb::Value::BLOB_RAW(*text) : duckdb::Value(*text);
  }
  auto real = std::get<double>(value.data);
  return value.type.is(TypeKind::float_) ? duckdb::Value::FLOAT(static_cast<float>(real)) : duckdb::Value::DOUBLE(real);
}

}  // namespace skep::engine
