#include "results/json_text.h"

#include "results/byte_scan.h"

#include <algorithm>
#include <cstdint>

namespace skep::results {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Marks what cannot stand in JSON text as it is: controls, quotes, backslashes, and what is not ASCII, to be checked.
constexpr auto kSpecial = [](Block block) { return (block < 0x20) | (block == '"') | (block == '\\'); };

/// Gives the length of the UTF-8 sequence at the front of a text that is not empty, or 0 when it is not one.
size_t utf8_length(std::string_view text) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto follows = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first < 0xF0) {
    bool overlong = first == 0xE0 && byte(1) < 0xA0;
    bool surrogate = first == 0xED && byte(1) >= 0xA0;
    return !overlong && !surrogate && follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first < 0xF5) {
    bool overlong = first == 0xF0 && byte(1) < 0x90;
    bool beyond = first == 0xF4 && byte(1) >= 0x90;
    return !overlong && !beyond && follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

/// Writes an ASCII character that JSON wants escaped: at most 6 bytes.
char* write_escape(unsigned char c, char* to) {
  constexpr std::string_view kHex = "0123456789abcdef";
  *to++ = '\\';
  switch (c) {
    case '"': *to++ = '"'; return to;
    case '\\': *to++ = '\\'; return to;
    case '\n': *to++ = 'n'; return to;
    case '\t': *to++ = 't'; return to;
    case '\r': *to++ = 'r'; return to;
    case '\b': *to++ = 'b'; return to;
    case '\f': *to++ = 'f'; return to;
    default: break;
  }
  to = copy_text(to, "u00");
  *to++ = kHex[c >> 4];
  *to++ = kHex[c & 15];
  return to;
}

/// Writes the special character at the front of `text`, takes it off, and gives the new end.
char* write_special(std::string_view& text, char* to) {
  auto first = static_cast<unsigned char>(text.front());
  size_t length = first < 0x80 ? 1 : utf8_length(text);
  if (first < 0x80)
    to = write_escape(first, to);
  else
    to = copy_text(to, length > 0 ? text.substr(0, length) : kReplacement);
  text.remove_prefix(std::max<size_t>(length, 1));
  return to;
}

}  // namespace

char* write_json_text(std::string_view text, char* to, TextBuffer& out) {
  constexpr size_t kEscapeMax = 6;
  to = out.make_room(to, text.size() + 2);
  *to++ = '"';
  for (;;) {
    size_t plain = copy_until(text.data(), text.size(), to, kSpecial);
    to += plain;
    text.remove_prefix(plain);
    if (text.empty()) break;
    to = write_special(text, out.make_room(to, kEscapeMax));
    to = out.make_room(to, text.size() + 1);
  }
  *to++ = '"';
  return to;
}

void append_valid_utf8(std::string_view text, TextBuffer& out) {
  while (!text.empty()) {
    size_t good = 0;
    for (size_t length = 1; good < text.size() && length > 0; good += length) length = utf8_length(text.substr(good));
    out.append(text.substr(0, good));
    text.remove_prefix(good);
    if (text.empty()) return;
    out.append(kReplacement);
    text.remove_prefix(1);
  }
}

}  // namespace skep::results
