#include "base/text.h"
#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

ExpressionPtr read_case(Cursor& cursor) {
  auto position = cursor.position();
  cursor.expect("CASE");
  Case result;
  if (!cursor.at("WHEN")) result.operand = read_expression(cursor);
  do {
    cursor.expect("WHEN");
    auto condition = read_expression(cursor);
    cursor.expect("THEN");
    result.branches.emplace_back(std::move(condition), read_expression(cursor));
  } while (cursor.at("WHEN"));
  if (cursor.accept("ELSE")) result.otherwise = read_expression(cursor);
  cursor.expect("END");
  return make_expression(position, std::move(result));
}

/// Reads what an opening parenthesis may mean: a query, a row, or just an expression.
ExpressionPtr read_parenthesized(Cursor& cursor) {
  auto position = cursor.position();
  if (at_parenthesized_query(cursor)) {
    return make_expression(position, ScalarQuery{read_parenthesized_query(cursor)});
  }
  cursor.expect("(");
  auto first = read_aliased_expression(cursor);
  if (!cursor.at(",") && !std::holds_alternative<Alias>(first->node)) {
    cursor.expect(")");
    return first;
  }
  RowConstructor row;
  row.items.push_back(std::move(first));
  if (!cursor.at(",")) cursor.fail_expecting("','");
  while (cursor.accept(",")) row.items.push_back(read_aliased_expression(cursor));
  cursor.expect(")");
  return make_expression(position, std::move(row));
}

/// Reads what may follow * or t.*: EXCEPT (a, b.c).
ExpressionPtr read_star(Cursor& cursor, TextPosition position, std::vector<std::string> qualifier) {
  Star star{std::move(qualifier), {}, {}};
  if (cursor.at("EXCEPT", "(") && !at_parenthesized_query(cursor, 1)) {
    cursor.expect("EXCEPT", "(");
    do {
      star.except.push_back(read_name(cursor, "a column").parts);
    } while (cursor.accept(","));
    cursor.expect(")");
  }
  return make_expression(position, std::move(star));
}

ExpressionPtr read_column(Cursor& cursor) {
  auto position = cursor.position();
  std::vector<std::string> parts;
  if (at_identifier_clause(cursor)) {
    parts = read_identifier_clause(cursor);
  } else {
    parts.push_back(read_identifier(cursor, "an expression"));
  }
  while (cursor.at(".") && cursor.is_name(1)) {
    cursor.take();
    parts.push_back(read_identifier(cursor, "a name"));
  }
  if (cursor.accept(".", "*")) return read_star(cursor, position, std::move(parts));
  return make_expression(position, ColumnName{std::move(parts)});
}

/// CASE is a name where no WHEN follows it.
bool at_case(const Cursor& cursor) {
  if (!cursor.at("CASE")) return false;
  if (cursor.is(1, "WHEN")) return cursor.peek(2).kind != TokenKind::end && !cursor.is(2, ",") && !cursor.is(2, ")");
  return !is_lone_name(cursor) && !cursor.is(1, "END") && !cursor.is(1, ".");
}

bool at_niladic_function(const Cursor& cursor) {
  return cursor.at_any("CURRENT_DATE", "CURRENT_TIMESTAMP", "CURRENT_USER", "SESSION_USER", "LOCALTIMESTAMP",
                       "CURRENT_CATALOG", "CURRENT_DATABASE", "CURRENT_SCHEMA");
}

ExpressionPtr read_word(Cursor& cursor) {
  auto position = cursor.position();
  if (at_case(cursor)) return read_case(cursor);
  if (at_interval_literal(cursor)) return read_interval_literal(cursor);
  if (at_typed_literal(cursor)) return read_typed_literal(cursor);
  if (at_function_call(cursor)) return read_function_call(cursor);
  if (cursor.is(1, ".")) return read_column(cursor);
  if (cursor.accept("NULL")) return make_expression(position, Literal{types::Value::null()});
  if (cursor.accept("TRUE")) return make_expression(position, Literal{types::Value::boolean(true)});
  if (cursor.accept("FALSE")) return make_expression(position, Literal{types::Value::boolean(false)});
  if (at_niladic_function(cursor)) {
    auto name = to_lower(cursor.take().text);
    return make_call(position, name == "session_user" ? "current_user" : name, {});
  }
  if (cursor.peek().kind == TokenKind::word && cursor.peek(1).kind == TokenKind::string) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_TYPED_LITERAL",
                                fmt::format("there are no literals of type {}: only of DATE, TIMESTAMP, TIMESTAMP_LTZ, "
                                            "TIMESTAMP_NTZ, INTERVAL and X",
                                            to_upper(cursor.peek().text)))
                    .at(position));
  }
  return read_column(cursor);
}

ExpressionPtr read_term(Cursor& cursor) {
  const auto& token = cursor.peek();
  auto position = token.position;
  if (token.kind == TokenKind::number) return read_number(cursor, false);
  if (token.kind == TokenKind::string) {
    std::string text;
    while (cursor.peek().kind == TokenKind::string) text += read_string(cursor, "a string");
    return make_expression(position, Literal{types::Value::string(std::move(text))});
  }
  if (cursor.at("-") && cursor.peek(1).kind == TokenKind::number) {
    cursor.take();
    auto number = read_number(cursor, true);
    number->position = position;
    return number;
  }
  if (at_lambda(cursor)) return read_lambda(cursor);
  if (cursor.at("(")) return read_parenthesized(cursor);
  if (cursor.accept("*")) return read_star(cursor, position, {});
  if (cursor.at("EXISTS", "(") && at_parenthesized_query(cursor, 1)) {
    cursor.take();
    return make_expression(position, Exists{read_parenthesized_query(cursor)});
  }
  if (at_function_call(cursor) || at_plain_name(cursor)) return read_word(cursor);
  if (at_parameter(cursor)) return read_parameter(cursor);
  cursor.fail_expecting("an expression");
  return make_expression(position, Literal{types::Value::null()});
}

ExpressionPtr read_index(Cursor& cursor) {
  Cursor::Nesting nesting(cursor);
  cursor.expect("[");
  auto index = read_value_expression(cursor);
  cursor.expect("]");
  return index;
}

}  // namespace

ExpressionPtr read_primary(Cursor& cursor) {
  auto expression = read_term(cursor);
  for (;;) {
    auto position = expression->position;
    if (cursor.accept("::")) {
      expression = make_expression(position, Cast{std::move(expression), read_type(cursor), false, true});
    } else if (cursor.at("[")) {
      expression = make_expression(position, Subscript{std::move(expression), read_index(cursor)});
    } else if (cursor.accept(".")) {
      if (cursor.at("*")) cursor.fail_unsupported("* of a struct's fields");
      auto field = read_identifier(cursor, "a field");
      if (auto* column = std::get_if<ColumnName>(&expression->node)) {
        column->parts.push_back(std::move(field));  // (s).a is s.a
      } else {
        expression = make_expression(position, FieldAccess{std::move(expression), std::move(field)});
      }
    } else {
      if (!cursor.at("COLLATE") || is_lone_name(cursor)) return expression;
      cursor.take();
      expression = make_expression(position, Collate{std::move(expression), read_name(cursor, "a collation")});
    }
    cursor.grow();
  }
}

}  // namespace skep::syntax
