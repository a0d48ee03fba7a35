#include "base/check.h"
#include "syntax/sql_printer.h"

namespace skep::syntax {
namespace {

/// The left side of the pipe, below what its operator put around it.
const Query& piped_query(const Relation& relation) {
  const auto* at = &relation;
  for (;;) {
    if (const auto* piped = std::get_if<PipedRelation>(&at->node)) return *piped->query;
    if (const auto* join = std::get_if<JoinRelation>(&at->node)) {
      at = join->left.get();
    } else if (const auto* pivot = std::get_if<PivotRelation>(&at->node)) {
      at = pivot->input.get();
    } else if (const auto* unpivot = std::get_if<UnpivotRelation>(&at->node)) {
      at = unpivot->input.get();
    } else if (const auto* sample = std::get_if<SampleRelation>(&at->node)) {
      at = sample->input.get();
    } else {
      fail_check("a pipe without a left side");
    }
  }
}

bool ends_with_pipe(const Query& query) {
  const auto* select = std::get_if<SelectBody>(&query.body);
  return select && select->pipe != PipeOperator::none;
}

bool has_organization(const Query& query) {
  return !query.order_by.empty() || query.order_by_all || !query.distribute_by.empty() || query.limit || query.offset;
}

}  // namespace

void SqlPrinter::print_items(const SelectBody& body, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    write(i == from ? " " : ", ");
    print(*body.items[i]);
  }
}

void SqlPrinter::print_pipe(const SelectBody& body) {
  const auto& relation = *body.from[0];
  const auto& input = piped_query(relation);
  bool enclosed = !input.with.empty() || (has_organization(input) && !ends_with_pipe(input));
  if (enclosed) {
    print_query_in_parentheses(input);
  } else {
    print(input);
  }
  write(" |>");
  auto count = body.items.size();
  switch (body.pipe) {
    case PipeOperator::select:
      write(" SELECT");
      if (!body.hints.empty()) write(" ");
      print_hints(body.hints);
      if (body.distinct) write(" DISTINCT");
      return print_items(body, 0, count);
    case PipeOperator::extend: write(" EXTEND"); return print_items(body, 1, count);
    case PipeOperator::where: write(" WHERE "); return print(*body.where);
    case PipeOperator::aggregate: return print_pipe_aggregate(body);
    case PipeOperator::set: {
      const auto& [name, value] = std::get<Star>(body.items[0]->node).replacements[0];
      write(" SET " + quote_name_where_needed(name) + " = ");
      return print(*value);
    }
    default: return print_pipe_relation(relation, std::get<Star>(body.items[0]->node));
  }
}

void SqlPrinter::print_pipe_aggregate(const SelectBody& body) {
  write(" AGGREGATE");
  auto keys = body.group_by.size();
  print_items(body, keys, body.items.size());
  if (!body.has_group_by) return;
  write(" GROUP BY");
  print_items(body, 0, keys);
}

/// DROP, AS, joins and the like; what orders and limits follows by itself.
void SqlPrinter::print_pipe_relation(const Relation& relation, const Star& star) {
  for (size_t i = 0; i < star.except.size(); i++) {
    write(i == 0 ? " DROP " : ", ");
    print_name(star.except[i]);
  }
  if (std::holds_alternative<PipedRelation>(relation.node)) {
    if (!relation.alias.empty()) write(" AS " + quote_name_where_needed(relation.alias));
    return;
  }
  std::visit([this](const auto& node) { print_pipe_step(node); }, relation.node);
  print_alias(relation.alias, relation.column_aliases);
}

}  // namespace skep::syntax
