#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

RelationPtr read_joined_relation(Cursor& cursor);

void refuse_table_modifiers(Cursor& cursor) {
  bool versioned = cursor.at("VERSION", "AS", "OF") || cursor.at("TIMESTAMP", "AS", "OF") ||
                   cursor.at("FOR", "VERSION") || cursor.at("FOR", "TIMESTAMP") || cursor.at("FOR", "SYSTEM_TIME") ||
                   cursor.at("FOR", "SYSTEM_VERSION");
  if (versioned) {
    cursor.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.TIME_TRAVEL",
                                "tables have no earlier versions that could be read")
                    .at(cursor.position()));
  }
  if (cursor.at("WITH", "(")) cursor.fail_unsupported("options of a table in FROM");
}

ExpressionPtr read_table_argument(Cursor& cursor) {
  auto position = cursor.position();
  if (cursor.at("TABLE", "(")) cursor.fail_unsupported("a table as the argument of a table function");
  if (!cursor.is_name() || !cursor.is(1, "=>")) return read_expression(cursor);
  NamedArgument argument;
  argument.name = read_identifier(cursor, "an argument's name");
  cursor.expect("=>");
  argument.value = read_expression(cursor);
  return make_expression(position, std::move(argument));
}

RelationPtr read_function_relation(Cursor& cursor) {
  auto position = cursor.position();
  FunctionRelation function;
  function.name = read_name(cursor, "a function");
  cursor.expect("(");
  if (!cursor.at(")")) {
    do {
      function.arguments.push_back(read_table_argument(cursor));
    } while (cursor.accept(","));
  }
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
  if (at_identifier_clause(cursor)) {
    auto close = cursor.peek(1).match;
    return close > 0 && cursor.is(close - cursor.index() + 1, "(");
  }
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

bool at_relation_extension(const Cursor& cursor) {
  return cursor.at("PIVOT", "(") || cursor.at("UNPIVOT", "(") || cursor.at("UNPIVOT", "INCLUDE") ||
         cursor.at("UNPIVOT", "EXCLUDE");
}

/// Reads PIVOT and UNPIVOT; the latter may have an alias.
RelationPtr read_relation_extensions(Cursor& cursor, RelationPtr relation) {
  while (at_relation_extension(cursor)) {
    bool pivots = cursor.at("PIVOT");
    relation = pivots ? read_pivot(cursor, std::move(relation)) : read_unpivot(cursor, std::move(relation));
    if (!pivots) relation->alias = read_table_alias(cursor);
    cursor.grow();
  }
  return relation;
}

void fail_lateral_table(Cursor& cursor) {
  auto error =
      Error::of_class(ErrorCode::invalid_argument, "INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC",
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
  bool samples = in_parentheses || std::holds_alternative<TableRelation>(relation->node);
  if (samples && cursor.at("TABLESAMPLE", "(")) relation = read_sample(cursor, std::move(relation));

  std::string alias;
  std::vector<std::string> column_aliases;
  read_relation_alias(cursor, alias, column_aliases);
  refuse_table_modifiers(cursor);
  if (!alias.empty()) {
    if (in_parentheses && !relation->alias.empty()) {
      auto position = relation->position;
      relation = make_relation(position, SubqueryRelation{select_everything_from(std::move(relation))});
      relation->is_lateral = is_lateral;
    }
    relation->alias = std::move(alias);
    relation->column_aliases = std::move(column_aliases);
  }
  return read_relation_extensions(cursor, std::move(relation));
}

struct JoinForm {
  JoinKind kind;
  bool natural = false;
};

/// Passes the words of a join's kind up to and with JOIN.
std::optional<JoinForm> accept_join(Cursor& cursor) {
  JoinForm form{JoinKind::inner};
  if (!at_join(cursor)) return {};
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
    if (form.natural) {
      // Its columns are the condition: ON and USING are left unread.
    } else if (cursor.accept("ON")) {
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
  return read_joins(cursor, read_aliased_relation(cursor));
}

std::vector<ExpressionPtr> read_row(Cursor& cursor) {
  std::vector<ExpressionPtr> row;
  auto expression = read_expression(cursor);
  if (auto* constructor = std::get_if<RowConstructor>(&expression->node)) return std::move(constructor->items);
  row.push_back(std::move(expression));
  return row;
}

/// Joins what stands between commas, so that what follows is over all of it.
void cross_join(std::vector<RelationPtr>& relations) {
  while (relations.size() > 1) {
    JoinRelation join;
    join.kind = JoinKind::cross;
    auto position = relations[0]->position;
    join.left = std::move(relations[0]);
    join.right = std::move(relations[1]);
    relations.erase(relations.begin() + 1);
    relations[0] = make_relation(position, std::move(join));
  }
}

}  // namespace

RelationPtr make_relation(TextPosition position, decltype(Relation::node) node) {
  auto relation = std::make_unique<Relation>();
  relation->position = position;
  relation->node = std::move(node);
  return relation;
}

bool at_join(const Cursor& cursor) {
  return cursor.at_any("JOIN", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI", "NATURAL");
}

RelationPtr read_joins(Cursor& cursor, RelationPtr left) {
  while (auto form = accept_join(cursor)) left = read_join(cursor, std::move(left), *form);
  return left;
}

std::vector<RelationPtr> read_from(Cursor& cursor) {
  std::vector<RelationPtr> relations;
  do {
    relations.push_back(read_joined_relation(cursor));
  } while (cursor.accept(","));
  if (cursor.at("LATERAL", "VIEW") || at_relation_extension(cursor)) {
    cross_join(relations);
    relations[0] = read_lateral_views(cursor, std::move(relations[0]));
    relations[0] = read_relation_extensions(cursor, std::move(relations[0]));
  }
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
  for (auto word : {"WITH", "INSERT", "SET", "SELECT"}) {
    bool ends = cursor.peek(1).kind == TokenKind::end || cursor.is(1, ")") || cursor.is(1, ",") || cursor.is(1, ";");
    if (cursor.at(word) && !ends) return;
  }
  alias = read_table_alias(cursor);
  if (!alias.empty() && cursor.at("(")) column_aliases = read_identifier_list(cursor, "a column");
}

}  // namespace skep::syntax
