#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skep::engine {

/// A pattern in Java's syntax, written for RE2 and for PCRE2.
struct JavaPatternText {
  std::optional<std::string> linear;  ///< for RE2; none where it would mean something else there
  std::string backtracking;           ///< for PCRE2, with PCRE2_UTF and without any other option
  bool unicode_classes = false;       ///< (?U): \w, \d, \s and \b know all of Unicode
  bool has_end_anchor = false;        ///< a '$' that also stands before a final line terminator
};

/// Writes a pattern for both. Nothing is checked: what is wrong is left for them to refuse.
JavaPatternText translate_java_pattern(std::string_view pattern);

}  // namespace skep::engine
