#include "session/detail_lines.h"

#include "base/text.h"
#include "session/view_records.h"

#include <algorithm>
#include <bit>
#include <ctime>

namespace skep::session {
namespace {

/// Java's Date.toString in UTC: "Mon Jan 01 00:00:00 UTC 2001"; Hive stores 0 for never.
std::string time_text(int64_t seconds) {
  if (seconds <= 0) return "UNKNOWN";
  std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a %b %d %H:%M:%S UTC %Y", &parts);
  return text;
}

std::string statistics_text(const metastore::Parameters& parameters) {
  auto size = parameters.find("totalSize");
  auto rows = parameters.find("numRows");
  std::string text;
  if (size != parameters.end()) text = size->second + " bytes";
  if (rows != parameters.end() && !text.empty()) text += ", " + rows->second + " rows";
  return text;
}

std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (auto& name : names) quoted.push_back("`" + name + "`");
  return "[" + join(quoted, ", ") + "]";
}

void add_view_text(Details& details, const metastore::Table& table) {
  details.emplace_back("View Text", table.view_expanded_text);
  details.emplace_back("View Original Text", table.view_original_text);
  auto mode = table.parameters.find(std::string(kViewSchemaMode));
  if (mode != table.parameters.end()) details.emplace_back("View Schema Mode", mode->second);
  auto names = numbered(table.parameters, kViewNamespace);
  if (!names.empty()) details.emplace_back("View Catalog and Namespace", join(names, "."));
  auto columns = numbered(table.parameters, kViewQueryColumn);
  details.emplace_back("View Query Output Columns", listed(columns));
}

std::string_view type_text(metastore::TableKind kind) {
  switch (kind) {
    case metastore::TableKind::managed: return "MANAGED";
    case metastore::TableKind::external: return "EXTERNAL";
    case metastore::TableKind::view: return "VIEW";
  }
  return "";
}

void add_buckets(Details& details, const metastore::Table& table) {
  auto count = table.parameters.find("spark.sql.sources.schema.numBuckets");
  if (count == table.parameters.end()) return;
  details.emplace_back("Num Buckets", count->second);
  details.emplace_back("Bucket Columns", listed(numbered(table.parameters, "spark.sql.sources.schema.bucketCol.")));
  details.emplace_back("Sort Columns", listed(numbered(table.parameters, "spark.sql.sources.schema.sortCol.")));
}

void add_tree(std::string& text, const std::string& name, const types::DataType& type, bool nullable, int depth);

std::string tree_name(const types::DataType& type) {
  switch (type.kind()) {
    case types::TypeKind::integer: return "integer";
    case types::TypeKind::bigint: return "long";
    case types::TypeKind::smallint: return "short";
    case types::TypeKind::tinyint: return "byte";
    case types::TypeKind::array: return "array";
    case types::TypeKind::map: return "map";
    case types::TypeKind::struct_: return "struct";
    default: return type.to_text();
  }
}

void add_tree(std::string& text, const std::string& name, const types::DataType& type, bool nullable, int depth) {
  std::string indent;
  for (int i = 0; i < depth; i++) indent += " |   ";
  bool is_part = name == "element" || name == "value";
  text += fmt::format("{} |-- {}: {}", indent, name, tree_name(type));
  if (name == "key" && depth > 0) {
    text += "\n";
  } else {
    text += fmt::format(" ({} = {})\n",
                        name == "element" ? "containsNull"
                        : is_part         ? "valueContainsNull"
                                          : "nullable",
                        nullable);
  }
  for (auto& field : type.fields()) add_tree(text, field.name, field.type, field.nullable, depth + 1);
}

}  // namespace

metastore::Parameters own_properties(const metastore::Table& table) {
  metastore::Parameters own;
  for (auto& [key, value] : table.parameters) {
    static constexpr std::string_view kHidden[] = {
        "comment", "EXTERNAL",    "transient_lastDdlTime", "numFiles",         "totalSize",
        "numRows", "rawDataSize", "COLUMN_STATS_ACCURATE", "bucketing_version"};
    bool hidden = key.starts_with("spark.sql.") || key.starts_with("skep.") || key.starts_with("view.");
    for (auto name : kHidden) hidden |= key == name;
    if (!hidden) own[key] = value;
  }
  return own;
}

metastore::Parameters shown_storage(const metastore::StorageDescriptor& storage, bool is_hive) {
  auto shown = storage.serde_parameters;
  if (!is_hive) {
    shown.erase("path");
    shown.erase("serialization.format");
  }
  return shown;
}

std::string bracketed(const metastore::Parameters& parameters) {
  std::vector<std::string> parts;
  for (auto& [key, value] : parameters) parts.push_back(key + "=" + value);
  return "[" + join(parts, ", ") + "]";
}

namespace {

/// The place of a key in a Java hash map of so many entries.
uint32_t java_bucket(std::string_view key, size_t count) {
  uint32_t hash = 0;
  for (unsigned char c : key) hash = hash * 31 + c;
  auto wanted = static_cast<size_t>(static_cast<double>(count) / 0.75 + 1);
  return (hash ^ (hash >> 16)) & static_cast<uint32_t>(std::bit_ceil(wanted) - 1);
}

/// Storage properties in the order in which Spark shows them: up to four as a hash map of Java's has them.
std::string storage_text(const metastore::StorageDescriptor& storage, bool is_hive) {
  constexpr size_t kOrderedMax = 4;
  auto& all = storage.serde_parameters;
  auto kept = shown_storage(storage, is_hive);
  std::vector<std::pair<std::string, std::string>> entries(kept.begin(), kept.end());
  if (all.size() <= kOrderedMax) {
    std::stable_sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) {
      return java_bucket(a.first, all.size()) < java_bucket(b.first, all.size());
    });
  }
  std::vector<std::string> parts;
  for (auto& [key, value] : entries) parts.push_back(key + "=" + value);
  return join(parts, ", ");
}

}  // namespace

void add_storage(Details& details, const metastore::StorageDescriptor& storage, const std::string& location,
                 bool is_hive) {
  if (!location.empty()) details.emplace_back("Location", location);
  if (!storage.serde.empty()) details.emplace_back("Serde Library", storage.serde);
  if (!storage.input_format.empty()) details.emplace_back("InputFormat", storage.input_format);
  if (!storage.output_format.empty()) details.emplace_back("OutputFormat", storage.output_format);
  auto shown = storage_text(storage, is_hive);
  if (!shown.empty()) details.emplace_back("Storage Properties", "[" + shown + "]");
}

Details table_details(const metastore::Table& table, const warehouse::TableSchema& schema) {
  bool is_view = table.kind == metastore::TableKind::view;
  bool is_hive = schema.provider == "hive";
  Details details{{"Catalog", "spark_catalog"}, {"Database", table.name.database}, {"Table", table.name.table}};
  if (!table.owner.empty()) details.emplace_back("Owner", table.owner);
  details.emplace_back("Created Time", time_text(table.create_time_seconds));
  details.emplace_back("Last Access", time_text(table.last_access_time_seconds));
  auto creator = table.parameters.find("spark.sql.create.version");
  details.emplace_back("Created By", creator == table.parameters.end() ? "Hive" : "Spark " + creator->second);
  details.emplace_back("Type", type_text(table.kind));
  if (!is_view) details.emplace_back("Provider", schema.provider);
  add_buckets(details, table);
  if (auto comment = table.parameters.find("comment"); comment != table.parameters.end())
    details.emplace_back("Comment", comment->second);
  if (is_view) add_view_text(details, table);
  auto properties = own_properties(table);
  if (is_hive || is_view || !properties.empty()) details.emplace_back("Table Properties", bracketed(properties));
  if (auto statistics = statistics_text(table.parameters); !statistics.empty())
    details.emplace_back("Statistics", statistics);
  add_storage(details, table.storage, table.storage.location, is_hive || is_view);
  if (!is_view && (is_hive || schema.partition_count > 0)) details.emplace_back("Partition Provider", "Catalog");
  return details;
}

Details view_details(const TemporaryView& view) {
  auto& entry = view.entry;
  Details details;
  if (!entry.database.empty()) details.emplace_back("Database", entry.database);
  details.emplace_back("Table", entry.name);
  details.emplace_back("Created Time", "UNKNOWN");
  details.emplace_back("Last Access", "UNKNOWN");
  details.emplace_back("Created By", "Spark 4.0.1");
  details.emplace_back("Type", "VIEW");
  if (!view.comment.empty()) details.emplace_back("Comment", view.comment);
  if (!entry.view) return details;
  details.emplace_back("View Text", view.text);
  details.emplace_back("View Schema Mode", "BINDING");
  details.emplace_back("View Catalog and Namespace", "spark_catalog." + entry.view->current_database);
  details.emplace_back("View Query Output Columns", listed(entry.view->query_columns));
  return details;
}

Result<Details> partition_details(const metastore::Table& table, const std::vector<std::string>& values,
                                  CommandContext& context) {
  auto partition = context.warehouse.store().find_partition(table, values);
  if (!partition) return partition.error();
  if (!*partition) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("{} has no partition {}", table.name.to_text(),
                                       metastore::partition_name(table.partition_columns, values)));
  }
  std::vector<std::string> pairs;
  for (size_t i = 0; i < values.size(); i++) pairs.push_back(table.partition_columns[i].name + "=" + values[i]);
  Details details{{"Partition Values", "[" + join(pairs, ", ") + "]"}};
  add_storage(details, table.storage, (*partition)->location, true);
  details.emplace_back("Partition Parameters", bracketed((*partition)->parameters));
  details.emplace_back("Created Time", time_text((*partition)->create_time_seconds));
  details.emplace_back("Last Access", "UNKNOWN");
  if (auto statistics = statistics_text((*partition)->parameters); !statistics.empty())
    details.emplace_back("Partition Statistics", statistics);
  return details;
}

std::string details_as_text(const Details& details) {
  std::string text;
  for (auto& [name, value] : details) text += name + ": " + value + "\n";
  return text;
}

std::string schema_as_tree(const types::Schema& schema) {
  std::string text = "Schema: root\n";
  for (auto& field : schema) add_tree(text, field.name, field.type, field.nullable, 0);
  return text;
}

}  // namespace skep::session
