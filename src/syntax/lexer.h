#pragma once

#include "base/error.h"

#include <optional>
#include <string_view>
#include <vector>

namespace skep::syntax {

enum class TokenKind : uint8_t {
  word,         ///< a keyword or a plain name; may begin with a digit, as Spark's names may
  quoted_name,  ///< `...`, quotes included
  string,       ///< '...', "..." or r'...', quotes included
  number,       ///< with its suffix: 1, 1.5BD, 1e3, 7L
  symbol,
  broken,  ///< where the text stops making sense; TokenList::error says why
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  TextPosition position;
  uint32_t match = 0;  ///< for "(" the index of its ")", or 0 when it is never closed
};

/// Holds a text's tokens. The last one is `end`; a `broken` one stands before it if the text could not be read on.
struct TokenList {
  std::vector<Token> tokens;
  std::optional<Error> error;
};

/// Cuts a text into tokens; comments and blanks are dropped, hints stand between "/*+" and "*/". Tokens point into `text`. Linear in its length.
TokenList tokenize(std::string_view text);

}  // namespace skep::syntax
