#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

std::vector<Name> read_names(Cursor& cursor, std::string_view what) {
  std::vector<Name> names;
  do {
    names.push_back(read_name(cursor, what));
  } while (cursor.accept(","));
  return names;
}

}  // namespace

DeclareVariable read_declare(Cursor& cursor) {
  DeclareVariable declare;
  declare.or_replace = cursor.accept("OR", "REPLACE");
  if (cursor.is_name(1) || cursor.at("VARIABLE")) cursor.accept_any("VARIABLE", "VAR");
  declare.name = read_name(cursor, "a variable");
  bool has_value = cursor.at_any("DEFAULT", "=");
  if (!has_value && !cursor.at_end() && !cursor.at(";")) {
    declare.type = read_type(cursor);
    has_value = cursor.at_any("DEFAULT", "=");
  }
  if (!has_value) return declare;
  cursor.take();
  auto start = cursor.index();
  declare.value = read_expression(cursor);
  declare.value_text = text_since(cursor, start);
  return declare;
}

SetVariable read_set_variable(Cursor& cursor) {
  SetVariable set;
  if (cursor.at("(") && !at_parenthesized_query(cursor)) {
    cursor.expect("(");
    set.targets = read_names(cursor, "a variable");
    cursor.expect(")", "=");
    set.query = read_parenthesized_query(cursor);
    return set;
  }
  do {
    auto name = read_name(cursor, "a variable");
    cursor.expect("=");
    ExpressionPtr value;
    if (!cursor.accept("DEFAULT")) value = read_expression(cursor);
    set.values.emplace_back(std::move(name), std::move(value));
  } while (cursor.accept(","));
  return set;
}

DropVariable read_drop_variable(Cursor& cursor) {
  DropVariable drop;
  cursor.expect("TEMPORARY");
  if (!cursor.accept_any("VARIABLE", "VAR")) cursor.fail_expecting("VARIABLE");
  drop.if_exists = accept_if_exists(cursor);
  drop.name = read_name(cursor, "a variable");
  return drop;
}

ExecuteImmediate read_execute_immediate(Cursor& cursor) {
  ExecuteImmediate execute;
  cursor.expect("IMMEDIATE");
  execute.text = read_value_expression(cursor);
  bool seen_using = false;
  while (cursor.at("INTO") || cursor.at("USING")) {
    if (cursor.accept("INTO")) {
      execute.into = read_names(cursor, "a variable");
      continue;
    }
    if (std::exchange(seen_using, true)) break;
    cursor.expect("USING");
    bool in_parentheses = cursor.at("(") && !at_parenthesized_query(cursor) && cursor.accept("(");
    do {
      auto value = read_expression(cursor);
      std::string name;
      if (cursor.accept("AS") || cursor.is_name()) {
        if (!cursor.at("INTO")) name = read_identifier(cursor, "a name");
      }
      execute.arguments.emplace_back(std::move(name), std::move(value));
    } while (cursor.accept(","));
    if (in_parentheses) cursor.expect(")");
  }
  return execute;
}

}  // namespace skep::syntax
