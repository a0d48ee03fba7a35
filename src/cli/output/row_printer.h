#pragma once

#include "cli/client/row_reader.h"
#include "cli/output/printer.h"

#include <memory>
#include <vector>

namespace skep::cli {

/// A printer that looks at columns and cells.
class RowPrinter : public Printer {
 public:
  explicit RowPrinter(Output& output);

  Form form() const final { return Form::rows; }
  bool add(std::string_view bytes) final;
  std::optional<size_t> row_count() const final { return count_; }

 protected:
  virtual void columns(const std::vector<Column>& columns) = 0;
  virtual void row(Row row) = 0;

  void print(std::string_view text) { is_read_ = output_.write(text) && is_read_; }

 private:
  Output& output_;
  bool is_read_ = true;
  size_t count_ = 0;
  RowReader reader_;
};

/// A row with a cell a line, after the column's name, and an empty line at the end.
std::string vertical_row(const std::vector<std::string>& names, const std::vector<std::string>& cells);

/// One maker for each group of styles; make_printer chooses.
std::unique_ptr<Printer> make_table_printer(const OutputOptions& options, Output& output);
std::unique_ptr<Printer> make_vertical_printer(const OutputOptions& options, Output& output);
std::unique_ptr<Printer> make_delimited_printer(const OutputOptions& options, Output& output);
std::unique_ptr<Printer> make_byte_printer(const OutputOptions& options, Output& output);

}  // namespace skep::cli
