#include "cli/table_printer.h"

#include "base/text.h"
#include "results/encoder.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <functional>

namespace skep::cli {
namespace {

using Row = std::vector<std::string>;

constexpr size_t kMeasuredRows = 1000;

/// Reads one row that the encoder wrote as a JSON array: texts as they are, the rest as its JSON.
Row cells_of(simdjson::dom::parser& parser, std::string_view line) {
  Row cells;
  for (auto cell : parser.parse(line.data(), line.size()).get_array()) {
    if (cell.is_null()) {
      cells.emplace_back("NULL");
    } else if (cell.is_string()) {
      cells.emplace_back(cell.get_string().value());
    } else {
      cells.push_back(simdjson::minify(cell));
    }
  }
  return cells;
}

/// Calls `visit` with every row as text.
Result<void> each_row(session::RunningStatement& statement, const std::function<void(Row)>& visit) {
  auto& rows = statement.rows();
  auto encoder = results::make_encoder({results::Format::ndjson, results::Shape::arrays, statement.time_zone()},
                                       rows.schema(), rows.arrow_schema());
  if (!encoder) return encoder.error();
  std::string out;
  if (auto begun = (*encoder)->begin(out); !begun) return begun.error();
  simdjson::dom::parser parser;
  while (true) {
    out.clear();
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) return {};
    if (auto added = (*encoder)->add(**batch, out); !added) return added.error();
    size_t begin = 0;
    for (size_t end = out.find('\n'); end != std::string::npos; end = out.find('\n', begin)) {
      visit(cells_of(parser, std::string_view(out).substr(begin, end - begin)));
      begin = end + 1;
    }
  }
}

/// How many columns of a terminal a line takes: code points, not bytes.
size_t line_width(std::string_view line) {
  return static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The width of a cell: of its widest line.
size_t width_of(const std::string& text) {
  size_t width = 0;
  for (auto& line : split(text, '\n')) width = std::max(width, line_width(line));
  return width;
}

/// Prints rows once the widths are known: from the first rows, or at the end.
class Table {
 public:
  explicit Table(Row names) : names_(std::move(names)) {
    for (auto& name : names_) widths_.push_back(width_of(name));
  }

  void add(Row row) {
    count_++;
    if (is_open_) return print(row);
    for (size_t i = 0; i < row.size() && i < widths_.size(); i++) widths_[i] = std::max(widths_[i], width_of(row[i]));
    waiting_.push_back(std::move(row));
    if (waiting_.size() >= kMeasuredRows) open();
  }

  void finish() {
    if (is_document()) return print_document();
    if (!is_open_) open();
    rule();
    std::printf("%zu row%s\n", count_, count_ == 1 ? "" : "s");
  }

 private:
  /// One cell of several lines, as EXPLAIN and SHOW CREATE TABLE answer, reads better without a frame.
  bool is_document() const {
    return names_.size() == 1 && waiting_.size() == 1 && waiting_[0][0].find('\n') != std::string::npos;
  }

  void print_document() const {
    auto& text = waiting_[0][0];
    std::printf("%s%s", text.c_str(), text.ends_with('\n') ? "" : "\n");
  }

  void open() {
    is_open_ = true;
    rule();
    print(names_);
    rule();
    for (auto& row : waiting_) print(row);
    waiting_.clear();
  }

  void rule() const {
    for (auto width : widths_) std::printf("+%s", std::string(width + 2, '-').c_str());
    std::puts("+");
  }

  /// Prints a row; where a cell has several lines the row takes as many.
  void print(const Row& row) const {
    std::vector<std::vector<std::string>> cells;
    size_t height = 1;
    for (auto& cell : row) {
      cells.push_back(split(cell, '\n'));
      if (cells.back().size() > 1 && cells.back().back().empty()) cells.back().pop_back();
      height = std::max(height, cells.back().size());
    }
    for (size_t line = 0; line < height; line++) {
      for (size_t i = 0; i < cells.size(); i++) {
        auto text = line < cells[i].size() ? cells[i][line] : std::string();
        auto used = line_width(text);
        auto padding = i < widths_.size() && used < widths_[i] ? widths_[i] - used : 0;
        std::printf("| %s%s ", text.c_str(), std::string(padding, ' ').c_str());
      }
      std::puts("|");
    }
  }

  Row names_;
  std::vector<size_t> widths_;
  std::vector<Row> waiting_;
  bool is_open_ = false;
  size_t count_ = 0;
};

}  // namespace

Result<void> print_table(session::RunningStatement& statement) {
  Row names;
  for (auto& column : statement.rows().schema()) names.push_back(column.name);
  if (names.empty()) return each_row(statement, [](Row) {});
  Table table(std::move(names));
  if (auto printed = each_row(statement, [&](Row row) { table.add(std::move(row)); }); !printed) return printed.error();
  table.finish();
  return {};
}

Result<void> print_tsv(session::RunningStatement& statement) {
  return each_row(statement, [](Row row) {
    for (size_t i = 0; i < row.size(); i++) std::printf("%s%s", i > 0 ? "\t" : "", row[i].c_str());
    std::puts("");
  });
}

}  // namespace skep::cli
