#include "base/text.h"
#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

/// Reads `[LIKE] 'pattern'` where there is one.
std::string read_pattern(Cursor& cursor) {
  bool must = cursor.accept("LIKE");
  if (!must && cursor.peek().kind != TokenKind::string) return {};
  return read_string(cursor, "a pattern");
}

ShowTables read_show_tables(Cursor& cursor) {
  ShowTables show;
  if (cursor.accept_any("FROM", "IN")) show.database = read_name(cursor, "a database");
  show.pattern = read_pattern(cursor);
  return show;
}

ShowPartitions read_show_partitions(Cursor& cursor) {
  ShowPartitions show;
  show.table = read_name(cursor, "a table");
  show.partition = read_partition_spec(cursor);
  return show;
}

ShowCreateTable read_show_create_table(Cursor& cursor) {
  ShowCreateTable show;
  show.table = read_name(cursor, "a table");
  if (cursor.at("AS", "SERDE")) cursor.fail_unsupported("SHOW CREATE TABLE ... AS SERDE");
  return show;
}

ShowColumns read_show_columns(Cursor& cursor) {
  ShowColumns show;
  if (!cursor.accept_any("FROM", "IN")) cursor.fail_expecting("FROM or IN");
  show.table = read_name(cursor, "a table");
  if (cursor.accept_any("FROM", "IN")) {
    auto database = read_name(cursor, "a database");
    database.parts.push_back(show.table.parts.back());
    database.position = show.table.position;
    show.table = std::move(database);
  }
  return show;
}

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
  if (cursor.at("AS", "JSON")) cursor.fail_unsupported("DESCRIBE ... AS JSON");
  if (cursor.is_name()) cursor.fail_unsupported("DESCRIBE of a column");
  return describe;
}

}  // namespace

Statement read_show(Cursor& cursor) {
  Statement statement;
  statement.position = cursor.position();
  if (cursor.accept_any("DATABASES", "SCHEMAS", "NAMESPACES")) {
    if (cursor.at_any("FROM", "IN")) cursor.fail_unsupported("SHOW DATABASES of a catalog");
    statement.node = ShowDatabases{read_pattern(cursor)};
  } else if (cursor.accept("TABLES")) {
    statement.node = read_show_tables(cursor);
  } else if (cursor.accept("PARTITIONS")) {
    statement.node = read_show_partitions(cursor);
  } else if (cursor.accept("CREATE", "TABLE")) {
    statement.node = read_show_create_table(cursor);
  } else if (cursor.accept("COLUMNS")) {
    statement.node = read_show_columns(cursor);
  } else {
    if (cursor.at("TABLE", "EXTENDED")) cursor.fail_unsupported("SHOW TABLE EXTENDED");
    for (auto what : {"VIEWS", "FUNCTIONS", "TBLPROPERTIES", "CATALOGS", "VARIABLES", "PROCEDURES", "COLLATIONS",
                      "CURRENT", "USER", "SYSTEM", "ALL", "LOCKS", "INDEXES", "ROLES", "GRANT"}) {
      if (cursor.at(what)) cursor.fail_unsupported(fmt::format("SHOW {}", what));
    }
    cursor.fail_expecting("DATABASES, TABLES, PARTITIONS, COLUMNS or CREATE TABLE");
  }
  return statement;
}

Statement read_describe(Cursor& cursor) {
  Statement statement;
  statement.position = cursor.position();
  bool of_query = (at_query(cursor) && !cursor.at("TABLE")) || (cursor.at("QUERY") && at_query(cursor, 1));
  if (of_query) cursor.fail_unsupported("DESCRIBE QUERY");
  if (cursor.at("FUNCTION") && (cursor.is_name(1) || cursor.peek(1).kind == TokenKind::string)) {
    cursor.fail_unsupported("DESCRIBE FUNCTION");
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
