#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

bool at_grouping_form(const Cursor& cursor) {
  return cursor.at("GROUPING", "SETS", "(") || cursor.at("CUBE", "(") || cursor.at("ROLLUP", "(");
}

/// Reads `(a, b)`, `()` or `a` as one set.
GroupingElement read_grouping_set(Cursor& cursor) {
  GroupingElement element;
  if (cursor.accept("(", ")")) return element;
  auto expression = read_expression(cursor);
  if (auto* row = std::get_if<RowConstructor>(&expression->node)) {
    element.set = std::move(row->items);
  } else {
    element.set.push_back(std::move(expression));
  }
  return element;
}

GroupingElement read_form(Cursor& cursor) {
  Cursor::Nesting nesting(cursor);
  GroupingElement form;
  if (cursor.accept("GROUPING", "SETS")) {
    form.kind = GroupingKind::grouping_sets;
  } else {
    form.kind = cursor.at("CUBE") ? GroupingKind::cube : GroupingKind::rollup;
    cursor.take();
  }
  cursor.expect("(");
  do {
    bool nests = form.kind == GroupingKind::grouping_sets && at_grouping_form(cursor);
    form.elements.push_back(nests ? read_form(cursor) : read_grouping_set(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return form;
}

/// Puts all plain expressions read so far into one element each.
void begin_forms(SelectBody& body) {
  for (auto& expression : body.group_by) {
    GroupingElement plain;
    plain.set.push_back(std::move(expression));
    body.grouping.push_back(std::move(plain));
  }
  body.group_by.clear();
}

/// Turns `a, b WITH ROLLUP` into ROLLUP (a, b).
void wrap_all(SelectBody& body, GroupingKind kind) {
  begin_forms(body);
  GroupingElement form;
  form.kind = kind;
  form.elements = std::move(body.grouping);
  body.grouping.clear();
  body.grouping.push_back(std::move(form));
}

}  // namespace

void read_grouping(Cursor& cursor, SelectBody& body) {
  do {
    if (at_grouping_form(cursor)) {
      if (body.grouping.empty()) begin_forms(body);
      body.grouping.push_back(read_form(cursor));
    } else if (body.grouping.empty()) {
      body.group_by.push_back(read_expression(cursor));
    } else {
      body.grouping.emplace_back();
      body.grouping.back().set.push_back(read_expression(cursor));
    }
  } while (cursor.accept(","));
  if (!body.grouping.empty()) return;
  if (cursor.accept("WITH", "ROLLUP")) return wrap_all(body, GroupingKind::rollup);
  if (cursor.accept("WITH", "CUBE")) return wrap_all(body, GroupingKind::cube);
  if (!cursor.at("GROUPING", "SETS")) return;
  // GROUP BY a, b GROUPING SETS ((a), (b)): the expressions before only say which may stand in the sets.
  body.grouping.push_back(read_form(cursor));
}

}  // namespace skep::syntax
