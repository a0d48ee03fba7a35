#include "syntax/grammar.h"

#include <iterator>
#include <utility>

namespace skep::syntax {
namespace {

RelationPtr make_piped(QueryPtr query) {
  auto position = query->position;
  return make_relation(position, PipedRelation{std::move(query)});
}

/// SELECT * over a relation that was made of the left side.
SelectBody everything(RelationPtr relation, PipeOperator pipe = PipeOperator::other) {
  SelectBody body;
  body.pipe = pipe;
  body.items.push_back(make_expression(relation->position, Star{}));
  body.from.push_back(std::move(relation));
  return body;
}

QueryPtr read_pipe_select(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  SelectBody body;
  body.pipe = PipeOperator::select;
  read_items(cursor, body);
  if (cursor.at("WINDOW") && cursor.is_name(1)) body.windows = read_named_windows(cursor);
  body.from.push_back(make_piped(std::move(input)));
  return make_query(position, std::move(body));
}

QueryPtr read_pipe_extend(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  auto body = everything(make_piped(std::move(input)), PipeOperator::extend);
  do {
    body.items.push_back(read_aliased_expression(cursor));
  } while (cursor.accept(","));
  return make_query(position, std::move(body));
}

/// Each assignment is a step of its own, so that later ones see what earlier ones set.
QueryPtr read_pipe_set(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  do {
    auto where = cursor.position();
    auto name = read_name(cursor, "a column");
    if (name.parts.size() > 1) {
      cursor.fail(
          Error::of_class(ErrorCode::invalid_argument, "_LEGACY_ERROR_TEMP_0035", "SET takes a column's name alone")
              .at(where));
    }
    cursor.expect("=");
    auto value = read_expression(cursor);
    auto body = everything(make_piped(std::move(input)), PipeOperator::set);
    std::get<Star>(body.items[0]->node).replacements.emplace_back(name.parts[0], std::move(value));
    cursor.grow();
    input = make_query(position, std::move(body));
  } while (cursor.accept(","));
  return input;
}

QueryPtr read_pipe_drop(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  auto body = everything(make_piped(std::move(input)));
  do {
    std::get<Star>(body.items[0]->node).except.push_back({read_identifier(cursor, "a column")});
  } while (cursor.accept(","));
  return make_query(position, std::move(body));
}

QueryPtr read_pipe_alias(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  auto relation = make_piped(std::move(input));
  relation->alias = read_identifier(cursor, "an alias");
  return make_query(position, everything(std::move(relation)));
}

/// Reads the keys after GROUP BY as select items in front; the grouping is by their positions.
void read_pipe_keys(Cursor& cursor, SelectBody& body) {
  cursor.expect("BY");
  body.has_group_by = true;
  bool analytic =
      cursor.at("ROLLUP", "(") || cursor.at("CUBE", "(") || cursor.at("GROUPING", "SETS") || cursor.at("ALL");
  if (analytic) {
    cursor.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE",
                                fmt::format("GROUP BY {} cannot stand in |> AGGREGATE", cursor.peek().text))
                    .at(cursor.position()));
  }
  std::vector<ExpressionPtr> keys;
  do {
    auto position = cursor.position();
    keys.push_back(read_aliased_expression(cursor));
    auto number = types::Value::integer(static_cast<int32_t>(keys.size()));
    body.group_by.push_back(make_expression(position, Literal{std::move(number)}));
  } while (cursor.accept(","));
  body.items.insert(body.items.begin(), std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end()));
}

/// AGGREGATE [aggregates] [GROUP BY keys]: the result's columns are the keys and then the aggregates.
QueryPtr read_pipe_aggregate(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  SelectBody body;
  body.pipe = PipeOperator::aggregate;
  if (!cursor.at("GROUP", "BY")) {
    do {
      body.items.push_back(read_aliased_expression(cursor));
    } while (cursor.accept(","));
  }
  if (cursor.accept("GROUP")) read_pipe_keys(cursor, body);
  body.from.push_back(make_piped(std::move(input)));
  return make_query(position, std::move(body));
}

QueryPtr read_pipe_set_operation(Cursor& cursor, QueryPtr input, SetOperator op) {
  auto position = cursor.position();
  SetBody body;
  body.op = op;
  body.all = cursor.accept("ALL");
  if (!body.all) cursor.accept("DISTINCT");
  body.left = std::move(input);
  body.right = read_query_term(cursor);
  return make_query(position, std::move(body));
}

bool at_organization(const Cursor& cursor) {
  return cursor.at_any("ORDER", "SORT", "DISTRIBUTE", "CLUSTER", "LIMIT", "OFFSET");
}

/// Only one of the clauses stands in one operator; LIMIT and OFFSET are one.
QueryPtr read_pipe_order(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  auto query = make_query(position, everything(make_piped(std::move(input))));
  read_organization(cursor, query);
  bool orders = !query->order_by.empty() || query->order_by_all || !query->distribute_by.empty();
  if (!orders && !query->limit && !query->offset) {  // LIMIT ALL
    auto& relation = *std::get<SelectBody>(query->body).from[0];
    return std::move(std::get<PipedRelation>(relation.node).query);
  }
  if (orders && (query->limit || query->offset)) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS",
                                "ORDER BY and LIMIT stand in operators of their own: |> ORDER BY ... |> LIMIT ...")
                    .at(position));
  }
  return query;
}

QueryPtr read_pipe_relation(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  auto relation = make_piped(std::move(input));
  if (cursor.at("TABLESAMPLE")) {
    relation = read_sample(cursor, std::move(relation));
  } else if (cursor.at("PIVOT")) {
    relation = read_pivot(cursor, std::move(relation));
  } else if (cursor.at("UNPIVOT")) {
    relation = read_unpivot(cursor, std::move(relation));
    relation->alias = read_table_alias(cursor);
  } else {
    relation = read_joins(cursor, std::move(relation));
  }
  return make_query(position, everything(std::move(relation)));
}

QueryPtr read_pipe(Cursor& cursor, QueryPtr input) {
  auto position = cursor.position();
  if (cursor.at("SELECT")) return read_pipe_select(cursor, std::move(input));
  if (cursor.accept("EXTEND")) return read_pipe_extend(cursor, std::move(input));
  if (cursor.accept("SET")) return read_pipe_set(cursor, std::move(input));
  if (cursor.accept("DROP")) return read_pipe_drop(cursor, std::move(input));
  if (cursor.accept("AS")) return read_pipe_alias(cursor, std::move(input));
  if (cursor.accept("WHERE")) {
    auto body = everything(make_piped(std::move(input)), PipeOperator::where);
    body.where = read_expression(cursor);
    return make_query(position, std::move(body));
  }
  if (cursor.accept("AGGREGATE")) return read_pipe_aggregate(cursor, std::move(input));
  if (cursor.accept("UNION")) return read_pipe_set_operation(cursor, std::move(input), SetOperator::union_);
  if (cursor.accept("INTERSECT")) return read_pipe_set_operation(cursor, std::move(input), SetOperator::intersect);
  if (cursor.accept_any("EXCEPT", "MINUS", "SETMINUS")) {
    return read_pipe_set_operation(cursor, std::move(input), SetOperator::except);
  }
  if (at_organization(cursor)) return read_pipe_order(cursor, std::move(input));
  if (cursor.at("WINDOW") && cursor.is_name(1)) {
    cursor.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS",
                                "WINDOW is no operator of its own: it follows |> SELECT")
                    .at(position));
  }
  if (at_join(cursor) || cursor.at_any("TABLESAMPLE", "PIVOT", "UNPIVOT")) {
    return read_pipe_relation(cursor, std::move(input));
  }
  cursor.fail_expecting("an operator after |>");
  return input;
}

}  // namespace

QueryPtr read_pipes(Cursor& cursor, QueryPtr input) {
  while (cursor.accept("|>")) {
    if (cursor.at_end() || cursor.at(")") || cursor.at(";")) return input;  // as Spark takes it
    input = read_pipe(cursor, std::move(input));
    cursor.grow();
  }
  return input;
}

}  // namespace skep::syntax
