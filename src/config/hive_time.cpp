#include "config/hive_time.h"

#include "base/text.h"

#include <charconv>

namespace skep::config {
namespace {

std::optional<int64_t> millis_in(std::string_view unit) {
  if (unit.empty() || unit == "s" || unit == "sec" || unit == "secs" || unit == "second" || unit == "seconds")
    return 1'000;
  if (unit == "ms" || unit == "msec" || unit == "msecs" || unit == "milli" || unit == "millis") return 1;
  if (unit == "m" || unit == "min" || unit == "mins" || unit == "minute" || unit == "minutes") return 60'000;
  if (unit == "h" || unit == "hour" || unit == "hours") return 3'600'000;
  if (unit == "d" || unit == "day" || unit == "days") return 86'400'000;
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_hive_time(std::string_view text) {
  constexpr int64_t kNumberMax = 1'000'000'000;
  int64_t number = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_number = problem == std::errc() && number >= 0 && number <= kNumberMax;
  auto unit = text.substr(static_cast<size_t>(end - text.data()));
  auto millis = is_number ? millis_in(to_lower(trim(unit))) : std::nullopt;
  if (!millis) return std::nullopt;
  return std::chrono::milliseconds(number * *millis);
}

}  // namespace skep::config
