#include "syntax/grammar.h"

#include <bit>
#include <utility>

namespace skep::syntax {
namespace {

// How tightly binary operators bind; each level is left-associative.
constexpr int kComparison = 1;
constexpr int kBitwiseOr = 2;
constexpr int kBitwiseXor = 3;
constexpr int kBitwiseAnd = 4;
constexpr int kShift = 5;
constexpr int kSum = 6;
constexpr int kProduct = 7;

struct OperatorForm {
  std::string_view text;
  int level;
  BinaryOperator op;
};

constexpr OperatorForm kOperators[] = {
    {"=", kComparison, BinaryOperator::equal},
    {"==", kComparison, BinaryOperator::equal},
    {"<=>", kComparison, BinaryOperator::null_safe_equal},
    {"<>", kComparison, BinaryOperator::not_equal},
    {"!=", kComparison, BinaryOperator::not_equal},
    {"<", kComparison, BinaryOperator::less},
    {"<=", kComparison, BinaryOperator::less_equal},
    {"!>", kComparison, BinaryOperator::less_equal},
    {">", kComparison, BinaryOperator::greater},
    {">=", kComparison, BinaryOperator::greater_equal},
    {"!<", kComparison, BinaryOperator::greater_equal},
    {"|", kBitwiseOr, BinaryOperator::bitwise_or},
    {"^", kBitwiseXor, BinaryOperator::bitwise_xor},
    {"&", kBitwiseAnd, BinaryOperator::bitwise_and},
    {"+", kSum, BinaryOperator::add},
    {"-", kSum, BinaryOperator::subtract},
    {"||", kSum, BinaryOperator::concat},
    {"*", kProduct, BinaryOperator::multiply},
    {"/", kProduct, BinaryOperator::divide},
    {"%", kProduct, BinaryOperator::remainder},
    {"DIV", kProduct, BinaryOperator::integral_divide},
};

const OperatorForm* find_operator(const Cursor& cursor) {
  auto kind = cursor.peek().kind;
  if (kind != TokenKind::symbol && !(kind == TokenKind::word && cursor.at("DIV"))) return nullptr;
  for (const auto& form : kOperators) {
    if (cursor.at(form.text)) return &form;
  }
  return nullptr;
}

/// A shift is symbols that touch: the lexer keeps them apart, since ">>" also closes two types.
struct ShiftForm {
  std::string_view symbol;
  size_t length;
  std::string_view function;
};

const ShiftForm* find_shift(const Cursor& cursor) {
  static constexpr ShiftForm kShifts[] = {{">", 3, ">>>"}, {">", 2, ">>"}, {"<", 2, "<<"}};
  if (!cursor.at_any("<", ">")) return nullptr;
  for (const auto& form : kShifts) {
    bool matches = true;
    for (size_t i = 0; i < form.length; i++) {
      bool touches = cursor.peek(i).position.offset == cursor.position().offset + i;
      matches = matches && touches && cursor.is(i, form.symbol);
    }
    if (matches) return &form;
  }
  return nullptr;
}

ExpressionPtr read_unary(Cursor& cursor) {
  auto position = cursor.position();
  bool negative_number = cursor.at("-") && cursor.peek(1).kind == TokenKind::number;
  if (negative_number || !cursor.at_any("-", "+", "~")) return read_primary(cursor);

  Cursor::Nesting nesting(cursor);
  auto symbol = cursor.take().text;
  auto op = symbol == "-" ? UnaryOperator::minus : symbol == "+" ? UnaryOperator::plus : UnaryOperator::bitwise_not;
  return make_expression(position, Unary{op, read_unary(cursor)});
}

ExpressionPtr read_binary(Cursor& cursor, int lowest_level) {
  auto left = read_unary(cursor);
  for (;;) {
    const auto* shift = find_shift(cursor);
    const auto* form = shift ? nullptr : find_operator(cursor);
    if (!shift && !form) return left;
    int level = shift ? kShift : form->level;
    if (level < lowest_level) return left;

    for (size_t i = 0; i < (shift ? shift->length : 1); i++) cursor.take();
    auto position = left->position;
    ExpressionPtr right;
    {
      Cursor::Operand operand(cursor);
      right = read_binary(cursor, level + 1);
    }
    cursor.grow();
    if (shift) {
      std::vector<ExpressionPtr> arguments;
      arguments.push_back(std::move(left));
      arguments.push_back(std::move(right));
      left = make_call(position, shift->function, std::move(arguments));
    } else {
      left = make_expression(position, Binary{form->op, std::move(left), std::move(right)});
    }
  }
}

ExpressionPtr read_is(Cursor& cursor, ExpressionPtr operand) {
  auto position = operand->position;
  bool negated = cursor.accept("NOT");
  if (cursor.accept("NULL")) return make_expression(position, IsNull{std::move(operand), negated});
  if (cursor.accept("TRUE")) return make_expression(position, IsTruth{std::move(operand), true, negated});
  if (cursor.accept("FALSE")) return make_expression(position, IsTruth{std::move(operand), false, negated});
  if (cursor.accept("UNKNOWN")) return make_expression(position, IsTruth{std::move(operand), {}, negated});
  if (cursor.accept("DISTINCT", "FROM")) {
    return make_expression(position, IsDistinct{std::move(operand), read_value_expression(cursor), negated});
  }
  cursor.fail_expecting("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
  return operand;
}

ExpressionPtr read_in(Cursor& cursor, ExpressionPtr operand, bool negated) {
  auto position = operand->position;
  // In ((SELECT 1)) the inner parenthesis is an item of a list.
  bool holds_one_item = cursor.is(1, "(") && cursor.peek(1).match + 1 == cursor.peek().match;
  if (at_parenthesized_query(cursor) && !holds_one_item) {
    return make_expression(position, InQuery{std::move(operand), read_parenthesized_query(cursor), negated});
  }
  cursor.expect("(");
  auto items = read_expression_list(cursor);
  cursor.expect(")");
  return make_expression(position, InList{std::move(operand), std::move(items), negated});
}

ExpressionPtr read_like_many(Cursor& cursor, LikeKind kind, ExpressionPtr operand, bool negated) {
  auto position = operand->position;
  LikeMany like{kind, std::move(operand), {}, cursor.at("ALL"), negated};
  cursor.take();
  cursor.expect("(");
  if (cursor.at(")")) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "_LEGACY_ERROR_TEMP_0064",
                                "LIKE ANY and LIKE ALL take one pattern at least")
                    .at(cursor.position()));
  }
  like.patterns = read_expression_list(cursor);
  cursor.expect(")");
  return make_expression(position, std::move(like));
}

ExpressionPtr read_like(Cursor& cursor, LikeKind kind, ExpressionPtr operand, bool negated) {
  bool many = kind != LikeKind::rlike && cursor.at_any("ANY", "SOME", "ALL") && cursor.is(1, "(");
  if (many) return read_like_many(cursor, kind, std::move(operand), negated);
  auto position = operand->position;
  Like like{kind, std::move(operand), read_value_expression(cursor), '\\', negated};
  if (kind != LikeKind::rlike && cursor.accept("ESCAPE")) {
    auto where = cursor.position();
    auto escape = read_string(cursor, "a string of one character");
    if (escape.size() == 1) {
      like.escape = escape[0];
    } else {
      cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_ESC",
                                  fmt::format("the escape string must hold one ASCII character: '{}'", escape))
                      .at(where));
    }
  }
  return make_expression(position, std::move(like));
}

ExpressionPtr read_between(Cursor& cursor, ExpressionPtr operand, bool negated) {
  auto position = operand->position;
  auto low = read_value_expression(cursor);
  cursor.expect("AND");
  auto high = read_value_expression(cursor);
  return make_expression(position, Between{std::move(operand), std::move(low), std::move(high), negated});
}

bool at_predicate(const Cursor& cursor) { return cursor.at_any("BETWEEN", "IN", "LIKE", "ILIKE", "RLIKE", "REGEXP"); }

ExpressionPtr read_predicate(Cursor& cursor) {
  auto operand = read_value_expression(cursor);
  if (cursor.peek().kind != TokenKind::word) return operand;
  if (cursor.at("IS") && !is_lone_name(cursor) && cursor.accept("IS")) return read_is(cursor, std::move(operand));

  bool negated = cursor.at("NOT") && !is_lone_name(cursor) && cursor.accept("NOT");
  if (!at_predicate(cursor) || is_lone_name(cursor)) {
    if (negated) cursor.fail_expecting("BETWEEN, IN, LIKE, ILIKE or RLIKE");
    return operand;
  }
  if (cursor.accept("BETWEEN")) return read_between(cursor, std::move(operand), negated);
  if (cursor.accept("IN")) return read_in(cursor, std::move(operand), negated);
  if (cursor.accept("LIKE")) return read_like(cursor, LikeKind::like, std::move(operand), negated);
  if (cursor.accept("ILIKE")) return read_like(cursor, LikeKind::ilike, std::move(operand), negated);
  cursor.take();
  return read_like(cursor, LikeKind::rlike, std::move(operand), negated);
}

ExpressionPtr read_not(Cursor& cursor) {
  auto position = cursor.position();
  if (!cursor.at_any("NOT", "!") || is_lone_name(cursor)) return read_predicate(cursor);
  Cursor::Nesting nesting(cursor);
  cursor.take();
  return make_expression(position, Unary{UnaryOperator::logical_not, read_not(cursor)});
}

/// Joins operands [begin, end) as a balanced tree, so that a filter of thousands of terms stays low.
ExpressionPtr balance(BinaryOperator op, std::vector<ExpressionPtr>& operands, size_t begin, size_t end) {
  if (end - begin == 1) return std::move(operands[begin]);
  size_t middle = begin + (end - begin + 1) / 2;
  auto left = balance(op, operands, begin, middle);
  auto right = balance(op, operands, middle, end);
  auto position = left->position;
  return make_expression(position, Binary{op, std::move(left), std::move(right)});
}

ExpressionPtr read_logical(Cursor& cursor, BinaryOperator op) {
  auto read_operand = [&] {
    Cursor::Operand operand(cursor);
    return op == BinaryOperator::logical_or ? read_logical(cursor, BinaryOperator::logical_and) : read_not(cursor);
  };
  auto word = op == BinaryOperator::logical_or ? "OR" : "AND";
  auto first = read_operand();
  if (!cursor.at(word) || is_lone_name(cursor)) return first;

  std::vector<ExpressionPtr> operands;
  operands.push_back(std::move(first));
  while (cursor.accept(word)) operands.push_back(read_operand());
  cursor.grow(static_cast<uint32_t>(std::bit_width(operands.size())));
  return balance(op, operands, 0, operands.size());
}

}  // namespace

ExpressionPtr read_value_expression(Cursor& cursor) {
  Cursor::Operand operand(cursor);
  return read_binary(cursor, kComparison);
}

ExpressionPtr read_expression(Cursor& cursor) {
  Cursor::Nesting nesting(cursor);
  return read_logical(cursor, BinaryOperator::logical_or);
}

ExpressionPtr read_aliased_expression(Cursor& cursor) {
  auto expression = read_expression(cursor);
  auto position = expression->position;
  std::vector<std::string> names;
  if (cursor.at("AS", "(") || (cursor.at("(") && cursor.is_name(1))) {
    cursor.accept("AS");
    names = read_identifier_list(cursor, "an alias");
  } else if (auto alias = read_alias(cursor); !alias.empty()) {
    names.push_back(std::move(alias));
  }
  if (names.empty()) return expression;
  return make_expression(position, Alias{std::move(expression), std::move(names)});
}

std::vector<ExpressionPtr> read_expression_list(Cursor& cursor) {
  std::vector<ExpressionPtr> items;
  do {
    items.push_back(read_expression(cursor));
  } while (cursor.accept(","));
  return items;
}

}  // namespace skep::syntax
