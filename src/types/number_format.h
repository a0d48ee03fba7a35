#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::types {

/// A pattern of to_char and to_number: 0 and 9 for digits, "," or G, "." or D, $, S, MI and PR.
class NumberFormat {
 public:
  /// Fails with INVALID_FORMAT.* for a text that is no pattern.
  static Result<NumberFormat> parse(std::string_view text);

  int digits() const { return whole_digits_ + fraction_digits_; }
  int fraction_digits() const { return fraction_digits_; }

  /// Prints plain digits ("-12.50"); '#' for each digit where they do not fit.
  std::string print(std::string_view number) const;

  /// Reads a text as plain digits; nothing where it does not match.
  std::optional<std::string> read(std::string_view text) const;

 private:
  enum class Part { digits, point, dollar, plus_or_minus, minus, brackets };

  /// Digits between separators: so many, and whether zeros fill them up.
  struct Group {
    int count = 0;
    bool padded = false;
  };
  struct Token {
    Part part;
    std::vector<Group> groups;
  };

  static Result<std::vector<Token>> tokens_of(std::string_view text);
  static std::optional<Error> check_order(const std::vector<Token>& tokens, std::string_view text);
  void print_whole(const Token& token, std::string_view digits, std::string& out) const;
  bool read_whole(const Token& token, std::string_view& rest, std::string& digits) const;
  std::string overflow() const;

  std::vector<Token> tokens_;
  int whole_digits_ = 0;
  int fraction_digits_ = 0;
};

}  // namespace skep::types
