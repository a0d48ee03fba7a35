#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace skep::engine {

inline void append_code_point(std::string& text, uint32_t code_point) {
  auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xC0 | (code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xE0 | (code_point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (code_point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// The length of the valid UTF-8 sequence that starts at `at`; 0 when there is none. `tried` then says how many bytes
/// were the start of one: what is replaced together.
inline size_t valid_sequence(std::string_view text, size_t at, size_t& tried) {
  auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  auto lead = byte(0);
  tried = 1;
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (; tried < length; ++tried) {
    if (byte(tried) < low || byte(tried) > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

/// Reads the character at `at` and moves on behind it; U+FFFD for bytes that are none.
inline uint32_t take_code_point(std::string_view text, size_t& at) {
  size_t tried = 0;
  size_t length = valid_sequence(text, at, tried);
  if (length == 0) {
    at += tried;
    return 0xFFFD;
  }
  auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at + i])); };
  uint32_t code_point = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) code_point = code_point << 6 | (byte(i) & 0x3F);
  at += length;
  return code_point;
}

inline bool is_valid_utf8(std::string_view text) {
  size_t tried = 0;
  for (size_t at = 0; at < text.size();) {
    size_t length = valid_sequence(text, at, tried);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

}  // namespace skep::engine
