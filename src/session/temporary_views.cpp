#include "session/temporary_views.h"

#include "base/text.h"
#include "session/file_places.h"
#include "session/view_records.h"
#include "storage/uri.h"
#include "syntax/parser.h"

namespace skep::session {
namespace {

Error exists_already(const std::string& name) {
  return Error::of_class(ErrorCode::already_exists, "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
                         fmt::format("there is a temporary view already: {}", name));
}

/// Puts a view where its kind lives.
Result<void> put(const std::string& name, bool is_global, bool replaces, TemporaryView view, CommandContext& context) {
  auto shared = std::make_shared<const TemporaryView>(std::move(view));
  if (is_global)
    return context.global_views.put(name, std::move(shared), replaces) ? Result<void>() : exists_already(name);
  if (!replaces && context.state.temporary_views.contains(name)) return exists_already(name);
  context.state.temporary_views[name] = std::move(shared);
  return {};
}

/// The entry of a view over the query that the statement holds. What the query's names mean now is kept: temporary views
/// that it does not name stay out of sight for good.
Result<TemporaryView> view_of(const std::string& name, bool is_global, const types::Schema& columns,
                              const std::string& text, CommandContext& context) {
  auto parsed = syntax::parse_statement(text);
  if (!parsed) return parsed.error();
  auto* query = std::get_if<syntax::QueryStatement>(&parsed->node);
  if (!query) return make_error(ErrorCode::internal, "a view's text is no query: {}", text);
  catalog::ViewEntry entry;
  entry.query = std::move(query->query);
  entry.current_database = context.state.database;
  entry.settings = stored_settings(context);
  for (auto& column : context.query->output) entry.query_columns.push_back(column.name);
  entry.schema_mode = syntax::ViewSchemaMode::binding;
  entry.is_temporary = true;
  entry.temporary_views = context.names->temporary_views;
  TemporaryView view;
  view.entry.database = is_global ? std::string(catalog::kGlobalTemporaryDatabase) : "";
  view.entry.name = name;
  view.entry.columns = columns;
  view.entry.view = std::make_shared<const catalog::ViewEntry>(std::move(entry));
  view.text = text;
  return view;
}

/// The lower-case name of a temporary view: one part, or for a global one `global_temp` before it.
Result<std::string> plain_view_name(const syntax::Name& name, bool is_global) {
  bool has_database =
      is_global && name.parts.size() == 2 && equals_ignoring_case(name.parts[0], catalog::kGlobalTemporaryDatabase);
  if (name.parts.size() == 1 || has_database) return to_lower(name.parts.back());
  return Error::of_class(ErrorCode::invalid_argument, "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS",
                         fmt::format("a temporary view's name has one part: {}", name.to_text()))
      .at(name.position);
}

Result<void> check_no_cycle(const std::string& name, const CommandContext& context) {
  // A view that replaces itself reads what it was; ours reads by name, so that is not there.
  if (!context.names->temporary_views.contains(name)) return {};
  return Error::of_class(ErrorCode::unsupported, "RECURSIVE_VIEW",
                         fmt::format("a temporary view that replaces one which it reads is not there yet: {}", name));
}

}  // namespace

Result<Rows> create_temporary_view(const syntax::CreateView& create, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("a temporary view");
  bool is_global = create.kind == syntax::ViewKind::global_temporary;
  if (create.if_not_exists) {
    return make_error(ErrorCode::invalid_argument, "a temporary view cannot be made with IF NOT EXISTS");
  }
  if (!create.properties.empty()) {
    return make_error(ErrorCode::invalid_argument, "a temporary view has no TBLPROPERTIES");
  }
  if (create.schema_mode != syntax::ViewSchemaMode::unspecified) {
    return make_error(ErrorCode::invalid_argument, "a temporary view has no WITH SCHEMA");
  }
  auto name = plain_view_name(create.name, is_global);
  if (!name) return name.error();
  auto columns = view_columns(create.name.to_text(), create.columns, context.query->output);
  if (!columns) return columns.error();
  bool exists = is_global ? context.global_views.all().contains(*name) : context.state.temporary_views.contains(*name);
  if (exists && !create.or_replace) return exists_already(*name);
  if (auto valid = check_no_cycle(*name, context); exists && !valid) return valid.error();
  auto view = view_of(*name, is_global, *columns, create.query_text, context);
  if (!view) return view.error();
  view->comment = create.comment;
  if (auto done = put(*name, is_global, create.or_replace, *std::move(view), context); !done) return done.error();
  return no_rows();
}

Result<Rows> alter_temporary_view(const syntax::AlterViewQuery& alter, const TemporaryView& before,
                                  CommandContext& context) {
  auto name = before.entry.name;
  bool is_global = !before.entry.database.empty();
  auto columns = view_columns(alter.view.to_text(), {}, context.query->output);
  if (!columns) return columns.error();
  if (auto valid = check_no_cycle(name, context); !valid) return valid.error();
  auto view = view_of(name, is_global, *columns, alter.query_text, context);
  if (!view) return view.error();
  if (auto done = put(name, is_global, true, *std::move(view), context); !done) return done.error();
  return no_rows();
}

bool drop_temporary_view(const syntax::Name& name, CommandContext& context) {
  auto view = find_temporary_view(name, context);
  if (!view) return false;
  return view->entry.database.empty() ? context.state.temporary_views.erase(view->entry.name) > 0
                                      : context.global_views.remove(view->entry.name);
}

Result<Rows> rename_temporary_view(const syntax::RenameTable& rename, const TemporaryView& before,
                                   CommandContext& context) {
  bool is_global = !before.entry.database.empty();
  if (!is_global && rename.to.parts.size() > 1) {
    return make_error(ErrorCode::invalid_argument, "the new name of a temporary view has one part: {}",
                      rename.to.to_text());
  }
  auto name = plain_view_name(rename.to, is_global);
  if (!name) return name.error();
  auto view = before;
  view.entry.name = *name;
  if (auto done = put(*name, is_global, false, std::move(view), context); !done) return done.error();
  drop_temporary_view(rename.from, context);
  return no_rows();
}

namespace {

types::Schema declared_columns(const syntax::CreateViewUsing& create) {
  types::Schema columns;
  for (auto& column : create.columns) columns.push_back({column.name, column.type, true, column.comment});
  return columns;
}

}  // namespace

Result<Rows> run(const syntax::CreateViewUsing& create, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("a temporary view");
  bool is_global = create.kind == syntax::ViewKind::global_temporary;
  auto name = plain_view_name(create.name, is_global);
  if (!name) return name.error();
  auto columns = declared_columns(create);
  metastore::Parameters options;
  std::string path;
  for (auto& [key, value] : create.options) (to_lower(key) == "path" ? path : options[key]) = value;
  if (path.empty()) return make_error(ErrorCode::invalid_argument, "a view USING files needs the option path");
  auto location = allowed_place(path, context.warehouse);
  if (!location) return location.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::read, *location); !allowed)
    return allowed.error();
  if (auto files = allowed_files(*location, context.warehouse); !files) return files.error();
  metastore::Table table;
  table.name = {"", *name};
  table.kind = metastore::TableKind::external;
  table.storage.location = *std::move(location);
  auto fill = [&] {
    return warehouse::fill_table(table, columns, 0, create.provider, warehouse::FileFormat::unknown, options);
  };
  if (auto filled = fill(); !filled) return filled.error();
  if (create.provider != "parquet" && create.provider != "csv")
    return make_error(ErrorCode::unsupported, "views USING {} are not there yet", create.provider);
  if (columns.empty()) {
    auto found = columns_at(table.storage.location, create.provider, options, context.warehouse);
    if (!found) return found.error();
    columns = *std::move(found);
    if (auto filled = fill(); !filled) return filled.error();
  }
  auto schema = warehouse::table_schema(table);
  if (!schema) return schema.error();
  TemporaryView view;
  view.entry.database = is_global ? std::string(catalog::kGlobalTemporaryDatabase) : "";
  view.entry.name = *name;
  view.entry.columns = schema->columns;
  view.table = std::move(table);
  view.schema = *std::move(schema);
  if (auto done = put(*name, is_global, create.or_replace, std::move(view), context); !done) return done.error();
  return no_rows();
}

}  // namespace skep::session
