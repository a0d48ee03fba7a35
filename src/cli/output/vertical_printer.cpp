#include "cli/output/row_printer.h"
#include "cli/output/text_width.h"

#include <algorithm>

namespace skep::cli {

std::string vertical_row(const std::vector<std::string>& names, const std::vector<std::string>& cells) {
  size_t width = 0;
  for (auto& name : names) width = std::max(width, display_width(name));
  std::string out;
  for (size_t i = 0; i < cells.size() && i < names.size(); i++)
    out += names[i] + std::string(width - display_width(names[i]) + 2, ' ') + cells[i] + "\n";
  return out + "\n";
}

namespace {

class VerticalPrinter final : public RowPrinter {
 public:
  VerticalPrinter(const OutputOptions& options, Output& output) : RowPrinter(output), null_text_(options.null_text) {}

  void columns(const std::vector<Column>& columns) override {
    for (auto& column : columns) names_.push_back(without_controls(column.name));
  }

  void row(Row row) override {
    std::vector<std::string> cells;
    for (auto& cell : row) cells.push_back(cell.is_null ? null_text_ : without_controls(cell.text));
    print(vertical_row(names_, cells));
  }

  void finish() override {}

 private:
  std::string null_text_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Printer> make_vertical_printer(const OutputOptions& options, Output& output) {
  return std::make_unique<VerticalPrinter>(options, output);
}

}  // namespace skep::cli
