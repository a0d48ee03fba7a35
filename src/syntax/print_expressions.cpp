#include "base/check.h"
#include "base/text.h"
#include "syntax/keywords.h"
#include "syntax/sql_printer.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace skep::syntax {
namespace {

// How tightly a node's text binds. What is printed as an operand gets parentheses when it binds less than its place asks.
constexpr int kAnything = 0;
constexpr int kOr = 1;
constexpr int kAnd = 2;
constexpr int kNot = 3;
constexpr int kPredicate = 4;
constexpr int kComparison = 5;
constexpr int kBitwiseOr = 6;
constexpr int kBitwiseXor = 7;
constexpr int kBitwiseAnd = 8;
constexpr int kSum = 10;
constexpr int kProduct = 11;
constexpr int kUnary = 12;
constexpr int kPrimary = 13;

int level_of(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::logical_or: return kOr;
    case BinaryOperator::logical_and: return kAnd;
    case BinaryOperator::bitwise_or: return kBitwiseOr;
    case BinaryOperator::bitwise_xor: return kBitwiseXor;
    case BinaryOperator::bitwise_and: return kBitwiseAnd;
    case BinaryOperator::add:
    case BinaryOperator::subtract:
    case BinaryOperator::concat: return kSum;
    case BinaryOperator::multiply:
    case BinaryOperator::divide:
    case BinaryOperator::integral_divide:
    case BinaryOperator::remainder: return kProduct;
    default: return kComparison;
  }
}

template <typename... Nodes>
bool is_any(const Expression& expression) {
  return (std::holds_alternative<Nodes>(expression.node) || ...);
}

int level_of(const Expression& expression) {
  if (is_any<Alias, Lambda, NamedArgument>(expression)) return kAnything;
  if (const auto* binary = std::get_if<Binary>(&expression.node)) return level_of(binary->op);
  if (const auto* unary = std::get_if<Unary>(&expression.node)) {
    return unary->op == UnaryOperator::logical_not ? kNot : kUnary;
  }
  if (is_any<IsNull, IsTruth, IsDistinct, Between, InList, InQuery, Like, LikeMany>(expression)) return kPredicate;
  return kPrimary;
}

/// Counts the terms of a chain of one logical operator.
size_t terms_of(const Expression& expression, BinaryOperator op) {
  const auto* binary = std::get_if<Binary>(&expression.node);
  if (!binary || binary->op != op) return 1;
  return terms_of(*binary->left, op) + terms_of(*binary->right, op);
}

/// Says whether the parser would build this very tree from the chain without parentheses.
bool is_balanced(const Expression& expression, BinaryOperator op) {
  const auto* binary = std::get_if<Binary>(&expression.node);
  if (!binary || binary->op != op) return true;
  auto left = terms_of(*binary->left, op);
  auto right = terms_of(*binary->right, op);
  bool split_in_the_middle = left == right || left == right + 1;
  return split_in_the_middle && is_balanced(*binary->left, op) && is_balanced(*binary->right, op);
}

std::string hex_of(std::string_view bytes) {
  std::string hex;
  for (char c : bytes) hex += fmt::format("{:02X}", static_cast<unsigned char>(c));
  return hex;
}

std::string literal_text(const types::Value& value) {
  using types::TypeKind;
  auto text = value.to_text();
  if (value.is_null()) return text;
  switch (value.type.kind()) {
    case TypeKind::boolean: return to_upper(text);
    case TypeKind::tinyint: return text + "Y";
    case TypeKind::smallint: return text + "S";
    case TypeKind::bigint: return text + "L";
    case TypeKind::float_: return text + "F";
    case TypeKind::double_: return text + "D";
    case TypeKind::decimal: return text + "BD";
    case TypeKind::string: return quote_string(text);
    case TypeKind::binary: return "X'" + hex_of(text) + "'";
    case TypeKind::date: return "DATE '" + text + "'";
    case TypeKind::timestamp_ntz: return "TIMESTAMP_NTZ '" + text + "'";
    default: return text;
  }
}

bool is_plain_name(std::string_view name) {
  for (char c : name) {
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!fits) return false;
  }
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9');
}

/// Says whether the parser reads the arguments of a function in a way of its own when its name is not quoted, or takes
/// the name for something else.
bool has_special_form(std::string_view function) {
  static constexpr std::array kForms = std::to_array<std::string_view>(
      {"CASE", "CAST", "EXISTS", "EXTRACT", "IDENTIFIER", "POSITION", "TRIM", "TRY_CAST"});
  bool is_function_too = equals_ignoring_case(function, "left") || equals_ignoring_case(function, "right");
  if (is_clause_word(function) && !is_function_too) return true;
  return std::any_of(kForms.begin(), kForms.end(), [&](auto form) { return equals_ignoring_case(form, function); });
}

}  // namespace

std::string quote_name_where_needed(std::string_view name) {
  static constexpr std::array kMisread = std::to_array<std::string_view>({
      "ALL",
      "CASE",
      "CAST",
      "DISTINCT",
      "END",
      "EXISTS",
      "EXTRACT",
      "FALSE",
      "FOR",
      "IDENTIFIER",
      "IF",
      "INSERT",
      "INTERVAL",
      "LAST",
      "NULL",
      "PARTITION",
      "POSITION",
      "RECURSIVE",
      "SET",
      "STREAM",
      "TABLE",
      "TRIM",
      "TRUE",
      "TRY_CAST",
      "VALUES",
      "VERSION",
      "WITH",
      "CURRENT_DATE",
      "CURRENT_TIMESTAMP",
      "CURRENT_USER",
      "SESSION_USER",
      "LOCALTIMESTAMP",
      "CURRENT_CATALOG",
      "CURRENT_DATABASE",
      "CURRENT_SCHEMA",
      "BOTH",
      "LEADING",
      "TRAILING",
      "FILTER",
      "OVER",
      "EXTENDED",
      "FORMATTED",
      "CODEGEN",
      "COST",
      "PURGE",
      "DIV",
      "REGEXP",
      "COLLATE",
      "QUALIFY",
  });
  bool plain = is_plain_name(name) && !is_clause_word(name);
  for (auto word : kMisread) plain = plain && !equals_ignoring_case(word, name);
  if (plain) return std::string(name);
  std::string quoted = "`";
  for (char c : name) quoted.append(c == '`' ? 2 : 1, c);
  return quoted + "`";
}

std::string_view sql_of(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::add: return "+";
    case BinaryOperator::subtract: return "-";
    case BinaryOperator::multiply: return "*";
    case BinaryOperator::divide: return "/";
    case BinaryOperator::integral_divide: return "DIV";
    case BinaryOperator::remainder: return "%";
    case BinaryOperator::concat: return "||";
    case BinaryOperator::bitwise_and: return "&";
    case BinaryOperator::bitwise_or: return "|";
    case BinaryOperator::bitwise_xor: return "^";
    case BinaryOperator::equal: return "=";
    case BinaryOperator::null_safe_equal: return "<=>";
    case BinaryOperator::not_equal: return "<>";
    case BinaryOperator::less: return "<";
    case BinaryOperator::less_equal: return "<=";
    case BinaryOperator::greater: return ">";
    case BinaryOperator::greater_equal: return ">=";
    case BinaryOperator::logical_and: return "AND";
    case BinaryOperator::logical_or: return "OR";
  }
  fail_check("a binary operator that is not known");
}

void SqlPrinter::print(const Expression& expression) {
  std::visit([this](const auto& node) { print_node(node); }, expression.node);
}

void SqlPrinter::print_operand(const Expression& expression, int level) {
  auto binds = level_of(expression);
  bool enclosed = binds < level || (parentheses_ == Parentheses::all && binds < kPrimary && level > kAnything);
  if (enclosed) write("(");
  print(expression);
  if (enclosed) write(")");
}

void SqlPrinter::print(const std::vector<ExpressionPtr>& items) {
  for (size_t i = 0; i < items.size(); i++) {
    if (i > 0) write(", ");
    print(*items[i]);
  }
}

void SqlPrinter::print_name(const std::vector<std::string>& parts) {
  for (size_t i = 0; i < parts.size(); i++) {
    if (i > 0) write(".");
    write(quote_name_where_needed(parts[i]));
  }
}

void SqlPrinter::print_names(const std::vector<std::string>& names) {
  write("(");
  for (size_t i = 0; i < names.size(); i++) {
    if (i > 0) write(", ");
    write(quote_name_where_needed(names[i]));
  }
  write(")");
}

void SqlPrinter::print_node(const Literal& literal) { write(literal_text(literal.value)); }

void SqlPrinter::print_node(const ColumnName& column) { print_name(column.parts); }

void SqlPrinter::print_node(const Star& star) {
  print_name(star.qualifier);
  write(star.qualifier.empty() ? "*" : ".*");
  for (size_t i = 0; i < star.except.size(); i++) {
    write(i == 0 ? " EXCEPT (" : ", ");
    print_name(star.except[i]);
  }
  if (!star.except.empty()) write(")");
}

void SqlPrinter::print_node(const Unary& unary) {
  if (unary.op == UnaryOperator::logical_not) {
    write("NOT ");
    return print_operand(*unary.operand, kNot);
  }
  write(unary.op == UnaryOperator::minus ? "-" : unary.op == UnaryOperator::plus ? "+" : "~");
  auto begin = out_.size();
  print_operand(*unary.operand, kUnary);
  // -1 would be one literal, and -- would begin a comment.
  bool misread =
      unary.op == UnaryOperator::minus && std::string_view("-.0123456789").find(out_[begin]) != std::string::npos;
  if (!misread) return;
  out_.insert(begin, "(");
  write(")");
}

void SqlPrinter::print_node(const Binary& binary) {
  auto level = level_of(binary.op);
  int left_level = level;
  int right_level = level + 1;
  if (level <= kAnd) {
    auto left = terms_of(*binary.left, binary.op);
    auto right = terms_of(*binary.right, binary.op);
    bool flat = (left == right || left == right + 1) && is_balanced(*binary.left, binary.op) &&
                is_balanced(*binary.right, binary.op);
    left_level = right_level = flat ? level : level + 1;
  }
  print_operand(*binary.left, left_level);
  write(" ");
  write(sql_of(binary.op));
  write(" ");
  print_operand(*binary.right, right_level);
}

void SqlPrinter::print_node(const IsNull& is) {
  print_operand(*is.operand, kComparison);
  write(is.negated ? " IS NOT NULL" : " IS NULL");
}

void SqlPrinter::print_node(const IsTruth& is) {
  print_operand(*is.operand, kComparison);
  write(is.negated ? " IS NOT " : " IS ");
  write(!is.wanted ? "UNKNOWN" : *is.wanted ? "TRUE" : "FALSE");
}

void SqlPrinter::print_node(const IsDistinct& is) {
  print_operand(*is.left, kComparison);
  write(is.negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ");
  print_operand(*is.right, kComparison);
}

void SqlPrinter::print_node(const Between& between) {
  print_operand(*between.operand, kComparison);
  write(between.negated ? " NOT BETWEEN " : " BETWEEN ");
  print_operand(*between.low, kComparison);
  write(" AND ");
  print_operand(*between.high, kComparison);
}

void SqlPrinter::print_node(const InList& in) {
  print_operand(*in.operand, kComparison);
  write(in.negated ? " NOT IN " : " IN ");
  print_row(in.items);
}

void SqlPrinter::print_node(const InQuery& in) {
  print_operand(*in.operand, kComparison);
  write(in.negated ? " NOT IN " : " IN ");
  print_query_in_parentheses(*in.query);
}

void SqlPrinter::print_node(const Exists& exists) {
  write("EXISTS ");
  print_query_in_parentheses(*exists.query);
}

void SqlPrinter::print_node(const ScalarQuery& scalar) { print_query_in_parentheses(*scalar.query); }

void SqlPrinter::print_node(const Like& like) {
  print_operand(*like.operand, kComparison);
  if (like.negated) write(" NOT");
  write(like.kind == LikeKind::like ? " LIKE " : like.kind == LikeKind::ilike ? " ILIKE " : " RLIKE ");
  print_operand(*like.pattern, kComparison);
  if (like.escape == '\\') return;
  write(" ESCAPE ");
  write(quote_string(std::string_view(&like.escape, 1)));
}

void SqlPrinter::print_node(const LikeMany& like) {
  print_operand(*like.operand, kComparison);
  if (like.negated) write(" NOT");
  write(like.kind == LikeKind::like ? " LIKE " : " ILIKE ");
  write(like.all ? "ALL " : "ANY ");
  print_row(like.patterns);
}

void SqlPrinter::print_node(const Lambda& lambda) {
  if (lambda.parameters.size() == 1) {
    write(quote_name_where_needed(lambda.parameters[0]));
  } else {
    print_names(lambda.parameters);
  }
  write(" -> ");
  print_operand(*lambda.body, kOr);
}

void SqlPrinter::print_node(const NamedArgument& argument) {
  write(quote_name_where_needed(argument.name));
  write(" => ");
  print(*argument.value);
}

void SqlPrinter::print_node(const Collate& collate) {
  print_operand(*collate.operand, kPrimary);
  write(" COLLATE ");
  print_name(collate.collation.parts);
}

void SqlPrinter::print_node(const Cast& cast) {
  if (cast.is_double_colon) {
    print_operand(*cast.operand, kPrimary);
    write("::");
    return write(cast.type.to_sql());
  }
  write(cast.is_try ? "TRY_CAST(" : "CAST(");
  print(*cast.operand);
  write(" AS ");
  write(cast.type.to_sql());
  write(")");
}

void SqlPrinter::print_node(const Case& node) {
  write("CASE");
  if (node.operand) {
    write(" ");
    print(*node.operand);
  }
  for (const auto& [condition, result] : node.branches) {
    write(" WHEN ");
    print(*condition);
    write(" THEN ");
    print(*result);
  }
  if (node.otherwise) {
    write(" ELSE ");
    print(*node.otherwise);
  }
  write(" END");
}

void SqlPrinter::print_node(const FunctionCall& call) {
  const auto& name = call.name.parts;
  bool shifts = name.size() == 1 && (name[0] == "<<" || name[0] == ">>" || name[0] == ">>>");
  if (shifts) {
    write("(");
    print_operand(*call.arguments[0], kPrimary);
    write(" " + name[0] + " ");
    print_operand(*call.arguments[1], kPrimary);
    return write(")");
  }
  bool plain = name.size() == 1 && is_plain_name(name[0]);
  if (plain) {
    write(has_special_form(name[0]) ? "`" + name[0] + "`" : name[0]);
  } else {
    print_name(name);
  }
  write(call.distinct ? "(DISTINCT " : "(");
  print(call.arguments);
  write(")");
  if (!call.within_group.empty()) {
    write(" WITHIN GROUP (ORDER BY ");
    print(call.within_group);
    write(")");
  }
  if (call.filter) {
    write(" FILTER (WHERE ");
    print(*call.filter);
    write(")");
  }
  if (call.ignores_nulls) write(*call.ignores_nulls ? " IGNORE NULLS" : " RESPECT NULLS");
  if (call.over) {
    write(" OVER ");
    print(*call.over);
  }
}

void SqlPrinter::print_node(const IntervalLiteral& interval) {
  write(types::interval_to_text(interval.value.amount, interval.type));
}

void SqlPrinter::print_node(const Extract& extract) {
  write("EXTRACT(");
  write(quote_name_where_needed(extract.field));
  write(" FROM ");
  print(*extract.source);
  write(")");
}

void SqlPrinter::print_node(const Subscript& subscript) {
  print_operand(*subscript.container, kPrimary);
  write("[");
  print_operand(*subscript.index, kComparison);
  write("]");
}

void SqlPrinter::print_node(const FieldAccess& access) {
  // After a name the point would make a longer name, after a number a decimal.
  bool enclosed = !is_any<FunctionCall, Subscript, FieldAccess>(*access.container);
  if (enclosed) write("(");
  print(*access.container);
  if (enclosed) write(")");
  write(".");
  write(quote_name_where_needed(access.field));
}

void SqlPrinter::print_node(const RowConstructor& row) { print_row(row.items); }

void SqlPrinter::print_node(const Alias& alias) {
  print_operand(*alias.operand, kOr);
  write(" AS ");
  if (alias.names.size() == 1) return write(quote_name_where_needed(alias.names[0]));
  print_names(alias.names);
}

void SqlPrinter::print_row(const std::vector<ExpressionPtr>& row) {
  write("(");
  print(row);
  write(")");
}

}  // namespace skep::syntax
