#include "syntax/parameters.h"

#include "syntax/grammar.h"

namespace skep::syntax {
namespace {

ExpressionPtr bound(TextPosition position, const Parameter& parameter) {
  auto literal = make_expression(position, Literal{parameter.value});
  if (!parameter.type) return literal;
  bool depends_on_zone = parameter.type->is(types::TypeKind::timestamp);
  return make_expression(position, Cast{std::move(literal), *parameter.type, false, false, depends_on_zone});
}

ExpressionPtr unbound(Cursor& cursor, TextPosition position, std::string_view marker) {
  cursor.fail(Error::of_class(ErrorCode::invalid_argument, "UNBOUND_SQL_PARAMETER",
                              fmt::format("there is no value for the parameter {}", marker))
                  .at(position));
  return make_expression(position, Literal{types::Value::null()});
}

}  // namespace

bool at_parameter(const Cursor& cursor) { return cursor.at("?") || (cursor.at(":") && cursor.is_name(1)); }

ExpressionPtr read_parameter(Cursor& cursor) {
  auto position = cursor.position();
  auto& parameters = cursor.parameters();
  if (cursor.accept("?")) {
    auto number = cursor.count_positional_parameter();
    if (number >= parameters.positional.size())
      return unbound(cursor, position, fmt::format("? number {}", number + 1));
    return bound(position, parameters.positional[number]);
  }
  cursor.expect(":");
  auto name = read_identifier(cursor, "a parameter's name");
  auto found = parameters.named.find(name);
  return found == parameters.named.end() ? unbound(cursor, position, ":" + name) : bound(position, found->second);
}

}  // namespace skep::syntax
