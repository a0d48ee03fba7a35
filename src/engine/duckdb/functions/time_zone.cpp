#include "engine/duckdb/functions/time_zone.h"

#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace skep::engine {

class TimeZone {
 public:
  explicit TimeZone(int64_t offset_seconds) : offset_seconds_(offset_seconds) {}
  explicit TimeZone(const date::time_zone* region) : region_(region) {}

  const date::time_zone* region() const { return region_; }
  int64_t fixed_offset() const { return offset_seconds_; }

 private:
  const date::time_zone* region_ = nullptr;  ///< null for a fixed offset
  int64_t offset_seconds_ = 0;
};

namespace {

constexpr int64_t kMicros = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

/// From here on the system's tables may hold no changes of clocks any more, only the rule they follow from.
constexpr int64_t kFirstYearByRule = 2037;

/// Names that Java knows beside the database's.
constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kShortNames = {{
    {"ACT", "Australia/Darwin"},
    {"AET", "Australia/Sydney"},
    {"AGT", "America/Argentina/Buenos_Aires"},
    {"ART", "Africa/Cairo"},
    {"AST", "America/Anchorage"},
    {"BET", "America/Sao_Paulo"},
    {"BST", "Asia/Dhaka"},
    {"CAT", "Africa/Harare"},
    {"CNT", "America/St_Johns"},
    {"CST", "America/Chicago"},
    {"CTT", "Asia/Shanghai"},
    {"EAT", "Africa/Addis_Ababa"},
    {"ECT", "Europe/Paris"},
    {"EST", "-05:00"},
    {"HST", "-10:00"},
    {"IET", "America/Indiana/Indianapolis"},
    {"IST", "Asia/Kolkata"},
    {"JST", "Asia/Tokyo"},
    {"MIT", "Pacific/Apia"},
    {"MST", "-07:00"},
    {"NET", "Asia/Yerevan"},
    {"NST", "Pacific/Auckland"},
    {"PLT", "Asia/Karachi"},
    {"PNT", "America/Phoenix"},
    {"PRT", "America/Puerto_Rico"},
    {"PST", "America/Los_Angeles"},
    {"SST", "Pacific/Guadalcanal"},
    {"VST", "Asia/Ho_Chi_Minh"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes one or two digits from the front.
std::optional<int> take_number(std::string_view& rest, size_t digits_min) {
  size_t count = 0;
  int value = 0;
  for (; count < 2 && count < rest.size() && is_digit(rest[count]); ++count) value = value * 10 + (rest[count] - '0');
  if (count < digits_min) return std::nullopt;
  rest.remove_prefix(count);
  return value;
}

/// Reads "+1", "-08", "+5:30", "+05:3", "+0530", "+05:30:15" and "+053015" as seconds.
std::optional<int64_t> parse_offset(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  bool negative = text[0] == '-';
  text.remove_prefix(1);
  std::array<int, 3> parts{};
  for (size_t i = 0; i < parts.size() && !text.empty(); ++i) {
    bool colon = i > 0 && text[0] == ':';
    if (colon) text.remove_prefix(1);
    auto part = take_number(text, i == 0 || (i == 1 && colon) ? 1 : 2);
    if (!part) return std::nullopt;
    parts[i] = *part;
  }
  if (!text.empty() || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  int64_t seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (seconds > 18 * 3600) return std::nullopt;
  return negative ? -seconds : seconds;
}

std::optional<int64_t> parse_prefixed_offset(std::string_view text) {
  if (text == "Z" || text == "UTC" || text == "GMT" || text == "UT") return 0;
  for (std::string_view prefix : {"UTC", "GMT", "UT"}) {
    if (text.starts_with(prefix)) return parse_offset(text.substr(prefix.size()));
  }
  return parse_offset(text);
}

const date::time_zone* find_region(std::string_view name) {
  // The library's own search takes a string or a view by how it was compiled; this needs no such agreement.
  const auto& zones = date::get_tzdb().zones;
  auto found =
      std::lower_bound(zones.begin(), zones.end(), name,
                       [](const date::time_zone& zone, std::string_view wanted) { return zone.name() < wanted; });
  return found != zones.end() && found->name() == name ? &*found : nullptr;
}

std::unique_ptr<const TimeZone> make_zone(std::string_view name) {
  for (const auto& [short_name, meaning] : kShortNames) {
    if (name == short_name) name = meaning;
  }
  if (auto offset = parse_prefixed_offset(name)) return std::make_unique<TimeZone>(*offset);
  const auto* region = find_region(name);
  return region ? std::make_unique<TimeZone>(region) : nullptr;
}

/// Zones once found, by name. It only grows, by at most the names there are.
class ZoneTable {
 public:
  const TimeZone* find(std::string_view name) {
    std::lock_guard lock(mutex_);
    auto known = zones_.find(name);
    if (known != zones_.end()) return known->second.get();
    auto zone = make_zone(name);
    if (!zone) return nullptr;
    return zones_.emplace(std::string(name), std::move(zone)).first->second.get();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<const TimeZone>, std::less<>> zones_;
};

int64_t floor_divide(int64_t value, int64_t divisor) {
  auto quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

/// A year between 2009 and 2036 with the same calendar: as long, and begun on the same weekday.
int64_t equivalent_year(int64_t year) {
  auto length = [](int64_t y) { return types::days_from_civil(y + 1, 1, 1) - types::days_from_civil(y, 1, 1); };
  auto weekday = [](int64_t y) { return ((types::days_from_civil(y, 1, 1) % 7) + 7) % 7; };
  for (int64_t candidate = kFirstYearByRule - 28; candidate < kFirstYearByRule; ++candidate) {
    if (length(candidate) == length(year) && weekday(candidate) == weekday(year)) return candidate;
  }
  return kFirstYearByRule - 1;
}

/// Moves seconds since 1970 from the years that only rules describe to a year that the tables describe.
int64_t into_tables(int64_t seconds) {
  static const int64_t kEnd = types::days_from_civil(kFirstYearByRule, 1, 1) * kSecondsPerDay;
  if (seconds < kEnd) return seconds;
  auto year = types::civil_from_days(static_cast<int32_t>(floor_divide(seconds, kSecondsPerDay))).year;
  auto days = types::days_from_civil(year, 1, 1) - types::days_from_civil(equivalent_year(year), 1, 1);
  return seconds - days * kSecondsPerDay;
}

/// The offset that a thread found last, and for how long it holds.
struct LastOffset {
  const TimeZone* zone = nullptr;
  int64_t begin = 0;
  int64_t end = 0;
  int64_t offset = 0;

  bool holds(const TimeZone& wanted, int64_t seconds, int64_t margin) const {
    return zone == &wanted && seconds >= begin + margin && seconds < end - margin;
  }
};

LastOffset& last_offset() {
  thread_local LastOffset last;
  return last;
}

void remember(const TimeZone& zone, const date::sys_info& info) {
  // The ends of time, as the library gives them, have no room for a margin.
  constexpr int64_t kBound = std::numeric_limits<int64_t>::max() / kMicros;
  last_offset() = {&zone, std::max(info.begin.time_since_epoch().count(), -kBound),
                   std::min(info.end.time_since_epoch().count(), kBound), info.offset.count()};
}

int64_t offset_of_instant(int64_t seconds, const TimeZone& zone) {
  if (last_offset().holds(zone, seconds, 0)) return last_offset().offset;
  auto info = zone.region()->get_info(date::sys_seconds(std::chrono::seconds(seconds)));
  remember(zone, info);
  return info.offset.count();
}

int64_t offset_of_wall_clock(int64_t seconds, const TimeZone& zone) {
  // A day away from both changes of clocks, no wall clock is missing or doubled.
  const auto& last = last_offset();
  if (last.holds(zone, seconds - last.offset, kSecondsPerDay)) return last.offset;
  auto info = zone.region()->get_info(date::local_seconds(std::chrono::seconds(seconds)));
  if (info.result == date::local_info::unique) remember(zone, info.first);
  return info.first.offset.count();  // the one before the change, in a gap and in an overlap
}

}  // namespace

const TimeZone* try_find_zone(std::string_view name) {
  thread_local std::string last_name;
  thread_local const TimeZone* last_zone = nullptr;
  if (last_zone && last_name == name) return last_zone;

  static ZoneTable zones;
  const auto* zone = zones.find(name);
  if (zone) {
    last_name = name;
    last_zone = zone;
  }
  return zone;
}

const TimeZone& find_zone(std::string_view name) {
  const auto* zone = try_find_zone(name);
  if (!zone) raise({"INVALID_TIMEZONE", fmt::format("the time zone is not known: {}", name)});
  return *zone;
}

int64_t to_wall_clock(int64_t instant_micros, const TimeZone& zone) {
  if (!zone.region()) return instant_micros + zone.fixed_offset() * kMicros;
  auto seconds = into_tables(floor_divide(instant_micros, kMicros));
  return instant_micros + offset_of_instant(seconds, zone) * kMicros;
}

std::string abbreviation_of(int64_t instant_micros, const TimeZone& zone) {
  if (zone.region()) {
    auto seconds = into_tables(floor_divide(instant_micros, kMicros));
    return zone.region()->get_info(date::sys_seconds(std::chrono::seconds(seconds))).abbrev;
  }
  auto offset = zone.fixed_offset();
  if (offset == 0) return "UTC";
  auto magnitude = offset < 0 ? -offset : offset;
  return fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', magnitude / 3600, magnitude / 60 % 60);
}

int64_t to_instant(int64_t wall_clock_micros, const TimeZone& zone) {
  if (!zone.region()) return wall_clock_micros - zone.fixed_offset() * kMicros;
  auto seconds = into_tables(floor_divide(wall_clock_micros, kMicros));
  return wall_clock_micros - offset_of_wall_clock(seconds, zone) * kMicros;
}

}  // namespace skep::engine
