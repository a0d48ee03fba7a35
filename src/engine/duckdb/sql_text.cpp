#include "base/check.h"
#include "base/text.h"
#include "engine/duckdb/sql_writer.h"

namespace skep::engine {

using types::DataType;
using types::TypeKind;

namespace {

std::string identifier(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string struct_type(const DataType& type) {
  std::vector<std::string> fields;
  for (auto& field : type.fields()) fields.push_back(identifier(field.name) + " " + duckdb_type(field.type));
  return "STRUCT(" + join(fields, ", ") + ")";
}

}  // namespace

std::string sql_quote(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

std::string duckdb_type(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::null: return "INTEGER";
    case TypeKind::boolean: return "BOOLEAN";
    case TypeKind::tinyint: return "TINYINT";
    case TypeKind::smallint: return "SMALLINT";
    case TypeKind::integer: return "INTEGER";
    case TypeKind::bigint: return "BIGINT";
    case TypeKind::float_: return "FLOAT";
    case TypeKind::double_: return "DOUBLE";
    case TypeKind::decimal: return fmt::format("DECIMAL({},{})", type.precision(), type.scale());
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar:
    case TypeKind::variant: return "VARCHAR";
    case TypeKind::binary: return "BLOB";
    case TypeKind::date: return "DATE";
    case TypeKind::timestamp: return "TIMESTAMP WITH TIME ZONE";
    case TypeKind::timestamp_ntz: return "TIMESTAMP";
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
    case TypeKind::calendar_interval: return "INTERVAL";
    case TypeKind::array: return duckdb_type(type.element()) + "[]";
    case TypeKind::map: return fmt::format("MAP({}, {})", duckdb_type(type.key()), duckdb_type(type.value()));
    case TypeKind::struct_: return struct_type(type);
  }
  fail_check("unknown kind of type");
}

}  // namespace skep::engine
