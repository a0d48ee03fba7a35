#include "syntax/sql_printer.h"

#include <fmt/format.h>

namespace skep::syntax {

/// Printed by print_pipe, which knows what comes after it.
void SqlPrinter::print_relation(const PipedRelation& piped) { print_query_in_parentheses(*piped.query); }

void SqlPrinter::print_relation(const LateralViewRelation& view) {
  print(*view.input);
  write(view.outer ? " LATERAL VIEW OUTER " : " LATERAL VIEW ");
  print_name(view.generator.parts);
  print_row(view.arguments);
  if (!view.alias.empty()) write(" " + quote_name_where_needed(view.alias));
  for (size_t i = 0; i < view.columns.size(); i++) {
    write(i == 0 ? " AS " : ", ");
    write(quote_name_where_needed(view.columns[i]));
  }
}

void SqlPrinter::print_relation(const PivotRelation& pivot) {
  print(*pivot.input);
  print_pipe_step(pivot);
}

void SqlPrinter::print_pipe_step(const PivotRelation& pivot) {
  write(" PIVOT (");
  print(pivot.aggregates);
  write(" FOR ");
  print_names(pivot.columns);
  write(" IN ");
  print_row(pivot.values);
  write(")");
}

void SqlPrinter::print_relation(const UnpivotRelation& unpivot) {
  print(*unpivot.input);
  print_pipe_step(unpivot);
}

void SqlPrinter::print_pipe_step(const UnpivotRelation& unpivot) {
  write(unpivot.include_nulls ? " UNPIVOT INCLUDE NULLS (" : " UNPIVOT (");
  if (unpivot.many_values) {
    print_names(unpivot.values);
  } else {
    write(quote_name_where_needed(unpivot.values[0]));
  }
  write(" FOR " + quote_name_where_needed(unpivot.name) + " IN (");
  for (size_t i = 0; i < unpivot.sources.size(); i++) {
    const auto& source = unpivot.sources[i];
    if (i > 0) write(", ");
    if (unpivot.many_values) {
      print_row(source.columns);
    } else {
      print(source.columns);
    }
    if (!source.alias.empty()) write(" AS " + quote_name_where_needed(source.alias));
  }
  write("))");
}

void SqlPrinter::print_relation(const SampleRelation& sample) {
  print(*sample.input);
  print_pipe_step(sample);
}

void SqlPrinter::print_pipe_step(const SampleRelation& sample) {
  write(" TABLESAMPLE (");
  if (sample.rows) {
    print(*sample.rows);
    write(" ROWS)");
  } else {
    write(fmt::format("{} PERCENT)", sample.fraction * 100));
  }
  if (sample.seed) write(fmt::format(" REPEATABLE ({})", *sample.seed));
}

}  // namespace skep::syntax
