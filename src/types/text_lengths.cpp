#include "types/text_lengths.h"

#include <algorithm>

namespace skep::types {
namespace {

template <typename Wanted>
bool holds(const DataType& type, Wanted wanted) {
  return wanted(type) || std::any_of(type.fields().begin(), type.fields().end(),
                                     [&](const Field& field) { return holds(field.type, wanted); });
}

}  // namespace

bool holds_char(const DataType& type) {
  return holds(type, [](const DataType& each) { return each.is(TypeKind::char_); });
}

bool holds_length(const DataType& type) {
  return holds(type, [](const DataType& each) { return each.is(TypeKind::char_) || each.is(TypeKind::varchar); });
}

DataType without_lengths(const DataType& type) {
  if (type.is_text()) return kString;
  if (!type.is_nested() || !holds_length(type)) return type;
  auto fields = type.fields();
  for (auto& field : fields) field.type = without_lengths(field.type);
  if (type.is(TypeKind::array)) return DataType::array_of(fields[0].type, fields[0].nullable);
  if (type.is(TypeKind::map)) return DataType::map_of(fields[0].type, fields[1].type, fields[1].nullable);
  return DataType::struct_of(std::move(fields));
}

}  // namespace skep::types
