#pragma once

#include "base/result.h"
#include "cli/client/connection.h"
#include "cli/output/output.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

enum class Style {
  table,     ///< framed
  vertical,  ///< a cell a line, as beeline does
  csv,       ///< RFC 4180 with a header line; a null is nothing
  tsv,       ///< as the spark-sql shell: no header, no quotes
  json,      ///< one array of objects
  ndjson,    ///< an object a line
  // beeline's
  csv2,        ///< commas, with quotes where they are needed; a null is NULL
  tsv2,        ///< the same with tabs
  dsv,         ///< the same with a delimiter of the user's
  quoted_csv,  ///< every cell in single quotes: beeline's old csv
  quoted_tsv,  ///< its old tsv
  resultset,   ///< {"resultset":[...]}: its json
};

struct OutputOptions {
  Style style = Style::table;
  std::optional<bool> show_header;  ///< else as the style does
  size_t width_max = 0;             ///< of a table; 0: any
  size_t cell_width_max = 0;        ///< of a table's cell; 0: any
  std::string delimiter = "|";      ///< of dsv
  std::string null_text = "NULL";
  bool is_silent = false;      ///< says nothing but the rows
  size_t header_interval = 0;  ///< a table's header again after so many rows; 0: once
};

/// The style of a name that --format takes, or beeline's --outputformat. Fails with invalid_argument, listing them.
Result<Style> style_named(std::string_view format);
Result<Style> beeline_style_named(std::string_view format);

/// The names that --format takes.
const std::vector<std::string>& format_names();

/// Prints one answer: its bytes as they come, then `finish`. One thread at a time.
class Printer {
 public:
  virtual ~Printer() = default;

  /// What to ask the connection for.
  virtual Form form() const = 0;

  /// False when nobody reads any more.
  virtual bool add(std::string_view bytes) = 0;

  /// Prints what was kept back. Called after the last byte only, not after a failure.
  virtual void finish() = 0;

  /// What `add` has met so far; nothing where rows are not looked at.
  virtual std::optional<size_t> row_count() const { return std::nullopt; }
};

/// The output is borrowed.
std::unique_ptr<Printer> make_printer(const OutputOptions& options, Output& output);

}  // namespace skep::cli
