#include "engine/duckdb/functions/number_text.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

namespace skep::engine {
namespace {

bool is_blank_or_control(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

/// Java's String.trim, which leaves DEL alone.
std::string_view trim_as_java(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20) text.remove_suffix(1);
  return text;
}

template <typename Real>
std::optional<Real> special_real(std::string_view text) {
  auto name = to_lower(trim_as_java(text));
  constexpr auto kInfinity = std::numeric_limits<Real>::infinity();
  if (name == "nan") return std::numeric_limits<Real>::quiet_NaN();
  if (name == "inf" || name == "+inf" || name == "infinity" || name == "+infinity") return kInfinity;
  if (name == "-inf" || name == "-infinity") return -kInfinity;
  return std::nullopt;
}

bool starts_number(std::string_view digits) {
  if (digits.empty()) return false;
  if (digits[0] >= '0' && digits[0] <= '9') return true;
  return digits[0] == '.' && digits.size() > 1 && digits[1] >= '0' && digits[1] <= '9';
}

/// from_chars leaves its result alone when a number is too large or too small; Java gives infinity or zero.
template <typename Real>
Real out_of_range_real(std::string_view digits) {
  auto value = std::strtold(std::string(digits).c_str(), nullptr);
  return static_cast<Real>(value);
}

template <typename Real>
std::optional<Real> parse_digits(std::string_view digits, std::chars_format format) {
  Real value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, format);
  if (end != digits.data() + digits.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return out_of_range_real<Real>(digits);
  if (error != std::errc()) return std::nullopt;
  return value;
}

/// Hexadecimal numbers need their exponent in Java.
template <typename Real>
std::optional<Real> parse_hexadecimal(std::string_view digits) {
  if (digits.find_first_of("pP") == std::string_view::npos) return std::nullopt;
  return parse_digits<Real>(digits, std::chars_format::hex);
}

}  // namespace

std::string_view trim_blanks_and_controls(std::string_view text) {
  while (!text.empty() && is_blank_or_control(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank_or_control(text.back())) text.remove_suffix(1);
  return text;
}

template <typename Integer>
std::optional<Integer> parse_integer(std::string_view text) {
  text = trim_blanks_and_controls(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Integer value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <typename Real>
std::optional<Real> parse_java_real(std::string_view text) {
  auto number = trim_as_java(text);
  bool negative = !number.empty() && number[0] == '-';
  if (negative || (!number.empty() && number[0] == '+')) number.remove_prefix(1);

  std::optional<Real> value;
  if (starts_number(number)) {
    auto last = number.back();
    bool hexadecimal = number.size() > 2 && number[0] == '0' && (number[1] == 'x' || number[1] == 'X');
    if (last == 'd' || last == 'D' || last == 'f' || last == 'F') number.remove_suffix(1);
    value = hexadecimal ? parse_hexadecimal<Real>(number.substr(2))
                        : parse_digits<Real>(number, std::chars_format::general);
  }
  if (!value && number == "NaN") value = std::numeric_limits<Real>::quiet_NaN();
  if (!value && number == "Infinity") value = std::numeric_limits<Real>::infinity();
  if (!value) return std::nullopt;
  return negative ? -*value : *value;
}

template <typename Real>
std::optional<Real> parse_real(std::string_view text) {
  auto value = parse_java_real<Real>(text);
  return value ? value : special_real<Real>(text);
}

std::optional<bool> parse_boolean(std::string_view text) {
  auto name = to_lower(trim_blanks_and_controls(text));
  if (name == "t" || name == "true" || name == "y" || name == "yes" || name == "1") return true;
  if (name == "f" || name == "false" || name == "n" || name == "no" || name == "0") return false;
  return std::nullopt;
}

template std::optional<int8_t> parse_integer(std::string_view);
template std::optional<int16_t> parse_integer(std::string_view);
template std::optional<int32_t> parse_integer(std::string_view);
template std::optional<int64_t> parse_integer(std::string_view);
template std::optional<float> parse_java_real(std::string_view);
template std::optional<double> parse_java_real(std::string_view);
template std::optional<float> parse_real(std::string_view);
template std::optional<double> parse_real(std::string_view);

}  // namespace skep::engine
