#include "syntax/grammar.h"
#include "syntax/keywords.h"

#include <algorithm>
#include <initializer_list>

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

bool is_ascii(std::string_view word) {
  return std::none_of(word.begin(), word.end(), [](char c) { return (c & 0x80) != 0; });
}

bool next_is_any(const Cursor& cursor, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return cursor.is(1, word); });
}

bool ends_after_next(const Cursor& cursor) {
  return cursor.peek(1).kind == TokenKind::end || next_is_any(cursor, {",", ")", ";", "|>"});
}

/// Tells "ORDER" as an alias from "ORDER BY": Spark takes a clause's word as a name where no clause can follow it.
bool begins_a_clause(const Cursor& cursor) {
  if (ends_after_next(cursor)) return false;
  if (cursor.at_any("GROUP", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE")) return cursor.is(1, "BY");
  if (cursor.at_any("LEFT", "RIGHT", "FULL")) return next_is_any(cursor, {"JOIN", "OUTER", "SEMI", "ANTI"});
  if (cursor.at_any("INNER", "CROSS", "SEMI", "ANTI")) return cursor.is(1, "JOIN");
  if (cursor.at("NATURAL")) {
    return next_is_any(cursor, {"JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "SEMI", "ANTI"});
  }
  if (cursor.at("PIVOT") || cursor.at("TABLESAMPLE")) return cursor.is(1, "(");
  if (cursor.at("UNPIVOT")) return next_is_any(cursor, {"(", "INCLUDE", "EXCLUDE"});
  if (cursor.at("LATERAL")) return cursor.is(1, "VIEW");
  if (cursor.at("WINDOW")) return cursor.is_name(1) && cursor.is(2, "AS");
  if (cursor.at_any("UNION", "EXCEPT", "MINUS", "SETMINUS", "INTERSECT")) {
    return next_is_any(cursor, {"SELECT", "ALL", "DISTINCT", "VALUES", "TABLE", "FROM", "(", "MAP", "REDUCE"});
  }
  // "SELECT 1 limit FROM t": what begins the FROM is not this word.
  return !cursor.is(1, "FROM");
}

/// FROM t INSERT INTO a SELECT x INSERT INTO b ...: INSERT is no alias there.
bool at_insert_clause(const Cursor& cursor) {
  return cursor.at("INSERT") && next_is_any(cursor, {"INTO", "OVERWRITE"});
}

/// Words that Spark never takes for the alias of a table without quotes.
bool is_never_table_alias(const Cursor& cursor) {
  return cursor.at_any("ANTI", "CROSS", "EXCEPT", "FULL", "INNER", "INTERSECT", "JOIN", "LATERAL", "LEFT", "NATURAL",
                       "ON", "RIGHT") ||
         cursor.at_any("SEMI", "SETMINUS", "UNION", "USING");
}

/// A name of an object or an alias: "my-table" is none without quotes.
std::string read_declared(Cursor& cursor, std::string_view what) {
  auto position = cursor.position();
  auto name = read_identifier(cursor, what);
  if (cursor.at("-") && cursor.is_name(1)) {
    cursor.fail(
        Error::of_class(ErrorCode::invalid_argument, "INVALID_IDENTIFIER",
                        fmt::format("{0}-{1} is no name without backquotes: `{0}-{1}`", name, cursor.peek(1).text))
            .at(position));
  }
  return name;
}

std::string take_bare_alias(Cursor& cursor) {
  auto alias = read_declared(cursor, "an alias");
  cursor.note_bare_alias();
  return alias;
}

}  // namespace

std::string read_identifier(Cursor& cursor, std::string_view what) {
  const auto& token = cursor.peek();
  bool reserved = cursor.enforces_reserved_words() && token.kind == TokenKind::word && is_ansi_reserved(token.text);
  if (!cursor.is_name() || reserved) {
    cursor.fail_expecting(what);
    return {};
  }
  if (token.kind == TokenKind::word) {
    if (!is_ascii(token.text)) {
      cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_IDENTIFIER",
                                  fmt::format("{0} is no name without backquotes: `{0}`", token.text))
                      .at(cursor.position()));
    }
    return std::string(cursor.take().text);
  }
  return without_backquotes(cursor.take().text);
}

Name read_name(Cursor& cursor, std::string_view what) {
  Name name;
  name.position = cursor.position();
  if (at_identifier_clause(cursor)) {
    name.parts = read_identifier_clause(cursor);
    return name;
  }
  do {
    name.parts.push_back(read_declared(cursor, what));
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

bool is_lone_name(const Cursor& cursor) {
  if (cursor.peek().kind != TokenKind::word) return false;
  return ends_after_next(cursor) || next_is_any(cursor, {"FROM", "AS"});
}

bool at_plain_name(const Cursor& cursor) { return cursor.is_name(); }

std::string read_alias(Cursor& cursor) {
  if (cursor.at("AS") && cursor.is_name(1)) {
    cursor.take();
    return read_declared(cursor, "an alias");
  }
  const auto& token = cursor.peek();
  if (token.kind == TokenKind::quoted_name) return read_declared(cursor, "an alias");
  if (token.kind != TokenKind::word || at_insert_clause(cursor)) return {};
  if (is_clause_word(token.text) && begins_a_clause(cursor)) return {};
  return take_bare_alias(cursor);
}

std::string read_table_alias(Cursor& cursor) {
  if (cursor.at("AS") && cursor.is_name(1)) {
    cursor.take();
    if (is_never_table_alias(cursor)) cursor.fail_expecting("an alias");
    return read_declared(cursor, "an alias");
  }
  const auto& token = cursor.peek();
  if (token.kind == TokenKind::quoted_name) return read_declared(cursor, "an alias");
  if (token.kind != TokenKind::word || is_never_table_alias(cursor) || at_insert_clause(cursor)) return {};
  if (is_clause_word(token.text) && begins_a_clause(cursor)) return {};
  return take_bare_alias(cursor);
}

bool accept_if_exists(Cursor& cursor) { return cursor.accept("IF", "EXISTS"); }

bool accept_if_not_exists(Cursor& cursor) { return cursor.accept("IF", "NOT", "EXISTS"); }

}  // namespace skep::syntax
