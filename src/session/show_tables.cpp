#include "base/text.h"
#include "metastore/rules.h"
#include "session/commands.h"
#include "session/detail_lines.h"
#include "session/rows.h"
#include "session/spark_pattern.h"

#include <algorithm>

namespace skep::session {
namespace {

using Lines = std::vector<std::vector<Cell>>;

types::Field text_column(std::string name, bool nullable = false) {
  return {std::move(name), types::kString, nullable, {}};
}

types::Schema listing_columns(std::string name_column) {
  return {text_column("namespace"), text_column(std::move(name_column)), {"isTemporary", types::kBoolean, false, {}}};
}

/// The temporary views that a listing of a database shows: the session's, and in global_temp the global ones.
std::vector<std::pair<std::string, std::shared_ptr<const TemporaryView>>> temporary_views(const std::string& database,
                                                                                          std::string_view pattern,
                                                                                          CommandContext& context) {
  std::vector<std::pair<std::string, std::shared_ptr<const TemporaryView>>> found;
  auto add = [&](const TemporaryViews& views, const std::string& where) {
    for (auto& [name, view] : views)
      if (matches_spark_pattern(name, pattern)) found.emplace_back(where, view);
  };
  if (database == catalog::kGlobalTemporaryDatabase) add(context.global_views.all(), database);
  add(context.state.temporary_views, "");
  return found;
}

/// The names of a database's tables and views that match. Fails with SCHEMA_NOT_FOUND.
Result<std::vector<std::string>> names_in(const std::string& database, std::string_view pattern,
                                          CommandContext& context) {
  if (database == catalog::kGlobalTemporaryDatabase) return std::vector<std::string>();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::describe, database); !allowed)
    return allowed.error();
  auto names = context.warehouse.store().list_tables(database, "");
  if (!names) return names;
  std::erase_if(*names, [&](const std::string& name) { return !matches_spark_pattern(name, pattern); });
  return names;
}

Result<std::string> listed_database(const std::optional<syntax::Name>& name, const CommandContext& context) {
  return name ? database_name(*name) : Result<std::string>(context.state.database);
}

}  // namespace

Result<Rows> run(const syntax::ShowTables& show, CommandContext& context) {
  auto database = listed_database(show.database, context);
  if (!database) return database.error();
  auto names = names_in(*database, show.pattern, context);
  if (!names) return names.error();
  Lines rows;
  for (auto& [where, view] : temporary_views(*database, show.pattern, context))
    rows.push_back({where, view->entry.name, true});
  for (auto& name : *names) rows.push_back({*database, name, false});
  return make_rows(listing_columns("tableName"), rows);
}

Result<Rows> run(const syntax::ShowViews& show, CommandContext& context) {
  auto database = listed_database(show.database, context);
  if (!database) return database.error();
  auto names = names_in(*database, show.pattern, context);
  if (!names) return names.error();
  Lines rows;
  for (auto& [where, view] : temporary_views(*database, show.pattern, context))
    rows.push_back({where, view->entry.name, true});
  for (auto& name : *names) {
    auto table = context.warehouse.store().load_table({*database, name});
    if (!table && table.error().code == ErrorCode::not_found) continue;
    if (!table) return table.error();
    if (table->kind == metastore::TableKind::view) rows.push_back({*database, name, false});
  }
  return make_rows(listing_columns("viewName"), rows);
}

Result<Rows> run(const syntax::ShowTableExtended& show, CommandContext& context) {
  auto database = listed_database(show.database, context);
  if (!database) return database.error();
  auto columns = listing_columns("tableName");
  columns.push_back(text_column("information"));
  Lines rows;
  if (!show.partition.columns.empty()) {
    auto table = context.warehouse.store().load_table({*database, to_lower(show.pattern)});
    if (!table) return table.error();
    auto values = whole_partition(show.partition, *table);
    if (!values) return values.error();
    auto details = partition_details(*table, *values, context);
    if (!details) return details.error();
    rows.push_back({*database, table->name.table, false, details_as_text(*details)});
    return make_rows(std::move(columns), rows);
  }
  auto names = names_in(*database, show.pattern, context);
  if (!names) return names.error();
  for (auto& [where, view] : temporary_views(*database, show.pattern, context)) {
    auto text = details_as_text(view_details(*view)) + schema_as_tree(view->entry.columns);
    rows.push_back({where, view->entry.name, true, text + "\n"});
  }
  for (auto& name : *names) {
    auto table = context.warehouse.store().load_table({*database, name});
    if (!table && table.error().code == ErrorCode::not_found) continue;
    if (!table) return table.error();
    auto schema = warehouse::table_schema(*table);
    if (!schema) return schema.error();
    auto text = details_as_text(table_details(*table, *schema)) + schema_as_tree(schema->columns);
    rows.push_back({*database, name, false, text + "\n"});
  }
  return make_rows(std::move(columns), rows);
}

Result<Rows> run(const syntax::ShowPartitions& show, CommandContext& context) {
  auto table = load_only_table(show.table, context, "NO_ALTERNATIVE", access::Action::describe);
  if (!table) return table.error();
  if (table->partition_columns.empty()) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
                           fmt::format("{} is not partitioned", table->name.to_text()));
  }
  auto wanted = partition_clause(show.partition, *table);
  if (!wanted) return wanted.error();
  Lines rows;
  auto visited = context.warehouse.store().visit_partitions(*table, nullptr, [&](metastore::Partition&& partition) {
    bool matches = true;
    for (size_t i = 0; i < table->partition_columns.size(); i++) {
      auto value = wanted->find(to_lower(table->partition_columns[i].name));
      matches &= value == wanted->end() || value->second == partition.values[i];
    }
    if (matches) rows.push_back({metastore::partition_name(table->partition_columns, partition.values)});
    return true;
  });
  if (!visited) return visited.error();
  return make_rows({text_column("partition")}, rows);
}

Result<Rows> run(const syntax::ShowColumns& show, CommandContext& context) {
  auto name = show.table;
  if (show.database) {
    auto& database = show.database->parts.back();
    bool conflicts = name.parts.size() > 1 && !equals_ignoring_case(name.parts[name.parts.size() - 2], database);
    if (conflicts) {
      return Error::of_class(ErrorCode::invalid_argument, "SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE",
                             fmt::format("the database {} is not that of {}", database, name.to_text()))
          .at(name.position);
    }
    name.parts = {database, name.parts.back()};
  }
  auto named = find_named(name, context);
  if (!named) return named.error();
  types::Schema columns;
  if (named->temporary) {
    columns = named->temporary->entry.columns;
  } else {
    auto schema = warehouse::table_schema(named->table);
    if (!schema) return schema.error();
    columns = std::move(schema->columns);
  }
  Lines rows;
  for (auto& column : columns) rows.push_back({column.name});
  return make_rows({text_column("col_name")}, rows);
}

Result<Rows> run(const syntax::ShowProperties& show, CommandContext& context) {
  types::Schema columns{text_column("key"), text_column("value")};
  auto named = find_named(show.table, context);
  if (!named) return named.error();
  if (named->temporary) return make_rows(std::move(columns), {});
  auto properties = own_properties(named->table);
  for (auto& [key, value] : named->table.parameters)
    if (key == "transient_lastDdlTime" && !named->table.parameters.contains("spark.sql.sources.provider"))
      properties[key] = value;
  bool is_hive_table = named->table.kind != metastore::TableKind::view &&
                       !named->table.parameters.contains("spark.sql.sources.provider");
  if (is_hive_table) {
    for (auto& [key, value] : named->table.storage.serde_parameters) properties["option." + key] = value;
  }
  Lines rows;
  if (!show.key) {
    for (auto& [key, value] : properties) rows.push_back({key, value});
    return make_rows(std::move(columns), rows);
  }
  auto found = properties.find(*show.key);
  auto missing =
      fmt::format("Table spark_catalog.{} does not have property: {}", named->table.name.to_text(), *show.key);
  rows.push_back({*show.key, found == properties.end() ? missing : found->second});
  return make_rows(std::move(columns), rows);
}

}  // namespace skep::session
