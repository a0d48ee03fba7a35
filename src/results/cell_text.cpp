#include "results/cell_text.h"

#include "base/check.h"
#include "results/text_buffer.h"

#include <array>

namespace skep::results {
namespace {

constexpr auto kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (size_t i = 0; i < 100; i++) {
    digits[i * 2] = static_cast<char>('0' + i / 10);
    digits[i * 2 + 1] = static_cast<char>('0' + i % 10);
  }
  return digits;
}();

char* write_two(uint32_t value, char* to) {
  std::memcpy(to, &kTwoDigits[value * 2], 2);
  return to + 2;
}

char* copy_cell(std::string_view text, char* to) {
  check(text.size() < kCellTextMax, "a cell's text is longer than its room");
  return copy_text(to, text);
}

/// The days of 0000-01-01 and 9999-12-31: between them a year has four digits and no sign.
constexpr int32_t kFirstPlainDay = -719528;
constexpr int32_t kLastPlainDay = 2932896;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// Proleptic Gregorian date of a plain day. Years begin in March here, so that the leap day comes last.
char* write_plain_date(int32_t days, char* to) {
  // Days since the first of March of the year -400: one cycle of 400 years back, so that none is negative.
  auto day = static_cast<uint32_t>(days + 719'468 + 146'097);
  uint32_t century = (4 * day + 3) / 146'097;
  uint32_t day_of_century = day - 146'097 * century / 4;
  uint32_t year_of_century = (4 * day_of_century + 3) / 1'461;
  uint32_t day_of_year = day_of_century - 1'461 * year_of_century / 4;
  uint32_t shifted_month = (5 * day_of_year + 2) / 153;
  uint32_t day_of_month = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  uint32_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  uint32_t year = century * 100 + year_of_century + (month <= 2 ? 1 : 0) - 400;
  to = write_two(year / 100, to);
  to = write_two(year % 100, to);
  *to++ = '-';
  to = write_two(month, to);
  *to++ = '-';
  return write_two(day_of_month, to);
}

/// "12:00:00" from the seconds of a day.
char* write_clock(uint32_t seconds, char* to) {
  to = write_two(seconds / 3600, to);
  *to++ = ':';
  to = write_two(seconds / 60 % 60, to);
  *to++ = ':';
  return write_two(seconds % 60, to);
}

char* write_micros(uint32_t micros, char* to) {
  to = write_two(micros / 10'000, to);
  to = write_two(micros / 100 % 100, to);
  return write_two(micros % 100, to);
}

uint64_t magnitude_of(int64_t value) {
  return value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

char* write_date(int32_t days, char* to) {
  if (days < kFirstPlainDay || days > kLastPlainDay) return copy_cell(types::date_to_text(days), to);
  return write_plain_date(days, to);
}

char* write_timestamp(int64_t micros, char* to) {
  int64_t days = micros / kMicrosPerDay;
  int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    days--;
  }
  if (days < kFirstPlainDay || days > kLastPlainDay) return copy_cell(types::timestamp_to_text(micros), to);

  to = write_plain_date(static_cast<int32_t>(days), to);
  auto seconds = static_cast<uint32_t>(rest / kMicrosPerSecond);
  auto fraction = static_cast<uint32_t>(rest % kMicrosPerSecond);
  *to++ = ' ';
  to = write_clock(seconds, to);
  if (fraction == 0) return to;

  *to++ = '.';
  to = write_micros(fraction, to);
  while (to[-1] == '0') to--;
  return to;
}

char* write_decimal(types::Int128 unscaled, int scale, char* to) {
  auto small = static_cast<int64_t>(unscaled);
  if (small != unscaled) return copy_cell(types::decimal_to_text(unscaled, scale), to);

  if (small < 0) *to++ = '-';
  uint64_t magnitude = magnitude_of(small);
  char digits[20 + TextBuffer::kSlack];
  size_t count = static_cast<size_t>(std::to_chars(digits, digits + 20, magnitude).ptr - digits);
  auto fraction = static_cast<size_t>(scale);
  size_t whole = count > fraction ? count - fraction : 0;
  if (whole == 0) *to++ = '0';
  to = copy_short(to, digits, whole);
  if (scale == 0) return to;

  *to++ = '.';
  for (size_t zeros = fraction - (count - whole); zeros > 0; zeros--) *to++ = '0';
  return copy_short(to, digits + whole, count - whole);
}

char* write_day_time_interval(int64_t micros, char* to) {
  if (micros < 0) *to++ = '-';
  uint64_t magnitude = magnitude_of(micros);
  to = write_number(magnitude / kMicrosPerDay, to);
  *to++ = ' ';
  to = write_clock(static_cast<uint32_t>(magnitude % kMicrosPerDay / kMicrosPerSecond), to);
  *to++ = '.';
  to = write_micros(static_cast<uint32_t>(magnitude % kMicrosPerSecond), to);
  return copy_text(to, "000");
}

char* write_year_month_interval(int64_t months, char* to) {
  if (months < 0) *to++ = '-';
  uint64_t magnitude = magnitude_of(months);
  to = write_number(magnitude / 12, to);
  *to++ = '-';
  return write_number(magnitude % 12, to);
}

char* write_base64(std::string_view bytes, char* to) {
  auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[i])); };
  size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    uint32_t group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
    for (int shift = 18; shift >= 0; shift -= 6) *to++ = kBase64[group >> shift & 63];
  }
  size_t left = bytes.size() - at;
  if (left == 0) return to;

  uint32_t group = byte(at) << 16 | (left == 2 ? byte(at + 1) << 8 : 0);
  *to++ = kBase64[group >> 18];
  *to++ = kBase64[group >> 12 & 63];
  *to++ = left == 2 ? kBase64[group >> 6 & 63] : '=';
  *to++ = '=';
  return to;
}

char* write_hex(std::string_view bytes, char* to) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned char byte : bytes) {
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
  }
  return to;
}

char* write_offset(int64_t seconds, char* to) {
  if (seconds == 0) {
    *to++ = 'Z';
    return to;
  }
  *to++ = seconds < 0 ? '-' : '+';
  auto size = static_cast<uint32_t>(seconds < 0 ? -seconds : seconds);
  char clock[16];
  char* end = write_clock(size, clock);
  auto length = size % 60 == 0 ? std::string_view("00:00").size() : static_cast<size_t>(end - clock);
  std::memcpy(to, clock, length);
  return to + length;
}

}  // namespace skep::results
