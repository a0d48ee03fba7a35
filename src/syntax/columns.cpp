#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {

std::string read_expression_text(Cursor& cursor) {
  auto start = cursor.index();
  read_expression(cursor);
  return text_since(cursor, start);
}

void read_column_type(Cursor& cursor, ColumnDefinition& column) {
  column.type = read_type(cursor);
  bool has_comment = false;
  auto refuse_twice = [&](bool is_there) {
    if (!is_there) return;
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE",
                                fmt::format("the column {} is described twice in the same way", column.name))
                    .at(cursor.position()));
  };
  for (;;) {
    if (cursor.accept("NOT", "NULL")) {
      refuse_twice(std::exchange(column.not_null, true));
    } else if (cursor.accept("COMMENT")) {
      refuse_twice(std::exchange(has_comment, true));
      column.comment = read_string(cursor, "a comment");
    } else if (cursor.accept("DEFAULT")) {
      refuse_twice(!column.default_text.empty());
      column.default_text = read_expression_text(cursor);
    } else if (cursor.accept("FIRST")) {
      column.is_placed = true;
    } else if (cursor.at("AFTER") && cursor.is_name(1)) {
      cursor.expect("AFTER");
      read_identifier(cursor, "a column");
      column.is_placed = true;
    } else if (cursor.at("GENERATED")) {
      return fail_table_operation(cursor, "generated columns");
    } else if (cursor.at("PRIMARY", "KEY") || cursor.at("CONSTRAINT") || cursor.at("CHECK")) {
      return cursor.fail_unsupported("constraints of a column");
    } else {
      return;
    }
  }
}

ColumnDefinition read_column_definition(Cursor& cursor) {
  ColumnDefinition column;
  column.position = cursor.position();
  column.name = read_identifier(cursor, "a column");
  if (cursor.at_any("PRIMARY", "FOREIGN") && cursor.is(1, "KEY")) cursor.fail_unsupported("constraints of a table");
  read_column_type(cursor, column);
  return column;
}

std::vector<ColumnDefinition> read_column_definitions(Cursor& cursor) {
  std::vector<ColumnDefinition> columns;
  cursor.expect("(");
  do {
    if (cursor.at("CONSTRAINT") && cursor.is_name(1) && cursor.is_name(2)) {
      cursor.fail_unsupported("constraints of a table");
    }
    columns.push_back(read_column_definition(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return columns;
}

}  // namespace skep::syntax
