#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

struct Column {
  std::string name;
  std::string type;  ///< Spark's text, such as decimal(10,2)
};

struct Cell {
  std::string text;  ///< what the spark-sql shell prints; empty for a null
  bool is_null = false;
};
using Row = std::vector<Cell>;

/// Reads Form::rows, bytes cut anywhere, into columns and cells. One thread at a time.
class RowReader {
 public:
  using OnColumns = std::function<void(const std::vector<Column>&)>;
  using OnRow = std::function<void(Row)>;

  RowReader(OnColumns on_columns, OnRow on_row);
  ~RowReader();

  /// Calls back for every line that is whole now.
  void add(std::string_view bytes);

 private:
  void read_line(std::string_view line);

  struct Parser;
  std::unique_ptr<Parser> parser_;
  OnColumns on_columns_;
  OnRow on_row_;
  std::string rest_;
};

}  // namespace skep::cli
