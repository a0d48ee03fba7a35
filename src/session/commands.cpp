#include "session/commands.h"

#include "base/text.h"
#include "catalog/snapshot.h"
#include "config/settings.h"
#include "session/rows.h"
#include "warehouse/table_schema.h"

#include <algorithm>

namespace skep::session {
namespace {

types::Field text_column(std::string name, bool nullable = false) {
  return {std::move(name), types::kString, nullable, {}};
}

Result<std::string> database_of(const syntax::Name& name) {
  if (name.parts.size() == 1) return to_lower(name.parts[0]);
  if (name.parts.size() == 2 && equals_ignoring_case(name.parts[0], "spark_catalog")) return to_lower(name.parts[1]);
  return Error::of_class(ErrorCode::invalid_argument, "REQUIRES_SINGLE_PART_NAMESPACE",
                         fmt::format("a database's name has one part: {}", name.to_text()))
      .at(name.position);
}

Result<Rows> create_database(const syntax::CreateDatabase& create, CommandContext& context) {
  auto name = database_of(create.name);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::create, *name); !allowed)
    return allowed.error();
  if (!is_plain_name(*name)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_SCHEMA_OR_RELATION_NAME",
                           fmt::format("a database's name has letters, digits and underscores only: {}", *name));
  }
  metastore::Database draft;
  draft.name = *name;
  draft.description = create.comment;
  draft.location = create.location;
  draft.owner = context.request.principal.name;
  draft.owner_type = "USER";
  draft.parameters.insert(create.properties.begin(), create.properties.end());
  auto created = context.warehouse.create_database(std::move(draft), create.if_not_exists);
  if (!created) return created.error();
  return no_rows();
}

Result<Rows> drop_database(const syntax::DropDatabase& drop, CommandContext& context) {
  auto name = database_of(drop.name);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::drop, *name); !allowed)
    return allowed.error();
  auto dropped = context.warehouse.drop_database(*name, drop.if_exists, drop.cascade);
  if (!dropped) return dropped.error();
  return no_rows();
}

Result<Rows> drop_table(const syntax::DropTable& drop, CommandContext& context) {
  auto key = catalog::table_key(drop.name.parts, context.state.database);
  auto dot = key.find('.');
  if (dot == std::string::npos)
    return make_error(ErrorCode::invalid_argument, "{} is no name of a table", drop.name.to_text());
  metastore::TableName name{key.substr(0, dot), key.substr(dot + 1)};
  if (auto allowed = context.policy.check(context.request.principal, access::Action::drop, key); !allowed)
    return allowed.error();
  auto table = context.warehouse.store().load_table(name);
  if (!table) {
    if (table.error().code != ErrorCode::not_found) return table.error();
    if (drop.if_exists) return no_rows();
    return Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                           fmt::format("the table or view {} cannot be found", drop.name.to_text()))
        .at(drop.name.position);
  }
  bool is_view = table->kind == metastore::TableKind::view;
  if (is_view != drop.is_view) {
    return Error::of_class(ErrorCode::invalid_argument,
                           is_view ? "WRONG_COMMAND_FOR_OBJECT_TYPE" : "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
                           fmt::format("{} is a {}", key, is_view ? "view: use DROP VIEW" : "table: use DROP TABLE"))
        .at(drop.name.position);
  }
  auto dropped = context.warehouse.drop_table(name, drop.purge);
  if (!dropped && !(drop.if_exists && dropped.error().code == ErrorCode::not_found)) return dropped.error();
  return no_rows();
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

Rows no_rows() { return make_rows({}, {}); }

Result<metastore::Table> load_named_table(const syntax::Name& name, CommandContext& context) {
  auto key = catalog::table_key(name.parts, context.state.database);
  auto dot = key.find('.');
  if (dot == std::string::npos)
    return make_error(ErrorCode::invalid_argument, "{} is no name of a table", name.to_text());
  if (auto allowed = context.policy.check(context.request.principal, access::Action::describe, key); !allowed)
    return allowed.error();
  auto table = context.warehouse.store().load_table({key.substr(0, dot), key.substr(dot + 1)});
  if (!table && table.error().code == ErrorCode::not_found) {
    return Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                           fmt::format("the table or view {} cannot be found", name.to_text()))
        .at(name.position);
  }
  return table;
}

Result<std::map<std::string, std::string>> partition_clause(const syntax::PartitionSpec& spec,
                                                            const metastore::Table& table) {
  std::map<std::string, std::string> values;
  for (auto& [name, expression] : spec.columns) {
    auto known = std::any_of(table.partition_columns.begin(), table.partition_columns.end(),
                             [&](const metastore::Column& column) { return equals_ignoring_case(column.name, name); });
    if (!known) {
      return Error::of_class(ErrorCode::invalid_argument, "PARTITIONS_NOT_FOUND",
                             fmt::format("{} is no partition column of {}", name, table.name.to_text()));
    }
    auto* literal = expression ? std::get_if<syntax::Literal>(&expression->node) : nullptr;
    if (!literal) return make_error(ErrorCode::invalid_argument, "the partition column {} needs a literal here", name);
    values[to_lower(name)] =
        literal->value.is_null() ? std::string(metastore::kNullPartitionValue) : literal->value.to_text();
  }
  return values;
}

Result<Rows> show_databases(const syntax::ShowDatabases& show, CommandContext& context) {
  auto names = context.warehouse.store().list_databases(show.pattern);
  if (!names) return names.error();
  std::vector<std::vector<Cell>> rows;
  for (auto& name : *names) rows.push_back({name});
  return make_rows({text_column("namespace")}, rows);
}

Result<Rows> show_tables(const syntax::ShowTables& show, CommandContext& context) {
  auto database = show.database ? database_of(*show.database) : Result<std::string>(context.state.database);
  if (!database) return database.error();
  auto names = context.warehouse.store().list_tables(*database, show.pattern);
  if (!names) return names.error();
  std::vector<std::vector<Cell>> rows;
  for (auto& name : *names) rows.push_back({*database, name, false});
  return make_rows({text_column("namespace"), text_column("tableName"), {"isTemporary", types::kBoolean, false, {}}},
                   rows);
}

Result<Rows> show_partitions(const syntax::ShowPartitions& show, CommandContext& context) {
  auto table = load_named_table(show.table, context);
  if (!table) return table.error();
  if (table->partition_columns.empty()) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
                           fmt::format("{} is not partitioned", table->name.to_text()));
  }
  auto wanted = partition_clause(show.partition, *table);
  if (!wanted) return wanted.error();
  std::vector<std::vector<Cell>> rows;
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

Result<Rows> show_columns(const syntax::ShowColumns& show, CommandContext& context) {
  auto table = load_named_table(show.table, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  std::vector<std::vector<Cell>> rows;
  for (auto& column : schema->columns) rows.push_back({column.name});
  return make_rows({text_column("col_name")}, rows);
}

Result<Rows> use_database(const syntax::Use& use, CommandContext& context) {
  if (!context.request.keeps_session) {
    return make_error(ErrorCode::unsupported,
                      "USE needs a session, and this door keeps none yet: name the database in the request");
  }
  auto name = database_of(use.database);
  if (!name) return name.error();
  auto database = context.warehouse.store().load_database(*name);
  if (!database) return database.error();
  context.state.database = database->name;
  return no_rows();
}

Result<Rows> set_setting(const syntax::Set& set, CommandContext& context) {
  types::Schema columns{text_column("key"), text_column("value")};
  auto current = [&](const std::string& key) {
    auto own = context.state.settings.find(key);
    if (own != context.state.settings.end()) return own->second;
    auto preset = context.default_settings.find(key);
    return preset != context.default_settings.end() ? preset->second : std::string("<undefined>");
  };
  if (!set.value) {
    std::vector<std::vector<Cell>> rows;
    if (!set.key.empty()) {
      rows.push_back({set.key, current(set.key)});
    } else {
      auto all = context.default_settings;
      for (auto& [key, value] : context.state.settings) all[key] = value;
      for (auto& [key, value] : all) rows.push_back({key, value});
    }
    return make_rows(std::move(columns), rows);
  }
  if (!context.request.keeps_session) {
    return make_error(ErrorCode::unsupported, "SET needs a session, and this door keeps none yet");
  }
  if (auto valid = config::check_setting(set.key, *set.value); !valid) return valid.error();
  context.state.settings[set.key] = *set.value;
  return make_rows(std::move(columns), {{set.key, *set.value}});
}

Result<Rows> run_command(const syntax::Statement& statement, CommandContext& context) {
  if (auto* node = std::get_if<syntax::CreateDatabase>(&statement.node)) return create_database(*node, context);
  if (auto* node = std::get_if<syntax::DropDatabase>(&statement.node)) return drop_database(*node, context);
  if (auto* node = std::get_if<syntax::DropTable>(&statement.node)) return drop_table(*node, context);
  if (auto* node = std::get_if<syntax::ShowDatabases>(&statement.node)) return show_databases(*node, context);
  if (auto* node = std::get_if<syntax::ShowTables>(&statement.node)) return show_tables(*node, context);
  if (auto* node = std::get_if<syntax::ShowPartitions>(&statement.node)) return show_partitions(*node, context);
  if (auto* node = std::get_if<syntax::ShowColumns>(&statement.node)) return show_columns(*node, context);
  if (auto* node = std::get_if<syntax::ShowCreateTable>(&statement.node)) return show_create_table(*node, context);
  if (auto* node = std::get_if<syntax::DescribeTable>(&statement.node)) return describe_table(*node, context);
  if (auto* node = std::get_if<syntax::DescribeDatabase>(&statement.node)) return describe_database(*node, context);
  if (auto* node = std::get_if<syntax::Use>(&statement.node)) return use_database(*node, context);
  if (auto* node = std::get_if<syntax::Set>(&statement.node)) return set_setting(*node, context);
  return make_error(ErrorCode::internal, "a statement was taken for a command that it is not");
}

}  // namespace skep::session
