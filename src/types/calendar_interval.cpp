#include "types/calendar_interval.h"

#include "base/text.h"
#include "types/interval_parser.h"

#include <fmt/format.h>

#include <cstdlib>

namespace skep::types {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;

struct Unit {
  std::string_view name;
  int64_t CalendarInterval::*micros = nullptr;
  int32_t CalendarInterval::*count = nullptr;
  int64_t factor = 1;
};

constexpr Unit kUnits[] = {
    {"year", nullptr, &CalendarInterval::months, 12},
    {"month", nullptr, &CalendarInterval::months, 1},
    {"week", nullptr, &CalendarInterval::days, 7},
    {"day", nullptr, &CalendarInterval::days, 1},
    {"hour", &CalendarInterval::micros, nullptr, 3600 * kMicrosPerSecond},
    {"minute", &CalendarInterval::micros, nullptr, 60 * kMicrosPerSecond},
    {"second", &CalendarInterval::micros, nullptr, kMicrosPerSecond},
    {"millisecond", &CalendarInterval::micros, nullptr, 1000},
    {"microsecond", &CalendarInterval::micros, nullptr, 1},
};

const Unit* find_unit(std::string_view word) {
  for (auto& unit : kUnits) {
    bool is_plural = word.size() == unit.name.size() + 1 && (word.back() | 0x20) == 's';
    if (equals_ignoring_case(is_plural ? word.substr(0, unit.name.size()) : word, unit.name)) return &unit;
  }
  return nullptr;
}

template <typename Integer>
bool add_part(Integer& total, int64_t count, int64_t factor) {
  int64_t part = 0;
  return !__builtin_mul_overflow(count, factor, &part) && !__builtin_add_overflow(total, part, &total);
}

bool skip_spaces(std::string_view& text) {
  auto before = text.size();
  while (!text.empty() && static_cast<unsigned char>(text[0]) <= ' ') text.remove_prefix(1);
  return text.size() < before;
}

std::string_view take_word(std::string_view& text) {
  size_t length = 0;
  while (length < text.size() && static_cast<unsigned char>(text[length]) > ' ') length++;
  auto word = text.substr(0, length);
  text.remove_prefix(length);
  return word;
}

/// Takes "-1.5 seconds" off the front.
bool take_part(std::string_view& text, CalendarInterval& interval) {
  bool negative = interval_digits::take_sign(text);
  skip_spaces(text);
  bool has_whole = !text.empty() && text[0] != '.';
  auto whole = has_whole ? interval_digits::take_digits(text) : std::optional<int64_t>(0);
  bool has_fraction = text.size() > 1 && text[0] == '.' && text[1] >= '0' && text[1] <= '9';
  auto fraction = interval_digits::take_fraction(text);
  if (!whole || !fraction || !(has_whole || has_fraction) || !skip_spaces(text)) return false;
  auto* unit = find_unit(take_word(text));
  if (!unit || (has_fraction && unit->name != "second")) return false;
  int64_t sign = negative ? -1 : 1;
  if (unit->count) return add_part(interval.*unit->count, sign * *whole, unit->factor);
  auto& micros = interval.*unit->micros;
  return add_part(micros, sign * *whole, unit->factor) && add_part(micros, sign * *fraction, 1);
}

/// Seconds with the digits that they have: "-0.5".
std::string seconds_text(int64_t micros) {
  auto amount = std::abs(micros);
  auto text = fmt::format("{}{}", micros < 0 ? "-" : "", amount / kMicrosPerSecond);
  if (amount % kMicrosPerSecond == 0) return text;
  text += fmt::format(".{:06}", amount % kMicrosPerSecond);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

}  // namespace

std::optional<CalendarInterval> parse_calendar_interval(std::string_view text) {
  constexpr std::string_view kPrefix = "interval";
  skip_spaces(text);
  auto rest = text;
  if (equals_ignoring_case(take_word(rest), kPrefix)) text = rest;
  skip_spaces(text);
  CalendarInterval interval;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    if (!take_part(text, interval)) return std::nullopt;
    skip_spaces(text);
  }
  return interval;
}

std::string calendar_interval_to_text(const CalendarInterval& interval) {
  std::string text;
  auto add = [&](int64_t count, std::string_view unit) {
    if (count != 0) text += fmt::format("{} {} ", count, unit);
  };
  add(interval.months / 12, "years");
  add(interval.months % 12, "months");
  add(interval.days, "days");
  add(interval.micros / kMicrosPerHour, "hours");
  add(interval.micros % kMicrosPerHour / kMicrosPerMinute, "minutes");
  auto rest = interval.micros % kMicrosPerMinute;
  if (rest != 0 || text.empty()) return text + seconds_text(rest) + " seconds";
  text.pop_back();
  return text;
}

}  // namespace skep::types
