#include "base/text.h"
#include "syntax/grammar.h"
#include "syntax/keywords.h"

#include <array>
#include <utility>

namespace skep::syntax {
namespace {

ExpressionPtr read_cast(Cursor& cursor, TextPosition position, bool is_try) {
  auto operand = read_expression(cursor);
  cursor.expect("AS");
  auto type = read_type(cursor);
  cursor.expect(")");
  return make_expression(position, Cast{std::move(operand), std::move(type), is_try, false});
}

ExpressionPtr read_extract(Cursor& cursor, TextPosition position) {
  auto field = read_identifier(cursor, "a field of a date");
  cursor.expect("FROM");
  auto source = read_expression(cursor);
  cursor.expect(")");
  return make_expression(position, Extract{std::move(field), std::move(source)});
}

template <typename... Arguments>
std::vector<ExpressionPtr> list_of(Arguments... arguments) {
  std::vector<ExpressionPtr> list;
  (list.push_back(std::move(arguments)), ...);
  return list;
}

/// Reads TRIM's forms with FROM. Spark's trim, ltrim and rtrim take what to trim first, its btrim last.
ExpressionPtr read_trim(Cursor& cursor, TextPosition position) {
  bool leading = cursor.accept("LEADING");
  bool trailing = !leading && cursor.accept("TRAILING");
  bool sided = leading || trailing || cursor.accept("BOTH");
  std::string function = leading ? "ltrim" : trailing ? "rtrim" : "trim";

  if (sided && cursor.accept("FROM")) {
    auto source = read_expression(cursor);
    cursor.expect(")");
    return make_call(position, function, list_of(std::move(source)));
  }
  auto first = read_expression(cursor);
  if (!sided && !cursor.at("FROM")) {
    auto arguments = list_of(std::move(first));
    while (cursor.accept(",")) arguments.push_back(read_expression(cursor));
    cursor.expect(")");
    return make_call(position, "trim", std::move(arguments));
  }
  cursor.expect("FROM");
  auto source = read_expression(cursor);
  cursor.expect(")");
  return make_call(position, function, list_of(std::move(first), std::move(source)));
}

/// Reads POSITION(a IN b); the arguments' own IN would need parentheses, as it does in Spark.
ExpressionPtr read_position(Cursor& cursor, TextPosition position) {
  Cursor::Nesting nesting(cursor);
  auto first = read_value_expression(cursor);
  if (cursor.accept("IN")) {
    auto source = read_value_expression(cursor);
    cursor.expect(")");
    return make_call(position, "locate", list_of(std::move(first), std::move(source)));
  }
  auto arguments = list_of(std::move(first));
  while (cursor.accept(",")) arguments.push_back(read_expression(cursor));
  cursor.expect(")");
  return make_call(position, "position", std::move(arguments));
}

/// Reads the rest of SUBSTRING(a FROM b [FOR c]) and OVERLAY(a PLACING b FROM c [FOR d]) after `first`.
ExpressionPtr read_worded_arguments(Cursor& cursor, TextPosition position, std::string_view function,
                                    ExpressionPtr first) {
  auto arguments = list_of(std::move(first));
  for (auto word : {"PLACING", "FROM", "FOR"}) {
    if (cursor.accept(word)) arguments.push_back(read_expression(cursor));
  }
  cursor.expect(")");
  return make_call(position, function, std::move(arguments));
}

/// Functions that take a unit as a bare word first: TIMESTAMPADD(DAY, 1, ts). It becomes a string.
bool takes_unit(std::string_view function) {
  for (auto known : {"timestampadd", "timestampdiff", "dateadd", "datediff", "date_add", "date_diff"}) {
    if (equals_ignoring_case(known, function)) return true;
  }
  return false;
}

bool at_unit_argument(const Cursor& cursor) {
  if (!cursor.is(1, ",")) return false;
  static constexpr std::array kUnits = {"YEAR", "QUARTER", "MONTH",  "WEEK",        "DAY",        "DAYOFYEAR",
                                        "HOUR", "MINUTE",  "SECOND", "MILLISECOND", "MICROSECOND"};
  for (auto unit : kUnits) {
    if (cursor.at(unit)) return true;
  }
  return false;
}

ExpressionPtr read_argument(Cursor& cursor, const FunctionCall& call) {
  if (cursor.is_name() && cursor.is(1, "=>")) {
    auto position = cursor.position();
    NamedArgument argument;
    argument.name = read_identifier(cursor, "an argument's name");
    cursor.expect("=>");
    argument.value = read_expression(cursor);
    return make_expression(position, std::move(argument));
  }
  bool names_items = call.name.parts.size() == 1 && equals_ignoring_case(call.name.parts[0], "struct");
  return names_items ? read_aliased_expression(cursor) : read_expression(cursor);
}

void read_arguments(Cursor& cursor, FunctionCall& call) {
  const auto& function = call.name.parts.back();
  if (cursor.accept(")")) return;
  call.distinct = cursor.accept("DISTINCT");
  if (!call.distinct && cursor.at("ALL") && !cursor.is(1, ",") && !cursor.is(1, ")")) cursor.take();
  if (takes_unit(function) && at_unit_argument(cursor)) {
    auto position = cursor.position();
    auto unit = types::Value::string(to_upper(cursor.take().text));
    call.arguments.push_back(make_expression(position, Literal{std::move(unit)}));
    cursor.expect(",");
  }
  do {
    call.arguments.push_back(read_argument(cursor, call));
  } while (cursor.accept(","));

  if (cursor.at("IGNORE", "NULLS")) {  // first(x IGNORE NULLS) is first(x, true)
    call.arguments.push_back(make_expression(cursor.position(), Literal{types::Value::boolean(true)}));
    cursor.accept("IGNORE", "NULLS");
  }
  cursor.expect(")");
}

void read_call_suffixes(Cursor& cursor, FunctionCall& call) {
  if (cursor.accept("WITHIN", "GROUP", "(")) {
    cursor.expect("ORDER");
    cursor.expect("BY");
    call.within_group = read_sort_keys(cursor);
    cursor.expect(")");
  }
  if (cursor.accept("FILTER", "(")) {
    cursor.expect("WHERE");
    call.filter = read_expression(cursor);
    cursor.expect(")");
  }
  if (cursor.at("IGNORE", "NULLS") || cursor.at("RESPECT", "NULLS")) {
    call.ignores_nulls = cursor.at("IGNORE");
    cursor.take();
    cursor.take();
  }
  if (cursor.accept("OVER")) call.over = std::make_unique<WindowSpec>(read_window(cursor));
}

/// and(a, b), or(a, b), in(a, b, c), between(a, low, high) and when(c, a, b) are the operators of these names, called like
/// functions; null for other calls.
ExpressionPtr operator_of(Cursor& cursor, FunctionCall& call, TextPosition position) {
  if (call.name.parts.size() > 1) return nullptr;
  auto name = to_lower(call.name.parts[0]);
  auto& arguments = call.arguments;
  auto count = arguments.size();
  bool joins = name == "and" || name == "or";
  if (joins && count == 2) {
    auto op = name == "and" ? BinaryOperator::logical_and : BinaryOperator::logical_or;
    return make_expression(position, Binary{op, std::move(arguments[0]), std::move(arguments[1])});
  }
  if (name == "between" && count == 3) {
    return make_expression(position,
                           Between{std::move(arguments[0]), std::move(arguments[1]), std::move(arguments[2])});
  }
  if (name == "in" && count >= 1) {
    InList list;
    list.operand = std::move(arguments[0]);
    for (size_t i = 1; i < count; i++) list.items.push_back(std::move(arguments[i]));
    return make_expression(position, std::move(list));
  }
  if (joins || name == "in" || name == "between" || (name == "when" && count < 2)) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                                fmt::format("{} does not take {} arguments", name, count))
                    .at(position));
  }
  if (name != "when" || count < 2) return nullptr;
  Case choice;
  for (size_t i = 0; i + 1 < count; i += 2)
    choice.branches.emplace_back(std::move(arguments[i]), std::move(arguments[i + 1]));
  if (count % 2 == 1) choice.otherwise = std::move(arguments.back());
  return make_expression(position, std::move(choice));
}

}  // namespace

ExpressionPtr make_call(TextPosition position, std::string_view name, std::vector<ExpressionPtr> arguments) {
  FunctionCall call;
  call.name = Name{{std::string(name)}, position};
  call.arguments = std::move(arguments);
  return make_expression(position, std::move(call));
}

/// IDENTIFIER('f')(...) calls a function; IDENTIFIER('c') alone is a column.
static bool at_identified_call(const Cursor& cursor) {
  if (!at_identifier_clause(cursor)) return false;
  auto close = cursor.peek(1).match;
  return close > 0 && cursor.is(close - cursor.index() + 1, "(");
}

bool at_function_call(const Cursor& cursor) {
  if (!cursor.is_name()) return false;
  if (at_identifier_clause(cursor)) return at_identified_call(cursor);
  size_t ahead = 1;
  while (cursor.is(ahead, ".") && cursor.is_name(ahead + 1)) ahead += 2;
  if (!cursor.is(ahead, "(")) return false;
  bool is_plain_word = ahead == 1 && cursor.peek().kind == TokenKind::word;
  return !is_plain_word || !is_clause_word(cursor.peek().text) ||
         cursor.at_any("LEFT", "RIGHT", "LIKE", "ILIKE", "RLIKE", "WINDOW") ||
         cursor.at_any("AND", "OR", "IN", "BETWEEN", "WHEN");
}

ExpressionPtr read_function_call(Cursor& cursor) {
  auto position = cursor.position();
  if (cursor.accept("CAST", "(")) return read_cast(cursor, position, false);
  if (cursor.accept("TRY_CAST", "(")) return read_cast(cursor, position, true);
  if (cursor.accept("EXTRACT", "(")) return read_extract(cursor, position);
  if (cursor.accept("TRIM", "(")) return read_trim(cursor, position);
  if (cursor.accept("POSITION", "(")) return read_position(cursor, position);

  FunctionCall call;
  call.name = read_name(cursor, "a function");
  const auto& function = call.name.parts.back();
  bool takes_words = call.name.parts.size() == 1 &&
                     (equals_ignoring_case(function, "substring") || equals_ignoring_case(function, "substr") ||
                      equals_ignoring_case(function, "overlay"));
  cursor.expect("(");
  if (takes_words && !cursor.at(")")) {
    auto first = read_expression(cursor);
    if (cursor.at_any("FROM", "PLACING")) {
      auto name = equals_ignoring_case(function, "overlay") ? "overlay" : "substring";
      return read_worded_arguments(cursor, position, name, std::move(first));
    }
    call.arguments.push_back(std::move(first));
    while (cursor.accept(",")) call.arguments.push_back(read_expression(cursor));
    cursor.expect(")");
  } else {
    read_arguments(cursor, call);
  }
  read_call_suffixes(cursor, call);
  if (auto form = operator_of(cursor, call, position)) return form;
  return make_expression(position, std::move(call));
}

}  // namespace skep::syntax
