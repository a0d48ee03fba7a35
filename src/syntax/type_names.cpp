#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

/// Finds the end of what stands between "<" and its ">"; "<>" is an empty pair.
void skip_angle_brackets(Cursor& cursor) {
  size_t open = 0;
  do {
    if (cursor.at("<")) open++;
    if (cursor.at(">")) open--;
    if (cursor.at_end()) return cursor.fail_expecting("'>'");
    cursor.take();
  } while (open > 0);
}

void skip_parentheses(Cursor& cursor) {
  auto close = cursor.peek().match;
  if (close == 0) return cursor.fail_expecting("a type that is closed with ')'");
  while (cursor.index() <= close) cursor.take();
}

void skip_interval_units(Cursor& cursor) {
  auto at_unit = [&] { return cursor.at_any("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"); };
  if (!at_unit()) return;
  cursor.take();
  if (!cursor.accept("TO")) return;
  if (!at_unit()) return cursor.fail_expecting("a unit of an interval");
  cursor.take();
}

}  // namespace

types::DataType read_type(Cursor& cursor) {
  auto begin = cursor.index();
  auto position = cursor.position();
  if (cursor.peek().kind != TokenKind::word) {
    cursor.fail_expecting("a type");
    return types::kNull;
  }
  bool is_interval = cursor.at("INTERVAL");
  bool is_nested = cursor.at_any("ARRAY", "MAP", "STRUCT");
  cursor.take();
  if (is_interval) skip_interval_units(cursor);
  if (is_nested && !cursor.accept("<>") && cursor.at("<")) skip_angle_brackets(cursor);
  if (cursor.at("(")) skip_parentheses(cursor);
  if (cursor.at("COLLATE")) cursor.fail_unsupported("COLLATE");
  if (cursor.failed()) return types::kNull;

  // What a type's text means is known in one place; here only its end was found. Joining the tokens drops comments.
  std::string text;
  for (auto i = begin; i < cursor.index(); i++) text.append(cursor.token(i).text).append(" ");
  auto type = types::parse_type(text);
  if (type) return std::move(*type);
  cursor.fail(Error(type.error()).at(position));
  return types::kNull;
}

}  // namespace skep::syntax
