#include "syntax/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace skep::syntax {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || (c & 0x80) != 0;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

/// Longer symbols stand before their prefixes. The shifts are left out: ">>" also closes two types.
constexpr std::array kLongSymbols = std::to_array<std::string_view>({
    "<=>",
    "<>",
    "<=",
    ">=",
    "!=",
    "==",
    "||",
    "->",
    "=>",
    "::",
    "|>",
    "!<",
    "!>",
});
constexpr std::string_view kShortSymbols = "+-*/%&|^~()[]{},.;=<>!?:@$";

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { list_.tokens.reserve(text.size() / 4 + 2); }

  TokenList run() {
    while (skip_blanks_and_comments() && at_ < text_.size() && read_token()) {
    }
    begin_ = at_;
    add(TokenKind::end);
    return std::move(list_);
  }

 private:
  char look(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool looking_at(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

  bool skip_blanks_and_comments() {
    for (;;) {
      while (at_ < text_.size() && is_blank(text_[at_])) at_++;
      if (looking_at("--")) {
        skip_line_comment();
      } else if (looking_at("/*") && !looking_at("/*+")) {
        if (!skip_bracketed_comment()) return false;
      } else {
        return true;
      }
    }
  }

  void skip_line_comment() {
    while (at_ < text_.size() && text_[at_] != '\n') at_ += looking_at("\\\n") ? 2 : 1;
  }

  bool skip_bracketed_comment() {
    begin_ = at_;
    for (int depth = 0; at_ < text_.size();) {
      if (looking_at("/*")) {
        depth++, at_ += 2;
      } else if (looking_at("*/")) {
        depth--, at_ += 2;
        if (depth == 0) return true;
      } else {
        at_++;
      }
    }
    return fail("UNCLOSED_BRACKETED_COMMENT", "a comment is never closed: expected */ before the end");
  }

  bool read_token() {
    begin_ = at_;
    char c = look();
    if (c == '\'' || c == '"') return read_string();
    if ((c == 'r' || c == 'R') && (look(1) == '\'' || look(1) == '"')) return read_raw_string();
    if (c == '`') return read_quoted_name();
    if (c == '.' && is_digit(look(1)) && read_decimal()) return true;
    if (is_digit(c) && read_number()) return true;
    if (is_word_char(c)) {
      while (is_word_char(look())) at_++;
      return add(TokenKind::word);
    }
    return read_symbol();
  }

  bool read_string() {
    char quote = text_[at_++];
    for (; at_ < text_.size(); at_++) {
      if (look() == '\\') {
        at_++;
      } else if (look() == quote) {
        at_++;
        return add(TokenKind::string);
      }
    }
    at_ = text_.size();
    return fail("PARSE_SYNTAX_ERROR", "syntax error: a string is never closed");
  }

  bool read_raw_string() {
    auto close = text_.find(text_[at_ + 1], at_ + 2);
    at_ = close == std::string_view::npos ? text_.size() : close + 1;
    if (close == std::string_view::npos) return fail("PARSE_SYNTAX_ERROR", "syntax error: a string is never closed");
    return add(TokenKind::string);
  }

  bool read_quoted_name() {
    for (at_++; at_ < text_.size(); at_++) {
      if (look() != '`') continue;
      at_++;
      if (look() != '`') return add(TokenKind::quoted_name);
    }
    return fail("PARSE_SYNTAX_ERROR", "syntax error: a quoted name is never closed");
  }

  void skip_digits() {
    while (is_digit(look())) at_++;
  }

  bool skip_exponent() {
    if (look() != 'e' && look() != 'E') return false;
    size_t sign = look(1) == '+' || look(1) == '-' ? 1 : 0;
    if (!is_digit(look(1 + sign))) return false;
    at_ += 1 + sign;
    skip_digits();
    return true;
  }

  /// Takes a type's suffix when the number ends with it: 7L is a number, 7Leagues a name.
  void skip_suffix(std::string_view letters) {
    if (letters.find(look()) != std::string_view::npos && look() != '\0' && !is_word_char(look(1))) {
      at_++;
    } else if ((look() == 'b' || look() == 'B') && (look(1) == 'd' || look(1) == 'D') && !is_word_char(look(2))) {
      at_ += 2;
    }
  }

  bool finish_number() {
    if (!is_word_char(look())) return add(TokenKind::number);
    at_ = begin_;
    return false;
  }

  /// Reads ".5" and "1.5e3D"; gives false, and stays, where the point separates names: db.1st.
  bool read_decimal() {
    skip_digits();
    at_++;
    skip_digits();
    skip_exponent();
    skip_suffix("dDfF");
    return finish_number();
  }

  bool read_number() {
    skip_digits();
    if (look() == '.') {
      at_ = begin_;
      if (read_decimal()) return true;
      skip_digits();
    }
    bool has_exponent = skip_exponent();
    skip_suffix(has_exponent ? "dDfF" : "dDfFlLsSyY");
    return finish_number();
  }

  /// A hint's ends are symbols; within it the text is read as elsewhere.
  bool read_hint_end(std::string_view symbol, bool opens) {
    in_hint_ = opens;
    at_ += symbol.size();
    return add(TokenKind::symbol);
  }

  bool read_symbol() {
    if (looking_at("/*+")) return read_hint_end("/*+", true);
    if (in_hint_ && looking_at("*/")) return read_hint_end("*/", false);
    for (auto symbol : kLongSymbols) {
      if (looking_at(symbol)) {
        at_ += symbol.size();
        return add(TokenKind::symbol);
      }
    }
    if (kShortSymbols.find(look()) == std::string_view::npos || look() == '\0') {
      at_ = text_.size();
      return fail("PARSE_SYNTAX_ERROR", "syntax error: this character has no meaning here");
    }
    at_++;
    match_parenthesis();
    return add(TokenKind::symbol);
  }

  void match_parenthesis() {
    if (text_[begin_] == '(') open_.push_back(list_.tokens.size());
    if (text_[begin_] != ')' || open_.empty()) return;
    list_.tokens[open_.back()].match = static_cast<uint32_t>(list_.tokens.size());
    open_.pop_back();
  }

  /// Columns count characters, so what follows a character's first byte in UTF-8 is not counted.
  TextPosition position_of_token() {
    for (; counted_ < begin_; counted_++) {
      if (text_[counted_] == '\n') {
        place_.line++;
        place_.column = 1;
      } else if ((text_[counted_] & 0xC0) != 0x80) {
        place_.column++;
      }
    }
    place_.offset = static_cast<uint32_t>(begin_);
    return place_;
  }

  bool add(TokenKind kind) {
    list_.tokens.push_back({kind, text_.substr(begin_, at_ - begin_), position_of_token(), 0});
    return true;
  }

  bool fail(std::string_view error_class, std::string message) {
    add(TokenKind::broken);
    list_.error =
        Error::of_class(ErrorCode::invalid_argument, error_class, std::move(message)).at(list_.tokens.back().position);
    return false;
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t begin_ = 0;
  size_t counted_ = 0;
  bool in_hint_ = false;
  TextPosition place_;
  std::vector<size_t> open_;
  TokenList list_;
};

}  // namespace

TokenList tokenize(std::string_view text) { return Lexer(text).run(); }

}  // namespace skep::syntax
