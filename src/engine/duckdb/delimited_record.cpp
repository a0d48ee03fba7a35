#include "engine/duckdb/delimited_record.h"

namespace skep::engine {
namespace {

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

std::string_view trim_back(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

const std::vector<DelimitedField>& DelimitedRecord::take_apart(std::string_view line) {
  line_ = line;
  fields_.clear();
  unescaped_.clear();
  // Each step adds a field and gives where its separator stands, or the line's end.
  for (size_t at = 0;;) {
    size_t begin = at;
    if (options_.trims_leading) {
      while (begin < line_.size() && is_blank(line_[begin]) && !at_separator(begin)) ++begin;
    }
    bool quoted = options_.quote && begin < line_.size() && line_[begin] == *options_.quote;
    at = quoted ? add_quoted(begin + 1) : add_plain(begin);
    if (at >= line_.size()) return fields_;
    at += options_.separator.size();
  }
}

size_t DelimitedRecord::find_separator(size_t from) const {
  auto at = line_.find(options_.separator, from);
  return at == std::string_view::npos ? line_.size() : at;
}

size_t DelimitedRecord::add_plain(size_t begin) {
  size_t end = find_separator(begin);
  auto text = line_.substr(begin, end - begin);
  add(options_.trims_trailing ? trim_back(text) : text, false);
  return end;
}

size_t DelimitedRecord::add_quoted(size_t begin) {
  const char quote = *options_.quote;
  const char escape = options_.escape;
  std::string content;  // used from the first escape on
  size_t copied = begin;
  for (size_t at = begin; at < line_.size(); ++at) {
    char c = line_[at];
    if (c == escape && escape != '\0') {
      bool at_end = at + 1 == line_.size();
      bool escapes = !at_end && (line_[at + 1] == quote || (line_[at + 1] == escape && escape != quote));
      if (escapes || (at_end && escape != quote)) {
        content += line_.substr(copied, at - copied);
        copied = at + 1;
        ++at;  // the escaped character is content
        continue;
      }
    }
    if (c != quote) continue;
    size_t after = at + 1;
    while (after < line_.size() && is_blank(line_[after]) && !at_separator(after)) ++after;
    bool closes = after == line_.size() || at_separator(after);
    if (!closes) return add_literal(content.append(line_.substr(copied, at - copied)), at);
    if (copied == begin) {
      add(line_.substr(begin, at - begin), true);
    } else {
      add(unescaped_.emplace_back(content.append(line_.substr(copied, at - copied))), true);
    }
    return after;
  }
  // The line ends before the quote does.
  if (copied < line_.size()) content += line_.substr(copied);
  add(unescaped_.emplace_back(std::move(content)), true);
  return line_.size();
}

/// A quote inside that ends nothing: the value goes on to the next separator, quotes and all.
size_t DelimitedRecord::add_literal(std::string content, size_t quote_at) {
  size_t end = find_separator(quote_at);
  auto rest = line_.substr(quote_at, end - quote_at);
  auto& text = unescaped_.emplace_back(1, *options_.quote);
  text += content;
  text += options_.trims_trailing ? trim_back(rest) : rest;
  add(text, false);
  return end;
}

void DelimitedRecord::add(std::string_view text, bool quoted) {
  if (text.empty() && quoted) text = options_.empty_value;
  bool is_null = (text.empty() && !quoted) || text == options_.null_value;
  fields_.push_back({text, is_null});
}

}  // namespace skep::engine
