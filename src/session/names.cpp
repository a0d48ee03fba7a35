#include "session/names.h"

namespace skep::session {
namespace {

/// Why a table's rows can be neither read nor written yet; empty when they can.
std::string unsupported_reason(const metastore::Table& table, const warehouse::TableSchema& schema) {
  auto name = table.name.to_text();
  if (table.kind == metastore::TableKind::view) return fmt::format("views are not there yet: {}", name);
  using enum warehouse::FileFormat;
  if (schema.format == parquet || schema.format == csv) return {};
  return fmt::format("tables stored as {} are not there yet: {}", warehouse::to_string(schema.format), name);
}

}  // namespace

Result<LoadedNames> load_names(const std::vector<syntax::Name>& names, const std::string& current_database,
                               warehouse::Warehouse& warehouse, access::AccessPolicy& policy,
                               const access::Principal& principal) {
  LoadedNames loaded;
  auto& snapshot = loaded.snapshot;
  snapshot.current_database = current_database;
  for (auto& name : names) {
    auto key = catalog::table_key(name.parts, current_database);
    if (key.empty() || snapshot.table_numbers.contains(key) || snapshot.missing.contains(key)) continue;
    if (auto allowed = policy.check(principal, access::Action::read, key); !allowed) return allowed.error();
    auto dot = key.find('.');
    auto table = warehouse.store().load_table({key.substr(0, dot), key.substr(dot + 1)});
    if (!table && table.error().code == ErrorCode::not_found) {
      // Spark says of a missing database, too, that the table is what was not found.
      auto error = Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                                   fmt::format("the table or view {} cannot be found", name.to_text()));
      snapshot.missing.emplace(key, std::move(error).at(name.position));
      continue;
    }
    if (!table) return table.error();
    auto schema = warehouse::table_schema(*table);
    if (!schema) return schema.error().during("reading the columns of {}", key);
    snapshot.table_numbers[key] = snapshot.tables.size();
    snapshot.tables.push_back({table->name.database, table->name.table, schema->columns, schema->partition_count,
                               table->kind == metastore::TableKind::view, unsupported_reason(*table, *schema)});
    loaded.tables.push_back(std::move(*table));
    loaded.schemas.push_back(std::move(*schema));
  }
  return loaded;
}

}  // namespace skep::session
