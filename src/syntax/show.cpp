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

std::optional<Name> read_in_database(Cursor& cursor) {
  if (!cursor.accept_any("FROM", "IN")) return std::nullopt;
  return read_name(cursor, "a database");
}

ShowTableExtended read_show_table_extended(Cursor& cursor) {
  ShowTableExtended show;
  show.database = read_in_database(cursor);
  cursor.expect("LIKE");
  show.pattern = read_string(cursor, "a pattern");
  show.partition = read_partition_spec(cursor);
  return show;
}

ShowPartitions read_show_partitions(Cursor& cursor) {
  ShowPartitions show;
  show.table = read_name(cursor, "a table");
  show.partition = read_partition_spec(cursor);
  return show;
}

ShowProperties read_show_properties(Cursor& cursor) {
  ShowProperties show;
  show.table = read_name(cursor, "a table");
  if (!cursor.accept("(")) return show;
  show.key = read_property_key(cursor);
  cursor.expect(")");
  return show;
}

ShowCreateTable read_show_create_table(Cursor& cursor) {
  ShowCreateTable show;
  show.table = read_name(cursor, "a table");
  show.as_serde = cursor.accept("AS", "SERDE");
  return show;
}

ShowColumns read_show_columns(Cursor& cursor) {
  ShowColumns show;
  if (!cursor.accept_any("FROM", "IN")) cursor.fail_expecting("FROM or IN");
  show.table = read_name(cursor, "a table");
  show.database = read_in_database(cursor);
  return show;
}

/// Reads SHOW [USER | SYSTEM | ALL] FUNCTIONS [IN database] [[LIKE] name | 'pattern'].
ShowFunctions read_show_functions(Cursor& cursor) {
  ShowFunctions show;
  if (cursor.accept("USER")) {
    show.scope = FunctionScope::user;
  } else if (cursor.accept("SYSTEM")) {
    show.scope = FunctionScope::system;
  } else {
    cursor.accept("ALL");
  }
  cursor.expect("FUNCTIONS");
  show.database = read_in_database(cursor);
  cursor.accept("LIKE");
  if (cursor.peek().kind == TokenKind::string) {
    show.pattern = read_string(cursor, "a pattern");
  } else if (cursor.is_name()) {
    auto name = read_name(cursor, "a function");
    show.pattern = name.parts.back();
    if (name.parts.size() > 1) {
      name.parts.pop_back();
      show.database = std::move(name);
    }
  }
  return show;
}

}  // namespace

Statement read_show(Cursor& cursor) {
  Statement statement;
  statement.position = cursor.position();
  if (cursor.accept_any("DATABASES", "SCHEMAS", "NAMESPACES")) {
    auto catalog = read_in_database(cursor);
    statement.node = ShowDatabases{std::move(catalog), read_pattern(cursor)};
  } else if (cursor.accept("TABLES")) {
    auto database = read_in_database(cursor);
    statement.node = ShowTables{std::move(database), read_pattern(cursor)};
  } else if (cursor.accept("VIEWS")) {
    auto database = read_in_database(cursor);
    statement.node = ShowViews{std::move(database), read_pattern(cursor)};
  } else if (cursor.accept("TABLE", "EXTENDED")) {
    statement.node = read_show_table_extended(cursor);
  } else if (cursor.accept("TBLPROPERTIES")) {
    statement.node = read_show_properties(cursor);
  } else if (cursor.accept("PARTITIONS")) {
    statement.node = read_show_partitions(cursor);
  } else if (cursor.accept("CREATE", "TABLE")) {
    statement.node = read_show_create_table(cursor);
  } else if (cursor.accept("COLUMNS")) {
    statement.node = read_show_columns(cursor);
  } else if (cursor.accept("CATALOGS")) {
    statement.node = ShowCatalogs{read_pattern(cursor)};
  } else if (cursor.accept("CURRENT")) {
    if (!cursor.accept_any("NAMESPACE", "DATABASE", "SCHEMA")) cursor.fail_expecting("NAMESPACE");
    statement.node = ShowCurrentNamespace{};
  } else if (cursor.at("FUNCTIONS") || (cursor.at_any("USER", "SYSTEM", "ALL") && cursor.is(1, "FUNCTIONS"))) {
    statement.node = read_show_functions(cursor);
  } else {
    if (cursor.is_name() && cursor.is(1, "FUNCTIONS")) {
      cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE",
                                  "SHOW FUNCTIONS is of ALL, USER or SYSTEM functions")
                      .at(cursor.position()));
      return statement;
    }
    for (auto what :
         {"COMPACTIONS", "CREATE", "GRANT", "INDEXES", "LOCKS", "PRINCIPALS", "ROLE", "ROLES", "TRANSACTIONS"}) {
      if (cursor.at(what)) return fail_not_allowed(cursor, fmt::format("SHOW {}", what)), std::move(statement);
    }
    cursor.fail_expecting("DATABASES, TABLES, VIEWS, PARTITIONS, COLUMNS, TBLPROPERTIES, FUNCTIONS or CREATE TABLE");
  }
  return statement;
}

}  // namespace skep::syntax
