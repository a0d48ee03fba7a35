#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::engine {

/// A regular expression in Java's syntax and meaning. RE2 matches what it can say exactly, in linear time; PCRE2 the rest:
/// look-around, back references, possessive quantifiers, intersections of classes, '$' before a final line terminator.
class JavaPattern {
 public:
  /// Raises INVALID_PARAMETER_VALUE.PATTERN for what is no pattern, or is not supported.
  explicit JavaPattern(std::string_view pattern);
  ~JavaPattern();

  /// Says whether some part of the text matches.
  bool finds(std::string_view text) const;

  size_t group_count() const { return group_count_; }

  /// The number of a named group.
  std::optional<size_t> group_named(std::string_view name) const;

  /// Finds the first match at or after the byte `from`. Fills `groups`, the whole match first; one that took no part is
  /// empty, without data.
  bool match(std::string_view text, size_t from, std::vector<std::string_view>& groups) const;

  /// A group of the first match.
  std::optional<std::string> first_group(std::string_view text, size_t group) const;

 private:
  struct Linear;        // RE2
  struct Backtracking;  // PCRE2
  bool is_linear_for(std::string_view text) const;

  std::string pattern_;
  bool has_end_anchor_ = false;
  size_t group_count_ = 0;
  std::map<std::string, size_t, std::less<>> group_names_;
  std::unique_ptr<Linear> linear_;              ///< none where RE2 cannot say it
  std::unique_ptr<Backtracking> backtracking_;  ///< none where RE2 always can
};

/// Compiles a pattern, or takes one that this thread compiled a moment ago.
const JavaPattern& compiled_pattern(std::string_view pattern);

}  // namespace skep::engine
