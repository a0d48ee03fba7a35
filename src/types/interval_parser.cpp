#include "types/interval_parser.h"

#include "base/text.h"

#include <charconv>

namespace skep::types {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
constexpr int64_t kMicrosPerDay = 24 * kMicrosPerHour;

bool is_year_month(IntervalUnit unit) { return unit <= IntervalUnit::month; }

Error invalid_interval(std::string_view kind, std::string_view what, std::string_view text) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("INVALID_INTERVAL_FORMAT.{}", kind),
                         fmt::format("{}: '{}'", what, text));
}

Error too_long(std::string_view text) {
  return invalid_interval("ARITHMETIC_EXCEPTION", "the interval is too long", text);
}

/// Adds up an interval's parts; gives false where 64 bits do not suffice.
bool add_part(int64_t& total, int64_t count, int64_t factor) {
  int64_t part = 0;
  return !__builtin_mul_overflow(count, factor, &part) && !__builtin_add_overflow(total, part, &total);
}

Error unmatched(std::string_view text, const DataType& type) {
  auto kind =
      type.is(TypeKind::interval_year_month) ? "UNMATCHED_FORMAT_STRING" : "UNMATCHED_FORMAT_STRING_WITH_NOTICE";
  return invalid_interval(kind, "the interval's text does not fit its units", text);
}

}  // namespace

namespace interval_digits {

std::optional<int64_t> take_digits(std::string_view& text) {
  int64_t value = 0;
  auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text[0] == '-' || parsed.ec != std::errc{}) return {};
  text.remove_prefix(static_cast<size_t>(parsed.ptr - text.data()));
  return value;
}

std::optional<int64_t> take_fraction(std::string_view& text) {
  constexpr size_t kDigitsMax = 9;
  constexpr size_t kDigitsKept = 6;
  if (text.empty() || text[0] != '.') return 0;
  text.remove_prefix(1);
  size_t length = 0;
  int64_t micros = 0;
  for (; length < text.size() && text[length] >= '0' && text[length] <= '9'; length++) {
    if (length < kDigitsKept) micros = micros * 10 + (text[length] - '0');
  }
  if (length > kDigitsMax) return {};
  for (size_t i = length; i < kDigitsKept; i++) micros *= 10;
  text.remove_prefix(length);
  return micros;
}

bool take_sign(std::string_view& text) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  return negative;
}

}  // namespace interval_digits

using interval_digits::take_digits;
using interval_digits::take_fraction;
using interval_digits::take_sign;

Result<int64_t> interval_amount(std::string_view text, IntervalUnit from, IntervalUnit to) {
  auto separator = [](IntervalUnit unit) {
    switch (unit) {
      case IntervalUnit::month: return '-';
      case IntervalUnit::hour: return ' ';
      default: return ':';
    }
  };
  static constexpr int64_t kMost[] = {0, 11, 0, 23, 59, 59};
  static constexpr int64_t kFactors[] = {12, 1, kMicrosPerDay, kMicrosPerHour, kMicrosPerMinute, kMicrosPerSecond};
  auto mismatch = is_year_month(to) ? "UNMATCHED_FORMAT_STRING" : "UNMATCHED_FORMAT_STRING_WITH_NOTICE";
  auto invalid = [&] { return invalid_interval(mismatch, "the interval's text does not fit its units", text); };

  auto rest = trim(text);
  bool negative = take_sign(rest);
  int64_t total = 0;
  for (auto unit = from; unit <= to; unit = static_cast<IntervalUnit>(static_cast<int>(unit) + 1)) {
    auto index = static_cast<size_t>(unit);
    if (unit != from) {
      if (rest.empty() || rest[0] != separator(unit)) return invalid();
      rest.remove_prefix(1);
    }
    auto count = take_digits(rest);
    if (!count) return invalid();
    if (unit != from && *count > kMost[index]) {
      return invalid_interval("INTERVAL_PARSING", fmt::format("at most {} may stand there", kMost[index]), text);
    }
    if (!add_part(total, negative ? -*count : *count, kFactors[index])) return too_long(text);
  }
  auto fraction = to == IntervalUnit::second ? take_fraction(rest) : std::optional<int64_t>(0);
  if (!fraction || !rest.empty()) return invalid();
  if (!add_part(total, negative ? -*fraction : *fraction, 1)) return too_long(text);
  return total;
}

Result<int64_t> parse_interval(std::string_view text, const DataType& type) {
  auto value = trim(text);
  bool negative = false;
  if (value.size() > 8 && equals_ignoring_case(value.substr(0, 8), "INTERVAL")) {
    auto open = value.find('\''), close = value.rfind('\'');
    if (open == close) return unmatched(text, type);
    auto sign = trim(value.substr(8, open - 8));
    auto units = trim(value.substr(close + 1));
    auto wanted = type.to_sql();
    if (!equals_ignoring_case(units, std::string_view(wanted).substr(9)) || sign.size() > 1)
      return unmatched(text, type);
    negative = sign == "-";
    value = value.substr(open + 1, close - open - 1);
  }
  auto amount = interval_amount(value, type.interval_from(), type.interval_to());
  if (!amount) return amount.error().error_class.ends_with("ARITHMETIC_EXCEPTION") ? unmatched(text, type) : amount;
  bool fits = type.is(TypeKind::interval_day_time) || (*amount >= INT32_MIN && *amount <= INT32_MAX);
  if (!fits || (negative && *amount == INT64_MIN)) return too_long(text);
  return negative ? -*amount : *amount;
}

}  // namespace skep::types
