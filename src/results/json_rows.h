#pragma once

#include "base/result.h"
#include "results/encoder.h"
#include "results/json_cells.h"
#include "types/data_type.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::results {

/// Writes rows as JSON objects or arrays: column by column into scratch memory, then the pieces row by row.
/// One thread at a time.
class JsonRows {
 public:
  /// `after_row` follows each row, such as a line feed.
  static Result<std::unique_ptr<JsonRows>> make(const types::Schema& schema, const EncoderOptions& options,
                                                std::string_view after_row);

  /// Fails with internal for a batch that does not have the schema's columns.
  Result<void> append(const arrow::RecordBatch& batch, std::string& out);

 private:
  JsonRows() = default;
  void append_rows(int64_t begin, int64_t count, std::string& out);

  struct Column {
    TextBuffer prefix;
    std::unique_ptr<CellWriter> writer;
    ColumnText cells;
  };
  std::vector<Column> columns_;

  /// Where the pieces of the next row begin and end, for one column.
  struct Piece {
    const char* text;
    const size_t* end;
  };
  std::vector<Piece> pieces_;
  TextBuffer row_end_;
};

}  // namespace skep::results
