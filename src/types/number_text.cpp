#include "types/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skep::types {
namespace {

__extension__ using UnsignedInt128 = unsigned __int128;

/// Splits a positive number into its shortest digits and the exponent of the first one: 12.5 -> "125", 1.
template <typename Real>
std::pair<std::string, int> shortest_digits(Real value) {
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  // Java gives two digits at least. Only below the normal numbers is the second ever another one than 0.
  bool one_digit = buffer[1] == 'e';
  if (one_digit && std::fpclassify(value) == FP_SUBNORMAL) {
    end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific, 1).ptr;
  }
  std::string_view text(buffer, static_cast<size_t>(end - buffer));
  auto e = text.find('e');
  std::string digits(1, text[0]);
  if (e > 2) digits += text.substr(2, e - 2);
  if (digits.size() == 2 && digits[1] == '0') digits.pop_back();
  auto exponent_text = text.substr(e + 1);
  if (exponent_text[0] == '+') exponent_text.remove_prefix(1);
  int exponent = 0;
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  return {digits, exponent};
}

std::string plain_text(const std::string& digits, int exponent) {
  auto whole_length = static_cast<size_t>(std::max(exponent + 1, 0));
  if (exponent < 0) return "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  if (digits.size() <= whole_length) return digits + std::string(whole_length - digits.size(), '0') + ".0";
  return digits.substr(0, whole_length) + "." + digits.substr(whole_length);
}

template <typename Real>
std::string real_to_text(Real value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  std::string sign = std::signbit(value) ? "-" : "";
  if (value == 0) return sign + "0.0";

  Real magnitude = std::fabs(value);
  auto [digits, exponent] = shortest_digits(magnitude);
  constexpr int kScientificBelow = -3;
  constexpr int kScientificFrom = 7;
  if (exponent >= kScientificBelow && exponent < kScientificFrom) return sign + plain_text(digits, exponent);
  auto fraction = digits.size() > 1 ? digits.substr(1) : "0";
  return fmt::format("{}{}.{}E{}", sign, digits[0], fraction, exponent);
}

}  // namespace

std::string double_to_text(double value) { return real_to_text(value); }

std::string float_to_text(float value) { return real_to_text(value); }

std::string decimal_to_text(Int128 unscaled, int scale) {
  bool negative = unscaled < 0;
  auto rest = negative ? -static_cast<UnsignedInt128>(unscaled) : static_cast<UnsignedInt128>(unscaled);
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest > 0);
  auto places = static_cast<size_t>(scale);
  if (digits.size() <= places) digits.append(places + 1 - digits.size(), '0');
  std::reverse(digits.begin(), digits.end());
  if (scale > 0) digits.insert(digits.size() - places, ".");
  return negative ? "-" + digits : digits;
}

}  // namespace skep::types
