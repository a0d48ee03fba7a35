#include "base/text.h"
#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

std::vector<ViewColumn> read_view_columns(Cursor& cursor) {
  std::vector<ViewColumn> columns;
  cursor.expect("(");
  do {
    ViewColumn column;
    column.name = read_identifier(cursor, "a column");
    if (cursor.accept("COMMENT")) column.comment = read_string(cursor, "a comment");
    columns.push_back(std::move(column));
  } while (cursor.accept(","));
  cursor.expect(")");
  return columns;
}

/// Reads what follows WITH SCHEMA.
ViewSchemaMode read_schema_mode(Cursor& cursor) {
  if (cursor.accept("BINDING")) return ViewSchemaMode::binding;
  if (cursor.accept("COMPENSATION")) return ViewSchemaMode::compensation;
  if (cursor.accept("TYPE", "EVOLUTION")) return ViewSchemaMode::type_evolution;
  if (cursor.accept("EVOLUTION")) return ViewSchemaMode::evolution;
  cursor.fail_expecting("BINDING, COMPENSATION, EVOLUTION or TYPE EVOLUTION");
  return ViewSchemaMode::unspecified;
}

void read_view_clauses(Cursor& cursor, CreateView& view) {
  bool has_comment = false, has_properties = false, has_mode = false;
  for (;;) {
    if (cursor.at("COMMENT")) {
      refuse_twice(cursor, std::exchange(has_comment, true), "COMMENT");
      cursor.expect("COMMENT");
      view.comment = read_string(cursor, "a comment");
    } else if (cursor.at("TBLPROPERTIES")) {
      refuse_twice(cursor, std::exchange(has_properties, true), "TBLPROPERTIES");
      cursor.expect("TBLPROPERTIES");
      view.properties = read_properties(cursor);
    } else if (cursor.at("WITH", "SCHEMA")) {
      refuse_twice(cursor, std::exchange(has_mode, true), "WITH SCHEMA");
      cursor.expect("WITH", "SCHEMA");
      view.schema_mode = read_schema_mode(cursor);
    } else if (cursor.at("PARTITIONED", "ON")) {
      return fail_not_allowed(cursor, "CREATE VIEW ... PARTITIONED ON");
    } else {
      return;
    }
  }
}

CreateViewUsing read_view_using(Cursor& cursor, CreateView& begun, std::vector<ColumnDefinition> columns) {
  CreateViewUsing view;
  view.name = std::move(begun.name);
  view.kind = begun.kind;
  view.or_replace = begun.or_replace;
  view.columns = std::move(columns);
  cursor.expect("USING");
  view.provider = to_lower(join(read_name(cursor, "a format").parts, "."));
  if (cursor.accept("OPTIONS")) view.options = read_properties(cursor);
  return view;
}

}  // namespace

bool at_create_view(const Cursor& cursor) {
  size_t ahead = 0;
  if (cursor.is(0, "OR") && cursor.is(1, "REPLACE")) ahead = 2;
  if (cursor.is(ahead, "GLOBAL")) ahead++;
  if (cursor.is(ahead, "TEMPORARY") || cursor.is(ahead, "TEMP")) ahead++;
  return cursor.is(ahead, "VIEW");
}

void read_create_view(Cursor& cursor, Statement& statement) {
  CreateView view;
  view.or_replace = cursor.accept("OR", "REPLACE");
  bool is_global = cursor.accept("GLOBAL");
  bool is_temporary = cursor.accept_any("TEMPORARY", "TEMP");
  if (is_global && !is_temporary) cursor.fail_expecting("TEMPORARY");
  if (is_temporary) view.kind = is_global ? ViewKind::global_temporary : ViewKind::temporary;
  cursor.expect("VIEW");
  view.if_not_exists = accept_if_not_exists(cursor);
  view.name = read_name(cursor, "a view");

  bool has_types = cursor.at("(") && cursor.is_name(1) && cursor.is_name(2) && !cursor.is(2, "COMMENT");
  bool is_using = is_temporary && !view.if_not_exists && (cursor.at("USING") || has_types);
  if (is_using) {
    std::vector<ColumnDefinition> columns;
    if (has_types) columns = read_column_definitions(cursor);
    statement.node = read_view_using(cursor, view, std::move(columns));
    return;
  }
  if (cursor.at("(")) view.columns = read_view_columns(cursor);
  read_view_clauses(cursor, view);
  cursor.expect("AS");
  auto start = cursor.index();
  view.query = read_query(cursor);
  view.query_text = text_since(cursor, start);
  statement.node = std::move(view);
}

void read_alter_view(Cursor& cursor, Statement& statement) {
  auto name = read_name(cursor, "a view");
  if (cursor.at("AS") || at_query(cursor)) {
    AlterViewQuery alter;
    alter.view = std::move(name);
    cursor.accept("AS");
    auto start = cursor.index();
    alter.query = read_query(cursor);
    alter.query_text = text_since(cursor, start);
    statement.node = std::move(alter);
  } else if (cursor.accept("WITH", "SCHEMA")) {
    statement.node = AlterViewSchemaMode{std::move(name), read_schema_mode(cursor)};
  } else {
    read_alteration(cursor, std::move(name), true, statement);
  }
}

}  // namespace skep::syntax
