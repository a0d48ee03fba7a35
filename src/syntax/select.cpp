#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

/// "SELECT DISTINCT" alone reads a column of that name.
bool begins_items(const Cursor& cursor) {
  const auto& next = cursor.peek(1);
  bool ends = next.kind == TokenKind::end || next.text == "," || next.text == "." || next.text == ")";
  return !ends && !cursor.is(1, "FROM") && !cursor.is(1, "AS");
}

}  // namespace

void read_items(Cursor& cursor, SelectBody& body) {
  cursor.expect("SELECT");
  if (cursor.at("/*+")) body.hints = read_hints(cursor);
  body.distinct = cursor.at("DISTINCT") && begins_items(cursor) && cursor.accept("DISTINCT");
  if (!body.distinct && cursor.at("ALL") && begins_items(cursor)) cursor.accept("ALL");
  do {
    body.items.push_back(read_aliased_expression(cursor));
  } while (cursor.accept(","));
  if (cursor.at("USING") && cursor.peek(1).kind == TokenKind::string) {
    cursor.fail_unsupported("SELECT TRANSFORM with a script");
  }
}

namespace {

bool at_group_by_all(const Cursor& cursor) {
  if (!cursor.at("ALL")) return false;
  const auto& next = cursor.peek(1);
  return next.kind == TokenKind::end || next.kind == TokenKind::word || next.text == ")" || next.text == ";" ||
         next.text == "|>";
}

}  // namespace

void read_group_by(Cursor& cursor, SelectBody& body) {
  cursor.expect("BY");
  body.has_group_by = true;
  if (at_group_by_all(cursor)) {
    cursor.take();
    body.group_by_all = true;
    return;
  }
  read_grouping(cursor, body);
}

namespace {

/// Reads what follows FROM and the select list, whichever came last.
void read_filters(Cursor& cursor, SelectBody& body) {
  if (cursor.accept("WHERE")) body.where = read_expression(cursor);
  if (cursor.accept("GROUP")) read_group_by(cursor, body);
  if (cursor.accept("HAVING")) body.having = read_expression(cursor);
  if (cursor.at("WINDOW") && cursor.is_name(1)) body.windows = read_named_windows(cursor);
}

QueryPtr finish(TextPosition position, SelectBody body) {
  auto query = std::make_unique<Query>();
  query->position = position;
  query->body = std::move(body);
  return query;
}

}  // namespace

QueryPtr read_select(Cursor& cursor) {
  auto position = cursor.position();
  SelectBody body;
  read_items(cursor, body);
  if (cursor.accept("FROM")) body.from = read_from(cursor);
  if (cursor.at("LATERAL", "VIEW")) cursor.fail_unsupported("LATERAL VIEW without FROM");
  read_filters(cursor, body);
  return finish(position, std::move(body));
}

QueryPtr read_from_first(Cursor& cursor) {
  auto position = cursor.position();
  SelectBody body;
  cursor.expect("FROM");
  body.from = read_from(cursor);
  if (cursor.at("INSERT")) cursor.fail_unsupported("FROM ... INSERT within a query");
  if (cursor.at_any("MAP", "REDUCE")) cursor.fail_unsupported("MAP and REDUCE with a script");
  if (!cursor.at("SELECT")) {
    body.items.push_back(make_expression(position, Star{}));
    return finish(position, std::move(body));
  }
  auto selected = read_select_without_from(cursor);
  selected.from = std::move(body.from);
  if (cursor.at("SELECT")) cursor.fail_unsupported("several SELECTs after one FROM");
  return finish(position, std::move(selected));
}

SelectBody read_select_without_from(Cursor& cursor) {
  SelectBody body;
  read_items(cursor, body);
  read_filters(cursor, body);
  return body;
}

}  // namespace skep::syntax
