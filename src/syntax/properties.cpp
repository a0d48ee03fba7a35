#include "base/text.h"
#include "syntax/grammar.h"
#include "syntax/string_literals.h"

#include <utility>

namespace skep::syntax {
namespace {

std::string read_property_value(Cursor& cursor) {
  if (cursor.peek().kind == TokenKind::string) return read_string(cursor, "a value");
  if (cursor.at_any("TRUE", "FALSE")) return to_lower(cursor.take().text);
  std::string value = cursor.accept("-") ? "-" : "";
  if (cursor.peek().kind != TokenKind::number) {
    cursor.fail_expecting("a string, a number, true or false");
    return value;
  }
  return value + std::string(cursor.take().text);
}

}  // namespace

std::string read_property_key(Cursor& cursor) {
  // Only one token: in ('key' 'value') the second string is no part of the first.
  if (cursor.peek().kind == TokenKind::string) return unescape_string(cursor.take().text);
  return join(read_name(cursor, "a property").parts, ".");
}

Properties read_properties(Cursor& cursor) {
  Properties properties;
  cursor.expect("(");
  do {
    auto key = read_property_key(cursor);
    cursor.accept("=");
    properties.emplace_back(std::move(key), read_property_value(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return properties;
}

PartitionSpec read_partition_spec(Cursor& cursor) {
  PartitionSpec spec;
  if (!cursor.accept("PARTITION")) return spec;
  cursor.expect("(");
  do {
    auto column = read_identifier(cursor, "a partition column");
    ExpressionPtr value;
    if (cursor.accept("=")) value = read_value_expression(cursor);
    spec.columns.emplace_back(std::move(column), std::move(value));
  } while (cursor.accept(","));
  cursor.expect(")");
  return spec;
}

void fail_not_allowed(Cursor& cursor, std::string_view form) {
  cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_STATEMENT_OR_CLAUSE",
                              fmt::format("the operation is not allowed: {}", form))
                  .at(cursor.position()));
}

void fail_table_operation(Cursor& cursor, std::string_view form) {
  cursor.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.TABLE_OPERATION",
                              fmt::format("the tables of this catalogue cannot do: {}", form))
                  .at(cursor.position()));
}

std::string text_since(const Cursor& cursor, size_t first_token) {
  auto start = cursor.token(first_token).position.offset;
  if (cursor.failed() || cursor.index() <= first_token) return {};
  const auto& last = cursor.token(cursor.index() - 1);
  return std::string(cursor.text().substr(start, last.position.offset + last.text.size() - start));
}

void refuse_twice(Cursor& cursor, bool given, std::string_view clause) {
  if (!given || cursor.failed()) return;
  cursor.fail(Error::of_class(ErrorCode::invalid_argument, "DUPLICATE_CLAUSES",
                              fmt::format("a clause may stand only once: {}", clause))
                  .at(cursor.position()));
}

}  // namespace skep::syntax
