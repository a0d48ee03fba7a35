#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

std::vector<std::string> read_name_or_names(Cursor& cursor) {
  if (cursor.at("(")) return read_identifier_list(cursor, "a column");
  return {read_identifier(cursor, "a column")};
}

ExpressionPtr read_pivot_item(Cursor& cursor) {
  auto expression = read_expression(cursor);
  auto position = expression->position;
  std::string alias;
  if (!cursor.at_any("FOR", ",", ")")) alias = read_alias(cursor);
  if (alias.empty()) return expression;
  return make_expression(position, Alias{std::move(expression), {std::move(alias)}});
}

std::vector<ExpressionPtr> read_pivot_items(Cursor& cursor) {
  std::vector<ExpressionPtr> items;
  do {
    items.push_back(read_pivot_item(cursor));
  } while (cursor.accept(","));
  return items;
}

ExpressionPtr read_unpivot_column(Cursor& cursor) {
  auto position = cursor.position();
  return make_expression(position, ColumnName{read_name(cursor, "a column").parts});
}

UnpivotSource read_unpivot_source(Cursor& cursor, bool many) {
  UnpivotSource source;
  if (many) cursor.expect("(");
  do {
    source.columns.push_back(read_unpivot_column(cursor));
  } while (many && cursor.accept(","));
  if (many) cursor.expect(")");
  if (!cursor.at_any(",", ")")) {
    cursor.accept("AS");
    source.alias = read_identifier(cursor, "an alias");
  }
  return source;
}

}  // namespace

RelationPtr read_pivot(Cursor& cursor, RelationPtr input) {
  auto position = cursor.position();
  PivotRelation pivot;
  pivot.input = std::move(input);
  cursor.expect("PIVOT", "(");
  pivot.aggregates = read_pivot_items(cursor);
  cursor.expect("FOR");
  pivot.columns = read_name_or_names(cursor);
  cursor.expect("IN", "(");
  pivot.values = read_pivot_items(cursor);
  cursor.expect(")", ")");
  return make_relation(position, std::move(pivot));
}

RelationPtr read_unpivot(Cursor& cursor, RelationPtr input) {
  auto position = cursor.position();
  UnpivotRelation unpivot;
  unpivot.input = std::move(input);
  cursor.expect("UNPIVOT");
  if (cursor.at_any("INCLUDE", "EXCLUDE")) {
    unpivot.include_nulls = cursor.at("INCLUDE");
    cursor.take();
    cursor.expect("NULLS");
  }
  cursor.expect("(");
  unpivot.many_values = cursor.at("(");
  unpivot.values = read_name_or_names(cursor);
  cursor.expect("FOR");
  unpivot.name = read_identifier(cursor, "a column");
  cursor.expect("IN", "(");
  do {
    unpivot.sources.push_back(read_unpivot_source(cursor, unpivot.many_values));
  } while (cursor.accept(","));
  cursor.expect(")", ")");
  return make_relation(position, std::move(unpivot));
}

}  // namespace skep::syntax
