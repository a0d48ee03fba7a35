#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

FrameBound read_bound(Cursor& cursor) {
  if (cursor.accept("UNBOUNDED", "PRECEDING")) return {FrameBoundKind::unbounded_preceding, nullptr};
  if (cursor.accept("UNBOUNDED", "FOLLOWING")) return {FrameBoundKind::unbounded_following, nullptr};
  if (cursor.accept("CURRENT", "ROW")) return {FrameBoundKind::current_row, nullptr};
  FrameBound bound{FrameBoundKind::preceding, read_expression(cursor)};
  if (cursor.accept("FOLLOWING")) {
    bound.kind = FrameBoundKind::following;
  } else {
    cursor.expect("PRECEDING");
  }
  return bound;
}

WindowFrame read_frame(Cursor& cursor) {
  WindowFrame frame;
  frame.is_rows = cursor.accept("ROWS");
  if (!frame.is_rows) cursor.expect("RANGE");
  if (cursor.accept("BETWEEN")) {
    frame.start = read_bound(cursor);
    cursor.expect("AND");
    frame.end = read_bound(cursor);
  } else {
    frame.start = read_bound(cursor);
    frame.end = {FrameBoundKind::current_row, nullptr};
  }
  return frame;
}

}  // namespace

WindowSpec read_window(Cursor& cursor) {
  WindowSpec window;
  window.position = cursor.position();
  if (!cursor.at("(")) {
    window.name = read_identifier(cursor, "a window's name or its definition");
    return window;
  }
  cursor.expect("(");
  if (cursor.is_name() && cursor.is(1, ")")) {
    window.name = read_identifier(cursor, "a window");
    cursor.expect(")");
    return window;
  }
  if (cursor.accept("CLUSTER", "BY")) {
    window.partition = read_expression_list(cursor);
  } else {
    if (cursor.at_any("PARTITION", "DISTRIBUTE")) {
      cursor.take();
      cursor.expect("BY");
      window.partition = read_expression_list(cursor);
    }
    if (cursor.accept_any("ORDER", "SORT")) {
      cursor.expect("BY");
      window.order = read_sort_keys(cursor);
    }
  }
  if (cursor.at_any("ROWS", "RANGE")) window.frame = read_frame(cursor);
  cursor.expect(")");
  return window;
}

std::vector<NamedWindow> read_named_windows(Cursor& cursor) {
  std::vector<NamedWindow> windows;
  cursor.expect("WINDOW");
  do {
    NamedWindow named;
    named.name = read_identifier(cursor, "a name for the window");
    cursor.expect("AS");
    named.window = read_window(cursor);
    windows.push_back(std::move(named));
  } while (cursor.accept(","));
  return windows;
}

}  // namespace skep::syntax
