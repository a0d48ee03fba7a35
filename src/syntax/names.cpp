#include "syntax/grammar.h"
#include "syntax/keywords.h"

namespace skep::syntax {
namespace {

std::string without_backquotes(std::string_view quoted) {
  std::string name;
  for (size_t i = 1; i + 1 < quoted.size(); i++) {
    name += quoted[i];
    if (quoted[i] == '`') i++;
  }
  return name;
}

/// Tells "ORDER" as a column from "ORDER BY": what follows decides.
bool begins_a_clause(const Cursor& cursor) {
  auto next = cursor.peek(1).kind;
  if (next == TokenKind::number || next == TokenKind::string || cursor.is(1, "(")) return true;
  for (auto word : {"BY", "JOIN", "OUTER", "INNER", "SEMI", "ANTI", "SELECT", "ALL"}) {
    if (cursor.is(1, word)) return true;
  }
  return false;
}

}  // namespace

std::string read_identifier(Cursor& cursor, std::string_view what) {
  const auto& token = cursor.peek();
  if (!cursor.is_name()) {
    cursor.fail_expecting(what);
    return {};
  }
  if (token.kind == TokenKind::word) return std::string(cursor.take().text);
  auto name = without_backquotes(token.text);
  if (name.empty()) {
    cursor.fail_expecting(what);
  } else {
    cursor.take();
  }
  return name;
}

Name read_name(Cursor& cursor, std::string_view what) {
  Name name;
  name.position = cursor.position();
  if (cursor.at("IDENTIFIER", "(")) cursor.fail_unsupported("the IDENTIFIER clause");
  do {
    name.parts.push_back(read_identifier(cursor, what));
  } while (cursor.accept("."));
  return name;
}

std::vector<std::string> read_identifier_list(Cursor& cursor, std::string_view what) {
  std::vector<std::string> names;
  cursor.expect("(");
  do {
    names.push_back(read_identifier(cursor, what));
  } while (cursor.accept(","));
  cursor.expect(")");
  return names;
}

bool at_plain_name(const Cursor& cursor) {
  const auto& token = cursor.peek();
  if (token.kind != TokenKind::word) return token.kind == TokenKind::quoted_name;
  if (is_reserved_word(token.text)) return false;
  return !is_clause_word(token.text) || !begins_a_clause(cursor);
}

std::string read_alias(Cursor& cursor) {
  if (cursor.accept("AS")) return read_identifier(cursor, "an alias");
  const auto& token = cursor.peek();
  if (token.kind == TokenKind::quoted_name) return read_identifier(cursor, "an alias");
  if (token.kind != TokenKind::word || is_clause_word(token.text)) return {};
  auto alias = read_identifier(cursor, "an alias");
  cursor.note_bare_alias();
  return alias;
}

bool accept_if_exists(Cursor& cursor) { return cursor.accept("IF", "EXISTS"); }

bool accept_if_not_exists(Cursor& cursor) { return cursor.accept("IF", "NOT", "EXISTS"); }

}  // namespace skep::syntax
