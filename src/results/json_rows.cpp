#include "results/json_rows.h"

#include <arrow/record_batch.h>

#include <algorithm>

namespace skep::results {
namespace {

/// Few enough that the pieces of these rows stay in the processor's cache until they are put together.
constexpr int64_t kRowsAtOnce = 1024;

}  // namespace

Result<std::unique_ptr<JsonRows>> JsonRows::make(const types::Schema& schema, const EncoderOptions& options,
                                                 std::string_view after_row) {
  std::unique_ptr<JsonRows> rows(new JsonRows);
  auto prefixes = member_prefixes(schema, options);
  for (size_t i = 0; i < schema.size(); i++) {
    auto writer = make_cell_writer(schema[i].type, options);
    if (!writer) return writer.error();
    rows->columns_.push_back({std::move(prefixes[i]), std::move(*writer), {}});
  }
  if (schema.empty()) rows->row_end_.append(options.shape == Shape::arrays ? '[' : '{');
  rows->row_end_.append(options.shape == Shape::arrays ? ']' : '}');
  rows->row_end_.append(after_row);
  return rows;
}

Result<void> JsonRows::append(const arrow::RecordBatch& batch, std::string& out) {
  if (batch.num_columns() != static_cast<int>(columns_.size()))
    return make_error(ErrorCode::internal, "a batch came with {} columns instead of {}", batch.num_columns(),
                      columns_.size());
  for (size_t i = 0; i < columns_.size(); i++) {
    auto bound = columns_[i].writer->bind(*batch.column(static_cast<int>(i)));
    if (!bound) return bound.error().during("writing column {}", batch.column_name(static_cast<int>(i)));
  }
  for (int64_t begin = 0; begin < batch.num_rows(); begin += kRowsAtOnce)
    append_rows(begin, std::min(kRowsAtOnce, batch.num_rows() - begin), out);
  return {};
}

void JsonRows::append_rows(int64_t begin, int64_t count, std::string& out) {
  size_t total = static_cast<size_t>(count) * row_end_.size();
  pieces_.clear();
  for (auto& column : columns_) {
    column.writer->write_rows(begin, count, column.prefix, column.cells);
    pieces_.push_back({column.cells.text.data(), column.cells.ends.data()});
    total += column.cells.text.size();
  }

  size_t size = out.size();
  out.resize(size + total + TextBuffer::kSlack);
  char* to = out.data() + size;
  for (int64_t row = 0; row < count; row++) {
    for (auto& piece : pieces_) {
      size_t from = piece.end[0];
      to = copy_short(to, piece.text + from, piece.end[1] - from);
      piece.end++;
    }
    to = copy_short(to, row_end_.data(), row_end_.size());
  }
  out.resize(size + total);
}

}  // namespace skep::results
