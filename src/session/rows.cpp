#include "session/rows.h"

#include "base/check.h"
#include "engine/arrow_types.h"
#include "engine/constant_rows.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

namespace skep::session {
namespace {

std::shared_ptr<arrow::Array> finish(arrow::ArrayBuilder& builder) {
  std::shared_ptr<arrow::Array> array;
  check(builder.Finish(&array).ok(), "an Arrow array of a catalogue answer could not be made");
  return array;
}

template <typename Builder, typename CellType>
std::shared_ptr<arrow::Array> column(const std::vector<std::vector<Cell>>& rows, size_t index) {
  Builder builder;
  for (auto& row : rows) {
    auto* value = std::get_if<CellType>(&row[index]);
    auto status = value ? builder.Append(*value) : builder.AppendNull();
    check(status.ok(), "no memory for a catalogue answer");
  }
  return finish(builder);
}

}  // namespace

std::unique_ptr<engine::RecordBatchStream> make_rows(types::Schema schema, const std::vector<std::vector<Cell>>& rows) {
  auto arrow_schema = engine::to_arrow(schema);
  std::shared_ptr<arrow::RecordBatch> batch;
  if (!rows.empty()) {
    std::vector<std::shared_ptr<arrow::Array>> columns;
    for (size_t i = 0; i < schema.size(); i++) {
      bool is_boolean = schema[i].type.is(types::TypeKind::boolean);
      columns.push_back(is_boolean ? column<arrow::BooleanBuilder, bool>(rows, i)
                                   : column<arrow::StringBuilder, std::string>(rows, i));
    }
    batch = arrow::RecordBatch::Make(arrow_schema, static_cast<int64_t>(rows.size()), std::move(columns));
  }
  return engine::make_stream(std::move(schema), std::move(arrow_schema), std::move(batch));
}

}  // namespace skep::session
