#include "base/text.h"
#include "session/commands.h"
#include "session/temporary_views.h"
#include "session/view_records.h"
#include "warehouse/hive_formats.h"

#include <algorithm>
#include <array>

namespace skep::session {

std::string_view to_text(syntax::ViewSchemaMode mode) {
  switch (mode) {
    case syntax::ViewSchemaMode::binding: return "BINDING";
    case syntax::ViewSchemaMode::type_evolution: return "TYPE EVOLUTION";
    case syntax::ViewSchemaMode::evolution: return "EVOLUTION";
    case syntax::ViewSchemaMode::unspecified:
    case syntax::ViewSchemaMode::compensation: return "COMPENSATION";
  }
  return "";
}

std::map<std::string, std::string> stored_settings(const CommandContext& context) {
  // Those that change no meaning, only how a statement is carried out, are no part of a view.
  static constexpr std::array kLeftOut = std::to_array<std::string_view>(
      {"spark.sql.shuffle.", "spark.sql.adaptive.", "spark.sql.optimizer.", "spark.sql.codegen.",
       "spark.sql.execution.", "spark.sql.hive.", "spark.sql.view.", "spark.sql.warehouse.", "spark.sql.variable."});
  std::map<std::string, std::string> stored;
  for (auto& [key, value] : context.state.settings) {
    bool left_out = !key.starts_with("spark.sql.") ||
                    std::any_of(kLeftOut.begin(), kLeftOut.end(), [&](auto prefix) { return key.starts_with(prefix); });
    if (!left_out) stored[key] = value;
  }
  for (auto key : {"spark.sql.ansi.enabled", "spark.sql.session.timeZone"}) stored[key] = setting_of(context, key);
  return stored;
}

void set_view_parameters(metastore::Parameters& parameters, const types::Schema& query_columns,
                         syntax::ViewSchemaMode mode, const CommandContext& context) {
  std::erase_if(parameters, [](const auto& entry) { return entry.first.starts_with("view."); });
  parameters["view.catalogAndNamespace.numParts"] = "2";
  parameters[std::string(kViewNamespace) + "0"] = "spark_catalog";
  parameters[std::string(kViewNamespace) + "1"] = context.state.database;
  parameters["view.query.out.numCols"] = std::to_string(query_columns.size());
  for (size_t i = 0; i < query_columns.size(); i++)
    parameters[kViewQueryColumn + std::to_string(i)] = query_columns[i].name;
  for (auto& [key, value] : stored_settings(context)) parameters[std::string(kViewSetting) + key] = value;
  parameters[std::string(kViewSchemaMode)] = to_text(mode);
  parameters["view.referredTempViewNames"] = "[]";
  parameters["view.referredTempVariablesNames"] = "[]";
  parameters["view.referredTempFunctionsNames"] = "[]";
}

namespace {

Error twice_named(const std::string& column) {
  return Error::of_class(ErrorCode::invalid_argument, "COLUMN_ALREADY_EXISTS",
                         fmt::format("the view has two columns {}", column));
}

Result<void> check_no_cycle(const metastore::TableName& view, const CommandContext& context) {
  if (!context.names->snapshot.table_numbers.contains(view.to_text())) return {};
  return Error::of_class(ErrorCode::invalid_argument, "RECURSIVE_VIEW",
                         fmt::format("the view {} would read itself", view.to_text()));
}

/// A view in the metastore outlives the session: it cannot name what does not.
Result<void> check_no_temporary_objects(const metastore::TableName& view, const CommandContext& context) {
  auto refuse = [&](std::string_view kind, const std::string& name) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_TEMP_OBJ_REFERENCE",
                           fmt::format("the view {} cannot name the temporary {} {}", view.to_text(), kind, name));
  };
  if (!context.names->temporary_views.empty()) return refuse("view", *context.names->temporary_views.begin());
  if (!context.names->temporary_functions.empty())
    return refuse("function", *context.names->temporary_functions.begin());
  if (!context.variables.empty()) return refuse("variable", *context.variables.begin());
  return {};
}

/// A kept view's columns are named by people: Spark's names of expressions may change.
Result<void> check_names_of_columns(const syntax::CreateView& create) {
  auto* select = std::get_if<syntax::SelectBody>(&create.query->body);
  if (!create.columns.empty() || !select) return {};
  for (auto& item : select->items) {
    bool has_name =
        std::holds_alternative<syntax::Alias>(item->node) || std::holds_alternative<syntax::ColumnName>(item->node) ||
        std::holds_alternative<syntax::Star>(item->node) || std::holds_alternative<syntax::Literal>(item->node) ||
        std::holds_alternative<syntax::FieldAccess>(item->node);
    auto* cast = std::get_if<syntax::Cast>(&item->node);
    has_name |= cast && std::holds_alternative<syntax::ColumnName>(cast->operand->node);
    if (has_name) continue;
    return Error::of_class(ErrorCode::invalid_argument, "CREATE_PERMANENT_VIEW_WITHOUT_ALIAS",
                           fmt::format("a column of the view {} needs a name: put AS after it", create.name.to_text()))
        .at(item->position);
  }
  return {};
}

/// A view's record: Hive's columns and Spark's schema, no place.
Result<metastore::Table> view_draft(const metastore::TableName& name, const types::Schema& columns,
                                    const std::string& text, const CommandContext& context) {
  metastore::Table table;
  table.name = name;
  table.kind = metastore::TableKind::view;
  table.owner = context.request.principal.name;
  table.owner_type = "USER";
  table.view_original_text = text;
  table.view_expanded_text = text;
  if (auto filled = warehouse::fill_view(table, columns); !filled) return filled.error();
  return table;
}

Error already_exists(const metastore::TableName& name) {
  return Error::of_class(ErrorCode::already_exists, "TABLE_OR_VIEW_ALREADY_EXISTS",
                         fmt::format("there is a table or view already: {}", name.to_text()));
}

Error not_a_view(const syntax::Name& name) {
  return Error::of_class(ErrorCode::invalid_argument, "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
                         fmt::format("{} is a table, and a view is needed here", name.to_text()))
      .at(name.position);
}

Result<void> replace_view(const metastore::Table& before, metastore::Table draft, CommandContext& context) {
  draft.id = before.id;
  draft.create_time_seconds = before.create_time_seconds;
  auto replaced = context.warehouse.alter_table(before.name, {std::move(draft), false, {}, {}, {}});
  return replaced ? Result<void>() : replaced.error();
}

Result<Rows> create_kept_view(const syntax::CreateView& create, CommandContext& context) {
  auto name = table_name(create.name, context);
  if (!name) return name.error();
  if (name->database == catalog::kGlobalTemporaryDatabase) {
    return Error::of_class(ErrorCode::not_found, "SCHEMA_NOT_FOUND",
                           fmt::format("the database {} holds global temporary views only", name->database));
  }
  if (auto allowed = context.policy.check(context.request.principal, access::Action::create, name->to_text()); !allowed)
    return allowed.error();
  if (!is_plain_name(name->table)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_SCHEMA_OR_RELATION_NAME",
                           fmt::format("a view's name has letters, digits and underscores only: {}", name->table));
  }
  if (auto valid = check_no_temporary_objects(*name, context); !valid) return valid.error();
  auto existing = context.warehouse.store().load_table(*name);
  if (!existing && existing.error().code != ErrorCode::not_found) return existing.error();
  if (!existing && existing.error().error_class == "SCHEMA_NOT_FOUND") return existing.error();
  if (existing && create.if_not_exists) return no_rows();
  if (existing && existing->kind != metastore::TableKind::view)
    return create.or_replace ? not_a_view(create.name) : already_exists(*name);
  if (existing && !create.or_replace) return already_exists(*name);

  if (auto valid = check_names_of_columns(create); !valid) return valid.error();
  auto columns = view_columns(create.name.to_text(), create.columns, context.query->output);
  if (!columns) return columns.error();
  if (existing) {
    if (auto valid = check_no_cycle(*name, context); !valid) return valid.error();
  }
  auto draft = view_draft(*name, *columns, create.query_text, context);
  if (!draft) return draft.error();
  draft->parameters.insert(create.properties.begin(), create.properties.end());
  if (!create.comment.empty()) draft->parameters["comment"] = create.comment;
  set_view_parameters(draft->parameters, context.query->output, create.schema_mode, context);
  if (existing) {
    if (auto replaced = replace_view(*existing, *std::move(draft), context); !replaced) return replaced.error();
    return no_rows();
  }
  auto created = context.warehouse.register_table(*std::move(draft));
  if (!created && !(create.if_not_exists && created.error().code == ErrorCode::already_exists)) return created.error();
  return no_rows();
}

}  // namespace

Result<types::Schema> view_columns(const std::string& view, const std::vector<syntax::ViewColumn>& named,
                                   const types::Schema& given) {
  if (!named.empty() && named.size() != given.size()) {
    bool too_few = given.size() < named.size();
    return Error::of_class(ErrorCode::invalid_argument,
                           too_few ? "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"
                                   : "CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS",
                           fmt::format("{} names {} columns, its query has {}", view, named.size(), given.size()));
  }
  types::Schema columns = given;
  for (size_t i = 0; i < named.size(); i++) {
    columns[i].name = named[i].name;
    if (!named[i].comment.empty()) columns[i].comment = named[i].comment;
  }
  for (size_t i = 0; i < columns.size(); i++) {
    for (size_t j = 0; j < i; j++)
      if (equals_ignoring_case(columns[i].name, columns[j].name)) return twice_named(columns[i].name);
  }
  return columns;
}

Result<Rows> run(const syntax::CreateView& create, CommandContext& context) {
  if (create.or_replace && create.if_not_exists) {
    return make_error(ErrorCode::invalid_argument, "CREATE VIEW has either OR REPLACE or IF NOT EXISTS");
  }
  return create.kind == syntax::ViewKind::kept ? create_kept_view(create, context)
                                               : create_temporary_view(create, context);
}

Result<Rows> run(const syntax::AlterViewQuery& alter, CommandContext& context) {
  if (auto before = find_temporary_view(alter.view, context)) return alter_temporary_view(alter, *before, context);
  auto view = load_named_table(alter.view, context, access::Action::write);
  if (!view) return view.error();
  if (view->kind != metastore::TableKind::view) return not_a_view(alter.view);
  if (auto valid = check_no_temporary_objects(view->name, context); !valid) return valid.error();
  if (auto valid = check_no_cycle(view->name, context); !valid) return valid.error();
  auto columns = view_columns(alter.view.to_text(), {}, context.query->output);
  if (!columns) return columns.error();
  auto draft = view_draft(view->name, *columns, alter.query_text, context);
  if (!draft) return draft.error();
  auto parameters = view->parameters;
  for (auto& [key, value] : draft->parameters) parameters[key] = value;
  draft->parameters = std::move(parameters);
  draft->owner = view->owner;
  set_view_parameters(draft->parameters, context.query->output, syntax::ViewSchemaMode::compensation, context);
  if (auto replaced = replace_view(*view, *std::move(draft), context); !replaced) return replaced.error();
  return no_rows();
}

Result<Rows> run(const syntax::AlterViewSchemaMode& alter, CommandContext& context) {
  auto view = load_named_table(alter.view, context, access::Action::write);
  if (!view) return view.error();
  if (view->kind != metastore::TableKind::view) return not_a_view(alter.view);
  auto changed = *view;
  changed.parameters[std::string(kViewSchemaMode)] = to_text(alter.mode);
  if (auto replaced = replace_view(*view, std::move(changed), context); !replaced) return replaced.error();
  return no_rows();
}

}  // namespace skep::session
