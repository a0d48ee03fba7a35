#include "base/text.h"
#include "cli/output/row_printer.h"
#include "cli/output/table_widths.h"
#include "cli/output/text_width.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skep::cli {
namespace {

constexpr size_t kMeasuredRows = 1000;

bool is_number(std::string_view type) {
  constexpr std::array kTypes = {"tinyint", "smallint", "int", "bigint", "float", "double"};
  return type.starts_with("decimal") || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::vector<std::string> lines_of(const std::string& cell) {
  auto lines = split(cell, '\n');
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

size_t width_of(const std::string& cell) {
  size_t width = 0;
  for (auto& line : lines_of(cell)) width = std::max(width, display_width(line));
  return width;
}

/// Prints rows once the widths are known: from the first rows, or at the end. What does not fit is shortened; where
/// there are too many columns for that, rows are printed vertically.
class TablePrinter final : public RowPrinter {
 public:
  TablePrinter(const OutputOptions& options, Output& output) : RowPrinter(output), options_(options) {}

  void columns(const std::vector<Column>& columns) override {
    columns_ = columns;
    for (auto& column : columns) names_.push_back(without_controls(column.name));
    for (auto& name : names_) widths_.push_back(width_of(name));
  }

  void row(Row row) override {
    std::vector<std::string> cells;
    for (auto& cell : row) cells.push_back(cell.is_null ? options_.null_text : without_controls(cell.text));
    if (is_open_) return print_row(cells);
    for (size_t i = 0; i < cells.size() && i < widths_.size(); i++)
      widths_[i] = std::max(widths_[i], width_of(cells[i]));
    waiting_.push_back(std::move(cells));
    if (waiting_.size() >= kMeasuredRows) open();
  }

  void finish() override {
    if (names_.empty()) return;
    if (is_document()) return print_document();
    if (!is_open_) open();
    if (!is_vertical_) rule();
    if (!options_.is_silent) print(fmt::format("{} row{}\n", *row_count(), *row_count() == 1 ? "" : "s"));
    if (is_shortened_ && !options_.is_silent) print("(… marks shortened cells; --format vertical shows them whole)\n");
  }

 private:
  /// One cell of several lines, as EXPLAIN and SHOW CREATE TABLE answer, reads better without a frame.
  bool is_document() const {
    return names_.size() == 1 && waiting_.size() == 1 && waiting_[0][0].find('\n') != std::string::npos;
  }

  void print_document() {
    auto& text = waiting_[0][0];
    print(text);
    if (!text.ends_with('\n')) print("\n");
  }

  void open() {
    is_open_ = true;
    for (auto& width : widths_)
      if (options_.cell_width_max > 0) width = std::min(width, options_.cell_width_max);
    auto fitted = fit_widths(widths_, options_.width_max);
    is_vertical_ = !fitted;
    if (fitted) widths_ = *fitted;
    if (!is_vertical_) rule();
    if (!is_vertical_ && options_.show_header.value_or(true)) header();
    for (auto& row : waiting_) print_row(row);
    waiting_.clear();
  }

  void header() {
    print_cells(names_, false);
    rule();
  }

  void rule() {
    std::string line;
    for (auto width : widths_) line += "+" + std::string(width + 2, '-');
    print(line + "+\n");
  }

  void print_row(const std::vector<std::string>& cells) {
    if (is_vertical_) return print(vertical_row(names_, cells));
    if (options_.header_interval > 0 && printed_ > 0 && printed_ % options_.header_interval == 0) {
      rule();
      header();
    }
    printed_++;
    print_cells(cells, true);
  }

  /// Prints a row; where a cell has several lines the row takes as many.
  void print_cells(const std::vector<std::string>& row, bool numbers_to_the_right) {
    std::vector<std::vector<std::string>> cells;
    size_t height = 1;
    for (auto& cell : row) {
      cells.push_back(lines_of(cell));
      height = std::max(height, cells.back().size());
    }
    for (size_t line = 0; line < height; line++) {
      std::string out;
      for (size_t i = 0; i < cells.size() && i < widths_.size(); i++) {
        auto text = line < cells[i].size() ? cells[i][line] : std::string();
        auto used = display_width(text);
        if (used > widths_[i]) {
          text = shorten(text, widths_[i]);
          used = display_width(text);
          is_shortened_ = true;
        }
        std::string padding(widths_[i] - used, ' ');
        auto to_the_right = numbers_to_the_right && is_number(columns_[i].type);
        out += to_the_right ? "| " + padding + text + " " : "| " + text + padding + " ";
      }
      print(out + "|\n");
    }
  }

  OutputOptions options_;
  std::vector<Column> columns_;
  std::vector<std::string> names_;
  std::vector<size_t> widths_;
  std::vector<std::vector<std::string>> waiting_;
  bool is_open_ = false;
  bool is_vertical_ = false;
  bool is_shortened_ = false;
  size_t printed_ = 0;
};

}  // namespace

std::unique_ptr<Printer> make_table_printer(const OutputOptions& options, Output& output) {
  return std::make_unique<TablePrinter>(options, output);
}

}  // namespace skep::cli
