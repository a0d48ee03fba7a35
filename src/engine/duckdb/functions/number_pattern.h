#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::engine {

/// A pattern of Java's DecimalFormat with English symbols: "#,##0.00", prefixes and suffixes, %, ‰, quotes, a part for
/// negative numbers, exponents.
class NumberPattern {
 public:
  /// Raises for what is no pattern.
  explicit NumberPattern(std::string_view pattern);

  /// Prints plain digits ("-12.50"), halves to even.
  std::string print(std::string_view number) const;

 private:
  void read_affix(std::string_view pattern, size_t& at, std::string& affix);
  void read_digits(std::string_view pattern, size_t& at);
  std::string plain(std::string_view digits) const;
  std::string scientific(std::string_view digits) const;

  std::string pattern_;
  std::string prefix_, suffix_;
  std::string negative_prefix_, negative_suffix_;
  int shift_ = 0;  ///< 2 for %, 3 for per mille
  int whole_min_ = 0, whole_max_ = 0;
  int fraction_min_ = 0, fraction_max_ = 0;
  int grouping_ = 0;
  int exponent_min_ = 0;  ///< 0: no exponent
};

/// Plain digits rounded to a scale, halves to even: ("-2.5", 0) -> "-2".
std::string rounded_digits(std::string_view number, int scale);

/// A finite number rounded by its exact value: (2.5, 0) -> "2".
std::string fixed_digits(double number, int scale);

/// All digits of a finite number.
std::string exact_digits(double number);

/// NaN and infinity, as DecimalFormat prints them.
std::string special_number(double number);

/// Puts commas between thousands.
std::string grouped(std::string_view number, int size = 3);

}  // namespace skep::engine
