#include "engine/constant_rows.h"

#include "base/check.h"
#include "engine/arrow_types.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_decimal.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>

#include <cstring>
#include <utility>

namespace skep::engine {
namespace {

using types::TypeKind;
using types::Value;

class Rows final : public RecordBatchStream {
 public:
  Rows(types::Schema schema, std::shared_ptr<arrow::Schema> arrow_schema, std::shared_ptr<arrow::RecordBatch> batch)
      : schema_(std::move(schema)), arrow_schema_(std::move(arrow_schema)), batch_(std::move(batch)) {}

  const types::Schema& schema() const override { return schema_; }
  std::shared_ptr<arrow::Schema> arrow_schema() const override { return arrow_schema_; }
  Result<std::shared_ptr<arrow::RecordBatch>> next() override { return std::exchange(batch_, nullptr); }

 private:
  types::Schema schema_;
  std::shared_ptr<arrow::Schema> arrow_schema_;
  std::shared_ptr<arrow::RecordBatch> batch_;
};

using ConstantRow = std::vector<const Value*>;

/// Nothing where an expression is no plain constant.
std::optional<ConstantRow> constants(const std::vector<plan::ExpressionPtr>& expressions) {
  ConstantRow row;
  for (const auto& expression : expressions) {
    auto* constant = std::get_if<plan::Constant>(&expression->node);
    if (!constant) return std::nullopt;
    row.push_back(&constant->value);
  }
  return row;
}

// More is the engine's, which makes rows as they are read, within its memory.
constexpr size_t kRowsMax = 1000;
constexpr size_t kTextBytesMax = 1 << 20;

size_t text_bytes(const ConstantRow& row) {
  size_t bytes = 0;
  for (const auto* value : row)
    if (auto* text = std::get_if<std::string>(&value->data)) bytes += text->size();
  return bytes;
}

/// A projection gives a row for each row below it.
std::optional<std::vector<ConstantRow>> constant_table(const plan::Plan& plan) {
  auto* project = std::get_if<plan::Project>(&plan.node);
  auto* values = std::get_if<plan::Values>(project ? &project->input->node : &plan.node);
  if (!values || values->rows.empty() || values->rows.size() > kRowsMax) return std::nullopt;

  std::vector<ConstantRow> rows;
  size_t texts = 0;
  for (const auto& below : values->rows) {
    auto row = constants(below);
    if (row && project) row = constants(project->expressions);
    if (!row || (texts += text_bytes(*row)) > kTextBytesMax) return std::nullopt;
    rows.push_back(std::move(*row));
  }
  return rows;
}

template <typename Builder, typename Held>
std::shared_ptr<arrow::Array> build(const types::DataType& type, const std::vector<ConstantRow>& rows, size_t index) {
  Builder builder(to_arrow(type), arrow::default_memory_pool());
  for (const auto& row : rows) {
    arrow::Status status;
    if (row[index]->is_null()) {
      status = builder.AppendNull();
    } else if constexpr (std::is_same_v<Held, types::Int128>) {
      arrow::Decimal128 decimal;
      std::memcpy(decimal.mutable_native_endian_bytes(), &std::get<Held>(row[index]->data), sizeof(Held));
      status = builder.Append(decimal);
    } else if constexpr (std::is_arithmetic_v<Held>) {
      status = builder.Append(static_cast<typename Builder::value_type>(std::get<Held>(row[index]->data)));
    } else {
      status = builder.Append(std::get<Held>(row[index]->data));
    }
    check(status.ok(), "no memory for constant rows");
  }
  std::shared_ptr<arrow::Array> array;
  check(builder.Finish(&array).ok(), "an Arrow array of constants could not be made");
  return array;
}

/// Null for a type that constants here do not take.
std::shared_ptr<arrow::Array> column(const types::DataType& type, const std::vector<ConstantRow>& rows, size_t index) {
  for (const auto& row : rows)
    if (!row[index]->is_null() && row[index]->type.kind() != type.kind()) return nullptr;
  switch (type.kind()) {
    case TypeKind::boolean: return build<arrow::BooleanBuilder, bool>(type, rows, index);
    case TypeKind::tinyint: return build<arrow::Int8Builder, int64_t>(type, rows, index);
    case TypeKind::smallint: return build<arrow::Int16Builder, int64_t>(type, rows, index);
    case TypeKind::integer: return build<arrow::Int32Builder, int64_t>(type, rows, index);
    case TypeKind::bigint: return build<arrow::Int64Builder, int64_t>(type, rows, index);
    case TypeKind::float_: return build<arrow::FloatBuilder, double>(type, rows, index);
    case TypeKind::double_: return build<arrow::DoubleBuilder, double>(type, rows, index);
    case TypeKind::date: return build<arrow::Date32Builder, int64_t>(type, rows, index);
    case TypeKind::string: return build<arrow::StringBuilder, std::string>(type, rows, index);
    case TypeKind::decimal: return build<arrow::Decimal128Builder, types::Int128>(type, rows, index);
    case TypeKind::timestamp: return build<arrow::TimestampBuilder, int64_t>(type, rows, index);
    default: return nullptr;
  }
}

}  // namespace

std::unique_ptr<RecordBatchStream> make_stream(types::Schema schema, std::shared_ptr<arrow::Schema> arrow_schema,
                                               std::shared_ptr<arrow::RecordBatch> batch) {
  return std::make_unique<Rows>(std::move(schema), std::move(arrow_schema), std::move(batch));
}

std::unique_ptr<RecordBatchStream> constant_rows(const plan::Plan& plan) {
  auto rows = constant_table(plan);
  if (!rows || plan.output.empty()) return nullptr;
  std::vector<std::shared_ptr<arrow::Array>> columns;
  for (size_t i = 0; i < plan.output.size(); i++) {
    auto array = column(plan.output[i].type, *rows, i);
    if (!array) return nullptr;
    columns.push_back(std::move(array));
  }
  auto schema = to_arrow(plan.output);
  auto batch = arrow::RecordBatch::Make(schema, static_cast<int64_t>(rows->size()), std::move(columns));
  return make_stream(plan.output, std::move(schema), std::move(batch));
}

}  // namespace skep::engine
