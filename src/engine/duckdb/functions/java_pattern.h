#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>

namespace skep::engine {

/// A regular expression in Java's syntax, as far as RE2 can match it: what it cannot (look-around, back references,
/// possessive quantifiers) is refused, and its '.' and '$' know Java's line terminators.
class JavaPattern {
 public:
  /// Raises INVALID_PARAMETER_VALUE.PATTERN for what is no pattern, or is not supported.
  explicit JavaPattern(std::string_view pattern);

  /// Says whether some part of the text matches.
  bool finds(std::string_view text) const;

  /// The expression whose matches in this text are Java's. Raises for a pattern with '$' and a text that ends with a
  /// line terminator: there Java matches before it, which RE2 cannot say.
  const RE2& for_matches_in(std::string_view text) const;

 private:
  std::string pattern_;
  bool has_end_anchor_ = false;
  std::unique_ptr<RE2> expression_;
  std::unique_ptr<RE2> before_terminator_;  ///< '$' also takes a final line terminator; for finds() alone
};

/// Compiles a pattern, or takes one that this thread compiled a moment ago.
const JavaPattern& compiled_pattern(std::string_view pattern);

}  // namespace skep::engine
