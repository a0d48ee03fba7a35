#include "syntax/grammar.h"
#include "syntax/keywords.h"

#include <utility>

namespace skep::syntax {
namespace {

RelationPtr read_lateral_view(Cursor& cursor, RelationPtr input) {
  auto position = cursor.position();
  LateralViewRelation view;
  view.input = std::move(input);
  cursor.expect("LATERAL", "VIEW");
  view.outer = cursor.at("OUTER") && !cursor.is(1, "(") && cursor.accept("OUTER");
  view.generator = read_name(cursor, "a generator");
  cursor.expect("(");
  if (!cursor.at(")")) view.arguments = read_expression_list(cursor);
  cursor.expect(")");
  view.alias = read_identifier(cursor, "an alias of the view");  // AS too: Spark takes it for the alias
  bool named = cursor.at("AS") && cursor.is_name(1) && cursor.accept("AS");
  if (named || (cursor.is_name() && !is_clause_word(cursor.peek().text))) {
    do {
      view.columns.push_back(read_identifier(cursor, "a column"));
    } while (cursor.accept(","));
  }
  cursor.grow();
  return make_relation(position, std::move(view));
}

}  // namespace

RelationPtr read_lateral_views(Cursor& cursor, RelationPtr input) {
  while (cursor.at("LATERAL", "VIEW")) input = read_lateral_view(cursor, std::move(input));
  return input;
}

}  // namespace skep::syntax
