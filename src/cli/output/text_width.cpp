#include "cli/output/text_width.h"

#include <fmt/format.h>

#include <wchar.h>
#include <clocale>

namespace skep::cli {
namespace {

/// Reads the character at `begin`; its length in bytes is at least 1, also where the text is not UTF-8.
size_t decode(std::string_view text, size_t begin, wchar_t& character) {
  auto first = static_cast<unsigned char>(text[begin]);
  size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  character = length == 1 ? first : first & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; i++) {
    if (begin + i >= text.size() || (text[begin + i] & 0xC0) != 0x80) return i;
    character = (character << 6) | (text[begin + i] & 0x3F);
  }
  return length;
}

size_t width_of(wchar_t character) {
  auto width = ::wcwidth(character);
  return width < 0 ? 1 : static_cast<size_t>(width);
}

}  // namespace

void use_utf8() {
  if (!std::setlocale(LC_CTYPE, "C.UTF-8")) std::setlocale(LC_CTYPE, "");
}

size_t display_width(std::string_view line) {
  size_t width = 0;
  wchar_t character = 0;
  for (size_t at = 0; at < line.size();) {
    at += decode(line, at, character);
    width += width_of(character);
  }
  return width;
}

std::string shorten(std::string_view line, size_t width) {
  size_t used = 0;
  size_t fits = 0;  // the bytes that leave room for the dots
  wchar_t character = 0;
  for (size_t at = 0; at < line.size();) {
    auto length = decode(line, at, character);
    used += width_of(character);
    at += length;
    if (used + 1 <= width) fits = at;
    if (used > width) return std::string(line.substr(0, fits)) + (width > 0 ? "…" : "");
  }
  return std::string(line);
}

std::string without_controls(std::string_view text) {
  std::string shown;
  for (size_t at = 0; at < text.size();) {
    wchar_t character = 0;
    auto length = decode(text, at, character);
    bool is_control = (character < 0x20 && character != '\n') || (character >= 0x7F && character < 0xA0);
    if (character == '\t') {
      shown += "\\t";
    } else if (character == '\r') {
      shown += "\\r";
    } else if (is_control) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned>(character));
    } else {
      shown += text.substr(at, length);
    }
    at += length;
  }
  return shown;
}

}  // namespace skep::cli
