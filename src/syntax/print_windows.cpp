#include "syntax/sql_printer.h"

namespace skep::syntax {
namespace {

std::string_view word_of(GroupingKind kind) {
  switch (kind) {
    case GroupingKind::rollup: return "ROLLUP (";
    case GroupingKind::cube: return "CUBE (";
    case GroupingKind::grouping_sets: return "GROUPING SETS (";
    case GroupingKind::plain: return "(";
  }
  return "(";
}

}  // namespace

void SqlPrinter::print(const std::vector<SortKey>& keys) {
  for (size_t i = 0; i < keys.size(); i++) {
    if (i > 0) write(", ");
    print(keys[i]);
  }
}

void SqlPrinter::print(const WindowSpec& window) {
  if (!window.name.empty()) return write(quote_name_where_needed(window.name));
  write("(");
  std::string_view gap;
  if (!window.partition.empty()) {
    write("PARTITION BY ");
    print(window.partition);
    gap = " ";
  }
  if (!window.order.empty()) {
    write(gap);
    write("ORDER BY ");
    print(window.order);
    gap = " ";
  }
  if (window.frame) {
    write(gap);
    print_frame(*window.frame);
  }
  write(")");
}

void SqlPrinter::print_frame(const WindowFrame& frame) {
  write(frame.is_rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
  print_bound(frame.start);
  write(" AND ");
  print_bound(frame.end);
}

void SqlPrinter::print_bound(const FrameBound& bound) {
  if (bound.offset) print(*bound.offset);
  switch (bound.kind) {
    case FrameBoundKind::unbounded_preceding: return write("UNBOUNDED PRECEDING");
    case FrameBoundKind::preceding: return write(" PRECEDING");
    case FrameBoundKind::current_row: return write("CURRENT ROW");
    case FrameBoundKind::following: return write(" FOLLOWING");
    case FrameBoundKind::unbounded_following: return write("UNBOUNDED FOLLOWING");
  }
}

void SqlPrinter::print(const GroupingElement& element) {
  bool bare = element.kind == GroupingKind::plain && element.set.size() == 1;
  if (bare) return print(*element.set[0]);
  write(word_of(element.kind));
  print(element.set);
  for (size_t i = 0; i < element.elements.size(); i++) {
    if (i > 0) write(", ");
    print(element.elements[i]);
  }
  write(")");
}

void SqlPrinter::print_grouping(const SelectBody& body) {
  if (!body.has_group_by) return;
  write(" GROUP BY ");
  if (body.group_by_all) write("ALL");
  print(body.group_by);
  if (!body.group_by.empty() && !body.grouping.empty()) write(" ");
  for (size_t i = 0; i < body.grouping.size(); i++) {
    if (i > 0) write(", ");
    print(body.grouping[i]);
  }
}

}  // namespace skep::syntax
