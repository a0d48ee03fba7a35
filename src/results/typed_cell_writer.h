#pragma once

#include "results/cell_text.h"
#include "results/json_cells.h"

#include <arrow/array.h>

#include <utility>

namespace skep::results {

/// Checks an array's Arrow type against the one that a column's Spark type asks for.
Result<void> expect_type(const arrow::Array& array, arrow::Type::type expected);

/// Adds the handling of nulls and the loop over rows to a Cell, which knows one type. Such a Cell has
///   Result<void> bind(const arrow::Array&);
///   char* write(int64_t row, char* to, TextBuffer&);    as CellWriter's; the row is not null
template <typename Cell>
class TypedCellWriter final : public CellWriter {
 public:
  explicit TypedCellWriter(Cell cell) : cell_(std::move(cell)) {}

  Result<void> bind(const arrow::Array& array) override {
    array_ = &array;
    has_nulls_ = array.null_count() > 0;
    return cell_.bind(array);
  }

  char* write(int64_t row, char* to, TextBuffer& out) override {
    if (has_nulls_ && array_->IsNull(row)) return copy_text(to, "null");
    return cell_.write(row, to, out);
  }

  void write_rows(int64_t begin, int64_t count, const TextBuffer& prefix, ColumnText& out) override {
    out.text.clear();
    out.ends.resize(static_cast<size_t>(count) + 1);
    out.ends[0] = 0;
    char* to = out.text.reserve(0);
    for (int64_t row = 0; row < count; row++) {
      to = out.text.make_room(to, prefix.size() + kCellTextMax);
      to = copy_short(to, prefix.data(), prefix.size());
      to = write(begin + row, to, out.text);
      out.ends[static_cast<size_t>(row) + 1] = static_cast<size_t>(to - out.text.data());
    }
    out.text.end_at(to);
  }

 private:
  Cell cell_;
  const arrow::Array* array_ = nullptr;
  bool has_nulls_ = false;
};

template <typename Cell>
std::unique_ptr<CellWriter> make_typed(Cell cell) {
  return std::make_unique<TypedCellWriter<Cell>>(std::move(cell));
}

}  // namespace skep::results
