#include "engine/duckdb/functions/code_points.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <unicode/uchar.h>

namespace skep::engine {
namespace {

/// Puts one character for each capital, small letter, digit and other; an empty text keeps that kind.
struct Mask {
  static std::string compute(std::string_view text, std::string_view upper, std::string_view lower,
                             std::string_view digit, std::string_view other) {
    std::string masked;
    masked.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
      auto from = at;
      auto c = static_cast<UChar32>(take_code_point(text, at));
      auto put = u_isUUppercase(c) ? upper : u_isULowercase(c) ? lower : u_isdigit(c) ? digit : other;
      masked += put.empty() ? text.substr(from, at - from) : put;
      // Java counts characters beyond the first plane as two.
      if (c >= 0x10000 && !put.empty()) masked += put;
    }
    return masked;
  }
};

/// Says whether a text is digits with Luhn's check digit at the end.
struct LuhnCheck {
  static bool compute(std::string_view text) {
    int sum = 0;
    bool doubles = false;
    for (size_t i = text.size(); i-- > 0; doubles = !doubles) {
      if (text[i] < '0' || text[i] > '9') return false;
      int digit = text[i] - '0';
      if (doubles) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
      sum += digit;
    }
    return !text.empty() && sum % 10 == 0;
  }
};

}  // namespace

void add_masks(Registrar& registrar) {
  registrar.add<Mask>("mask");
  registrar.add<LuhnCheck>("luhn_check");
}

}  // namespace skep::engine
