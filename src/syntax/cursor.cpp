#include "syntax/cursor.h"

#include "base/text.h"
#include "syntax/keywords.h"
#include "syntax/parser.h"

#include <algorithm>
#include <utility>

namespace skep::syntax {
namespace {

constexpr size_t kShownTokenMax = 40;

std::string shown(const Token& token) {
  if (token.text.size() <= kShownTokenMax) {
    return token.kind == TokenKind::string ? std::string(token.text) : fmt::format("'{}'", token.text);
  }
  auto length = kShownTokenMax;
  while (length > 0 && (token.text[length] & 0xC0) == 0x80) length--;
  return fmt::format("'{}...'", token.text.substr(0, length));
}

Error too_complex(std::string_view what, int most) {
  return Error::of_class(ErrorCode::invalid_argument, "FAILED_TO_PARSE_TOO_COMPLEX",
                         fmt::format("the statement is too complex: {} more than {}", what, most));
}

}  // namespace

Cursor::Cursor(std::string_view text, const Parameters& parameters)
    : text_(text), parameters_(parameters), list_(tokenize(text)) {}

const Token& Cursor::peek(size_t ahead) const {
  return list_.tokens[std::min(index_ + ahead, list_.tokens.size() - 1)];
}

Token Cursor::take() {
  Token token = peek();
  skip(1);
  return token;
}

void Cursor::skip(size_t count) { index_ = std::min(index_ + count, list_.tokens.size() - 1); }

bool Cursor::is(size_t ahead, std::string_view word) const {
  const auto& token = peek(ahead);
  return (token.kind == TokenKind::word || token.kind == TokenKind::symbol) && equals_ignoring_case(token.text, word);
}

bool Cursor::is_name(size_t ahead) const {
  auto kind = peek(ahead).kind;
  return kind == TokenKind::word || kind == TokenKind::quoted_name;
}

void Cursor::expect_one(std::string_view word) {
  if (accept(word)) return;
  bool is_symbol = word.find_first_of("()[]<>.,=") != std::string_view::npos;
  fail_expecting(is_symbol ? fmt::format("'{}'", word) : std::string(word));
}

void Cursor::fail_expecting(std::string_view what) {
  if (failed()) return;
  const auto& found = peek();
  if (found.kind == TokenKind::broken) return fail(*list_.error);

  std::string message = found.kind == TokenKind::end
                            ? fmt::format("syntax error at end of input: expected {}", what)
                            : fmt::format("syntax error at or near {}: expected {}", shown(found), what);
  auto meant = found.kind == TokenKind::word ? nearest_keyword(found.text) : std::string_view{};
  if (!meant.empty()) {
    message += fmt::format(", did you mean {}", meant);
  } else if (bare_alias_ && *bare_alias_ + 1 == index_) {
    const auto& alias = list_.tokens[*bare_alias_];
    meant = alias.kind == TokenKind::word ? nearest_keyword(alias.text) : std::string_view{};
    if (!meant.empty()) message += fmt::format(", did you mean {} where '{}' stands", meant, alias.text);
  }
  fail(Error::of_class(ErrorCode::invalid_argument, "PARSE_SYNTAX_ERROR", std::move(message)).at(found.position));
}

void Cursor::fail_unsupported(std::string_view form) { fail_unsupported(form, position()); }

void Cursor::fail_unsupported(std::string_view form, TextPosition where) {
  fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE", fmt::format("not supported yet: {}", form))
           .at(where));
}

void Cursor::fail(Error error) {
  if (!error_) error_ = std::move(error);
  index_ = list_.tokens.size() - 1;
}

Cursor::Nesting::Nesting(Cursor& cursor) : cursor_(cursor), outer_height_(cursor.height_) {
  cursor.height_ = 0;
  if (++cursor.depth_ > kDepthMax && !cursor.failed()) {
    cursor.fail(too_complex("levels of nesting", kDepthMax).at(cursor.position()));
  }
}

Cursor::Nesting::~Nesting() {
  cursor_.depth_--;
  cursor_.height_ = std::max(outer_height_, cursor_.height_ + 1);
}

void Cursor::grow(uint32_t by) {
  height_ += by;
  if (height_ > kChainMax && !failed()) {
    fail(too_complex("operators in a chain", kChainMax).at(position()));
  }
}

}  // namespace skep::syntax
