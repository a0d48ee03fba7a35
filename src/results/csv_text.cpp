#include "results/csv_text.h"

#include "results/byte_scan.h"
#include "results/json_text.h"

namespace skep::results {
namespace {

/// Marks what a field without quotes cannot hold, and what is not ASCII, to be checked.
constexpr auto kSpecial = [](Block block) {
  return (block < 0) | (block == ',') | (block == '"') | (block == '\r') | (block == '\n');
};

}  // namespace

void append_csv_quoted(std::string_view text, TextBuffer& out) {
  out.append('"');
  for (size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
    append_valid_utf8(text.substr(0, quote), out);
    out.append("\"\"");
    text.remove_prefix(quote + 1);
  }
  append_valid_utf8(text, out);
  out.append('"');
}

void append_csv_text(std::string_view text, TextBuffer& out) {
  if (text.empty()) return out.append("\"\"");
  char* to = out.reserve(text.size());
  size_t plain = copy_until(text.data(), text.size(), to, kSpecial);
  if (plain == text.size()) return out.end_at(to + plain);

  // What was copied so far is overwritten.
  if (text.find_first_of(",\"\r\n") != std::string_view::npos)
    append_csv_quoted(text, out);
  else
    append_valid_utf8(text, out);
}

}  // namespace skep::results
