#pragma once

#include "base/result.h"
#include "results/encoder.h"
#include "results/text_buffer.h"
#include "types/data_type.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace arrow {
class Array;
}

namespace skep::results {

/// The text of one column for some rows: cell `r` is text[ends[r], ends[r + 1]).
struct ColumnText {
  TextBuffer text;
  std::vector<size_t> ends;
};

/// Writes the cells of one column, or of one part of a nested column, as JSON.
///
/// One thread at a time. `bind` aims it at an array, which must live until the next `bind`.
class CellWriter {
 public:
  virtual ~CellWriter() = default;

  /// Fails with internal for an array that is not the type's Arrow form (engine/arrow_types.h).
  virtual Result<void> bind(const arrow::Array& array) = 0;

  /// Writes the cell of one row behind `to`, an end of `out` with room for kCellTextMax bytes; gives the new end.
  virtual char* write(int64_t row, char* to, TextBuffer& out) = 0;

  /// Replaces `out` by the cells of `count` rows from `begin` on, each with `prefix` before it.
  virtual void write_rows(int64_t begin, int64_t count, const TextBuffer& prefix, ColumnText& out) = 0;
};

/// Fails with invalid_argument for an unknown time zone.
Result<std::unique_ptr<CellWriter>> make_cell_writer(const types::DataType& type, const EncoderOptions& options);

/// Gives what stands before each member of a row or struct: {"a": and ,"b": as an object's, [ and , as an array's.
std::vector<TextBuffer> member_prefixes(const std::vector<types::Field>& members, const EncoderOptions& options);

/// Gives the names that an object's members have: the second of a name gets "_2", and so on past names that are taken.
std::vector<std::string> member_names(const std::vector<types::Field>& members, JsonRules::Names names);

}  // namespace skep::results
