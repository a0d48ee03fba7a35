#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace skep::engine {

/// The number of bytes of the UTF-8 character that starts with `lead`; 1 for a byte that starts none, as in Spark.
inline size_t character_bytes(char lead) {
  auto byte = static_cast<unsigned char>(lead);
  if (byte < 0xC0) return 1;
  if (byte < 0xE0) return 2;
  if (byte < 0xF0) return 3;
  return byte < 0xF8 ? 4 : 1;
}

inline bool is_ascii(std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

/// Where the character after the one at `at` starts; never past the end.
inline size_t next_character(std::string_view text, size_t at) {
  size_t next = at + character_bytes(text[at]);
  return next < text.size() ? next : text.size();
}

inline int64_t character_count(std::string_view text) {
  int64_t count = 0;
  for (size_t at = 0; at < text.size(); at = next_character(text, at)) ++count;
  return count;
}

/// The byte where the character with this index starts; the text's size when it has fewer characters.
inline size_t byte_of_character(std::string_view text, int64_t index) {
  size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at = next_character(text, at);
  return at;
}

/// The characters from `begin` up to `end`, counted from 0; what lies outside the text is left out.
inline std::string_view characters_between(std::string_view text, int64_t begin, int64_t end) {
  if (end <= begin) return {};
  size_t first = byte_of_character(text, begin);
  if (begin < 0) begin = 0;
  size_t count = byte_of_character(text.substr(first), end - begin);
  return text.substr(first, count);
}

}  // namespace skep::engine
