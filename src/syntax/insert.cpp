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

}  // namespace

void read_insert(Cursor& cursor, Statement& statement) {
  Insert insert;
  insert.overwrite = cursor.accept("OVERWRITE");
  if (insert.overwrite && (cursor.at("DIRECTORY") || cursor.at("LOCAL", "DIRECTORY"))) {
    statement.node = read_insert_directory(cursor);
    return;
  }
  if (!insert.overwrite) cursor.expect("INTO");
  cursor.accept("TABLE");
  insert.table = read_name(cursor, "a table");
  insert.partition = read_partition_spec(cursor);
  insert.if_not_exists = accept_if_not_exists(cursor);
  if (cursor.at("REPLACE", "WHERE")) cursor.fail_unsupported("INSERT INTO ... REPLACE WHERE");
  insert.by_name = cursor.accept("BY", "NAME");
  bool has_columns = !insert.by_name && cursor.at("(") && !at_parenthesized_query(cursor);
  if (has_columns) insert.columns = read_identifier_list(cursor, "a column");
  insert.query = read_query(cursor);
  statement.node = std::move(insert);
}

}  // namespace skep::syntax
