#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {

CacheTable read_cache(Cursor& cursor) {
  CacheTable cache;
  cache.lazy = cursor.accept("LAZY");
  cursor.expect("TABLE");
  cache.table = read_name(cursor, "a table");
  if (cursor.accept("OPTIONS")) cache.options = read_properties(cursor);
  if (!cursor.at("AS") && !at_query(cursor)) return cache;
  cursor.accept("AS");
  auto start = cursor.index();
  cache.query = read_query(cursor);
  cache.query_text = text_since(cursor, start);
  return cache;
}

UncacheTable read_uncache(Cursor& cursor) {
  UncacheTable uncache;
  cursor.expect("TABLE");
  uncache.if_exists = accept_if_exists(cursor);
  uncache.table = read_name(cursor, "a table");
  return uncache;
}

void read_refresh(Cursor& cursor, Statement& statement) {
  if (cursor.accept("TABLE")) {
    statement.node = RefreshTable{read_name(cursor, "a table")};
  } else if (cursor.at("FUNCTION") && cursor.is_name(1)) {
    cursor.expect("FUNCTION");
    statement.node = RefreshFunction{read_name(cursor, "a function")};
  } else {
    // A path needs no quotes here, so it is taken as it stands.
    auto rest = text_to_end(cursor);
    if (rest.empty()) return cursor.fail_expecting("TABLE, FUNCTION or a path");
    bool is_quoted = cursor.peek().kind == TokenKind::string;
    RefreshPath refresh{is_quoted ? read_string(cursor, "a path") : std::string(rest)};
    if (!is_quoted) skip_to_end(cursor);
    statement.node = std::move(refresh);
  }
}

}  // namespace skep::syntax
