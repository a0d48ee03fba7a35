#include "engine/arrow_types.h"

#include "base/check.h"

#include <arrow/type.h>

namespace skep::engine {
namespace {

using types::DataType;
using types::TypeKind;

std::shared_ptr<arrow::Field> to_arrow_field(const types::Field& field) {
  return arrow::field(field.name, to_arrow(field.type), field.nullable);
}

std::shared_ptr<arrow::DataType> struct_to_arrow(const DataType& type) {
  arrow::FieldVector fields;
  fields.reserve(type.fields().size());
  for (const auto& field : type.fields()) fields.push_back(to_arrow_field(field));
  return arrow::struct_(std::move(fields));
}

std::shared_ptr<arrow::DataType> array_to_arrow(const DataType& type) {
  return arrow::list(arrow::field("element", to_arrow(type.element()), type.fields().front().nullable));
}

std::shared_ptr<arrow::DataType> map_to_arrow(const DataType& type) {
  auto value = arrow::field("value", to_arrow(type.value()), type.fields().back().nullable);
  return std::make_shared<arrow::MapType>(arrow::field("key", to_arrow(type.key()), false), std::move(value));
}

}  // namespace

std::shared_ptr<arrow::DataType> to_arrow(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::null: return arrow::null();
    case TypeKind::boolean: return arrow::boolean();
    case TypeKind::tinyint: return arrow::int8();
    case TypeKind::smallint: return arrow::int16();
    case TypeKind::integer: return arrow::int32();
    case TypeKind::bigint: return arrow::int64();
    case TypeKind::float_: return arrow::float32();
    case TypeKind::double_: return arrow::float64();
    case TypeKind::decimal: return arrow::decimal128(type.precision(), type.scale());
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar:
    case TypeKind::variant: return arrow::utf8();
    case TypeKind::binary: return arrow::binary();
    case TypeKind::date: return arrow::date32();
    case TypeKind::timestamp: return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case TypeKind::timestamp_ntz: return arrow::timestamp(arrow::TimeUnit::MICRO);
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
    case TypeKind::calendar_interval: return arrow::month_day_nano_interval();
    case TypeKind::array: return array_to_arrow(type);
    case TypeKind::map: return map_to_arrow(type);
    case TypeKind::struct_: return struct_to_arrow(type);
  }
  fail_check("a type without an Arrow form");
}

std::shared_ptr<arrow::Schema> to_arrow(const types::Schema& schema) {
  arrow::FieldVector fields;
  fields.reserve(schema.size());
  for (const auto& field : schema) fields.push_back(to_arrow_field(field));
  return arrow::schema(std::move(fields));
}

}  // namespace skep::engine
