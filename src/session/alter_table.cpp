#include "base/text.h"
#include "session/commands.h"
#include "session/temporary_views.h"
#include "storage/uri.h"

#include <array>

namespace skep::session {
namespace {

Result<Rows> change(const metastore::Table& before, metastore::Table changed, CommandContext& context) {
  auto altered = context.warehouse.alter_table(before.name, {std::move(changed), false, {}, {}, {}});
  if (!altered) return altered.error();
  return no_rows();
}

/// Loads what ALTER TABLE or ALTER VIEW changes, which must be that.
Result<metastore::Table> load_altered(const syntax::Name& name, bool is_view, CommandContext& context) {
  if (auto view = find_temporary_view(name, context)) {
    return Error::of_class(ErrorCode::invalid_argument,
                           is_view ? "EXPECT_PERMANENT_VIEW_NOT_TEMP" : "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW",
                           fmt::format("{} is a temporary view", name.to_text()))
        .at(name.position);
  }
  if (!is_view) return load_only_table(name, context, "USE_ALTER_VIEW");
  auto table = load_named_table(name, context, access::Action::write);
  if (table && table->kind != metastore::TableKind::view) {
    return Error::of_class(ErrorCode::invalid_argument, "EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE",
                           fmt::format("{} is a table: use ALTER TABLE", name.to_text()))
        .at(name.position);
  }
  return table;
}

/// Properties that are parts of the table itself, or Spark's own.
Result<void> check_property(const std::string& key) {
  static constexpr std::array kReserved =
      std::to_array<std::string_view>({"provider", "location", "owner", "external", "is_managed_location"});
  for (auto reserved : kReserved) {
    if (key != reserved) continue;
    return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_FEATURE.SET_TABLE_PROPERTY",
                           fmt::format("{} is no property of a table: it has a clause of its own", key));
  }
  if (!key.starts_with("spark.sql.")) return {};
  return make_error(ErrorCode::invalid_argument, "the property {} is one that Spark keeps for itself", key);
}

}  // namespace

Result<Rows> run(const syntax::RenameTable& rename, CommandContext& context) {
  if (auto view = find_temporary_view(rename.from, context)) return rename_temporary_view(rename, *view, context);
  auto table = load_altered(rename.from, rename.is_view, context);
  if (!table) return table.error();
  auto to = rename.to;
  if (to.parts.size() == 1) to.parts.insert(to.parts.begin(), table->name.database);
  auto name = table_name(to, context);
  if (!name) return name.error();
  if (name->database != table->name.database) {
    return make_error(ErrorCode::invalid_argument, "a table cannot be renamed into another database: {} to {}",
                      table->name.to_text(), name->to_text());
  }
  if (!is_plain_name(name->table)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_SCHEMA_OR_RELATION_NAME",
                           fmt::format("a table's name has letters, digits and underscores only: {}", name->table));
  }
  if (auto taken = context.warehouse.store().load_table(*name)) {
    return Error::of_class(ErrorCode::already_exists, "TABLE_OR_VIEW_ALREADY_EXISTS",
                           fmt::format("there is a table or view already: {}", name->to_text()));
  }
  auto changed = *table;
  changed.name = *name;
  auto from = table->name.to_text();
  auto done = change(*table, std::move(changed), context);
  if (done && context.cache) context.cache->rename(from, name->to_text());
  return done;
}

Result<Rows> run(const syntax::SetTableProperties& set, CommandContext& context) {
  auto table = load_altered(set.table, set.is_view, context);
  if (!table) return table.error();
  auto changed = *table;
  for (size_t i = 0; i < set.properties.size(); i++) {
    auto& [key, value] = set.properties[i];
    if (auto allowed = check_property(key); !allowed) return allowed.error();
    for (size_t j = 0; j < i; j++) {
      if (set.properties[j].first == key)
        return Error::of_class(ErrorCode::invalid_argument, "DUPLICATE_KEY",
                               fmt::format("the key {} is there twice", key));
    }
    changed.parameters[key] = value;
  }
  return change(*table, std::move(changed), context);
}

Result<Rows> run(const syntax::UnsetTableProperties& unset, CommandContext& context) {
  auto table = load_altered(unset.table, unset.is_view, context);
  if (!table) return table.error();
  auto changed = *table;
  for (auto& key : unset.keys) {
    if (auto allowed = check_property(key); !allowed) return allowed.error();
    changed.parameters.erase(key);
  }
  return change(*table, std::move(changed), context);
}

Result<Rows> run(const syntax::SetSerde& set, CommandContext& context) {
  auto table = load_only_table(set.table, context);
  if (!table) return table.error();
  bool is_data_source = table->parameters.contains("spark.sql.sources.provider");
  if (is_data_source && !set.serde.empty()) {
    return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_FEATURE.ALTER_TABLE_SERDE_FOR_DATASOURCE_TABLE",
                           fmt::format("{} is a table of Spark's, which has no SerDe", table->name.to_text()));
  }
  if (set.partition.columns.empty()) {
    auto changed = *table;
    if (!set.serde.empty()) changed.storage.serde = set.serde;
    for (auto& [key, value] : set.properties) changed.storage.serde_parameters[key] = value;
    return change(*table, std::move(changed), context);
  }
  auto values = whole_partition(set.partition, *table);
  if (!values) return values.error();
  auto partition = context.warehouse.store().find_partition(*table, *values);
  if (!partition) return partition.error();
  if (!*partition) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("{} has no such partition", table->name.to_text()));
  }
  auto layout = *metastore::layout_of(*table);
  if ((*partition)->layout) layout = *(*partition)->layout;
  if (!set.serde.empty()) layout.storage.serde = set.serde;
  for (auto& [key, value] : set.properties) layout.storage.serde_parameters[key] = value;
  (*partition)->layout = std::make_shared<const metastore::PartitionLayout>(std::move(layout));
  auto altered = context.warehouse.store().alter_partitions(*table, {**partition});
  if (!altered) return altered.error();
  return no_rows();
}

Result<Rows> run(const syntax::SetLocation& set, CommandContext& context) {
  auto table = load_only_table(set.table, context);
  if (!table) return table.error();
  if (set.location.empty()) return make_error(ErrorCode::invalid_argument, "a location must not be empty");
  if (set.partition.columns.empty()) {
    auto location = storage::qualify_path(set.location, "file:", context.warehouse.settings().warehouse_uri);
    if (!location) return location.error();
    auto changed = *table;
    changed.storage.location = *location;
    auto path = changed.storage.serde_parameters.find("path");
    if (path != changed.storage.serde_parameters.end()) path->second = *location;
    return change(*table, std::move(changed), context);
  }
  auto values = whole_partition(set.partition, *table);
  if (!values) return values.error();
  auto partition = context.warehouse.store().find_partition(*table, *values);
  if (!partition) return partition.error();
  if (!*partition) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("{} has no partition {}", table->name.to_text(),
                                       metastore::partition_name(table->partition_columns, *values)));
  }
  auto location = storage::qualify_path(set.location, "file:", table->storage.location);
  if (!location) return location.error();
  (*partition)->location = *std::move(location);
  (*partition)->layout = nullptr;
  auto altered = context.warehouse.store().alter_partitions(*table, {**partition});
  if (!altered) return altered.error();
  return no_rows();
}

}  // namespace skep::session
