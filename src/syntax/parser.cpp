#include "syntax/parser.h"

#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

/// Says what may follow a finished query, so that a stray word gets a helpful error.
constexpr std::string_view kAfterStatement = "the end of the statement";

}  // namespace

Result<Statement> parse_statement(std::string_view text, const Parameters& parameters, const ParserSettings& settings) {
  Cursor cursor(text, parameters);
  if (settings.enforces_reserved_words) cursor.enforce_reserved_words();
  if (cursor.at_end()) {
    return Error::of_class(ErrorCode::invalid_argument, "PARSE_EMPTY_STATEMENT", "the statement is empty")
        .at(cursor.position());
  }
  auto statement = read_statement(cursor);
  while (cursor.accept(";")) {
  }
  if (!cursor.at_end()) cursor.fail_expecting(kAfterStatement);
  if (cursor.failed()) return cursor.error();
  return statement;
}

Result<ExpressionPtr> parse_expression(std::string_view text) {
  Cursor cursor(text);
  auto expression = read_expression(cursor);
  if (!cursor.at_end()) cursor.fail_expecting("the end of the expression");
  if (cursor.failed()) return cursor.error();
  return expression;
}

Result<std::vector<ExpressionPtr>> parse_select_list(std::string_view text) {
  Cursor cursor(text);
  std::vector<ExpressionPtr> items;
  do {
    items.push_back(read_aliased_expression(cursor));
  } while (cursor.accept(","));
  if (!cursor.at_end()) cursor.fail_expecting("',' or the end of the list");
  if (cursor.failed()) return cursor.error();
  return items;
}

Result<std::vector<SortKey>> parse_sort_keys(std::string_view text) {
  Cursor cursor(text);
  std::vector<SortKey> keys;
  do {
    keys.push_back(read_sort_key(cursor));
  } while (cursor.accept(","));
  if (!cursor.at_end()) cursor.fail_expecting("',' or the end of the list");
  if (cursor.failed()) return cursor.error();
  return keys;
}

std::vector<ScriptPart> split_script(std::string_view script) {
  std::vector<ScriptPart> parts;
  auto list = tokenize(script);
  const Token* first = nullptr;
  for (const auto& token : list.tokens) {
    bool ends = token.kind == TokenKind::end || (token.kind == TokenKind::symbol && token.text == ";");
    if (!ends && !first) first = &token;
    if (!ends || !first) continue;
    auto length = token.position.offset - first->position.offset;
    parts.push_back({script.substr(first->position.offset, length), first->position});
    first = nullptr;
  }
  return parts;
}

}  // namespace skep::syntax
