#include "base/check.h"
#include "syntax/sql_printer.h"

namespace skep::syntax {
namespace {

bool is_bare(const Query& query) {
  const auto* select = std::get_if<SelectBody>(&query.body);
  if (select && select->pipe != PipeOperator::none) return false;
  return query.with.empty() && query.order_by.empty() && !query.order_by_all && query.distribute_by.empty() &&
         !query.limit && !query.offset;
}

}  // namespace

std::string_view sql_of(JoinKind kind) {
  switch (kind) {
    case JoinKind::inner: return "JOIN";
    case JoinKind::left_outer: return "LEFT JOIN";
    case JoinKind::right_outer: return "RIGHT JOIN";
    case JoinKind::full_outer: return "FULL JOIN";
    case JoinKind::left_semi: return "LEFT SEMI JOIN";
    case JoinKind::left_anti: return "LEFT ANTI JOIN";
    case JoinKind::cross: return "CROSS JOIN";
  }
  fail_check("a join that is not known");
}

std::string_view sql_of(SetOperator op) {
  switch (op) {
    case SetOperator::union_: return "UNION";
    case SetOperator::intersect: return "INTERSECT";
    case SetOperator::except: return "EXCEPT";
  }
  fail_check("a set operator that is not known");
}

void SqlPrinter::print_with(const std::vector<CommonTable>& tables, bool is_recursive) {
  for (size_t i = 0; i < tables.size(); i++) {
    const auto& table = tables[i];
    write(i > 0 ? ", " : is_recursive ? "WITH RECURSIVE " : "WITH ");
    write(quote_name_where_needed(table.name));
    if (!table.column_aliases.empty()) print_names(table.column_aliases);
    write(" AS ");
    print_query_in_parentheses(*table.query);
  }
  if (!tables.empty()) write(" ");
}

void SqlPrinter::print(const Query& query) {
  print_with(query.with, query.is_recursive);
  std::visit([this](const auto& body) { print_body(body); }, query.body);
  for (size_t i = 0; i < query.distribute_by.size(); i++) {
    write(i == 0 ? " DISTRIBUTE BY " : ", ");
    print(*query.distribute_by[i]);
  }
  if (query.order_by_all) write(" ORDER BY ALL");
  if (query.all_descending) write(" DESC");
  if (query.all_nulls_first) write(*query.all_nulls_first ? " NULLS FIRST" : " NULLS LAST");
  if (!query.order_by.empty()) write(query.distribute_by.empty() ? " ORDER BY " : " SORT BY ");
  print(query.order_by);
  if (query.limit) {
    write(" LIMIT ");
    print(*query.limit);
  }
  if (query.offset) {
    write(" OFFSET ");
    print(*query.offset);
  }
}

void SqlPrinter::print(const SortKey& key) {
  print(*key.expression);
  if (key.descending) write(" DESC");
  if (key.nulls_first) write(*key.nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

void SqlPrinter::print_body(const SelectBody& body) {
  if (body.pipe != PipeOperator::none) return print_pipe(body);
  write("SELECT ");
  print_hints(body.hints);
  if (body.distinct) write("DISTINCT ");
  print(body.items);
  for (size_t i = 0; i < body.from.size(); i++) {
    write(i == 0 ? " FROM " : ", ");
    print(*body.from[i]);
  }
  if (body.where) {
    write(" WHERE ");
    print(*body.where);
  }
  print_grouping(body);
  if (body.having) {
    write(" HAVING ");
    print(*body.having);
  }
  for (size_t i = 0; i < body.windows.size(); i++) {
    write(i == 0 ? " WINDOW " : ", ");
    write(quote_name_where_needed(body.windows[i].name));
    write(" AS ");
    print(body.windows[i].window);
  }
}

void SqlPrinter::print_hints(const std::vector<Hint>& hints) {
  for (size_t i = 0; i < hints.size(); i++) {
    write(i == 0 ? "/*+ " : ", ");
    write(quote_name_where_needed(hints[i].name));
    if (!hints[i].arguments.empty()) print_row(hints[i].arguments);
  }
  if (!hints.empty()) write(" */ ");
}

void SqlPrinter::print_set_operand(const Query& query, const SetBody& parent, bool is_right) {
  const auto* set = std::get_if<SetBody>(&query.body);
  bool binds_tighter = set && set->op == SetOperator::intersect && parent.op != SetOperator::intersect;
  bool binds_alike = set && (set->op == SetOperator::intersect) == (parent.op == SetOperator::intersect);
  bool bare = is_bare(query) && (!set || binds_tighter || (binds_alike && !is_right));
  if (!bare) return print_query_in_parentheses(query);
  print(query);
}

void SqlPrinter::print_body(const SetBody& body) {
  print_set_operand(*body.left, body, false);
  write(" ");
  write(sql_of(body.op));
  write(body.all ? " ALL " : " ");
  print_set_operand(*body.right, body, true);
}

void SqlPrinter::print_body(const ValuesBody& body) {
  for (size_t i = 0; i < body.rows.size(); i++) {
    write(i == 0 ? "VALUES " : ", ");
    print_row(body.rows[i]);
  }
  print_alias(body.alias, body.column_aliases);
}

void SqlPrinter::print(const Relation& relation) {
  if (relation.is_lateral) write("LATERAL ");
  bool enclosed = !relation.alias.empty() && std::holds_alternative<JoinRelation>(relation.node);
  if (enclosed) write("(");
  std::visit([this](const auto& node) { print_relation(node); }, relation.node);
  if (enclosed) write(")");
  print_alias(relation.alias, relation.column_aliases);
}

void SqlPrinter::print_relation(const TableRelation& table) { print_name(table.name.parts); }

void SqlPrinter::print_relation(const SubqueryRelation& subquery) { print_query_in_parentheses(*subquery.query); }

void SqlPrinter::print_relation(const FunctionRelation& function) {
  print_name(function.name.parts);
  write("(");
  print(function.arguments);
  write(")");
}

void SqlPrinter::print_relation(const ValuesRelation& values) {
  for (size_t i = 0; i < values.rows.size(); i++) {
    write(i == 0 ? "VALUES " : ", ");
    print_row(values.rows[i]);
  }
}

void SqlPrinter::print_relation(const JoinRelation& join) {
  print(*join.left);
  print_join(join);
}

/// |> JOIN a ... JOIN b ... is one step.
void SqlPrinter::print_pipe_step(const JoinRelation& join) {
  if (const auto* before = std::get_if<JoinRelation>(&join.left->node)) print_pipe_step(*before);
  print_join(join);
}

void SqlPrinter::print_join(const JoinRelation& join) {
  write(join.natural ? " NATURAL " : " ");
  write(sql_of(join.kind));
  write(" ");
  print_joined(*join.right);
  if (join.condition) {
    write(" ON ");
    print(*join.condition);
  }
  if (!join.using_columns.empty()) {
    write(" USING ");
    print_names(join.using_columns);
  }
}

/// A join on the right side needs parentheses, since joins group to the left.
void SqlPrinter::print_joined(const Relation& relation) {
  bool enclosed = relation.alias.empty() && std::holds_alternative<JoinRelation>(relation.node);
  if (enclosed) write("(");
  print(relation);
  if (enclosed) write(")");
}

void SqlPrinter::print_query_in_parentheses(const Query& query) {
  write("(");
  print(query);
  write(")");
}

void SqlPrinter::print_alias(const std::string& alias, const std::vector<std::string>& column_aliases) {
  if (alias.empty()) return;
  write(" AS ");
  write(quote_name_where_needed(alias));
  if (!column_aliases.empty()) print_names(column_aliases);
}

}  // namespace skep::syntax
