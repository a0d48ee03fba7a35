#include "base/text.h"
#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {

namespace {

/// Reads [LOCAL] DIRECTORY ['path'] [USING ... OPTIONS (...)] | [ROW FORMAT ...] [STORED AS ...] and the query.
InsertDirectory read_insert_directory(Cursor& cursor) {
  InsertDirectory insert;
  insert.position = cursor.position();
  insert.local = cursor.accept("LOCAL");
  cursor.expect("DIRECTORY");
  if (cursor.peek().kind == TokenKind::string) insert.path = read_string(cursor, "a path");
  if (cursor.accept("USING")) {
    insert.provider = to_lower(join(read_name(cursor, "a format").parts, "."));
    if (cursor.accept("OPTIONS")) insert.options = read_properties(cursor);
  } else {
    if (cursor.accept("ROW", "FORMAT")) insert.row_format = read_row_format(cursor);
    if (cursor.accept("STORED", "AS")) insert.stored_as = to_lower(read_identifier(cursor, "a file format"));
  }
  insert.query = read_query(cursor);
  return insert;
}

/// Reads what names the target, after INSERT INTO | OVERWRITE.
Insert read_target(Cursor& cursor, bool overwrite) {
  Insert insert;
  insert.overwrite = overwrite;
  if (!insert.overwrite) cursor.expect("INTO");
  cursor.accept("TABLE");
  insert.table = read_name(cursor, "a table");
  insert.partition = read_partition_spec(cursor);
  insert.if_not_exists = accept_if_not_exists(cursor);
  if (cursor.at("REPLACE", "WHERE")) cursor.fail_unsupported("INSERT INTO ... REPLACE WHERE");
  insert.by_name = cursor.accept("BY", "NAME");
  bool has_columns = !insert.by_name && cursor.at("(") && !at_parenthesized_query(cursor);
  if (has_columns) insert.columns = read_identifier_list(cursor, "a column");
  return insert;
}

QueryPtr read_selection(Cursor& cursor) {
  auto position = cursor.position();
  auto query = make_query(position, read_select_without_from(cursor));
  read_organization(cursor, query);
  return query;
}

}  // namespace

void read_insert(Cursor& cursor, Statement& statement) {
  bool overwrite = cursor.accept("OVERWRITE");
  if (overwrite && (cursor.at("DIRECTORY") || cursor.at("LOCAL", "DIRECTORY"))) {
    statement.node = read_insert_directory(cursor);
    return;
  }
  auto insert = read_target(cursor, overwrite);
  insert.query = read_query(cursor);
  statement.node = std::move(insert);
}

bool at_multi_insert(const Cursor& cursor) {
  if (!cursor.at("FROM")) return false;
  for (size_t ahead = 1; cursor.peek(ahead).kind != TokenKind::end; ahead++) {
    if (cursor.is(ahead, "SELECT") || cursor.is(ahead, "|>")) return false;
    if (cursor.is(ahead, "INSERT") && (cursor.is(ahead + 1, "INTO") || cursor.is(ahead + 1, "OVERWRITE"))) return true;
    if (!cursor.is(ahead, "(")) continue;
    auto close = cursor.peek(ahead).match;
    if (close == 0) return false;
    ahead = close - cursor.index();
  }
  return false;
}

Statement read_multi_insert(Cursor& cursor, std::vector<CommonTable> with) {
  MultiInsert statement;
  auto position = cursor.position();
  cursor.expect("FROM");
  auto from = read_from(cursor);
  do {
    cursor.expect("INSERT");
    auto insert = read_target(cursor, cursor.accept("OVERWRITE"));
    insert.query = read_selection(cursor);
    statement.inserts.push_back(std::move(insert));
  } while (cursor.at("INSERT"));
  if (statement.inserts.size() > 1) {
    SelectBody everything;
    everything.items.push_back(make_expression(position, Star{}));
    everything.from = std::move(from);
    auto query = make_query(position, std::move(everything));
    query->with = std::move(with);
    statement.source = make_relation(position, PipedRelation{std::move(query)});
    return {{}, std::move(statement)};
  }
  auto insert = std::move(statement.inserts[0]);
  std::get<SelectBody>(insert.query->body).from = std::move(from);
  insert.query->with = std::move(with);
  return {{}, std::move(insert)};
}

}  // namespace skep::syntax
