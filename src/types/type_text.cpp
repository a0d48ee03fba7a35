#include "base/text.h"
#include "types/data_type.h"

#include <fmt/format.h>

#include <array>

namespace skep::types {
namespace {

constexpr std::string_view kUnitNames[] = {"year", "month", "day", "hour", "minute", "second"};

std::string interval_text(const DataType& type) {
  auto from = kUnitNames[static_cast<size_t>(type.interval_from())];
  auto to = kUnitNames[static_cast<size_t>(type.interval_to())];
  return from == to ? fmt::format("interval {}", from) : fmt::format("interval {} to {}", from, to);
}

std::string simple_name(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::null: return "void";
    case TypeKind::boolean: return "boolean";
    case TypeKind::tinyint: return "tinyint";
    case TypeKind::smallint: return "smallint";
    case TypeKind::integer: return "int";
    case TypeKind::bigint: return "bigint";
    case TypeKind::float_: return "float";
    case TypeKind::double_: return "double";
    case TypeKind::decimal: return fmt::format("decimal({},{})", type.precision(), type.scale());
    case TypeKind::string: return "string";
    case TypeKind::char_: return fmt::format("char({})", type.length());
    case TypeKind::varchar: return fmt::format("varchar({})", type.length());
    case TypeKind::binary: return "binary";
    case TypeKind::date: return "date";
    case TypeKind::timestamp: return "timestamp";
    case TypeKind::timestamp_ntz: return "timestamp_ntz";
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time: return interval_text(type);
    case TypeKind::calendar_interval: return "interval";
    case TypeKind::variant: return "variant";
    case TypeKind::array: return "array";
    case TypeKind::map: return "map";
    case TypeKind::struct_: return "struct";
  }
  return "void";
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (char c : name) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!plain) return false;
  }
  return true;
}

std::string quoted_where_needed(const std::string& name) {
  if (is_plain_name(name)) return name;
  std::string quoted = "`";
  for (char c : name) {
    quoted += c;
    if (c == '`') quoted += c;
  }
  return quoted + "`";
}

std::string quoted_comment(std::string_view comment) {
  std::string quoted = "'";
  for (char c : comment) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

}  // namespace

std::string DataType::to_text() const {
  switch (kind_) {
    case TypeKind::array: return "array<" + element().to_text() + ">";
    case TypeKind::map: return "map<" + key().to_text() + "," + value().to_text() + ">";
    case TypeKind::struct_: {
      std::vector<std::string> parts;
      for (const auto& field : fields()) parts.push_back(field.name + ":" + field.type.to_text());
      return "struct<" + join(parts, ",") + ">";
    }
    default: return simple_name(*this);
  }
}

std::string DataType::to_sql() const {
  switch (kind_) {
    case TypeKind::array: return "ARRAY<" + element().to_sql() + ">";
    case TypeKind::map: return "MAP<" + key().to_sql() + ", " + value().to_sql() + ">";
    case TypeKind::struct_: {
      std::vector<std::string> parts;
      for (const auto& field : fields()) {
        auto part = quoted_where_needed(field.name) + ": " + field.type.to_sql();
        if (!field.nullable) part += " NOT NULL";
        if (!field.comment.empty()) part += " COMMENT " + quoted_comment(field.comment);
        parts.push_back(std::move(part));
      }
      return "STRUCT<" + join(parts, ", ") + ">";
    }
    default: return to_upper(simple_name(*this));
  }
}

}  // namespace skep::types
