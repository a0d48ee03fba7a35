#include "base/text.h"
#include "types/value.h"

#include <fmt/format.h>

#include <charconv>
#include <compare>
#include <limits>
#include <utility>

namespace skep::types {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

std::string year_text(int64_t year) {
  if (year > 9999) return fmt::format("+{}", year);
  if (year < 0) return fmt::format("-{:04}", -year);
  return fmt::format("{:04}", year);
}

/// Drops the zeros at the end of six digits: 500000 -> ".5"; nothing for 0.
std::string fraction_text(int64_t micros) {
  if (micros == 0) return "";
  auto text = fmt::format(".{:06}", micros);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

bool is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

/// Takes parts off the front of a date's or a time's text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// Takes `least` to `most` digits; gives false when there are fewer, or more.
  bool take_number(size_t least, size_t most, int64_t& value) {
    size_t length = 0;
    while (length < rest_.size() && rest_[length] >= '0' && rest_[length] <= '9') length++;
    if (length < least || length > most) return false;
    std::from_chars(rest_.data(), rest_.data() + length, value);
    rest_.remove_prefix(length);
    return true;
  }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Takes a fraction of a second; what is finer than a microsecond is cut off.
  int64_t take_micros() {
    int64_t micros = 0;
    int64_t unit = kMicrosPerSecond / 10;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      micros += (rest_[0] - '0') * unit;
      unit /= 10;
      rest_.remove_prefix(1);
    }
    return micros;
  }

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

struct DateParts {
  int64_t year = 0;
  int64_t month = 1;
  int64_t day = 1;

  auto operator<=>(const DateParts&) const = default;
};

/// Takes "[+-]yyyy[-m[m][-d[d]]]"; the sign is checked to belong to a year of Spark's range.
bool take_date(Scanner& scanner, DateParts& parts) {
  constexpr size_t kYearDigitsMin = 4;
  constexpr size_t kYearDigitsMax = 7;
  bool negative = scanner.take('-');
  if (!negative) scanner.take('+');
  if (!scanner.take_number(kYearDigitsMin, kYearDigitsMax, parts.year)) return false;
  if (negative) parts.year = -parts.year;
  if (scanner.take('-')) {
    if (!scanner.take_number(1, 2, parts.month)) return false;
    if (scanner.take('-') && !scanner.take_number(1, 2, parts.day)) return false;
  }
  return parts.month >= 1 && parts.month <= 12 && parts.day >= 1 &&
         parts.day <= days_in_month(parts.year, static_cast<int>(parts.month));
}

/// The days of a date, or nothing outside what 32 bits of days hold.
std::optional<int32_t> days_of(const DateParts& parts) {
  constexpr DateParts kFirst{-5'877'641, 6, 23};
  constexpr DateParts kLast{5'881'580, 7, 11};
  if (parts < kFirst || parts > kLast) return {};
  return days_from_civil(parts.year, static_cast<int>(parts.month), static_cast<int>(parts.day));
}

/// Takes "h[h][:m[m][:s[s][.ffffff]]]" as microseconds of the day. Only what has seconds may go on with a zone.
bool take_time(Scanner& scanner, int64_t& micros) {
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t fraction = 0;
  bool has_seconds = false;
  if (!scanner.take_number(1, 2, hour)) return false;
  if (scanner.take(':')) {
    if (!scanner.take_number(1, 2, minute)) return false;
    has_seconds = scanner.take(':');
    if (has_seconds && !scanner.take_number(1, 2, second)) return false;
    if (has_seconds && scanner.take('.')) fraction = scanner.take_micros();
  }
  if (!has_seconds && !scanner.empty()) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  micros = ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond + fraction;
  return true;
}

Error not_a(std::string_view type, std::string_view text) {
  return Error::of_class(ErrorCode::invalid_data, "CAST_INVALID_INPUT",
                         fmt::format("this is not a value of type {}: '{}'", type, text));
}

bool looks_like_a_zone(std::string_view zone) {
  for (char c : zone) {
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
                c == ':' || c == '/' || c == '_';
    if (!fits) return false;
  }
  return !zone.empty();
}

}  // namespace

std::string date_to_text(int32_t days) {
  auto date = civil_from_days(days);
  return fmt::format("{}-{:02}-{:02}", year_text(date.year), date.month, date.day);
}

std::string timestamp_to_text(int64_t micros) {
  int64_t days = micros / kMicrosPerDay;
  int64_t of_day = micros % kMicrosPerDay;
  if (of_day < 0) {
    of_day += kMicrosPerDay;
    days--;
  }
  int64_t seconds = of_day / kMicrosPerSecond;
  return fmt::format("{} {:02}:{:02}:{:02}{}", date_to_text(static_cast<int32_t>(days)), seconds / 3600,
                     seconds / 60 % 60, seconds % 60, fraction_text(of_day % kMicrosPerSecond));
}

Result<int32_t> parse_date(std::string_view text) {
  Scanner scanner(trim(text));
  DateParts parts;
  if (!take_date(scanner, parts)) return not_a("DATE", text);
  bool ends = scanner.empty() || scanner.rest()[0] == 'T' || scanner.rest()[0] == ' ';
  auto days = ends ? days_of(parts) : std::nullopt;
  if (!days) return not_a("DATE", text);
  return *days;
}

Result<ParsedTimestamp> parse_timestamp(std::string_view text) {
  Scanner scanner(trim(text));
  DateParts parts;
  if (!take_date(scanner, parts)) return not_a("TIMESTAMP", text);
  auto days = days_of(parts);
  int64_t of_day = 0;
  std::string_view zone;
  if (!scanner.empty()) {
    bool has_time = scanner.take('T') || scanner.take(' ');
    if (!has_time || !take_time(scanner, of_day)) return not_a("TIMESTAMP", text);
    zone = trim(scanner.rest());
    if (!zone.empty() && !looks_like_a_zone(zone)) return not_a("TIMESTAMP", text);
  }
  auto micros = Int128{days.value_or(0)} * kMicrosPerDay + of_day;
  bool fits = days && micros >= std::numeric_limits<int64_t>::min() && micros <= std::numeric_limits<int64_t>::max();
  if (!fits) return not_a("TIMESTAMP", text);
  return ParsedTimestamp{static_cast<int64_t>(micros), std::string(zone)};
}

}  // namespace skep::types
