#include "session/describe_json.h"

#include "base/text.h"
#include "session/view_records.h"

#include <ctime>

namespace skep::session {
namespace {

using types::TypeKind;

/// Writes an object's members in the order in which they come.
class Json {
 public:
  void raw(std::string_view key, const std::string& value) { members_.push_back(json_quote(key) + ":" + value); }
  void text(std::string_view key, const std::string& value) { raw(key, json_quote(value)); }
  void text_if(std::string_view key, const std::string& value) {
    if (!value.empty()) text(key, value);
  }
  void truth(std::string_view key, bool value) { raw(key, value ? "true" : "false"); }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    std::vector<std::string> quoted;
    for (auto& value : values) quoted.push_back(json_quote(value));
    raw(key, "[" + join(quoted, ",") + "]");
  }
  void map(std::string_view key, const metastore::Parameters& values) {
    Json inner;
    for (auto& [name, value] : values) inner.text(name, value);
    raw(key, inner.str());
  }
  std::string str() const { return "{" + join(members_, ",") + "}"; }

 private:
  std::vector<std::string> members_;
};

std::string field_json(const types::Field& field, const std::string& default_text = {});

std::string type_json(const types::DataType& type) {
  Json json;
  auto& fields = type.fields();
  switch (type.kind()) {
    case TypeKind::array:
      json.text("name", "array");
      json.raw("element_type", type_json(type.element()));
      json.truth("element_nullable", fields[0].nullable);
      break;
    case TypeKind::map:
      json.text("name", "map");
      json.raw("key_type", type_json(type.key()));
      json.raw("value_type", type_json(type.value()));
      json.truth("value_nullable", fields[1].nullable);
      break;
    case TypeKind::struct_: {
      json.text("name", "struct");
      std::vector<std::string> members;
      for (auto& field : fields) members.push_back(field_json(field));
      json.raw("fields", "[" + join(members, ",") + "]");
      break;
    }
    case TypeKind::decimal:
      json.text("name", "decimal");
      json.raw("precision", std::to_string(type.precision()));
      json.raw("scale", std::to_string(type.scale()));
      break;
    case TypeKind::char_:
    case TypeKind::varchar:
      json.text("name", type.is(TypeKind::char_) ? "char" : "varchar");
      json.raw("length", std::to_string(type.length()));
      break;
    case TypeKind::string:
      json.text("name", "string");
      json.text("collation", "UTF8_BINARY");
      break;
    case TypeKind::timestamp: json.text("name", "timestamp_ltz"); break;
    default: json.text("name", type.to_text());
  }
  return json.str();
}

std::string field_json(const types::Field& field, const std::string& default_text) {
  Json json;
  json.text("name", field.name);
  json.raw("type", type_json(field.type));
  json.truth("nullable", field.nullable);
  json.text_if("comment", field.comment);
  json.text_if("default", default_text);
  return json.str();
}

std::string columns_json(const types::Schema& columns, const types::ColumnDefaults& defaults) {
  std::vector<std::string> parts;
  for (auto& column : columns) {
    auto value = defaults.find(to_lower(column.name));
    parts.push_back(field_json(column, value == defaults.end() ? "" : value->second.current));
  }
  return "[" + join(parts, ",") + "]";
}

std::string instant(int64_t seconds) {
  if (seconds <= 0) return "UNKNOWN";
  std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string find(const metastore::Parameters& parameters, const std::string& key) {
  auto found = parameters.find(key);
  return found == parameters.end() ? "" : found->second;
}

void add_storage(Json& json, const metastore::Table& table, const std::string& location, bool shows_all) {
  json.text_if("location", location);
  json.text_if("serde_library", table.storage.serde);
  json.text_if("input_format", table.storage.input_format);
  json.text_if("output_format", table.storage.output_format);
  auto shown = shown_storage(table.storage, shows_all);
  if (!shown.empty()) json.map("storage_properties", shown);
}

void add_statistics(Json& json, std::string_view key, const metastore::Parameters& parameters) {
  auto size = find(parameters, "totalSize");
  if (size.empty()) return;
  Json statistics;
  statistics.raw("size_in_bytes", size);
  if (auto rows = find(parameters, "numRows"); !rows.empty()) statistics.raw("num_rows", rows);
  json.raw(key, statistics.str());
}

Result<void> add_partition(Json& json, const metastore::Table& table, const std::vector<std::string>& values,
                           bool is_hive, CommandContext& context) {
  auto partition = context.warehouse.store().find_partition(table, values);
  if (!partition) return partition.error();
  if (!*partition) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("{} has no such partition", table.name.to_text()));
  }
  Json named;
  for (size_t i = 0; i < values.size(); i++) named.text(table.partition_columns[i].name, values[i]);
  json.raw("partition_values", named.str());
  add_storage(json, table, (*partition)->location, is_hive);
  json.map("partition_parameters", (*partition)->parameters);
  json.text("created_time", instant((*partition)->create_time_seconds));
  json.text("last_access", "UNKNOWN");
  add_statistics(json, "partition_statistics", (*partition)->parameters);
  return {};
}

void add_view_text(Json& json, const metastore::Table& table) {
  json.text("view_text", table.view_expanded_text);
  json.text("view_original_text", table.view_original_text);
  json.text_if("view_schema_mode", find(table.parameters, std::string(kViewSchemaMode)));
  json.text_if("view_catalog_and_namespace", join(numbered(table.parameters, kViewNamespace), "."));
  json.texts("view_query_output_columns", numbered(table.parameters, kViewQueryColumn));
}

metastore::Parameters view_settings(const metastore::Table& table) {
  metastore::Parameters settings;
  for (auto& [key, value] : table.parameters)
    if (key.starts_with(kViewSetting)) settings[key.substr(kViewSetting.size())] = value;
  return settings;
}

std::string_view kind_text(metastore::TableKind kind) {
  switch (kind) {
    case metastore::TableKind::managed: return "MANAGED";
    case metastore::TableKind::external: return "EXTERNAL";
    case metastore::TableKind::view: return "VIEW";
  }
  return "";
}

}  // namespace

Result<std::string> describe_as_json(const metastore::Table& table, const warehouse::TableSchema& schema,
                                     const std::vector<std::string>& partition, CommandContext& context) {
  bool is_view = table.kind == metastore::TableKind::view;
  bool is_hive = schema.provider == "hive";
  Json json;
  json.text("table_name", table.name.table);
  json.text("catalog_name", "spark_catalog");
  json.texts("namespace", {table.name.database});
  json.text("schema_name", table.name.database);
  json.raw("columns", columns_json(schema.columns, schema.defaults));
  if (partition.empty()) {
    add_storage(json, table, table.storage.location, is_hive || is_view);
  } else if (auto added = add_partition(json, table, partition, is_hive, context); !added) {
    return added.error();
  }
  json.text_if("owner", table.owner);
  if (partition.empty()) {
    json.text("created_time", instant(table.create_time_seconds));
    json.text("last_access", instant(table.last_access_time_seconds));
  }
  auto creator = find(table.parameters, "spark.sql.create.version");
  json.text("created_by", creator.empty() ? "Hive" : "Spark " + creator);
  json.text("type", std::string(kind_text(table.kind)));
  if (!is_view) json.text("provider", schema.provider);
  json.text_if("comment", find(table.parameters, "comment"));
  if (is_view) add_view_text(json, table);
  auto properties = own_properties(table);
  if (is_hive || is_view || !properties.empty()) json.map("table_properties", properties);
  if (partition.empty()) add_statistics(json, "statistics", table.parameters);
  if (is_view) json.map("view_creation_spark_configuration", view_settings(table));
  if (!is_view && (is_hive || schema.partition_count > 0)) json.text("partition_provider", "Catalog");
  std::vector<std::string> partition_columns;
  for (auto& column : table.partition_columns) partition_columns.push_back(column.name);
  if (!partition_columns.empty()) json.texts("partition_columns", partition_columns);
  json.text("collation", "UTF8_BINARY");
  return json.str();
}

std::string describe_as_json(const TemporaryView& view) {
  auto& entry = view.entry;
  bool is_global = !entry.database.empty();
  Json json;
  json.text("table_name", entry.name);
  json.text("catalog_name", is_global ? "spark_catalog" : "system");
  json.texts("namespace", {is_global ? entry.database : "session"});
  json.text("schema_name", is_global ? entry.database : "session");
  json.raw("columns", columns_json(entry.columns, {}));
  json.text("created_time", "UNKNOWN");
  json.text("last_access", "UNKNOWN");
  json.text("created_by", "Spark 4.0.1");
  json.text("type", "VIEW");
  json.text_if("comment", view.comment);
  if (entry.view) {
    json.text("view_text", view.text);
    json.text("view_schema_mode", "BINDING");
    json.text("view_catalog_and_namespace", "spark_catalog." + entry.view->current_database);
    json.texts("view_query_output_columns", entry.view->query_columns);
  }
  json.text("collation", "UTF8_BINARY");
  return json.str();
}

}  // namespace skep::session
