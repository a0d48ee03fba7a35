#include "engine/duckdb/functions/number_pattern.h"

#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <cmath>

namespace skep::engine {
namespace {

/// "12.50" without its point, and where that was.
struct Digits {
  std::string text;
  int point = 0;
};

Digits digits_of(std::string_view number) {
  auto point = number.find('.');
  Digits digits;
  digits.text = number.substr(0, point);
  digits.point = static_cast<int>(digits.text.size());
  if (point != std::string_view::npos) digits.text += number.substr(point + 1);
  return digits;
}

/// Cuts digits to `scale` places behind the point, halves to even.
std::string rounded(Digits digits, int scale) {
  auto wanted = digits.point + scale;
  auto& text = digits.text;
  if (wanted < 0) {
    text.insert(0, static_cast<size_t>(-wanted), '0');
    digits.point -= wanted;
    wanted = 0;
  }
  auto size = static_cast<int>(text.size());
  if (size <= wanted) {
    text.append(static_cast<size_t>(wanted - size), '0');
  } else {
    auto rest = text.substr(static_cast<size_t>(wanted));
    text.resize(static_cast<size_t>(wanted));
    bool beyond_half = rest[0] > '5' || (rest[0] == '5' && rest.find_first_not_of('0', 1) != std::string::npos);
    bool odd = !text.empty() && (text.back() - '0') % 2 == 1;
    if (beyond_half || (rest[0] == '5' && odd && rest.find_first_not_of('0', 1) == std::string::npos)) {
      size_t at = text.size();
      while (at > 0 && text[at - 1] == '9') text[--at] = '0';
      if (at > 0) {
        ++text[at - 1];
      } else {
        text.insert(text.begin(), '1');
        ++digits.point;
      }
    }
  }
  auto whole = text.substr(0, static_cast<size_t>(digits.point));
  auto first = std::min(whole.find_first_not_of('0'), whole.size());
  whole = first == whole.size() ? "0" : whole.substr(first);
  if (scale <= 0) return whole;
  return whole + "." + text.substr(static_cast<size_t>(digits.point));
}

}  // namespace

std::string rounded_digits(std::string_view number, int scale) {
  bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  return (negative ? "-" : "") + rounded(digits_of(number), scale);
}

std::string fixed_digits(double number, int scale) { return fmt::format("{:.{}f}", number, std::min(scale, 340)); }

std::string exact_digits(double number) {
  auto text = fmt::format("{:.1074f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string special_number(double number) {
  if (std::isnan(number)) return "NaN";
  return number < 0 ? "-∞" : "∞";
}

std::string grouped(std::string_view number, int size) {
  auto whole = static_cast<int>(std::min(number.find('.'), number.size()));
  std::string text;
  for (int i = 0; i < whole; ++i) {
    bool separates = i > 0 && number[static_cast<size_t>(i - 1)] != '-' && (whole - i) % size == 0;
    if (separates) text += ',';
    text += number[static_cast<size_t>(i)];
  }
  return text.append(number.substr(static_cast<size_t>(whole)));
}

NumberPattern::NumberPattern(std::string_view pattern) : pattern_(pattern) {
  size_t at = 0;
  read_affix(pattern, at, prefix_);
  read_digits(pattern, at);
  read_affix(pattern, at, suffix_);
  negative_prefix_ = "-" + prefix_;
  negative_suffix_ = suffix_;
  if (at < pattern.size() && pattern[at] == ';') {
    // Of the part for negative numbers only what stands around the digits counts.
    std::string prefix, suffix;
    auto shift = shift_;
    read_affix(pattern, ++at, prefix);
    at = std::min(pattern.find_first_not_of("#0,.E", at), pattern.size());
    read_affix(pattern, at, suffix);
    shift_ = shift;
    if (prefix != prefix_ || suffix != suffix_) {
      negative_prefix_ = prefix;
      negative_suffix_ = suffix;
    }
  }
  if (at < pattern.size()) raise({"INVALID_PARAMETER_VALUE.PATTERN", fmt::format("malformed pattern '{}'", pattern)});
}

void NumberPattern::read_affix(std::string_view pattern, size_t& at, std::string& affix) {
  bool quoted = false;
  for (; at < pattern.size(); ++at) {
    char c = pattern[at];
    if (c == '\'') {
      bool doubled = at + 1 < pattern.size() && pattern[at + 1] == '\'';
      if (doubled) {
        affix += '\'';
        ++at;
      } else {
        quoted = !quoted;
      }
      continue;
    }
    if (!quoted && std::string_view("#0,.;").find(c) != std::string_view::npos) return;
    if (!quoted && c == '%') shift_ = 2;
    if (!quoted && pattern.substr(at).starts_with("‰")) shift_ = 3;
    affix += c;
  }
}

void NumberPattern::read_digits(std::string_view pattern, size_t& at) {
  int since_comma = -1;
  bool behind_point = false;
  for (; at < pattern.size(); ++at) {
    char c = pattern[at];
    if (c == ',' && !behind_point) {
      since_comma = 0;
    } else if (c == '.' && !behind_point) {
      behind_point = true;
    } else if (c == '#' || c == '0') {
      if (behind_point) {
        ++fraction_max_;
        if (c == '0') fraction_min_ = fraction_max_;
      } else {
        ++whole_max_;
        if (c == '0' || whole_min_ > 0) ++whole_min_;
        if (since_comma >= 0) ++since_comma;
      }
    } else {
      break;
    }
  }
  grouping_ = std::max(since_comma, 0);
  // "#.##" is read as "0.##".
  if (behind_point && whole_min_ == 0 && fraction_min_ == 0) whole_min_ = 1;
  if (at < pattern.size() && pattern[at] == 'E') {
    while (++at < pattern.size() && pattern[at] == '0') ++exponent_min_;
    if (exponent_min_ == 0) raise({"INVALID_PARAMETER_VALUE.PATTERN", fmt::format("malformed pattern '{}'", pattern)});
  }
}

std::string NumberPattern::plain(std::string_view digits) const {
  auto shifted = digits_of(digits);
  shifted.point += shift_;
  if (shifted.point > static_cast<int>(shifted.text.size()))
    shifted.text.resize(static_cast<size_t>(shifted.point), '0');
  auto text = rounded(std::move(shifted), fraction_max_);
  auto point = std::min(text.find('.'), text.size());
  auto whole = text.substr(0, point);
  auto fraction = point < text.size() ? text.substr(point + 1) : "";
  while (static_cast<int>(fraction.size()) > fraction_min_ && fraction.ends_with('0')) fraction.pop_back();
  if (whole == "0" && whole_min_ == 0 && (!fraction.empty() || fraction_max_ > 0)) whole.clear();
  if (whole.empty() && fraction.empty()) whole = "0";
  if (static_cast<int>(whole.size()) < whole_min_) whole.insert(0, static_cast<size_t>(whole_min_) - whole.size(), '0');
  if (grouping_ > 0) whole = grouped(whole, grouping_);
  return fraction.empty() ? whole : whole + "." + fraction;
}

std::string NumberPattern::scientific(std::string_view digits) const {
  auto parts = digits_of(digits);
  auto first = parts.text.find_first_not_of('0');
  int exponent = 0;
  if (first != std::string::npos) {
    exponent = parts.point - static_cast<int>(first) - std::max(whole_min_, 1);
    parts.text.erase(0, first);
    parts.point = std::max(whole_min_, 1);
    if (parts.point > static_cast<int>(parts.text.size())) parts.text.resize(static_cast<size_t>(parts.point), '0');
  }
  auto text = rounded(std::move(parts), fraction_max_);
  while (text.find('.') != std::string::npos && text.ends_with('0') &&
         static_cast<int>(text.size() - text.find('.') - 1) > fraction_min_) {
    text.pop_back();
  }
  if (text.ends_with('.')) text.pop_back();
  return fmt::format("{}E{}{:0{}}", text, exponent < 0 ? "-" : "", std::abs(exponent), exponent_min_);
}

std::string NumberPattern::print(std::string_view number) const {
  bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  auto text = exponent_min_ > 0 ? scientific(number) : plain(number);
  return negative ? negative_prefix_ + text + negative_suffix_ : prefix_ + text + suffix_;
}

}  // namespace skep::engine
