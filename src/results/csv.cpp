#include "results/cell_text.h"
#include "results/csv_text.h"
#include "results/formats.h"
#include "results/json_cells.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include <algorithm>
#include <string>
#include <vector>

namespace skep::results {
namespace {

/// Writes a header line and a line a row. Cells are the texts of their JSON form without its quotes; nested values are
/// their JSON.
class CsvEncoder final : public Encoder {
 public:
  struct Column {
    types::Field field;
    std::unique_ptr<CellWriter> writer;
    const arrow::Array* array = nullptr;
  };

  explicit CsvEncoder(std::vector<Column> columns) : columns_(std::move(columns)) {}

  Result<void> begin(std::string& out) override {
    line_.clear();
    for (size_t i = 0; i < columns_.size(); i++) {
      if (i > 0) line_.append(',');
      append_csv_text(columns_[i].field.name, line_);
    }
    if (!columns_.empty()) line_.append("\r\n");
    out += line_.view();
    return {};
  }

  Result<void> add(const arrow::RecordBatch& batch, std::string& out) override {
    if (batch.num_columns() != static_cast<int>(columns_.size()))
      return make_error(ErrorCode::internal, "a batch came with {} columns instead of {}", batch.num_columns(),
                        columns_.size());
    for (size_t i = 0; i < columns_.size(); i++) {
      columns_[i].array = batch.column(static_cast<int>(i)).get();
      if (auto bound = columns_[i].writer->bind(*columns_[i].array); !bound) return bound;
    }
    line_.clear();
    for (int64_t row = 0; row < batch.num_rows(); row++) add_row(row);
    out += line_.view();
    return {};
  }

  Result<void> finish(std::string&) override { return {}; }

  /// A quoted field that never ends: a strict reader fails on it, also one that overlooks a broken connection.
  void fail(const Error& error, std::string& out) override {
    out += "\"error: " + error.message;
    std::replace(out.end() - static_cast<std::ptrdiff_t>(error.message.size()), out.end(), '"', '\'');
  }

 private:
  void add_row(int64_t row) {
    for (size_t i = 0; i < columns_.size(); i++) {
      if (i > 0) line_.append(',');
      if (!columns_[i].array->IsNull(row)) add_cell(columns_[i], row);
    }
    line_.append("\r\n");
  }

  void add_cell(Column& column, int64_t row) {
    if (column.field.type.is_text()) {
      auto text = static_cast<const arrow::StringArray*>(column.array)->GetView(row);
      return append_csv_text(text, line_);
    }
    cell_.clear();
    cell_.end_at(column.writer->write(row, cell_.reserve(kCellTextMax), cell_));
    auto text = cell_.view();
    if (column.field.type.is_nested()) return append_csv_quoted(text, line_);
    if (text == "null") return;
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
    line_.append(text);
  }

  std::vector<Column> columns_;
  TextBuffer line_;
  TextBuffer cell_;
};

}  // namespace

Result<std::unique_ptr<Encoder>> make_csv_encoder(const EncoderOptions& options, const types::Schema& schema) {
  std::vector<CsvEncoder::Column> columns;
  for (const auto& field : schema) {
    auto writer = make_cell_writer(field.type, options);
    if (!writer) return writer.error();
    columns.push_back({field, std::move(*writer)});
  }
  return std::make_unique<CsvEncoder>(std::move(columns));
}

}  // namespace skep::results
