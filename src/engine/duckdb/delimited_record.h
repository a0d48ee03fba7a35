#pragma once

#include "engine/duckdb/delimited_options.h"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace skep::engine {

/// One value of a line. The text is valid until the next line is taken apart.
struct DelimitedField {
  std::string_view text;
  bool is_null = false;
};

/// Takes lines of delimited text apart as Spark does: a value in quotes may hold separators, an escape character stands
/// before a quote or itself, and what follows a closing quote too early makes the whole value literal.
class DelimitedRecord {
 public:
  explicit DelimitedRecord(const DelimitedOptions& options) : options_(options) {}

  /// The fields of a line without its end.
  const std::vector<DelimitedField>& take_apart(std::string_view line);

 private:
  bool at_separator(size_t at) const { return line_.compare(at, options_.separator.size(), options_.separator) == 0; }
  size_t find_separator(size_t from) const;
  size_t add_plain(size_t begin);
  size_t add_quoted(size_t begin);
  size_t add_literal(std::string content, size_t quote_at);
  void add(std::string_view text, bool quoted);

  const DelimitedOptions& options_;
  std::string_view line_;
  std::vector<DelimitedField> fields_;
  std::deque<std::string> unescaped_;  ///< texts that do not stand in the line as they are
};

}  // namespace skep::engine
