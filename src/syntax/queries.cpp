#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

bool at_set_operator(const Cursor& cursor, size_t ahead) {
  for (auto word : {"UNION", "EXCEPT", "MINUS", "SETMINUS", "INTERSECT"}) {
    if (cursor.is(ahead, word)) return true;
  }
  return false;
}

/// Says whether the VALUES `ahead`, which stand in a parenthesis, are the left side of a join there and so no query.
bool are_joined_values(const Cursor& cursor, size_t ahead) {
  for (auto at = ahead; cursor.peek(at).kind != TokenKind::end && !cursor.is(at, ")"); at++) {
    if (cursor.is(at, "JOIN")) return true;
    bool goes_on_as_query = at_set_operator(cursor, at) || cursor.is(at, "ORDER") || cursor.is(at, "LIMIT");
    auto close = cursor.is(at, "(") ? cursor.peek(at).match : 0;
    if (goes_on_as_query || (cursor.is(at, "(") && close == 0)) return false;
    if (close > 0) at = close - cursor.index();
  }
  return false;
}

bool is_plain(const Query& query) {
  return query.order_by.empty() && !query.order_by_all && query.distribute_by.empty() && !query.limit && !query.offset;
}

QueryPtr read_values_query(Cursor& cursor) {
  auto position = cursor.position();
  cursor.expect("VALUES");
  ValuesBody values;
  values.rows = read_rows(cursor);
  read_relation_alias(cursor, values.alias, values.column_aliases);
  return make_query(position, std::move(values));
}

QueryPtr read_table_query(Cursor& cursor) {
  cursor.expect("TABLE");
  auto table = std::make_unique<Relation>();
  table->position = cursor.position();
  table->node = TableRelation{read_name(cursor, "a table")};
  return select_everything_from(std::move(table));
}

}  // namespace

QueryPtr make_query(TextPosition position, decltype(Query::body) body) {
  auto query = std::make_unique<Query>();
  query->position = position;
  query->body = std::move(body);
  return query;
}

QueryPtr read_query_term(Cursor& cursor) {
  if (cursor.at("(")) return read_parenthesized_query(cursor);
  if (cursor.at("SELECT")) return read_select(cursor);
  if (cursor.at("FROM")) return read_from_first(cursor);
  if (cursor.at("VALUES")) return read_values_query(cursor);
  if (cursor.at("TABLE")) return read_table_query(cursor);
  if (cursor.at_any("MAP", "REDUCE")) cursor.fail_unsupported("MAP and REDUCE with a script");
  cursor.fail_expecting("a query");
  return make_query(cursor.position(), SelectBody{});
}

namespace {

QueryPtr read_set_operand(Cursor& cursor) {
  Cursor::Operand operand(cursor);
  return read_query_term(cursor);
}

/// Adds one operator to the left query: `left UNION ALL <operand>`.
QueryPtr extend(Cursor& cursor, QueryPtr left, SetOperator op, QueryPtr (*read_operand)(Cursor&)) {
  SetBody body;
  body.op = op;
  body.all = cursor.accept("ALL");
  if (!body.all) cursor.accept("DISTINCT");
  auto position = left->position;
  body.left = std::move(left);
  body.right = read_operand(cursor);
  cursor.grow();
  return make_query(position, std::move(body));
}

}  // namespace

QueryPtr read_intersections(Cursor& cursor) {
  Cursor::Operand operand(cursor);
  auto left = read_set_operand(cursor);
  while (cursor.accept("INTERSECT")) left = extend(cursor, std::move(left), SetOperator::intersect, read_set_operand);
  return left;
}

namespace {

QueryPtr read_set_operations(Cursor& cursor) {
  auto left = read_intersections(cursor);
  for (;;) {
    if (cursor.accept("UNION")) {
      left = extend(cursor, std::move(left), SetOperator::union_, read_intersections);
    } else if (cursor.accept_any("EXCEPT", "MINUS", "SETMINUS")) {
      left = extend(cursor, std::move(left), SetOperator::except, read_intersections);
    } else {
      return left;
    }
  }
}

bool at_all_columns(const Cursor& cursor) {
  if (!cursor.at("ALL")) return false;
  const auto& next = cursor.peek(1);
  return next.kind == TokenKind::end || next.kind == TokenKind::word || next.text == ")" || next.text == ";";
}

/// Reads what follows ORDER.
void read_order_by(Cursor& cursor, Query& query) {
  cursor.expect("BY");
  if (at_all_columns(cursor)) {
    query.order_by_all = true;
    SortKey all = read_sort_key(cursor);  // ALL itself is no column: only its directions matter
    query.all_descending = all.descending;
    query.all_nulls_first = all.nulls_first;
    return;
  }
  query.order_by = read_sort_keys(cursor);
}

/// Makes a query the subquery of another, which can then have a WITH, an ORDER BY or a LIMIT of its own.
QueryPtr wrap(Cursor& cursor, QueryPtr query) {
  auto inner = std::make_unique<Relation>();
  inner->position = query->position;
  inner->node = SubqueryRelation{std::move(query)};
  cursor.grow();
  return select_everything_from(std::move(inner));
}

/// Reads a WINDOW clause that stands after the body, where ORDER BY does: its windows are the body's.
void read_trailing_windows(Cursor& cursor, Query& query) {
  auto* select = std::get_if<SelectBody>(&query.body);
  if (!select || !select->windows.empty()) return cursor.fail_unsupported("the WINDOW clause of a set operation");
  select->windows = read_named_windows(cursor);
}

/// Only one of ORDER BY, CLUSTER BY, and SORT BY with DISTRIBUTE BY may stand.
void refuse_mixed_orders(Cursor& cursor, const Query& query) {
  bool again = cursor.at("ORDER", "BY") || cursor.at("CLUSTER", "BY") || cursor.at("SORT", "BY") ||
               cursor.at("DISTRIBUTE", "BY");
  if (!again || is_plain(query)) return;
  cursor.fail(Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES",
                              "ORDER BY, SORT BY, CLUSTER BY and DISTRIBUTE BY cannot stand together")
                  .at(query.position));
}

/// Reads DISTRIBUTE BY, SORT BY, and CLUSTER BY, which stands for both. Rows are in one part here, which SORT BY sorts.
void read_distribution(Cursor& cursor, Query& query) {
  if (cursor.accept("CLUSTER", "BY")) {
    do {
      auto begin = cursor.index();
      query.distribute_by.push_back(read_expression(cursor));
      cursor.go_back(begin);
      query.order_by.push_back({read_expression(cursor), false, {}});
    } while (cursor.accept(","));
    return;
  }
  if (cursor.accept("DISTRIBUTE", "BY")) query.distribute_by = read_expression_list(cursor);
  if (!cursor.accept("SORT", "BY")) return;
  do {
    query.order_by.push_back(read_sort_key(cursor));
  } while (cursor.accept(","));
}

}  // namespace

void read_organization(Cursor& cursor, QueryPtr& query) {
  if (cursor.at("WINDOW") && cursor.is_name(1)) read_trailing_windows(cursor, *query);
  if (!cursor.at_any("ORDER", "LIMIT", "OFFSET", "SORT", "DISTRIBUTE", "CLUSTER")) return;

  if (!is_plain(*query)) query = wrap(cursor, std::move(query));
  if (cursor.accept("ORDER")) read_order_by(cursor, *query);
  refuse_mixed_orders(cursor, *query);
  read_distribution(cursor, *query);
  refuse_mixed_orders(cursor, *query);
  if (cursor.at("WINDOW") && cursor.is_name(1)) read_trailing_windows(cursor, *query);
  if (cursor.accept("LIMIT") && !cursor.accept("ALL")) query->limit = read_expression(cursor);
  if (cursor.accept("OFFSET")) query->offset = read_expression(cursor);
}

SortKey read_sort_key(Cursor& cursor) {
  SortKey key;
  key.expression = read_expression(cursor);
  key.descending = cursor.accept("DESC");
  if (!key.descending) cursor.accept("ASC");
  if (cursor.accept("NULLS")) {
    key.nulls_first = cursor.accept("FIRST");
    if (!*key.nulls_first) cursor.expect("LAST");
  }
  return key;
}

std::vector<SortKey> read_sort_keys(Cursor& cursor) {
  std::vector<SortKey> keys;
  do {
    keys.push_back(read_sort_key(cursor));
  } while (cursor.accept(","));
  return keys;
}

QueryPtr select_everything_from(RelationPtr relation) {
  auto position = relation->position;
  SelectBody body;
  body.items.push_back(make_expression(position, Star{}));
  body.from.push_back(std::move(relation));
  return make_query(position, std::move(body));
}

bool at_query(const Cursor& cursor, size_t ahead) {
  const auto& next = cursor.peek(ahead + 1);
  bool is_name_itself = next.text == ")" || next.text == "," || next.text == "." || next.kind == TokenKind::end;
  if (is_name_itself) return false;
  if (cursor.is(ahead, "SELECT") || cursor.is(ahead, "VALUES")) return true;
  bool followed_by_name = cursor.is_name(ahead + 1);
  if (cursor.is(ahead, "FROM")) return followed_by_name || next.text == "(";
  return followed_by_name && (cursor.is(ahead, "WITH") || cursor.is(ahead, "TABLE"));
}

bool at_parenthesized_query(const Cursor& cursor, size_t ahead) {
  if (!cursor.is(ahead, "(")) return false;
  if (cursor.is(ahead + 1, "VALUES") && are_joined_values(cursor, ahead + 1)) return false;
  if (at_query(cursor, ahead + 1)) return true;

  // ((SELECT 1) ...: what follows the inner parenthesis decides. Only as far in as anything may be nested.
  size_t innermost = ahead;
  while (cursor.is(innermost + 1, "(") && innermost - ahead < 1000) innermost++;
  if (!at_query(cursor, innermost + 1)) return false;
  for (auto at = innermost; at > ahead; at--) {
    auto close = cursor.peek(at).match;
    if (close == 0) return true;
    auto after = close + 1 - cursor.index();
    bool goes_on = cursor.is(after, ")") || at_set_operator(cursor, after) || cursor.is(after, "ORDER") ||
                   cursor.is(after, "LIMIT") || cursor.is(after, "OFFSET");
    if (!goes_on) return false;
  }
  return true;
}

QueryPtr read_parenthesized_query(Cursor& cursor) {
  cursor.expect("(");
  auto query = read_query(cursor);
  cursor.expect(")");
  return query;
}

std::vector<CommonTable> read_common_tables(Cursor& cursor) {
  std::vector<CommonTable> tables;
  do {
    CommonTable table;
    table.name = read_identifier(cursor, "a name for the query");
    if (cursor.at("(") && !at_parenthesized_query(cursor)) {
      table.column_aliases = read_identifier_list(cursor, "a column");
    }
    cursor.accept("AS");
    table.query = read_parenthesized_query(cursor);
    tables.push_back(std::move(table));
  } while (cursor.accept(","));
  return tables;
}

QueryPtr read_query(Cursor& cursor) {
  Cursor::Nesting nesting(cursor);
  auto position = cursor.position();
  std::vector<CommonTable> with;
  bool is_recursive = false;
  if (cursor.accept("WITH")) {
    is_recursive = cursor.at("RECURSIVE") && cursor.is_name(1) && !cursor.is(1, "AS") && cursor.accept("RECURSIVE");
    with = read_common_tables(cursor);
  }
  auto query = read_set_operations(cursor);
  if (!with.empty() && !query->with.empty()) query = wrap(cursor, std::move(query));
  query = read_pipes(cursor, std::move(query));
  read_organization(cursor, query);
  if (with.empty()) return query;

  query->with = std::move(with);
  query->is_recursive = is_recursive;
  query->position = position;
  return query;
}

}  // namespace skep::syntax
