#include "results/zone_offsets.h"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

namespace skep::results {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kLongestOffset = 18 * 3600;

/// Takes one or two digits off the front.
std::optional<int64_t> take_number(std::string_view& text) {
  int64_t value = 0;
  size_t digits = 0;
  for (; digits < 2 && digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; digits++)
    value = value * 10 + (text[digits] - '0');
  text.remove_prefix(digits);
  return digits > 0 ? std::optional(value) : std::nullopt;
}

/// Reads "+h", "+hh", "+hh:mm", "+hhmm", "+hh:mm:ss" and "+hhmmss" as seconds.
std::optional<int64_t> parse_offset(std::string_view text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  int64_t sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);

  int64_t seconds = 0;
  for (int64_t unit = 3600; unit > 0; unit /= 60) {
    auto number = take_number(text);
    if (!number || (unit < 3600 && *number >= 60)) return std::nullopt;
    seconds += *number * unit;
    if (text.empty()) break;
    if (text[0] == ':') text.remove_prefix(1);
  }
  if (!text.empty() || seconds > kLongestOffset) return std::nullopt;
  return sign * seconds;
}

/// Gives the offset of a zone that has one for all time, in seconds.
std::optional<int64_t> fixed_offset(std::string_view zone) {
  if (zone == "Z") return 0;
  for (std::string_view prefix : {"UTC", "GMT", "UT"}) {
    if (zone == prefix) return 0;
    if (zone.starts_with(prefix)) return parse_offset(zone.substr(prefix.size()));
  }
  return parse_offset(zone);
}

using Instant = date::sys_time<std::chrono::microseconds>;
using std::chrono::microseconds;

/// The time zone database's files list changes of the clock until 2037; what comes after follows the last year's rules.
constexpr date::year kLastListedYear{2037};

/// Says whether the list of changes has ended with the last year's, so that the clock goes on to change unlisted.
bool list_has_ended(const date::sys_info& info) {
  auto last_change = date::year_month_day(date::floor<date::days>(info.begin)).year();
  return last_change == kLastListedYear && date::floor<date::days>(info.end) > date::sys_days(date::year(9999) / 1 / 1);
}

/// A part of a year in which rules such as "the last Sunday in March" fall on the same days as in another year.
struct PartOfYear {
  date::sys_days begin;
  date::sys_days end;
  date::days shift;  ///< to the same days of a listed year
};

/// Finds a listed year with the same weekdays. A leap day moves them, so January and February are looked at apart.
PartOfYear find_listed_year(date::sys_days day) {
  using namespace date::literals;
  auto year = date::year_month_day(day).year();
  bool before_march = day < date::sys_days(year / mar / 1);
  auto first_month = before_march ? jan : mar;
  auto begin = date::sys_days(year / first_month / 1);
  auto end = before_march ? date::sys_days(year / mar / 1) : date::sys_days((year + date::years(1)) / jan / 1);
  auto listed = kLastListedYear;
  while (date::weekday(date::sys_days(listed / first_month / 1)) != date::weekday(begin)) listed -= date::years(1);
  return {begin, end, date::sys_days(listed / first_month / 1) - begin};
}

/// Microseconds of a time of the database, whose first and last stretch reach further than microseconds do.
int64_t to_micros(date::sys_seconds when) {
  constexpr int64_t kFarthest = std::numeric_limits<int64_t>::max() / kMicrosPerSecond;
  return std::clamp<int64_t>(when.time_since_epoch().count(), -kFarthest, kFarthest) * kMicrosPerSecond;
}

ZoneOffsets::Stretch find_stretch(const date::time_zone& zone, int64_t micros) {
  auto at = std::chrono::floor<std::chrono::seconds>(Instant(microseconds(micros)));
  auto info = zone.get_info(at);
  if (!list_has_ended(info))
    return {to_micros(info.begin), to_micros(info.end), info.offset.count() * kMicrosPerSecond};

  auto part = find_listed_year(date::floor<date::days>(at));
  auto listed = zone.get_info(at + part.shift);
  auto begin = std::max<date::sys_seconds>(listed.begin - part.shift, part.begin);
  auto end = std::min<date::sys_seconds>(listed.end - part.shift, part.end);
  return {to_micros(begin), to_micros(end), listed.offset.count() * kMicrosPerSecond};
}

}  // namespace

Result<ZoneOffsets> ZoneOffsets::of(std::string_view zone) {
  ZoneOffsets offsets;
  if (auto seconds = fixed_offset(zone)) {
    offsets.stretches_.fill(
        {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max(), *seconds * kMicrosPerSecond});
    return offsets;
  }
  try {
    offsets.zone_ = date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_TIMEZONE", fmt::format("no such time zone: {}", zone));
  }
  return offsets;
}

int64_t ZoneOffsets::look_up(int64_t micros) {
  if (zone_ == nullptr) return stretches_[0].offset;

  Stretch stretch = find_stretch(*zone_, micros);
  stretches_[slot_of(micros)] = stretch;
  return stretch.offset;
}

}  // namespace skep::results
