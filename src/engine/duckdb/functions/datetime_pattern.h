#pragma once

#include "engine/duckdb/functions/registrar.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::engine {

/// A pattern in the letters of Java's DateTimeFormatter, as far as Spark allows them: G y M L d D F Q q E a H h K k m s S,
/// V z O X x Z for zones, [optional parts], quoted text, and text that is no letter. Names are English.
class DatetimePattern {
 public:
  enum class Use { format, parse };

  /// Raises for what is not allowed in this use: INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER or .LENGTH, or
  /// INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION where Spark 2 knew the letter.
  DatetimePattern(std::string_view pattern, Use use);

  /// The zone of a wall clock that is printed.
  struct Zone {
    std::string_view name = "UTC";
    int64_t offset_seconds = 0;
    std::string abbreviation = "UTC";  ///< only asked for where `names_zone` says so
  };

  bool names_zone() const { return names_zone_; }

  /// Whether a date is all that it prints.
  bool is_of_dates() const;

  /// Prints a wall clock (microseconds since 1970).
  std::string format(int64_t micros, const Zone& zone) const;
  std::string format(int64_t micros) const { return format(micros, Zone()); }

  /// A wall clock that was read, and the zone that the text named (empty: none).
  struct Parsed {
    int64_t micros = 0;
    std::string zone;
  };

  /// Reads a text as a whole. What the pattern lacks is that of 1970-01-01 00:00:00. Nothing when the text does not
  /// match, or names no day (February 30th).
  std::optional<Parsed> parse_zoned(std::string_view text) const;
  std::optional<int64_t> parse(std::string_view text) const;

 private:
  struct Item {
    char letter = 0;  ///< 0: literal text; '[' and ']': around an optional part
    int count = 0;
    std::string text;
  };
  struct Fields;

  void add_letters(char letter, int count);
  [[noreturn]] void refuse(char letter, bool known) const;
  static std::string print(const Item& item, const Fields& fields, const Zone& zone);
  bool read_items(size_t from, size_t to, std::string_view& text, Fields& fields) const;
  size_t end_of_optional(size_t begin) const;
  size_t fixed_digits_after(size_t item) const;
  bool read(const Item& item, size_t reserved, std::string_view& rest, Fields& fields) const;
  static bool read_text(const Item& item, std::string_view& rest, Fields& fields);
  static std::optional<int64_t> resolve(const Fields& fields);

  std::string pattern_;
  Use use_;
  std::vector<Item> items_;
  bool names_zone_ = false;
};

}  // namespace skep::engine
