#include "jobs/schedules/cron.h"

#include "base/text.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace skep::jobs {
namespace {

using date::days;
using date::local_days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A 29th of February on a given weekday comes every 28 years, or 40 where a century has none.
constexpr int kDaysMax = 41 * 366;

struct Field {
  std::string_view name;
  unsigned least;
  unsigned most;
  std::string_view names;  ///< three letters each, from `least`
};

constexpr Field kMinute{"minute", 0, 59, ""};
constexpr Field kHour{"hour", 0, 23, ""};
constexpr Field kDay{"day", 1, 31, ""};
constexpr Field kMonth{"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"};
constexpr Field kWeekday{"weekday", 0, 7, "sunmontuewedthufrisat"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kShortForms{{{"@hourly", "0 * * * *"},
                                                                                    {"@daily", "0 0 * * *"},
                                                                                    {"@midnight", "0 0 * * *"},
                                                                                    {"@weekly", "0 0 * * 0"},
                                                                                    {"@monthly", "0 0 1 * *"},
                                                                                    {"@yearly", "0 0 1 1 *"},
                                                                                    {"@annually", "0 0 1 1 *"}}};

Error wrong(const Field& field, std::string_view text) {
  return make_error(ErrorCode::invalid_argument, "the {} of a cron expression cannot be '{}'", field.name, text);
}

std::vector<std::string_view> pieces_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<unsigned> read_value(const Field& field, std::string_view text) {
  if (text.size() == 3 && !field.names.empty()) {
    auto at = field.names.find(to_lower(text));
    if (at != std::string_view::npos && at % 3 == 0) return static_cast<unsigned>(at / 3) + field.least;
  }
  unsigned value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool is_number = !text.empty() && problem == std::errc() && end == text.data() + text.size();
  return is_number && value >= field.least && value <= field.most ? std::optional(value) : std::nullopt;
}

/// "*", "5", "5-8", each with or without a step.
template <size_t Size>
bool add_part(const Field& field, std::string_view text, std::bitset<Size>& values) {
  unsigned step = 1;
  auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    auto digits = text.substr(slash + 1);
    auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
    if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size() || step == 0) return false;
    text = text.substr(0, slash);
  }
  // A weekday may be 7 for a Sunday, but the whole week ends before it.
  unsigned whole_end = field.most == 7 ? 6 : field.most;
  std::optional<unsigned> first = field.least;
  std::optional<unsigned> last = whole_end;
  if (text != "*") {
    auto dash = text.find('-');
    first = read_value(field, text.substr(0, dash));
    if (dash != std::string_view::npos) last = read_value(field, text.substr(dash + 1));
    if (dash == std::string_view::npos && slash == std::string_view::npos) last = first;
    if (dash == std::string_view::npos && first && last && *last < *first) last = first;
  }
  if (!first || !last || *last < *first) return false;
  for (unsigned value = *first; value <= *last; value += std::min(step, field.most + 1))
    values.set(value == 7 && field.most == 7 ? 0 : value);
  return true;
}

template <size_t Size>
Result<void> read_field(const Field& field, std::string_view text, std::bitset<Size>& values) {
  for (auto part : pieces_of(text, ','))
    if (!add_part(field, part, values)) return wrong(field, text);
  return {};
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto word : pieces_of(text, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view expression, std::string_view zone) {
  auto trimmed = trim(expression);
  for (auto [name, meaning] : kShortForms)
    if (equals_ignoring_case(trimmed, name)) trimmed = meaning;
  auto fields = words_of(trimmed);
  if (fields.size() != 5)
    return make_error(ErrorCode::invalid_argument,
                      "a cron expression has five fields (minute, hour, day, month, weekday), not '{}'", expression);
  Cron cron;
  for (const auto& read : {read_field(kMinute, fields[0], cron.minutes_), read_field(kHour, fields[1], cron.hours_),
                           read_field(kDay, fields[2], cron.days_), read_field(kMonth, fields[3], cron.months_),
                           read_field(kWeekday, fields[4], cron.weekdays_)})
    if (!read) return read.error();
  cron.is_every_hour_ = cron.hours_.all();
  cron.is_every_day_ = cron.days_.count() == 31;
  cron.is_every_weekday_ = cron.weekdays_.all();
  try {
    cron.zone_ = date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return make_error(ErrorCode::invalid_argument, "there is no time zone '{}'", zone);
  }
  if (cron.next_after(0) == 0)
    return make_error(ErrorCode::invalid_argument, "the cron expression '{}' never falls", expression);
  return cron;
}

bool Cron::falls_on(unsigned month, unsigned day, unsigned weekday) const {
  if (!months_[month]) return false;
  if (is_every_day_ || is_every_weekday_) return days_[day] && weekdays_[weekday];
  return days_[day] || weekdays_[weekday];
}

int64_t Cron::next_after(int64_t micros) const {
  date::sys_time<microseconds> after{microseconds(micros)};
  // The day before too: a change of the clock may repeat its end.
  auto day = date::floor<days>(zone_->to_local(after)) - days(1);
  for (int i = 0; i < kDaysMax; i++, day += days(1)) {
    date::year_month_day parts{day};
    auto weekday = date::weekday(day).c_encoding();
    if (!falls_on(unsigned(parts.month()), unsigned(parts.day()), weekday)) continue;
    if (auto first = first_on(day.time_since_epoch().count(), micros)) return *first;
  }
  return 0;
}

/// The first instant of a day (since 1970, on the zone's calendar) that is after this one.
std::optional<int64_t> Cron::first_on(int64_t day, int64_t after_micros) const {
  std::optional<int64_t> first;
  auto consider = [&](date::sys_seconds instant) {
    int64_t micros = microseconds(instant.time_since_epoch()).count();
    if (micros > after_micros && (!first || micros < *first)) first = micros;
  };
  for (size_t hour = 0; hour < hours_.size(); hour++) {
    for (size_t minute = 0; hours_[hour] && minute < minutes_.size(); minute++) {
      if (!minutes_[minute]) continue;
      date::local_seconds wall = local_days(days(day)) + hours(hour) + minutes(minute);
      auto info = zone_->get_info(wall);
      bool is_left_out = info.result == date::local_info::nonexistent;
      if (is_left_out && !is_every_hour_) consider(info.first.end);
      if (is_left_out) continue;
      consider(date::sys_seconds(wall.time_since_epoch() - info.first.offset));
      bool comes_twice = info.result == date::local_info::ambiguous;
      if (comes_twice && is_every_hour_) consider(date::sys_seconds(wall.time_since_epoch() - info.second.offset));
    }
  }
  return first;
}

}  // namespace skep::jobs
