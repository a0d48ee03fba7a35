#include "engine/duckdb/functions/datetime_pattern.h"

#include "base/text.h"
#include "engine/duckdb/functions/time_zone.h"
#include "types/value.h"

#include <array>
#include <charconv>

namespace skep::engine {

/// A moment in the fields that patterns name. In parsing, -1 says that a field was not read.
struct DatetimePattern::Fields {
  int64_t year = 1970;
  int month = 1;
  int day = 1;
  int day_of_year = -1;
  int hour = -1;       ///< of the day, 0 to 23
  int half_day = -1;   ///< 0: AM, 1: PM
  int half_hour = -1;  ///< of the half day, 0 to 11
  int minute = 0;
  int second = 0;
  int micros = 0;
  int weekday = 0;  ///< 0: Monday
  bool before_christ = false;
  bool has_era = false;
  std::string zone;
};

namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};

int64_t floor_divide(int64_t value, int64_t divisor) {
  auto quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string padded(int64_t value, int width) {
  std::array<char, 24> digits;
  auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), value < 0 ? -value : value).ptr;
  auto count = static_cast<int>(end - digits.data()) + (value < 0 ? 1 : 0);
  std::string text = value < 0 ? "-" : "";
  if (count < width) text.append(static_cast<size_t>(width - count), '0');
  return text.append(digits.data(), end);
}

/// Years print with a sign once they have more digits than the pattern's letters, from four letters on.
std::string year_text(int64_t year, int count) {
  if (count == 2) return padded(((year % 100) + 100) % 100, 2);
  auto digits = padded(year < 0 ? -year : year, count);
  if (year < 0) return "-" + digits;
  return count >= 4 && digits.size() > static_cast<size_t>(count) ? "+" + digits : digits;
}

std::string quarter_text(int quarter, int count) {
  constexpr std::array kNames = {"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};
  if (count <= 2) return padded(quarter, count);
  return count == 3 ? fmt::format("Q{}", quarter) : std::string(kNames[static_cast<size_t>(quarter - 1)]);
}

template <size_t kSize>
std::string name_text(const std::array<std::string_view, kSize>& names, int index, int count) {
  auto name = names[static_cast<size_t>(index)];
  return std::string(count == 4 ? name : name.substr(0, 3));
}

int letters_max(char letter) {
  switch (letter) {
    case 'y': return 6;
    case 'M':
    case 'L':
    case 'E':
    case 'Q':
    case 'q':
    case 'G': return 4;
    case 'D': return 3;
    case 'S': return 9;
    case 'z':
    case 'O': return 4;
    case 'X':
    case 'x':
    case 'Z': return 5;
    case 'F':
    case 'a': return 1;
    default: return 2;
  }
}

/// Takes between `least` and `most` digits from the front, leaving `reserved` of those that are there.
std::optional<int64_t> take_digits(std::string_view& rest, size_t least, size_t most, size_t reserved) {
  size_t there = 0;
  while (there < rest.size() && is_digit(rest[there])) ++there;
  size_t count = std::min(most, there > reserved ? there - reserved : 0);
  if (count < least) count = std::min(there, least);
  if (count < least || count == 0) return std::nullopt;
  int64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value * 10 + (rest[i] - '0');
  rest.remove_prefix(count);
  return value;
}

template <size_t kSize>
std::optional<int> take_name(const std::array<std::string_view, kSize>& names, bool full, std::string_view& rest) {
  for (size_t i = 0; i < kSize; ++i) {
    auto name = full ? names[i] : names[i].substr(0, 3);
    if (rest.size() >= name.size() && equals_ignoring_case(rest.substr(0, name.size()), name)) {
      rest.remove_prefix(name.size());
      return static_cast<int>(i);
    }
  }
  return std::nullopt;
}

/// An offset as "+01:30": in `parts` hours alone (1), also minutes (2), seconds where there are some (3); `zero` stands for none.
std::string offset_text(int64_t seconds, int parts, bool colons, bool always_minutes, std::string_view zero) {
  if (seconds == 0 && !zero.empty()) return std::string(zero);
  auto magnitude = seconds < 0 ? -seconds : seconds;
  auto hours = magnitude / 3600, minutes = magnitude / 60 % 60, rest = magnitude % 60;
  auto text = fmt::format("{}{:02}", seconds < 0 ? '-' : '+', hours);
  auto separator = colons ? ":" : "";
  if (parts > 1 || always_minutes || minutes != 0) text += fmt::format("{}{:02}", separator, minutes);
  if (parts > 2 && rest != 0) text += fmt::format("{}{:02}", separator, rest);
  return text;
}

std::string localized_offset(int64_t seconds, bool full) {
  if (seconds == 0) return "GMT";
  if (full) return "GMT" + offset_text(seconds, 3, true, true, "");
  auto magnitude = seconds < 0 ? -seconds : seconds;
  auto text = fmt::format("GMT{}{}", seconds < 0 ? '-' : '+', magnitude / 3600);
  return magnitude % 3600 == 0 ? text : text + fmt::format(":{:02}", magnitude / 60 % 60);
}

/// What the letters X, x and Z print.
std::string offset_of_letters(char letter, int count, int64_t seconds) {
  if (letter == 'Z') {
    if (count == 4) return localized_offset(seconds, true);
    return count == 5 ? offset_text(seconds, 3, true, true, "Z") : offset_text(seconds, 2, false, true, "");
  }
  bool colons = count == 3 || count == 5;
  auto parts = count == 1 ? 1 : count <= 3 ? 2 : 3;
  return offset_text(seconds, parts, colons, count > 1, letter == 'X' ? "Z" : "");
}

bool is_zone(char letter) { return std::string_view("VzOXxZ").find(letter) != std::string_view::npos; }

/// Takes "+01:30", "-0800", "+01", "Z" or "GMT+2" from the front, as the letter allows; gives the zone's name.
std::optional<std::string> take_offset(char letter, std::string_view& rest) {
  auto begin = rest;
  bool named = rest.starts_with("GMT") && (letter == 'O' || letter == 'Z');
  if (named) rest.remove_prefix(3);
  if (rest.empty() || (rest[0] != '+' && rest[0] != '-')) {
    if (named) return "UTC";
    if (!begin.starts_with('Z') || letter == 'x' || letter == 'O') return std::nullopt;
    rest = begin.substr(1);
    return "UTC";
  }
  std::string name(1, rest[0]);
  rest.remove_prefix(1);
  int numbers = 0;
  for (; numbers < 3; ++numbers) {
    auto part = rest;
    if (numbers > 0 && part.starts_with(':')) part.remove_prefix(1);
    size_t digits = 0;
    while (digits < 2 && digits < part.size() && is_digit(part[digits])) ++digits;
    if (digits == 0 || (digits == 1 && numbers > 0)) break;
    if (numbers > 0) name += ':';
    name += (digits == 1 ? "0" : "") + std::string(part.substr(0, digits));
    rest = part.substr(digits);
  }
  if (numbers == 0) return std::nullopt;
  return numbers == 1 ? name + ":00" : name;
}

/// Takes a zone's name: letters, digits, '/', '_', '+', '-', ':'.
std::optional<std::string> take_zone(std::string_view& rest) {
  size_t length = 0;
  while (length < rest.size() && (is_letter(rest[length]) || is_digit(rest[length]) ||
                                  std::string_view("/_+-:").find(rest[length]) != std::string_view::npos)) {
    ++length;
  }
  std::string name(rest.substr(0, length));
  if (length == 0 || !try_find_zone(name)) return std::nullopt;
  rest.remove_prefix(length);
  return name;
}

bool is_number(char letter, int count) {
  return letter != 0 && letter != '[' && letter != ']' && !is_zone(letter) && letter != 'a' && letter != 'G' &&
         letter != 'E' && letter != 'S' &&
         !((letter == 'M' || letter == 'L' || letter == 'Q' || letter == 'q') && count > 2);
}

}  // namespace

DatetimePattern::DatetimePattern(std::string_view pattern, Use use) : pattern_(pattern), use_(use) {
  auto add_literal = [this](std::string_view text) {
    if (items_.empty() || items_.back().letter != 0) items_.emplace_back();
    items_.back().text += text;
  };
  for (size_t at = 0; at < pattern.size();) {
    char c = pattern[at];
    if (is_letter(c)) {
      size_t end = at;
      while (end < pattern.size() && pattern[end] == c) ++end;
      add_letters(c, static_cast<int>(end - at));
      at = end;
    } else if (c == '\'') {
      if (at + 1 < pattern.size() && pattern[at + 1] == '\'') {
        add_literal("'");
        at += 2;
        continue;
      }
      size_t end = at + 1;
      for (; end < pattern.size(); ++end) {
        if (pattern[end] != '\'') {
          add_literal(pattern.substr(end, 1));
        } else if (end + 1 < pattern.size() && pattern[end + 1] == '\'') {
          add_literal("'");
          ++end;
        } else {
          break;
        }
      }
      if (end >= pattern.size()) refuse(c, false);
      at = end + 1;
    } else {
      if (c == '{' || c == '}' || c == '#') refuse(c, false);
      // Printing knows every field, so what is optional is always there.
      bool optional = c == '[' || c == ']';
      if (optional && use == Use::parse) items_.push_back({c, 0, ""});
      if (!optional) add_literal(pattern.substr(at, 1));
      ++at;
    }
  }
}

void DatetimePattern::add_letters(char letter, int count) {
  constexpr std::string_view kFormatLetters = "GyMLdDFQqEaHhKkmsSVzOXxZ";
  constexpr std::string_view kParseLetters = "GyMLdDaHhKkmsSVzOXxZ";
  const auto& allowed = use_ == Use::format ? kFormatLetters : kParseLetters;
  bool known = allowed.find(letter) != std::string_view::npos;
  if (letter == 'V' || letter == 'O') known = known && (count == 2 || letter == 'O') && (count != 2 || letter == 'V');
  if (!known || count > letters_max(letter)) refuse(letter, known);
  names_zone_ |= is_zone(letter);
  items_.push_back({letter, count, ""});
}

bool DatetimePattern::is_of_dates() const {
  constexpr std::string_view kLetters = "GyMLdDFQqE";
  return std::all_of(items_.begin(), items_.end(), [&](const Item& item) {
    return item.letter == 0 || kLetters.find(item.letter) != std::string_view::npos;
  });
}

void DatetimePattern::refuse(char letter, bool known) const {
  if (letter == 'e' || letter == 'c') {
    raise({"INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN",
           fmt::format("weeks' own days are not supported since Spark 3: '{}'", pattern_)});
  }
  constexpr std::string_view kLettersOfSpark2 = "GyYMLwWDdFEuaHkKhmsSzZX{}#";
  if (kLettersOfSpark2.find(letter) != std::string_view::npos) {
    raise({"INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
           fmt::format("the datetime pattern is no longer supported since Spark 3: '{}'", pattern_)});
  }
  if (known) {
    raise({"INVALID_DATETIME_PATTERN.LENGTH",
           fmt::format("unrecognized datetime pattern: '{}': too many letters '{}'", pattern_, letter)});
  }
  raise({"INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
         fmt::format("unrecognized datetime pattern: '{}': illegal pattern character '{}'", pattern_, letter)});
}

std::string DatetimePattern::format(int64_t micros, const Zone& zone) const {
  Fields fields;
  auto days = static_cast<int32_t>(floor_divide(micros, kMicrosPerDay));
  auto civil = types::civil_from_days(days);
  auto time = micros - days * kMicrosPerDay;
  fields.year = civil.year;
  fields.month = civil.month;
  fields.day = civil.day;
  fields.day_of_year = days - types::days_from_civil(civil.year, 1, 1) + 1;
  fields.weekday = static_cast<int>(((days + 3) % 7 + 7) % 7);
  fields.hour = static_cast<int>(time / (3600 * kMicrosPerSecond));
  fields.minute = static_cast<int>(time / (60 * kMicrosPerSecond) % 60);
  fields.second = static_cast<int>(time / kMicrosPerSecond % 60);
  fields.micros = static_cast<int>(time % kMicrosPerSecond);

  std::string text;
  for (const auto& item : items_) {
    if (item.letter == 0) {
      text += item.text;
    } else {
      text += print(item, fields, zone);
    }
  }
  return text;
}

std::string DatetimePattern::print(const Item& item, const Fields& fields, const Zone& zone) {
  switch (item.letter) {
    case 'G':
      if (item.count == 4) return fields.year > 0 ? "Anno Domini" : "Before Christ";
      return fields.year > 0 ? "AD" : "BC";
    case 'y': return year_text(fields.year > 0 ? fields.year : 1 - fields.year, item.count);  // of the era, as in Java
    case 'M':
    case 'L':
      return item.count <= 2 ? padded(fields.month, item.count) : name_text(kMonths, fields.month - 1, item.count);
    case 'd': return padded(fields.day, item.count);
    case 'D': return padded(fields.day_of_year, item.count);
    case 'Q':
    case 'q': return quarter_text((fields.month - 1) / 3 + 1, item.count);
    case 'E': return name_text(kWeekdays, fields.weekday, item.count);
    case 'F': return padded((fields.day - 1) % 7 + 1, item.count);
    case 'a': return fields.hour < 12 ? "AM" : "PM";
    case 'H': return padded(fields.hour, item.count);
    case 'h': return padded(fields.hour % 12 == 0 ? 12 : fields.hour % 12, item.count);
    case 'K': return padded(fields.hour % 12, item.count);
    case 'k': return padded(fields.hour == 0 ? 24 : fields.hour, item.count);
    case 'm': return padded(fields.minute, item.count);
    case 's': return padded(fields.second, item.count);
    case 'V': return std::string(zone.name);
    case 'z':
      if (item.count < 4 || zone.abbreviation != "UTC") return zone.abbreviation;
      return "Coordinated Universal Time";
    case 'O': return localized_offset(zone.offset_seconds, item.count == 4);
    case 'X':
    case 'x':
    case 'Z': return offset_of_letters(item.letter, item.count, zone.offset_seconds);
    default:  // S
      return (padded(fields.micros, 6) + "000").substr(0, static_cast<size_t>(item.count));
  }
}

std::optional<int64_t> DatetimePattern::parse(std::string_view text) const {
  auto parsed = parse_zoned(text);
  return parsed ? std::optional(parsed->micros) : std::nullopt;
}

std::optional<DatetimePattern::Parsed> DatetimePattern::parse_zoned(std::string_view text) const {
  Fields fields;
  if (!read_items(0, items_.size(), text, fields) || !text.empty()) return std::nullopt;
  auto micros = resolve(fields);
  return micros ? std::optional(Parsed{*micros, std::move(fields.zone)}) : std::nullopt;
}

size_t DatetimePattern::end_of_optional(size_t begin) const {
  int depth = 0;
  for (size_t i = begin; i < items_.size(); ++i) {
    if (items_[i].letter == '[') ++depth;
    if (items_[i].letter == ']' && --depth == 0) return i;
  }
  return items_.size();
}

/// An optional part that does not match is passed over, and what it had read is forgotten.
bool DatetimePattern::read_items(size_t from, size_t to, std::string_view& text, Fields& fields) const {
  for (size_t i = from; i < to; ++i) {
    const auto& item = items_[i];
    if (item.letter == '[') {
      auto end = end_of_optional(i);
      auto rest = text;
      auto read_so_far = fields;
      if (read_items(i + 1, end, rest, read_so_far)) {
        text = rest;
        fields = std::move(read_so_far);
      }
      i = end;
    } else if (item.letter == 0) {
      if (text.size() < item.text.size() || !equals_ignoring_case(text.substr(0, item.text.size()), item.text)) {
        return false;
      }
      text.remove_prefix(item.text.size());
    } else if (!read(item, fixed_digits_after(i), text, fields)) {
      return false;
    }
  }
  return true;
}

/// A number of open width leaves to the fixed ones that follow it directly what they need: "yyyyMMdd".
size_t DatetimePattern::fixed_digits_after(size_t item) const {
  size_t digits = 0;
  for (++item; item < items_.size(); ++item) {
    const auto& next = items_[item];
    if (!is_number(next.letter, next.count) || next.count < 2 || next.letter == 'y') break;
    digits += static_cast<size_t>(next.count);
  }
  return digits;
}

bool DatetimePattern::read(const Item& item, size_t reserved, std::string_view& rest, Fields& fields) const {
  if (!is_number(item.letter, item.count)) return read_text(item, rest, fields);
  bool is_year = item.letter == 'y';
  bool negative =
      is_year && item.count != 2 && !rest.empty() && (rest[0] == '-' || (rest[0] == '+' && item.count >= 4));
  bool minus = negative && rest[0] == '-';
  if (negative) rest.remove_prefix(1);

  size_t least = static_cast<size_t>(item.count);
  size_t most = item.count == 1 ? 19 : least;
  if (is_year && item.count > 2) most = negative ? 9 : item.count == 3 ? 9 : least;
  auto value = take_digits(rest, least, most, reserved);
  if (!value || *value > 999'999'999) return false;
  auto number = static_cast<int>(*value);
  switch (item.letter) {
    case 'y': fields.year = item.count == 2 ? 2000 + number : minus ? -number : number; return true;
    case 'M':
    case 'L': fields.month = number; return number >= 1 && number <= 12;
    case 'd': fields.day = number; return number >= 1 && number <= 31;
    case 'D': fields.day_of_year = number; return number >= 1 && number <= 366;
    case 'H': fields.hour = number; return number <= 23;
    case 'k': fields.hour = number % 24; return number >= 1 && number <= 24;
    case 'h': fields.half_hour = number % 12; return number >= 1 && number <= 12;
    case 'K': fields.half_hour = number; return number <= 11;
    case 'm': fields.minute = number; return number <= 59;
    default:  // s
      fields.second = number;
      return number <= 59;
  }
}

bool DatetimePattern::read_text(const Item& item, std::string_view& rest, Fields& fields) {
  if (is_zone(item.letter)) {
    bool is_name = item.letter == 'V' || item.letter == 'z';
    auto zone = is_name ? take_zone(rest) : take_offset(item.letter, rest);
    fields.zone = zone.value_or("");
    return zone.has_value();
  }
  constexpr std::array<std::string_view, 2> kHalfDays = {"AM", "PM"};
  constexpr std::array<std::string_view, 2> kEras = {"BC", "AD"};
  if (item.letter == 'M' || item.letter == 'L') {
    auto month = take_name(kMonths, item.count == 4, rest);
    fields.month = month.value_or(0) + 1;
    return month.has_value();
  }
  if (item.letter == 'a') {
    auto half = take_name(kHalfDays, true, rest);
    fields.half_day = half.value_or(0);
    return half.has_value();
  }
  if (item.letter == 'G') {
    auto era = take_name(kEras, true, rest);
    fields.before_christ = era == 0;
    return era.has_value();
  }
  // A fraction may have fewer digits than letters, or none.
  int64_t micros = 0;
  int digits = 0;
  for (; digits < item.count && !rest.empty() && is_digit(rest[0]); ++digits, rest.remove_prefix(1)) {
    if (digits < 6) micros = micros * 10 + (rest[0] - '0');
  }
  for (; digits < 6; ++digits) micros *= 10;
  fields.micros = static_cast<int>(micros);
  return true;
}

std::optional<int64_t> DatetimePattern::resolve(const Fields& fields) {
  auto year = fields.before_christ ? 1 - fields.year : fields.year;
  auto days = types::days_from_civil(year, fields.month, fields.day);
  if (fields.day_of_year > 0) {
    days = types::days_from_civil(year, 1, 1) + fields.day_of_year - 1;
    if (types::civil_from_days(days).year != year) return std::nullopt;
  } else if (types::civil_from_days(days).day != fields.day) {
    return std::nullopt;
  }
  int hour = fields.hour;
  if (hour < 0) hour = fields.half_hour < 0 ? 0 : fields.half_hour + (fields.half_day == 1 ? 12 : 0);
  if (fields.half_day >= 0 && fields.hour >= 0 && fields.hour / 12 != fields.half_day) return std::nullopt;
  int64_t seconds = hour * 3600 + fields.minute * 60 + fields.second;
  return days * kMicrosPerDay + seconds * kMicrosPerSecond + fields.micros;
}

}  // namespace skep::engine
