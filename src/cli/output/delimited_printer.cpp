#include "base/text.h"
#include "cli/output/row_printer.h"

namespace skep::cli {
namespace {

struct Dialect {
  std::string delimiter;
  enum { never, where_needed, always_single } quotes = where_needed;
  bool has_header = true;
};

Dialect dialect_of(const OutputOptions& options) {
  switch (options.style) {
    case Style::csv2: return {",", Dialect::where_needed, true};
    case Style::tsv2: return {"\t", Dialect::where_needed, true};
    case Style::dsv: return {options.delimiter, Dialect::where_needed, true};
    case Style::quoted_csv: return {",", Dialect::always_single, true};
    case Style::quoted_tsv: return {"\t", Dialect::always_single, true};
    default: return {"\t", Dialect::never, false};
  }
}

/// A row a line with a delimiter between its cells.
class DelimitedPrinter final : public RowPrinter {
 public:
  DelimitedPrinter(const OutputOptions& options, Output& output)
      : RowPrinter(output), dialect_(dialect_of(options)), null_text_(options.null_text) {
    dialect_.has_header = options.show_header.value_or(dialect_.has_header);
  }

  void columns(const std::vector<Column>& columns) override {
    if (!dialect_.has_header || columns.empty()) return;
    Row names;
    for (auto& column : columns) names.push_back({column.name, false});
    row(std::move(names));
  }

  void row(Row row) override {
    line_.clear();
    for (size_t i = 0; i < row.size(); i++) {
      if (i > 0) line_ += dialect_.delimiter;
      append(row[i].is_null ? null_text_ : row[i].text);
    }
    line_ += '\n';
    print(line_);
  }

  void finish() override {}

 private:
  void append(const std::string& text) {
    auto needs_quotes =
        text.find(dialect_.delimiter) != std::string::npos || text.find_first_of("\"\r\n") != std::string::npos;
    if (dialect_.quotes == Dialect::always_single) {
      line_ += "'" + text + "'";  // beeline does not double the quotes inside
    } else if (dialect_.quotes == Dialect::where_needed && needs_quotes) {
      line_ += "\"" + join(split(text, '"'), "\"\"") + "\"";
    } else {
      line_ += text;
    }
  }

  Dialect dialect_;
  std::string null_text_;
  std::string line_;
};

}  // namespace

std::unique_ptr<Printer> make_delimited_printer(const OutputOptions& options, Output& output) {
  return std::make_unique<DelimitedPrinter>(options, output);
}

}  // namespace skep::cli
