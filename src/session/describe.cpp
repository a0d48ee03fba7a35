#include "base/text.h"
#include "session/commands.h"
#include "session/rows.h"
#include "warehouse/table_schema.h"

#include <ctime>

namespace skep::session {
namespace {

using Lines = std::vector<std::vector<Cell>>;

types::Schema describe_columns() {
  return {{"col_name", types::kString, false, {}},
          {"data_type", types::kString, false, {}},
          {"comment", types::kString, true, {}}};
}

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

std::string bracketed(const metastore::Parameters& parameters) {
  std::vector<std::string> parts;
  for (auto& [key, value] : parameters) parts.push_back(key + "=" + value);
  return "[" + join(parts, ", ") + "]";
}

Cell comment_of(const types::Field& field) {
  if (field.comment.empty()) return nullptr;
  return field.comment;
}

void add_columns(Lines& lines, const warehouse::TableSchema& schema) {
  for (auto& field : schema.columns) lines.push_back({field.name, field.type.to_text(), comment_of(field)});
  if (schema.partition_count == 0) return;
  lines.push_back({"# Partition Information", "", ""});
  lines.push_back({"# col_name", "data_type", "comment"});
  for (size_t i = schema.columns.size() - schema.partition_count; i < schema.columns.size(); i++) {
    auto& field = schema.columns[i];
    lines.push_back({field.name, field.type.to_text(), comment_of(field)});
  }
}

/// The user's own properties: what Spark, Hive and Skep keep for themselves is left out.
metastore::Parameters own_properties(const metastore::Table& table) {
  metastore::Parameters own;
  for (auto& [key, value] : table.parameters) {
    static constexpr std::string_view kHidden[] = {
        "comment", "EXTERNAL",    "transient_lastDdlTime", "numFiles",         "totalSize",
        "numRows", "rawDataSize", "COLUMN_STATS_ACCURATE", "bucketing_version"};
    bool hidden = key.starts_with("spark.sql.") || key.starts_with("skep.");
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

std::string statistics_text(const metastore::Parameters& parameters) {
  auto size = parameters.find("totalSize");
  auto rows = parameters.find("numRows");
  std::string text;
  if (size != parameters.end()) text = size->second + " bytes";
  if (rows != parameters.end() && !text.empty()) text += ", " + rows->second + " rows";
  return text;
}

void add_storage(Lines& lines, const metastore::StorageDescriptor& storage, const std::string& location, bool is_hive) {
  lines.push_back({"Location", location, ""});
  if (!storage.serde.empty()) lines.push_back({"Serde Library", storage.serde, ""});
  if (!storage.input_format.empty()) lines.push_back({"InputFormat", storage.input_format, ""});
  if (!storage.output_format.empty()) lines.push_back({"OutputFormat", storage.output_format, ""});
  auto shown = shown_storage(storage, is_hive);
  if (!shown.empty()) lines.push_back({"Storage Properties", bracketed(shown), ""});
}

void add_table_details(Lines& lines, const metastore::Table& table, const warehouse::TableSchema& schema) {
  bool is_hive = schema.provider == "hive";
  lines.push_back({"", "", ""});
  lines.push_back({"# Detailed Table Information", "", ""});
  lines.push_back({"Catalog", "spark_catalog", ""});
  lines.push_back({"Database", table.name.database, ""});
  lines.push_back({"Table", table.name.table, ""});
  lines.push_back({"Owner", table.owner, ""});
  lines.push_back({"Created Time", time_text(table.create_time_seconds), ""});
  lines.push_back({"Last Access", time_text(table.last_access_time_seconds), ""});
  auto creator = table.parameters.find("spark.sql.create.version");
  lines.push_back({"Created By", creator == table.parameters.end() ? "Hive" : "Spark " + creator->second, ""});
  lines.push_back({"Type", table.kind == metastore::TableKind::external ? "EXTERNAL" : "MANAGED", ""});
  lines.push_back({"Provider", schema.provider, ""});
  if (auto comment = table.parameters.find("comment"); comment != table.parameters.end())
    lines.push_back({"Comment", comment->second, ""});
  auto properties = own_properties(table);
  if (is_hive || !properties.empty()) lines.push_back({"Table Properties", bracketed(properties), ""});
  if (auto statistics = statistics_text(table.parameters); !statistics.empty())
    lines.push_back({"Statistics", statistics, ""});
  add_storage(lines, table.storage, table.storage.location, is_hive);
  if (is_hive || schema.partition_count > 0) lines.push_back({"Partition Provider", "Catalog", ""});
}

Result<void> add_partition_details(Lines& lines, const syntax::DescribeTable& describe, const metastore::Table& table,
                                   const warehouse::TableSchema& schema, CommandContext& context) {
  auto wanted = partition_clause(describe.partition, table);
  if (!wanted) return wanted.error();
  std::vector<std::string> values;
  for (auto& column : table.partition_columns) values.push_back((*wanted)[to_lower(column.name)]);
  auto partition = context.warehouse.store().find_partition(table, values);
  if (!partition) return partition.error();
  if (!*partition) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("{} has no partition {}", table.name.to_text(),
                                       metastore::partition_name(table.partition_columns, values)));
  }
  if (!describe.extended) return {};
  bool is_hive = schema.provider == "hive";
  std::vector<std::string> pairs;
  for (size_t i = 0; i < values.size(); i++) pairs.push_back(table.partition_columns[i].name + "=" + values[i]);
  lines.push_back({"", "", ""});
  lines.push_back({"# Detailed Partition Information", "", ""});
  lines.push_back({"Database", table.name.database, ""});
  lines.push_back({"Table", table.name.table, ""});
  lines.push_back({"Partition Values", "[" + join(pairs, ", ") + "]", ""});
  add_storage(lines, table.storage, (*partition)->location, is_hive);
  lines.push_back({"Partition Parameters", bracketed((*partition)->parameters), ""});
  lines.push_back({"Created Time", time_text((*partition)->create_time_seconds), ""});
  lines.push_back({"Last Access", "UNKNOWN", ""});
  if (auto statistics = statistics_text((*partition)->parameters); !statistics.empty())
    lines.push_back({"Partition Statistics", statistics, ""});
  lines.push_back({"", "", ""});
  lines.push_back({"# Storage Information", "", ""});
  add_storage(lines, table.storage, table.storage.location, is_hive);
  return {};
}

std::string indented_properties(const metastore::Parameters& properties) {
  std::vector<std::string> lines;
  for (auto& [key, value] : properties) {
    auto quoted = [](const std::string& text) {
      std::string out;
      for (char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
      }
      return "'" + out + "'";
    };
    lines.push_back(fmt::format("  {} = {}", quoted(key), quoted(value)));
  }
  return join(lines, ",\n") + ")\n";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '\'') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

Result<Rows> describe_table(const syntax::DescribeTable& describe, CommandContext& context) {
  auto table = load_named_table(describe.table, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  Lines lines;
  add_columns(lines, *schema);
  if (!describe.partition.columns.empty()) {
    if (auto added = add_partition_details(lines, describe, *table, *schema, context); !added) return added.error();
  } else if (describe.extended) {
    add_table_details(lines, *table, *schema);
  }
  return make_rows(describe_columns(), lines);
}

Result<Rows> describe_database(const syntax::DescribeDatabase& describe, CommandContext& context) {
  auto name = to_lower(describe.database.parts.back());
  if (auto allowed = context.policy.check(context.request.principal, access::Action::describe, name); !allowed)
    return allowed.error();
  auto database = context.warehouse.store().load_database(name);
  if (!database) return database.error();
  Lines lines{{"Catalog Name", "spark_catalog"},
              {"Namespace Name", database->name},
              {"Comment", database->description},
              {"Location", database->location},
              {"Owner", database->owner}};
  if (describe.extended) {
    std::vector<std::string> pairs;
    for (auto& [key, value] : database->parameters) pairs.push_back(fmt::format("({},{})", key, value));
    lines.push_back({"Properties", pairs.empty() ? "" : "(" + join(pairs, ", ") + ")"});
  }
  return make_rows({{"info_name", types::kString, false, {}}, {"info_value", types::kString, true, {}}}, lines);
}

Result<Rows> show_create_table(const syntax::ShowCreateTable& show, CommandContext& context) {
  auto table = load_named_table(show.table, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  bool is_hive = schema->provider == "hive";
  auto text = fmt::format("CREATE TABLE {}{} (\n", is_hive ? "" : "spark_catalog.", table->name.to_text());
  std::vector<std::string> columns, partitions;
  for (auto& field : schema->columns) {
    auto comment = field.comment.empty() ? "" : " COMMENT '" + escaped(field.comment) + "'";
    columns.push_back(
        fmt::format("  {} {}{}{}", field.name, field.type.to_sql(), field.nullable ? "" : " NOT NULL", comment));
  }
  for (size_t i = schema->columns.size() - schema->partition_count; i < schema->columns.size(); i++)
    partitions.push_back(schema->columns[i].name);
  auto provider = is_hive ? (schema->format == warehouse::FileFormat::delimited_text
                                 ? "text"
                                 : std::string(warehouse::to_string(schema->format)))
                          : schema->provider;
  text += join(columns, ",\n") + ")\nUSING " + provider + "\n";
  if (auto options = shown_storage(table->storage, is_hive); !is_hive && !options.empty())
    text += "OPTIONS (\n" + indented_properties(options);
  if (!partitions.empty()) text += "PARTITIONED BY (" + join(partitions, ", ") + ")\n";
  if (auto comment = table->parameters.find("comment"); comment != table->parameters.end())
    text += "COMMENT '" + escaped(comment->second) + "'\n";
  if (table->kind == metastore::TableKind::external) text += "LOCATION '" + escaped(table->storage.location) + "'\n";
  auto properties = own_properties(*table);
  if (auto time = table->parameters.find("transient_lastDdlTime"); is_hive && time != table->parameters.end())
    properties.insert(*time);
  if (!properties.empty()) text += "TBLPROPERTIES (\n" + indented_properties(properties);
  return make_rows({{"createtab_stmt", types::kString, false, {}}}, {{text}});
}

}  // namespace skep::session
