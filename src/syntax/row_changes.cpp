#include "syntax/grammar.h"

#include <utility>

// These statements need tables that Skep, like Spark's own formats, does not have: they are read whole and kept by name.
namespace skep::syntax {
namespace {

void read_assignments(Cursor& cursor) {
  cursor.expect("SET");
  if (cursor.accept("*")) return;
  do {
    read_name(cursor, "a column");
    cursor.expect("=");
    read_expression(cursor);
  } while (cursor.accept(","));
}

void read_inserted(Cursor& cursor) {
  cursor.expect("INSERT");
  if (cursor.accept("*")) return;
  cursor.expect("(");
  do {
    read_name(cursor, "a column");
  } while (cursor.accept(","));
  cursor.expect(")", "VALUES", "(");
  read_expression_list(cursor);
  cursor.expect(")");
}

void read_merge_clause(Cursor& cursor) {
  cursor.expect("WHEN");
  bool negated = cursor.accept("NOT");
  cursor.expect("MATCHED");
  bool by_source = negated && cursor.accept("BY", "SOURCE");
  if (negated && !by_source) cursor.accept("BY", "TARGET");
  if (cursor.accept("AND")) read_expression(cursor);
  cursor.expect("THEN");
  if (negated && !by_source) return read_inserted(cursor);
  if (cursor.accept("DELETE")) return;
  cursor.expect("UPDATE");
  read_assignments(cursor);
}

void read_condition(Cursor& cursor) {
  if (cursor.accept("WHERE")) read_expression(cursor);
}

RowChange read_target(Cursor& cursor, RowChangeKind kind) {
  RowChange change{kind, read_name(cursor, "a table")};
  if (!cursor.at_any("SET", "USING", "WHERE", "ON")) read_table_alias(cursor);
  return change;
}

}  // namespace

RowChange read_merge(Cursor& cursor) {
  cursor.accept("WITH", "SCHEMA", "EVOLUTION");
  cursor.expect("INTO");
  auto change = read_target(cursor, RowChangeKind::merge);
  cursor.expect("USING");
  if (cursor.at("(")) {
    read_parenthesized_query(cursor);
  } else {
    read_name(cursor, "a table");
  }
  if (!cursor.at("ON")) read_table_alias(cursor);
  cursor.expect("ON");
  read_expression(cursor);
  auto position = cursor.position();
  size_t clauses = 0;
  for (; cursor.at("WHEN"); clauses++) read_merge_clause(cursor);
  if (clauses == 0 && !cursor.failed()) {
    cursor.fail(
        Error::of_class(ErrorCode::invalid_argument, "MERGE_WITHOUT_WHEN", "MERGE takes at least one WHEN clause")
            .at(position));
  }
  return change;
}

RowChange read_update(Cursor& cursor) {
  auto change = read_target(cursor, RowChangeKind::update);
  read_assignments(cursor);
  read_condition(cursor);
  return change;
}

RowChange read_delete(Cursor& cursor) {
  cursor.expect("FROM");
  auto change = read_target(cursor, RowChangeKind::delete_);
  read_condition(cursor);
  return change;
}

}  // namespace skep::syntax
