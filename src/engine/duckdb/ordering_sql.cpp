#include "engine/duckdb/ordering_sql.h"

#include "base/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace skep::engine {

using types::TypeKind;

namespace {

std::string key_of(const std::string& value, const types::DataType& type, int depth);

/// A part of a value after whether it is there: false is less than true.
std::string part_of(const std::string& value, const types::Field& field, int depth) {
  auto key = key_of(value, field.type, depth);
  return field.nullable ? fmt::format("{{'there': {} IS NOT NULL, 'value': {}}}", value, key) : key;
}

std::string key_of(const std::string& value, const types::DataType& type, int depth) {
  if (!needs_ordering_key(type)) return value;
  if (type.is(TypeKind::array)) {
    auto item = fmt::format("o{}", depth);
    return fmt::format("list_transform({}, lambda {}: {})", value, item, part_of(item, type.fields()[0], depth + 1));
  }
  std::vector<std::string> parts;
  for (size_t i = 0; i < type.fields().size(); i++) {
    auto& field = type.fields()[i];
    auto part = fmt::format("struct_extract_at({}, {})", value, i + 1);
    parts.push_back(fmt::format("'f{}': {}", i, part_of(part, field, depth)));
  }
  return fmt::format("CASE WHEN {} IS NOT NULL THEN {{{}}} END", value, join(parts, ", "));
}

}  // namespace

bool needs_ordering_key(const types::DataType& type) {
  if (!type.is(TypeKind::array) && !type.is(TypeKind::struct_)) return false;
  return std::any_of(type.fields().begin(), type.fields().end(),
                     [](const types::Field& field) { return field.nullable || needs_ordering_key(field.type); });
}

std::string ordering_key(const std::string& value, const types::DataType& type) { return key_of(value, type, 0); }

}  // namespace skep::engine
