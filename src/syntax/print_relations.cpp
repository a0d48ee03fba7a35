#include "syntax/sql_printer.h"

#include <fmt/format.h>

namespace skep::syntax {

/// |> is not kept as written: its left side stands as a subquery.
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
