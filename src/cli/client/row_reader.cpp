#include "cli/client/row_reader.h"

#include <simdjson.h>

namespace skep::cli {

struct RowReader::Parser {
  simdjson::dom::parser json;
};

RowReader::RowReader(OnColumns on_columns, OnRow on_row)
    : parser_(std::make_unique<Parser>()), on_columns_(std::move(on_columns)), on_row_(std::move(on_row)) {}

RowReader::~RowReader() = default;

void RowReader::add(std::string_view bytes) {
  rest_ += bytes;
  size_t begin = 0;
  for (size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    read_line(std::string_view(rest_).substr(begin, end - begin));
    begin = end + 1;
  }
  rest_.erase(0, begin);
}

/// The first line is an object with the columns, each other one an array: texts as they are, the rest as its JSON.
void RowReader::read_line(std::string_view line) {
  auto document = parser_->json.parse(line.data(), line.size());
  simdjson::dom::array columns;
  if (document["columns"].get_array().get(columns) == simdjson::SUCCESS) {
    std::vector<Column> named;
    for (auto column : columns)
      named.push_back(
          {std::string(column["name"].get_string().value()), std::string(column["type"].get_string().value())});
    on_columns_(named);
    return;
  }
  simdjson::dom::array cells;
  if (document.get_array().get(cells) != simdjson::SUCCESS) return;  // the record of a failure, told elsewhere
  Row row;
  for (auto cell : cells) {
    if (cell.is_null()) {
      row.push_back({"", true});
    } else if (cell.is_string()) {
      row.push_back({std::string(cell.get_string().value()), false});
    } else {
      row.push_back({simdjson::minify(cell), false});
    }
  }
  on_row_(std::move(row));
}

}  // namespace skep::cli
