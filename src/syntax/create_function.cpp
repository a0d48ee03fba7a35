#include "base/text.h"
#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

FunctionParameter read_parameter_definition(Cursor& cursor) {
  FunctionParameter parameter;
  parameter.name = read_identifier(cursor, "a parameter");
  parameter.type = read_type(cursor);
  for (;;) {
    if (cursor.accept("DEFAULT")) {
      parameter.default_text = read_expression_text(cursor);
    } else if (cursor.accept("COMMENT")) {
      parameter.comment = read_string(cursor, "a comment");
    } else if (cursor.accept("NOT", "NULL")) {
      cursor.fail_unsupported("NOT NULL of a function's parameter");
    } else {
      return parameter;
    }
  }
}

std::vector<FunctionParameter> read_parameter_definitions(Cursor& cursor) {
  std::vector<FunctionParameter> parameters;
  cursor.expect("(");
  if (cursor.accept(")")) return parameters;
  do {
    parameters.push_back(read_parameter_definition(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return parameters;
}

void read_returns(Cursor& cursor, CreateFunction& function) {
  if (!cursor.accept("TABLE")) {
    function.return_type = read_type(cursor);
    return;
  }
  function.is_table = true;
  if (cursor.at("(")) function.return_columns = read_parameter_definitions(cursor);
}

/// Reads LANGUAGE SQL, DETERMINISTIC and their like, which say what is so anyway.
void read_characteristics(Cursor& cursor, CreateFunction& function) {
  for (;;) {
    if (cursor.accept("LANGUAGE")) {
      if (!cursor.accept("SQL")) cursor.fail_unsupported("functions in another language than SQL");
    } else if (cursor.accept("COMMENT")) {
      function.comment = read_string(cursor, "a comment");
    } else if (cursor.at("SQL", "SECURITY")) {
      cursor.fail_unsupported("SQL SECURITY of a function");
    } else if (!cursor.accept("NOT", "DETERMINISTIC") && !cursor.accept("DETERMINISTIC") &&
               !cursor.accept("CONTAINS", "SQL") && !cursor.accept("READS", "SQL", "DATA")) {
      return;
    }
  }
}

void read_body(Cursor& cursor, CreateFunction& function) {
  cursor.expect("RETURN");
  auto start = cursor.index();
  if (at_query(cursor)) {
    function.query = read_query(cursor);
  } else {
    function.body = read_expression(cursor);
  }
  function.body_text = text_since(cursor, start);
}

}  // namespace

bool at_create_function(const Cursor& cursor) {
  size_t ahead = 0;
  if (cursor.is(0, "OR") && cursor.is(1, "REPLACE")) ahead = 2;
  if (cursor.is(ahead, "TEMPORARY") || cursor.is(ahead, "TEMP")) ahead++;
  return cursor.is(ahead, "FUNCTION");
}

CreateFunction read_create_function(Cursor& cursor) {
  CreateFunction function;
  function.or_replace = cursor.accept("OR", "REPLACE");
  function.temporary = cursor.accept_any("TEMPORARY", "TEMP");
  cursor.expect("FUNCTION");
  function.if_not_exists = accept_if_not_exists(cursor);
  function.name = read_name(cursor, "a function");
  if (cursor.accept("AS")) {
    function.class_name = read_string(cursor, "the class of a function");
    if (cursor.accept("USING")) {
      do {
        read_identifier(cursor, "JAR, FILE or ARCHIVE");
        read_string(cursor, "a file");
      } while (cursor.accept(","));
    }
    return function;
  }
  if (!cursor.at("(")) {
    cursor.fail_expecting("'(' or AS");
    return function;
  }
  function.parameters = read_parameter_definitions(cursor);
  if (cursor.accept("RETURNS")) read_returns(cursor, function);
  read_characteristics(cursor, function);
  read_body(cursor, function);
  return function;
}

DropFunction read_drop_function(Cursor& cursor) {
  DropFunction drop;
  drop.temporary = cursor.accept_any("TEMPORARY", "TEMP");
  cursor.expect("FUNCTION");
  drop.if_exists = accept_if_exists(cursor);
  drop.name = read_name(cursor, "a function");
  return drop;
}

}  // namespace skep::syntax
