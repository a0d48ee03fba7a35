#include "syntax/grammar.h"
#include "syntax/parser.h"

#include <utility>

namespace skep::syntax {
namespace {

Error not_a_constant(std::string_view why, std::string message) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("NOT_A_CONSTANT_STRING.{}", why), std::move(message));
}

std::optional<std::string> text_of(Cursor& cursor, const Expression& expression);

/// The texts of all arguments after one another; nothing after a failure.
std::optional<std::string> joined(Cursor& cursor, const std::vector<ExpressionPtr>& arguments) {
  std::string text;
  for (const auto& argument : arguments) {
    auto part = text_of(cursor, *argument);
    if (!part) return {};
    text += *part;
  }
  return text;
}

/// The text that a constant gives: a literal, a parameter's value, and texts joined by || or concat.
std::optional<std::string> text_of(Cursor& cursor, const Expression& expression) {
  auto refuse = [&](std::string_view why, std::string message) -> std::optional<std::string> {
    cursor.fail(not_a_constant(why, std::move(message)).at(expression.position));
    return {};
  };
  if (const auto* literal = std::get_if<Literal>(&expression.node)) {
    if (!literal->value.type.is_text()) {
      return refuse("WRONG_TYPE", fmt::format("IDENTIFIER takes a text, not {}", literal->value.type.to_sql()));
    }
    return std::get<std::string>(literal->value.data);
  }
  if (const auto* binary = std::get_if<Binary>(&expression.node); binary && binary->op == BinaryOperator::concat) {
    auto left = text_of(cursor, *binary->left);
    auto right = left ? text_of(cursor, *binary->right) : std::nullopt;
    if (!right) return {};
    return *left + *right;
  }
  if (const auto* call = std::get_if<FunctionCall>(&expression.node)) {
    if (call->name.parts == std::vector<std::string>{"concat"}) return joined(cursor, call->arguments);
    cursor.fail_unsupported("IDENTIFIER of a computed text", expression.position);
    return {};
  }
  if (std::holds_alternative<ColumnName>(expression.node)) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
                                "IDENTIFIER takes a constant text, not a column")
                    .at(expression.position));
    return {};
  }
  return refuse("NOT_CONSTANT", "IDENTIFIER takes a constant text");
}

/// Takes the parts of the name apart: a.`b.c`.
std::vector<std::string> parts_of(Cursor& cursor, const std::string& text, TextPosition position) {
  Cursor inside(text);
  if (inside.at_end()) {
    cursor.fail(
        Error::of_class(ErrorCode::invalid_argument, "PARSE_EMPTY_STATEMENT", "the name is empty").at(position));
    return {""};
  }
  std::vector<std::string> parts;
  do {
    parts.push_back(read_identifier(inside, "a name"));
  } while (inside.accept("."));
  if (!inside.at_end()) inside.fail_expecting("the end of the name");
  if (inside.failed()) cursor.fail(Error(inside.error()).at(position));
  return parts;
}

}  // namespace

bool at_identifier_clause(const Cursor& cursor) {
  return cursor.at("IDENTIFIER", "(") && cursor.peek().kind == TokenKind::word;
}

std::vector<std::string> read_identifier_clause(Cursor& cursor) {
  cursor.expect("IDENTIFIER", "(");
  auto expression = read_expression(cursor);
  cursor.expect(")");
  if (cursor.failed()) return {""};
  auto text = text_of(cursor, *expression);
  return text ? parts_of(cursor, *text, expression->position) : std::vector<std::string>{""};
}

}  // namespace skep::syntax
