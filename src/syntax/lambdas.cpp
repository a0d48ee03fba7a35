#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {

bool at_lambda(const Cursor& cursor) {
  if (cursor.is_name() && cursor.is(1, "->")) return true;
  if (!cursor.at("(") || !cursor.is_name(1)) return false;
  auto close = cursor.peek().match;
  if (cursor.is(2, ")")) return false;  // Spark has no parentheses around one parameter
  return close > 0 && cursor.is(close - cursor.index() + 1, "->");
}

ExpressionPtr read_lambda(Cursor& cursor) {
  auto position = cursor.position();
  Lambda lambda;
  if (cursor.at("(")) {
    lambda.parameters = read_identifier_list(cursor, "a parameter of the function");
  } else {
    lambda.parameters.push_back(read_identifier(cursor, "a parameter of the function"));
  }
  cursor.expect("->");
  lambda.body = read_expression(cursor);
  return make_expression(position, std::move(lambda));
}

}  // namespace skep::syntax
