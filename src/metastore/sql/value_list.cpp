#include "metastore/sql/value_list.h"

#include <fmt/format.h>

namespace skep::metastore::sql {
namespace {

void append_quoted(std::string& out, const std::string& text) {
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string id_list(const std::vector<int64_t>& ids) { return fmt::format("[{}]", fmt::join(ids, ",")); }

std::string text_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) {
    if (out.size() > 1) out += ',';
    append_quoted(out, text);
  }
  return out + "]";
}

}  // namespace skep::metastore::sql
