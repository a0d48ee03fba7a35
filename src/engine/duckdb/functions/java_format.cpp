#include "engine/duckdb/functions/java_format.h"

#include "base/text.h"
#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/code_points.h"
#include "engine/duckdb/functions/number_pattern.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/spark_hash.h"
#include "types/value.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace skep::engine {
namespace {

constexpr int kTextSeed = 42;  ///< of the hash that Spark's texts have

[[noreturn]] void refuse(std::string_view format, std::string_view why) {
  raise({"INVALID_PARAMETER_VALUE.PATTERN", fmt::format("the format '{}' {}", format, why)});
}

/// One %[index$][flags][width][.precision]conversion.
struct Specifier {
  int index = 0;  ///< 0: the next one, -1: the last one once more
  std::string flags;
  int width = -1;
  int precision = -1;
  char conversion = 0;

  bool has(char flag) const { return flags.find(flag) != std::string::npos; }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int take_number(std::string_view& rest) {
  int value = 0;
  while (!rest.empty() && is_digit(rest[0])) {
    value = std::min(value * 10 + (rest[0] - '0'), 100'000'000);
    rest.remove_prefix(1);
  }
  return value;
}

/// Takes what follows a '%'.
Specifier take_specifier(std::string_view& rest, std::string_view format) {
  Specifier specifier;
  auto ahead = rest;
  int number = take_number(ahead);
  bool has_index = ahead.size() < rest.size() && ahead.starts_with('$');
  if (has_index) {
    specifier.index = number;
    if (number == 0) refuse(format, "counts its values from 1");
    rest = ahead.substr(1);
  } else if (rest.starts_with('<')) {
    specifier.index = -1;
    rest.remove_prefix(1);
  }
  while (!rest.empty() && std::string_view("-#+ 0,(").find(rest[0]) != std::string_view::npos) {
    if (specifier.has(rest[0])) refuse(format, "has a flag twice");
    specifier.flags += rest[0];
    rest.remove_prefix(1);
  }
  if (!rest.empty() && is_digit(rest[0])) specifier.width = take_number(rest);
  if (rest.size() > 1 && rest[0] == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    specifier.precision = take_number(rest);
  }
  if (rest.empty()) refuse(format, "ends within a specifier");
  specifier.conversion = rest[0];
  rest.remove_prefix(1);
  bool pads_nothing = (specifier.has('-') || specifier.has('0')) && specifier.width < 0;
  if (pads_nothing || (specifier.has('-') && specifier.has('0')) || (specifier.has('+') && specifier.has(' ')))
    refuse(format, "has flags that do not go together");
  return specifier;
}

std::string text_of(const FormatValue& value) {
  struct Text {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const FormatValue::Whole& whole) const { return std::to_string(whole.value); }
    std::string operator()(const FormatValue::Real& real) const {
      return real.is_float ? types::float_to_text(static_cast<float>(real.value)) : types::double_to_text(real.value);
    }
    std::string operator()(std::string_view text) const { return std::string(text); }
  };
  return std::visit(Text{}, value.value);
}

/// Puts a sign before digits, or brackets around them, and zeros in between where the width asks for them.
std::string with_sign(const Specifier& specifier, bool negative, std::string digits) {
  std::string before = negative             ? (specifier.has('(') ? "(" : "-")
                       : specifier.has('+') ? "+"
                       : specifier.has(' ') ? " "
                                            : "";
  std::string behind = negative && specifier.has('(') ? ")" : "";
  auto length = static_cast<int>(before.size() + digits.size() + behind.size());
  if (specifier.has('0') && length < specifier.width)
    digits.insert(0, static_cast<size_t>(specifier.width - length), '0');
  return before + digits + behind;
}

class Printer {
 public:
  Printer(std::string_view format, const Specifier& specifier, const FormatValue& value)
      : format_(format), specifier_(specifier), value_(value) {}

  std::string print() const {
    char conversion = specifier_.conversion;
    switch (conversion) {
      case 's':
      case 'S': return general(text_of(value_));
      case 'b':
      case 'B': return general(boolean());
      case 'h':
      case 'H': return general(hash());
      default: break;
    }
    bool known = std::string_view("cCdxXoeEfgGaA").find(conversion) != std::string_view::npos;
    if (!known) refuse(format_, fmt::format("has an unknown conversion '{}'", conversion));
    if (std::holds_alternative<std::monostate>(value_.value)) return general("null");
    if (conversion == 'c' || conversion == 'C') return character();
    if (std::string_view("dxXo").find(conversion) != std::string_view::npos) return whole();
    return real();
  }

 private:
  std::string general(std::string text) const {
    if (specifier_.precision >= 0) text = text.substr(0, byte_of_character(text, specifier_.precision));
    return text;
  }

  std::string boolean() const {
    if (auto* value = std::get_if<bool>(&value_.value)) return *value ? "true" : "false";
    return std::holds_alternative<std::monostate>(value_.value) ? "false" : "true";
  }

  std::string hash() const {
    if (std::holds_alternative<std::monostate>(value_.value)) return "null";
    if (auto* text = std::get_if<std::string_view>(&value_.value))
      return fmt::format("{:x}", static_cast<uint32_t>(Murmur3::of_bytes(*text, kTextSeed)));
    if (auto* number = std::get_if<FormatValue::Whole>(&value_.value)) {
      auto bits = static_cast<uint64_t>(number->value);
      return fmt::format("{:x}", static_cast<uint32_t>(number->bits == 64 ? bits ^ bits >> 32 : bits));
    }
    if (auto* value = std::get_if<bool>(&value_.value)) return fmt::format("{:x}", *value ? 1231 : 1237);
    refuse(format_, "asks for a hash that is not there");
  }

  std::string character() const {
    auto* number = std::get_if<FormatValue::Whole>(&value_.value);
    if (!number || number->value < 0 || number->value > 0x10FFFF || number->bits == 64)
      refuse(format_, "does not fit its value: %c takes the number of a character");
    std::string text;
    append_code_point(text, static_cast<uint32_t>(number->value));
    return text;
  }

  std::string whole() const {
    auto* number = std::get_if<FormatValue::Whole>(&value_.value);
    if (!number) refuse(format_, fmt::format("does not fit its value: %{} takes whole numbers", specifier_.conversion));
    if (specifier_.precision >= 0) refuse(format_, "has a precision for a whole number");
    if (specifier_.conversion == 'd') {
      bool negative = number->value < 0;
      auto magnitude = negative ? 0 - static_cast<uint64_t>(number->value) : static_cast<uint64_t>(number->value);
      auto digits = std::to_string(magnitude);
      return with_sign(specifier_, negative, specifier_.has(',') ? grouped(digits) : digits);
    }
    if (specifier_.has('+') || specifier_.has(' ') || specifier_.has(',') || specifier_.has('('))
      refuse(format_, "has a flag that does not fit its conversion");
    auto bits = static_cast<uint64_t>(number->value);
    if (number->bits < 64) bits &= (uint64_t{1} << number->bits) - 1;
    bool octal = specifier_.conversion == 'o';
    auto digits = octal ? fmt::format("{:o}", bits) : fmt::format("{:x}", bits);
    std::string before = specifier_.has('#') ? (octal ? "0" : "0x") : "";
    auto length = static_cast<int>(before.size() + digits.size());
    if (specifier_.has('0') && length < specifier_.width)
      digits.insert(0, static_cast<size_t>(specifier_.width - length), '0');
    return before + digits;
  }

  std::string real() const {
    auto* number = std::get_if<FormatValue::Real>(&value_.value);
    if (!number) refuse(format_, fmt::format("does not fit its value: %{} takes doubles", specifier_.conversion));
    auto value = number->value;
    bool negative = std::signbit(value) && !std::isnan(value);
    if (!std::isfinite(value)) {
      auto plain = specifier_;
      std::erase(plain.flags, '0');
      return with_sign(plain, negative, std::isnan(value) ? "NaN" : "Infinity");
    }
    return with_sign(specifier_, negative, magnitude(*number));
  }

  /// Java rounds the shortest digits of a number, halves away from zero.
  std::string magnitude(const FormatValue::Real& number) const {
    double value = std::fabs(number.value);
    int precision = specifier_.precision < 0 ? 6 : specifier_.precision;
    switch (specifier_.conversion) {
      case 'f': return fixed(value, number.is_float, precision);
      case 'e':
      case 'E': return scientific(value, number.is_float, precision);
      case 'g':
      case 'G': {
        if (precision == 0) precision = 1;
        if (value == 0) return fixed(value, number.is_float, precision - 1);
        auto rounded = scientific(value, number.is_float, precision - 1);
        int exponent = std::atoi(rounded.c_str() + rounded.find('e') + 1);
        if (exponent < -4 || exponent >= precision) return rounded;
        return fixed(value, number.is_float, precision - 1 - exponent);
      }
      default: return hexadecimal(value);
    }
  }

  /// The shortest digits without a point, and the power of ten of the first.
  static std::pair<std::string, int> shortest(double value, bool is_float) {
    char buffer[64];
    auto end = is_float
                   ? std::to_chars(buffer, buffer + 64, static_cast<float>(value), std::chars_format::scientific).ptr
                   : std::to_chars(buffer, buffer + 64, value, std::chars_format::scientific).ptr;
    std::string_view written(buffer, static_cast<size_t>(end - buffer));
    auto e = written.find('e');
    std::string digits;
    for (char c : written.substr(0, e)) {
      if (c != '.') digits += c;
    }
    return {digits, std::atoi(std::string(written.substr(e + 1)).c_str())};
  }

  /// Keeps so many of the digits; says whether the first became a ten.
  static bool cut(std::string& digits, int count) {
    if (count >= static_cast<int>(digits.size())) {
      digits.resize(static_cast<size_t>(count), '0');
      return false;
    }
    bool up = count >= 0 && digits[static_cast<size_t>(count)] >= '5';
    digits.resize(static_cast<size_t>(std::max(count, 0)));
    if (!up) return false;
    size_t at = digits.size();
    while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
    if (at > 0) {
      ++digits[at - 1];
      return false;
    }
    digits.insert(digits.begin(), '1');
    return true;
  }

  std::string fixed(double value, bool is_float, int precision) const {
    auto [digits, exponent] = shortest(value, is_float);
    if (value == 0) exponent = 0;
    if (exponent < 0) {
      digits.insert(0, static_cast<size_t>(-exponent), '0');
      exponent = 0;
    }
    int whole = exponent + 1;
    if (cut(digits, whole + precision)) ++whole;
    if (static_cast<int>(digits.size()) < whole) digits.resize(static_cast<size_t>(whole), '0');
    auto text = digits.substr(0, static_cast<size_t>(whole));
    if (specifier_.has(',')) text = grouped(text);
    if (precision > 0) text += "." + digits.substr(static_cast<size_t>(whole), static_cast<size_t>(precision));
    return precision == 0 && specifier_.has('#') ? text + "." : text;
  }

  static std::string scientific(double value, bool is_float, int precision) {
    auto [digits, exponent] = shortest(value, is_float);
    if (cut(digits, precision + 1)) ++exponent;
    auto text = digits.substr(0, 1);
    if (precision > 0) text += "." + digits.substr(1, static_cast<size_t>(precision));
    return fmt::format("{}e{}{:02}", text, exponent < 0 ? '-' : '+', std::abs(exponent));
  }

  static std::string hexadecimal(double value) {
    auto text = fmt::format("{:a}", value);
    auto p = text.find('p');
    if (text.find('.') == std::string::npos) text.insert(p, ".0");
    if (auto plus = text.find("p+"); plus != std::string::npos) text.erase(plus + 1, 1);
    return text;
  }

  std::string_view format_;
  const Specifier& specifier_;
  const FormatValue& value_;
};

std::string printed(std::string_view format, const Specifier& specifier, const FormatValue& value) {
  auto text = Printer(format, specifier, value).print();
  return specifier.conversion >= 'A' && specifier.conversion <= 'Z' ? to_upper(text) : text;
}

}  // namespace

void append_java_format(std::string& out, std::string_view format, const std::vector<FormatValue>& values) {
  auto rest = format;
  int next = 0, last = -1;
  while (!rest.empty()) {
    auto percent = std::min(rest.find('%'), rest.size());
    out += rest.substr(0, percent);
    rest.remove_prefix(percent);
    if (rest.empty()) return;
    rest.remove_prefix(1);
    auto specifier = take_specifier(rest, format);
    std::string text;
    if (specifier.conversion == 'n') {
      text = "\n";
    } else if (specifier.conversion == '%') {
      text = "%";
    } else {
      last = specifier.index > 0 ? specifier.index - 1 : specifier.index < 0 ? last : next++;
      if (last < 0 || last >= static_cast<int>(values.size())) refuse(format, "has more specifiers than values");
      text = printed(format, specifier, values[static_cast<size_t>(last)]);
    }
    auto missing = specifier.width - static_cast<int>(character_count(text));
    if (missing > 0) text.insert(specifier.has('-') ? text.size() : 0, static_cast<size_t>(missing), ' ');
    out += text;
  }
}

}  // namespace skep::engine
