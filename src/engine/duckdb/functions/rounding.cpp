#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace skep::engine {
namespace {

enum class Half { up, even };

/// A number's shortest decimal digits: value = 0.digits * 10^point.
struct ShortestDigits {
  std::string digits;
  int point = 0;
};

ShortestDigits shortest_digits(double magnitude) {
  char buffer[40];
  auto end = std::to_chars(buffer, buffer + sizeof(buffer), magnitude, std::chars_format::scientific).ptr;
  auto exponent_at = std::find(buffer, end, 'e');
  ShortestDigits result;
  for (auto at = buffer; at != exponent_at; ++at) {
    if (*at != '.') result.digits += *at;
  }
  int exponent = 0;
  auto exponent_digits = exponent_at + (exponent_at[1] == '+' ? 2 : 1);
  std::from_chars(exponent_digits, end, exponent);
  result.point = exponent + 1;
  return result;
}

bool rounds_away(const std::string& digits, size_t kept, Half half) {
  if (digits[kept] != '5' || half == Half::up) return digits[kept] >= '5';
  bool exactly_half = digits.find_first_not_of('0', kept + 1) == std::string::npos;
  if (!exactly_half) return true;
  return kept > 0 && (digits[kept - 1] - '0') % 2 == 1;
}

/// Adds one in the last place; gives whether a digit was added in front.
bool increment(std::string& digits) {
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    if (*digit != '9') {
      ++*digit;
      return false;
    }
    *digit = '0';
  }
  digits.insert(digits.begin(), '1');
  return true;
}

double parse(const std::string& digits, int point) {
  auto text = "0." + digits + "e" + std::to_string(point);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The same where no tie is near: the nearest whole number of units, each exact in a double. Nothing for other values.
std::optional<double> quickly_rounded(double magnitude, int places) {
  constexpr std::array kUnits = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  constexpr double kExactMax = 1e15, kDoubt = 1e-15;
  if (places < 0 || places >= static_cast<int>(kUnits.size())) return std::nullopt;
  auto unit = kUnits[static_cast<size_t>(places)];
  auto scaled = magnitude * unit;
  if (!(scaled < kExactMax)) return std::nullopt;
  auto whole = std::floor(scaled);
  auto past_half = scaled - whole - 0.5;
  if (std::fabs(past_half) <= scaled * kDoubt) return std::nullopt;
  return (past_half > 0 ? whole + 1 : whole) / unit;
}

/// Rounds to `places` digits after the point, as Java rounds the decimal number that a double's text is.
double round_to(double value, int places, Half half) {
  if (value == 0) return 0;
  if (!std::isfinite(value)) return value;
  if (auto quick = quickly_rounded(std::fabs(value), places)) return value < 0 && *quick != 0 ? -*quick : *quick;
  auto number = shortest_digits(std::fabs(value));
  int64_t kept = int64_t{number.point} + places;
  if (kept >= static_cast<int64_t>(number.digits.size())) return value;
  if (kept < 0) return 0;

  bool away = rounds_away(number.digits, static_cast<size_t>(kept), half);
  number.digits.resize(static_cast<size_t>(kept));
  if (away && increment(number.digits)) ++number.point;
  if (number.digits.empty()) return 0;
  auto rounded = parse(number.digits, number.point);
  if (rounded == 0) return 0;  // a decimal number has no negative zero
  return value < 0 ? -rounded : rounded;
}

struct Round {
  static double compute(double value, int32_t places) { return round_to(value, places, Half::up); }
};

struct BankersRound {
  static double compute(double value, int32_t places) { return round_to(value, places, Half::even); }
};

__extension__ using Wide = __int128;

/// Rounds a whole number to tens, hundreds ... for a negative count of places.
template <typename Integer, Half kHalf>
Wide rounded_to_tens(Integer value, int32_t places) {
  if (places >= 0) return value;
  if (places < -19) return 0;
  Wide unit = 1;
  for (int32_t i = 0; i > places; --i) unit *= 10;
  Wide magnitude = value < 0 ? -Wide{value} : Wide{value};
  Wide rest = magnitude % unit;
  Wide below = magnitude - rest;
  bool odd = (below / unit) % 2 == 1;
  bool away = rest * 2 > unit || (rest * 2 == unit && (kHalf == Half::up || odd));
  Wide rounded = away ? below + unit : below;
  return value < 0 ? -rounded : rounded;
}

/// Nothing where the result is too large.
template <typename Integer, Half kHalf>
struct RoundWhole {
  static std::optional<Integer> compute(Integer value, int32_t places) {
    auto rounded = rounded_to_tens<Integer, kHalf>(value, places);
    if (rounded < std::numeric_limits<Integer>::min() || rounded > std::numeric_limits<Integer>::max())
      return std::nullopt;
    return static_cast<Integer>(rounded);
  }
  static Failure failure(Integer, int32_t) { return {"ARITHMETIC_OVERFLOW", "overflow in rounding"}; }
};

/// What is too large wraps around, as without ANSI.
template <typename Integer, Half kHalf>
struct WrappingRound {
  static Integer compute(Integer value, int32_t places) {
    return static_cast<Integer>(rounded_to_tens<Integer, kHalf>(value, places));
  }
};

template <typename Integer>
void add_whole(Registrar& registrar) {
  registrar.add_checked<RoundWhole<Integer, Half::up>>("round");
  registrar.add_checked<RoundWhole<Integer, Half::even>>("bround");
  registrar.add<WrappingRound<Integer, Half::up>>("wrapping_round");
  registrar.add<WrappingRound<Integer, Half::even>>("wrapping_bround");
}

}  // namespace

void add_rounding(Registrar& registrar) {
  registrar.add<Round>("round");
  registrar.add<BankersRound>("bround");
  add_whole<int8_t>(registrar);
  add_whole<int16_t>(registrar);
  add_whole<int32_t>(registrar);
  add_whole<int64_t>(registrar);
}

}  // namespace skep::engine
