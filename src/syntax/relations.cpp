#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

RelationPtr read_joined_relation(Cursor& cursor);

RelationPtr make_relation(TextPosition position, decltype(Relation::node) node) {
  auto relation = std::make_unique<Relation>();
  relation->position = position;
  relation->node = std::move(node);
  return relation;
}

void refuse_table_modifiers(Cursor& cursor) {
  if (cursor.at("TABLESAMPLE")) cursor.fail_unsupported("TABLESAMPLE");
  if (cursor.at("PIVOT", "(")) cursor.fail_unsupported("PIVOT");
  if (cursor.at("UNPIVOT")) cursor.fail_unsupported("UNPIVOT");
  bool versioned = cursor.at("VERSION", "AS", "OF") || cursor.at("TIMESTAMP", "AS", "OF") ||
                   cursor.at("FOR", "VERSION") || cursor.at("FOR", "TIMESTAMP") || cursor.at("FOR", "SYSTEM_TIME") ||
                   cursor.at("FOR", "SYSTEM_VERSION");
  if (versioned) cursor.fail_unsupported("reading an earlier version of a table");
  if (cursor.at("WITH", "(")) cursor.fail_unsupported("options of a table in FROM");
}

RelationPtr read_function_relation(Cursor& cursor) {
  auto position = cursor.position();
  FunctionRelation function;
  function.name = read_name(cursor, "a function");
  cursor.expect("(");
  if (!cursor.at(")")) function.arguments = read_expression_list(cursor);
  cursor.expect(")");
  return make_relation(position, std::move(function));
}

/// Reads ( query ) or ( relation ). A relation that has an alias inside keeps it by becoming a subquery when it gets
/// another one outside.
RelationPtr read_parenthesized_relation(Cursor& cursor) {
  auto position = cursor.position();
  if (at_parenthesized_query(cursor)) {
    return make_relation(position, SubqueryRelation{read_parenthesized_query(cursor)});
  }
  cursor.expect("(");
  auto inner = read_joined_relation(cursor);
  inner->is_enclosed = true;
  cursor.expect(")");
  return inner;
}

bool at_table_function(const Cursor& cursor) {
  size_t ahead = 1;
  while (cursor.is(ahead, ".") && cursor.is_name(ahead + 1)) ahead += 2;
  return cursor.is_name() && cursor.is(ahead, "(");
}

RelationPtr read_relation_term(Cursor& cursor) {
  auto position = cursor.position();
  if (cursor.at("(")) return read_parenthesized_relation(cursor);
  if (cursor.accept("VALUES")) return make_relation(position, ValuesRelation{read_rows(cursor)});
  if (cursor.at("STREAM") && cursor.is_name(1)) cursor.fail_unsupported("STREAM in FROM");
  if (cursor.peek().kind == TokenKind::string) cursor.fail_expecting("a table");
  if (!at_plain_name(cursor)) {
    cursor.fail_expecting("a table");
    return make_relation(position, TableRelation{});
  }
  if (at_table_function(cursor)) return read_function_relation(cursor);
  return make_relation(position, TableRelation{read_name(cursor, "a table")});
}

void fail_lateral_table(Cursor& cursor) {
  auto error = Error::of_class(ErrorCode::invalid_argument,
                               "INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC",
                               "LATERAL stands before a subquery or a table function");
  error.position = cursor.position();
  cursor.fail(std::move(error));
}

RelationPtr read_aliased_relation(Cursor& cursor) {
  Cursor::Nesting nesting(cursor);
  bool is_lateral = cursor.at("LATERAL") && !cursor.is(1, "VIEW") && cursor.accept("LATERAL");
  if (is_lateral && !cursor.at("(") && !at_table_function(cursor)) fail_lateral_table(cursor);
  bool in_parentheses = cursor.at("(");
  auto relation = read_relation_term(cursor);
  relation->is_lateral = is_lateral;
  refuse_table_modifiers(cursor);

  std::string alias;
  std::vector<std::string> column_aliases;
  read_relation_alias(cursor, alias, column_aliases);
  refuse_table_modifiers(cursor);
  if (alias.empty()) return relation;
  if (in_parentheses && !relation->alias.empty()) {
    auto position = relation->position;
    relation = make_relation(position, SubqueryRelation{select_everything_from(std::move(relation))});
    relation->is_lateral = is_lateral;
  }
  relation->alias = std::move(alias);
  relation->column_aliases = std::move(column_aliases);
  return relation;
}

struct JoinForm {
  JoinKind kind;
  bool natural = false;
};

/// Passes the words of a join's kind up to and with JOIN.
std::optional<JoinForm> accept_join(Cursor& cursor) {
  JoinForm form{JoinKind::inner};
  if (!cursor.at_any("JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI", "NATURAL")) return {};
  form.natural = cursor.accept("NATURAL");
  if (cursor.accept("CROSS")) {
    form.kind = JoinKind::cross;
  } else if (cursor.accept("LEFT", "SEMI") || cursor.accept("SEMI")) {
    form.kind = JoinKind::left_semi;
  } else if (cursor.accept("LEFT", "ANTI") || cursor.accept("ANTI")) {
    form.kind = JoinKind::left_anti;
  } else if (cursor.accept("LEFT")) {
    form.kind = JoinKind::left_outer;
    cursor.accept("OUTER");
  } else if (cursor.accept("RIGHT")) {
    form.kind = JoinKind::right_outer;
    cursor.accept("OUTER");
  } else if (cursor.accept("FULL")) {
    form.kind = JoinKind::full_outer;
    cursor.accept("OUTER");
  } else {
    cursor.accept("INNER");
  }
  cursor.expect("JOIN");
  return form;
}

RelationPtr read_join(Cursor& cursor, RelationPtr left, JoinForm form) {
  JoinRelation join;
  join.kind = form.kind;
  join.natural = form.natural;
  auto position = left->position;
  join.left = std::move(left);
  {
    Cursor::Operand operand(cursor);
    join.right = read_aliased_relation(cursor);
    if (cursor.accept("ON")) {
      join.condition = read_expression(cursor);
    } else if (cursor.accept("USING")) {
      join.using_columns = read_identifier_list(cursor, "a column");
    }
  }
  cursor.grow();
  return make_relation(position, std::move(join));
}

RelationPtr read_joined_relation(Cursor& cursor) {
  Cursor::Operand operand(cursor);
  auto relation = read_aliased_relation(cursor);
  while (auto form = accept_join(cursor)) relation = read_join(cursor, std::move(relation), *form);
  return relation;
}

std::vector<ExpressionPtr> read_row(Cursor& cursor) {
  std::vector<ExpressionPtr> row;
  auto expression = read_expression(cursor);
  if (auto* constructor = std::get_if<RowConstructor>(&expression->node)) return std::move(constructor->items);
  row.push_back(std::move(expression));
  return row;
}

}  // namespace

std::vector<RelationPtr> read_from(Cursor& cursor) {
  std::vector<RelationPtr> relations;
  do {
    relations.push_back(read_joined_relation(cursor));
  } while (cursor.accept(","));
  return relations;
}

std::vector<std::vector<ExpressionPtr>> read_rows(Cursor& cursor) {
  std::vector<std::vector<ExpressionPtr>> rows;
  do {
    rows.push_back(read_row(cursor));
  } while (cursor.accept(","));
  return rows;
}

void read_relation_alias(Cursor& cursor, std::string& alias, std::vector<std::string>& column_aliases) {
  for (auto word : {"WITH", "INSERT", "SET"}) {
    if (cursor.at(word)) return;
  }
  alias = read_alias(cursor);
  if (!alias.empty() && cursor.at("(")) column_aliases = read_identifier_list(cursor, "a column");
}

}  // namespace skep::syntax
