#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skep::types {

/// Spark's interval of mixed units, as in "1 month 2 days 3 hours". Months and days have no fixed length.
struct CalendarInterval {
  int32_t months = 0;
  int32_t days = 0;
  int64_t micros = 0;

  bool operator==(const CalendarInterval&) const = default;
};

/// Spark's text: "1 years -2 months 3 days 4 hours 5 minutes 6.5 seconds" without the parts that are 0, or "0 seconds".
std::string calendar_interval_to_text(const CalendarInterval& interval);

/// Reads numbers with units, after the word interval or without it: "5 minutes", "interval 1 day -2.5 seconds". Gives
/// nothing for another text, and where a part does not fit.
std::optional<CalendarInterval> parse_calendar_interval(std::string_view text);

}  // namespace skep::types
