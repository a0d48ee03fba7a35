#include "engine/duckdb/arrow_batch.h"

#include "engine/arrow_types.h"
#include "engine/duckdb/flat_columns.h"

#include <arrow/array.h>
#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <duckdb/common/arrow/arrow_converter.hpp>

namespace skep::engine {
namespace {

bool holds_nulls(const arrow::DataType& type) {
  if (type.id() == arrow::Type::NA) return true;
  for (const auto& field : type.fields()) {
    if (holds_nulls(*field->type())) return true;
  }
  return false;
}

/// DuckDB has no type without values: void comes as INTEGER, also inside arrays, maps and structs.
std::shared_ptr<arrow::DataType> physical_type(const std::shared_ptr<arrow::DataType>& type) {
  if (type->id() == arrow::Type::NA) return arrow::int32();
  if (!holds_nulls(*type)) return type;
  auto child = [&](int i) { return type->field(i)->WithType(physical_type(type->field(i)->type())); };
  if (type->id() == arrow::Type::LIST) return arrow::list(child(0));
  if (type->id() == arrow::Type::MAP) {
    auto entries = physical_type(type->field(0)->type());
    return std::make_shared<arrow::MapType>(entries->field(0), entries->field(1));
  }
  arrow::FieldVector fields;
  for (int i = 0; i < type->num_fields(); ++i) fields.push_back(child(i));
  return arrow::struct_(std::move(fields));
}

std::shared_ptr<arrow::Schema> physical_schema(const arrow::Schema& schema) {
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) fields.push_back(field->WithType(physical_type(field->type())));
  return arrow::schema(std::move(fields));
}

/// Puts nulls without a type in the place of the INTEGERs that stand for them.
std::shared_ptr<arrow::ArrayData> as_type(const arrow::ArrayData& data, const std::shared_ptr<arrow::DataType>& type) {
  if (type->id() == arrow::Type::NA) return arrow::NullArray(data.length + data.offset).data();
  auto copy = data.Copy();
  copy->type = type;
  for (size_t i = 0; i < copy->child_data.size(); ++i) {
    copy->child_data[i] = as_type(*copy->child_data[i], type->field(static_cast<int>(i))->type());
  }
  return copy;
}

}  // namespace

ArrowBatchMaker::ArrowBatchMaker(const types::Schema& schema, std::shared_ptr<DuckdbInstance> instance,
                                 duckdb::ClientProperties properties)
    : instance_(std::move(instance)),
      schema_(to_arrow(schema)),
      physical_(physical_schema(*schema_)),
      flat_(are_flat_columns(*schema_)),
      properties_(std::move(properties)) {}

Result<std::shared_ptr<arrow::RecordBatch>> ArrowBatchMaker::make(duckdb::unique_ptr<duckdb::DataChunk> chunk) const {
  if (flat_) return make_flat_batch(instance_, std::move(chunk), schema_);
  return convert(*chunk);
}

Result<std::shared_ptr<arrow::RecordBatch>> ArrowBatchMaker::convert(duckdb::DataChunk& chunk) const {
  ArrowArray array;
  duckdb::ArrowConverter::ToArrowArray(chunk, &array, properties_, {});
  auto imported = arrow::ImportRecordBatch(&array, physical_);
  if (!imported.ok()) {
    return make_error(ErrorCode::internal, "an Arrow batch could not be made: {}", imported.status().ToString());
  }
  auto batch = imported.MoveValueUnsafe();
  auto columns = batch->columns();
  for (int i = 0; i < schema_->num_fields(); ++i) {
    const auto& type = schema_->field(i)->type();
    auto& column = columns[static_cast<size_t>(i)];
    if (holds_nulls(*type)) column = arrow::MakeArray(as_type(*column->data(), type));
  }
  return arrow::RecordBatch::Make(schema_, batch->num_rows(), std::move(columns));
}

}  // namespace skep::engine
