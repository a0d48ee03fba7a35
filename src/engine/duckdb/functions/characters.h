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

/// The number of bytes at the front of `text` that Java decodes together; `valid` says whether they are a character.
inline size_t decoded_bytes(std::string_view text, bool& valid) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  auto lead = byte(0);
  valid = lead < 0x80;
  if (valid || lead < 0xC2 || lead > 0xF4) return 1;
  if (lead < 0xE0) {
    valid = continues(1);
    return valid ? 2 : 1;
  }
  if (!continues(1)) return 1;
  if (lead < 0xF0) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 1;
    if (!continues(2)) return 2;
    valid = lead != 0xED || byte(1) < 0xA0;  // no half of a surrogate pair
    return 3;
  }
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 1;
  if (!continues(2)) return 2;
  valid = continues(3);
  return valid ? 4 : 3;
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
