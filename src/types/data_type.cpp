#include "types/data_type.h"

#include "base/check.h"

#include <utility>

namespace skep::types {

DataType DataType::decimal(int precision, int scale) {
  check(precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision, "a decimal type out of its range");
  DataType type(TypeKind::decimal);
  type.a_ = precision;
  type.b_ = scale;
  return type;
}

DataType DataType::char_of(int length) {
  DataType type(TypeKind::char_);
  type.a_ = length;
  return type;
}

DataType DataType::varchar_of(int length) {
  DataType type(TypeKind::varchar);
  type.a_ = length;
  return type;
}

DataType DataType::interval(IntervalUnit from, IntervalUnit to) {
  bool year_month = to <= IntervalUnit::month;
  check(from <= to && (year_month || from >= IntervalUnit::day), "an interval type of units that do not go together");
  DataType type(year_month ? TypeKind::interval_year_month : TypeKind::interval_day_time);
  type.a_ = static_cast<int>(from);
  type.b_ = static_cast<int>(to);
  return type;
}

DataType DataType::array_of(DataType element, bool contains_null) {
  DataType type(TypeKind::array);
  std::vector<Field> fields;
  fields.push_back({"element", std::move(element), contains_null, ""});
  type.fields_ = std::make_shared<const std::vector<Field>>(std::move(fields));
  return type;
}

DataType DataType::map_of(DataType key, DataType value, bool value_contains_null) {
  DataType type(TypeKind::map);
  std::vector<Field> fields;
  fields.push_back({"key", std::move(key), false, ""});
  fields.push_back({"value", std::move(value), value_contains_null, ""});
  type.fields_ = std::make_shared<const std::vector<Field>>(std::move(fields));
  return type;
}

DataType DataType::struct_of(std::vector<Field> fields) {
  DataType type(TypeKind::struct_);
  type.fields_ = std::make_shared<const std::vector<Field>>(std::move(fields));
  return type;
}

const std::vector<Field>& DataType::fields() const {
  static const std::vector<Field> none;
  return fields_ ? *fields_ : none;
}

const DataType& DataType::element() const {
  check(kind_ == TypeKind::array, "the element of a type that is no array was asked for");
  return (*fields_)[0].type;
}

const DataType& DataType::key() const {
  check(kind_ == TypeKind::map, "the key of a type that is no map was asked for");
  return (*fields_)[0].type;
}

const DataType& DataType::value() const {
  check(kind_ == TypeKind::map, "the value of a type that is no map was asked for");
  return (*fields_)[1].type;
}

bool DataType::operator==(const DataType& other) const {
  if (kind_ != other.kind_ || a_ != other.a_ || b_ != other.b_) return false;
  if (fields_ == other.fields_) return true;
  if (fields().size() != other.fields().size()) return false;
  for (size_t i = 0; i < fields().size(); i++) {
    const auto& mine = fields()[i];
    const auto& theirs = other.fields()[i];
    if (mine.name != theirs.name || !(mine.type == theirs.type)) return false;
  }
  return true;
}

}  // namespace skep::types
