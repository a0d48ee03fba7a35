#include "syntax/string_literals.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace skep::syntax {
namespace {

void append_utf8(std::string& out, uint32_t point) {
  auto add = [&](uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  }
}

/// Reads exactly `length` hexadecimal digits at `at`.
std::optional<uint32_t> hex_at(std::string_view text, size_t at, size_t length) {
  if (at + length > text.size()) return {};
  uint32_t value = 0;
  for (char c : text.substr(at, length)) {
    int digit = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
    if (digit < 0) return {};
    value = value * 16 + static_cast<uint32_t>(digit);
  }
  return value;
}

class Unescaper {
 public:
  explicit Unescaper(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == '\\' && at_ < text_.size()) {
        read_escape();
      } else {
        out_ += c;
      }
    }
    return std::move(out_);
  }

 private:
  void read_escape() {
    if (read_unicode() || read_octal()) return;
    char c = text_[at_++];
    switch (c) {
      case '0': out_ += '\0'; break;
      case 'b': out_ += '\b'; break;
      case 'n': out_ += '\n'; break;
      case 'r': out_ += '\r'; break;
      case 't': out_ += '\t'; break;
      case 'Z': out_ += '\x1A'; break;
      case '%':
      case '_': out_ += '\\', out_ += c; break;
      default: out_ += c;
    }
  }

  /// \uXXXX, two of which may make one character, and \UXXXXXXXX.
  bool read_unicode() {
    char c = text_[at_];
    size_t length = c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (length == 0) return false;
    auto point = hex_at(text_, at_ + 1, length);
    if (!point) return false;
    at_ += 1 + length;
    if (*point >= 0xD800 && *point < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      auto low = hex_at(text_, at_ + 2, 4);
      if (low && *low >= 0xDC00 && *low < 0xE000) {
        point = 0x10000 + ((*point - 0xD800) << 10) + (*low - 0xDC00);
        at_ += 6;
      }
    }
    constexpr uint32_t kReplacement = 0xFFFD;
    bool valid = *point <= 0x10FFFF && !(*point >= 0xD800 && *point < 0xE000);
    append_utf8(out_, valid ? *point : kReplacement);
    return true;
  }

  /// \ooo from \000 to \177.
  bool read_octal() {
    auto octal = text_.substr(at_, 3);
    if (octal.size() < 3 || octal[0] > '1') return false;
    uint32_t value = 0;
    for (char c : octal) {
      if (c < '0' || c > '7') return false;
      value = value * 8 + static_cast<uint32_t>(c - '0');
    }
    out_ += static_cast<char>(value);
    at_ += 3;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string unescape_string(std::string_view token) {
  bool raw = token.front() == 'r' || token.front() == 'R';
  if (raw) return std::string(token.substr(2, token.size() - 3));
  return Unescaper(token.substr(1, token.size() - 2)).run();
}

std::string quote_string(std::string_view text) {
  std::string out = "'";
  for (size_t i = 0; i < text.size(); i++) {
    char c = text[i];
    bool escapes_wildcard = c == '\\' && i + 1 < text.size() && (text[i + 1] == '%' || text[i + 1] == '_');
    switch (c) {
      case '\'': out += "\\'"; break;
      case '\\': out += escapes_wildcard ? "\\" : "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\0': out += "\\000"; break;
      default: out += c;
    }
  }
  return out + "'";
}

}  // namespace skep::syntax
