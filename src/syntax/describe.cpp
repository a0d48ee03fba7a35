#include "syntax/grammar.h"
#include "syntax/string_literals.h"

#include <utility>

namespace skep::syntax {
namespace {

DescribeDatabase read_describe_database(Cursor& cursor) {
  DescribeDatabase describe;
  describe.extended = cursor.at("EXTENDED") && cursor.is_name(1);
  if (describe.extended) cursor.take();
  describe.database = read_name(cursor, "a database");
  return describe;
}

DescribeTable read_describe_table(Cursor& cursor) {
  DescribeTable describe;
  if (cursor.is_name(1)) cursor.accept("TABLE");
  describe.extended = cursor.at_any("EXTENDED", "FORMATTED") && cursor.is_name(1);
  if (describe.extended) cursor.take();
  describe.table = read_name(cursor, "a table");
  describe.partition = read_partition_spec(cursor);
  if (cursor.is_name() && !cursor.at("AS", "JSON")) describe.column = read_name(cursor, "a column");
  describe.as_json = cursor.accept("AS", "JSON");
  return describe;
}

/// A function's name may also be a string or an operator's sign.
DescribeFunction read_describe_function(Cursor& cursor) {
  DescribeFunction describe;
  cursor.expect("FUNCTION");
  describe.extended = cursor.at("EXTENDED") && !cursor.at("EXTENDED", ".") && cursor.peek(1).kind != TokenKind::end;
  if (describe.extended) cursor.take();
  if (cursor.is_name()) {
    describe.function = read_name(cursor, "a function");
    return describe;
  }
  describe.function.position = cursor.position();
  if (cursor.peek().kind == TokenKind::string) {
    describe.function.parts.push_back(read_string(cursor, "a function"));
    return describe;
  }
  std::string sign;
  while (cursor.peek().kind == TokenKind::symbol && !cursor.at(";")) sign += cursor.take().text;
  if (sign.empty()) cursor.fail_expecting("a function");
  describe.function.parts.push_back(std::move(sign));
  return describe;
}

}  // namespace

Statement read_describe(Cursor& cursor) {
  Statement statement;
  statement.position = cursor.position();
  bool of_query = (at_query(cursor) && !cursor.at("TABLE")) || (cursor.at("QUERY") && at_query(cursor, 1));
  if (of_query) {
    cursor.accept("QUERY");
    statement.node = DescribeQuery{read_query(cursor)};
    return statement;
  }
  bool of_function = cursor.at("FUNCTION") && !cursor.is(1, ".") && cursor.peek(1).kind != TokenKind::end;
  if (of_function) {
    statement.node = read_describe_function(cursor);
    return statement;
  }
  bool of_database = cursor.at_any("DATABASE", "SCHEMA", "NAMESPACE") && cursor.is_name(1);
  if (of_database) {
    cursor.take();
    statement.node = read_describe_database(cursor);
  } else {
    statement.node = read_describe_table(cursor);
  }
  return statement;
}

}  // namespace skep::syntax
