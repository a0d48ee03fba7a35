#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

Hint read_hint(Cursor& cursor) {
  Hint hint;
  hint.position = cursor.position();
  hint.name = read_identifier(cursor, "a hint");
  if (!cursor.accept("(")) return hint;
  do {
    hint.arguments.push_back(read_value_expression(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return hint;
}

}  // namespace

std::vector<Hint> read_hints(Cursor& cursor) {
  std::vector<Hint> hints;
  while (cursor.accept("/*+")) {
    do {
      cursor.accept(",");
      hints.push_back(read_hint(cursor));
    } while (!cursor.at("*/") && !cursor.at_end());
    cursor.expect("*/");
  }
  return hints;
}

}  // namespace skep::syntax
