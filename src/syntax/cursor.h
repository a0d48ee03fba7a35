#pragma once

#include "syntax/ast.h"
#include "syntax/lexer.h"
#include "syntax/parameters.h"

#include <optional>
#include <string>
#include <string_view>

namespace skep::syntax {

/// Walks over a text's tokens for the functions of grammar.h, and keeps the first error.
///
/// After a failure the cursor stands at the end, where nothing is accepted any more: loops end, and what is read from
/// then on is harmless and thrown away. So only the public functions of parser.h ask whether something failed.
class Cursor {
 public:
  /// `parameters` is borrowed.
  explicit Cursor(std::string_view text, const Parameters& parameters = kNoParameters);

  const Parameters& parameters() const { return parameters_; }
  void enforce_reserved_words() { enforces_reserved_words_ = true; }
  bool enforces_reserved_words() const { return enforces_reserved_words_; }
  /// Counts a `?` and gives its number, from 0.
  size_t count_positional_parameter() { return positional_++; }
  size_t positional_parameters() const { return positional_; }

  const Token& peek(size_t ahead = 0) const;
  Token take();
  bool at_end() const { return peek().kind == TokenKind::end; }

  /// Says whether the tokens from here are these keywords or symbols, in any case. Quoted names never are.
  template <typename... Words>
  bool at(Words... words) const {
    size_t ahead = 0;
    return (is(ahead++, words) && ...);
  }
  template <typename... Words>
  bool at_any(Words... words) const {
    return (is(0, words) || ...);
  }
  bool is(size_t ahead, std::string_view word) const;
  bool is_name(size_t ahead = 0) const;  ///< a word or a quoted name

  /// Passes these tokens if all of them stand here, else none.
  template <typename... Words>
  bool accept(Words... words) {
    if (!at(words...)) return false;
    skip(sizeof...(words));
    return true;
  }
  template <typename... Words>
  bool accept_any(Words... words) {
    return (accept(words) || ...);
  }

  /// Passes these tokens, each of which must stand here.
  template <typename... Words>
  void expect(Words... words) {
    (expect_one(words), ...);
  }

  /// Fails here: found this token, expected `what` ("a table name").
  void fail_expecting(std::string_view what);
  /// Fails for a form that Spark has and Skep lacks.
  void fail_unsupported(std::string_view form);
  void fail_unsupported(std::string_view form, TextPosition where);
  void fail(Error error);

  bool failed() const { return error_.has_value(); }
  const Error& error() const { return *error_; }

  TextPosition position() const { return peek().position; }
  std::string_view text() const { return text_; }
  size_t index() const { return index_; }
  /// Stands where it stood at `index`, to read a form once more; after a failure it stays at the end.
  void go_back(size_t index) {
    if (!failed()) index_ = index;
  }
  const Token& token(size_t index) const { return list_.tokens[index]; }

  /// Remembers that the last token was read as an alias without AS: it may be a misspelt keyword.
  void note_bare_alias() { bare_alias_ = index_ - 1; }

  /// Goes one level deeper while it lives; fails past kDepthMax.
  class Nesting {
   public:
    explicit Nesting(Cursor& cursor);
    ~Nesting();
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Cursor& cursor_;
    uint32_t outer_height_;
  };

  /// Measures one operand of a chain beside the others, so that `grow` adds to the highest of them.
  class Operand {
   public:
    explicit Operand(Cursor& cursor) : cursor_(cursor), outer_height_(cursor.height_) { cursor.height_ = 0; }
    ~Operand() { cursor_.height_ = std::max(cursor_.height_, outer_height_); }
    Operand(const Operand&) = delete;
    Operand& operator=(const Operand&) = delete;

   private:
    Cursor& cursor_;
    uint32_t outer_height_;
  };

  /// Says that what was read in this nesting has become `by` nodes higher; fails past kChainMax, because later steps
  /// recurse over the tree.
  void grow(uint32_t by = 1);

 private:
  void skip(size_t count);
  void expect_one(std::string_view word);

  inline static const Parameters kNoParameters;

  std::string_view text_;
  const Parameters& parameters_;
  TokenList list_;
  size_t positional_ = 0;
  size_t index_ = 0;
  std::optional<size_t> bare_alias_;
  std::optional<Error> error_;
  int depth_ = 0;
  bool enforces_reserved_words_ = false;
  uint32_t height_ = 0;
};

}  // namespace skep::syntax
