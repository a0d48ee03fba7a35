#include "base/text.h"
#include "session/commands.h"
#include "session/rows.h"
#include "session/view_records.h"
#include "warehouse/table_schema.h"

namespace skep::session {
namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '\'') out += '\\';
    out += c;
  }
  return out;
}

std::string quoted_with_backslashes(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return "'" + out + "'";
}

std::string indented_properties(const metastore::Parameters& properties) {
  std::vector<std::string> lines;
  for (auto& [key, value] : properties)
    lines.push_back(fmt::format("  {} = {}", quoted_with_backslashes(key), quoted_with_backslashes(value)));
  return join(lines, ",\n") + ")\n";
}

metastore::Parameters shown_properties(const metastore::Table& table, bool with_time) {
  auto properties = own_properties(table);
  if (auto time = table.parameters.find("transient_lastDdlTime"); with_time && time != table.parameters.end())
    properties.insert(*time);
  return properties;
}

std::string column_text(const types::Field& field, const warehouse::TableSchema& schema) {
  auto value = schema.defaults.find(to_lower(field.name));
  bool has_default = value != schema.defaults.end() && !value->second.current.empty();
  auto default_text = has_default ? " DEFAULT " + value->second.current : "";
  auto comment = field.comment.empty() ? "" : " COMMENT '" + escaped(field.comment) + "'";
  return fmt::format("  {} {}{}{}{}", quoted_where_needed(field.name), field.type.to_sql(),
                     field.nullable ? "" : " NOT NULL", default_text, comment);
}

std::string comment_text(const metastore::Table& table) {
  auto comment = table.parameters.find("comment");
  return comment == table.parameters.end() ? "" : "COMMENT '" + escaped(comment->second) + "'\n";
}

std::string buckets_text(const metastore::Table& table) {
  const std::string prefix = "spark.sql.sources.schema.";
  auto names = [&](const std::string& key) {
    auto found = numbered(table.parameters, prefix + key);
    for (auto& name : found) name = quoted_where_needed(name);
    return found;
  };
  auto count = table.parameters.find(prefix + "numBuckets");
  if (count == table.parameters.end()) return "";
  auto sorted = names("sortCol.");
  return "CLUSTERED BY (" + join(names("bucketCol."), ", ") + ")\n" +
         (sorted.empty() ? "" : "SORTED BY (" + join(sorted, ", ") + ")\n") + "INTO " + count->second + " BUCKETS\n";
}

std::string view_statement(const metastore::Table& table, const warehouse::TableSchema& schema) {
  std::vector<std::string> columns;
  for (auto& field : schema.columns) {
    auto comment = field.comment.empty() ? "" : " COMMENT '" + escaped(field.comment) + "'";
    columns.push_back("  " + quoted_where_needed(field.name) + comment);
  }
  auto text = fmt::format("CREATE VIEW {} (\n{})\n", table.name.to_text(), join(columns, ",\n")) + comment_text(table);
  auto properties = shown_properties(table, true);
  if (!properties.empty()) text += "TBLPROPERTIES (\n" + indented_properties(properties);
  auto mode = table.parameters.find(std::string(kViewSchemaMode));
  if (mode != table.parameters.end()) text += "WITH SCHEMA " + mode->second + "\n";
  return text + "AS " + table.view_expanded_text + "\n";
}

std::string data_source_statement(const metastore::Table& table, const warehouse::TableSchema& schema) {
  bool is_hive = schema.provider == "hive";
  std::vector<std::string> columns, partitions;
  for (auto& field : schema.columns) columns.push_back(column_text(field, schema));
  for (size_t i = schema.columns.size() - schema.partition_count; i < schema.columns.size(); i++)
    partitions.push_back(quoted_where_needed(schema.columns[i].name));
  auto provider = is_hive ? (schema.format == warehouse::FileFormat::delimited_text
                                 ? "text"
                                 : std::string(warehouse::to_string(schema.format)))
                          : schema.provider;
  auto text = fmt::format("CREATE TABLE {}{} (\n", is_hive ? "" : "spark_catalog.", table.name.to_text());
  text += join(columns, ",\n") + ")\nUSING " + provider + "\n";
  if (auto options = shown_storage(table.storage, is_hive); !is_hive && !options.empty())
    text += "OPTIONS (\n" + indented_properties(options);
  if (!partitions.empty()) text += "PARTITIONED BY (" + join(partitions, ", ") + ")\n";
  text += buckets_text(table) + comment_text(table);
  if (table.kind == metastore::TableKind::external) text += "LOCATION '" + escaped(table.storage.location) + "'\n";
  auto properties = shown_properties(table, is_hive);
  if (!properties.empty()) text += "TBLPROPERTIES (\n" + indented_properties(properties);
  return text;
}

/// AS SERDE: as Hive would have it.
std::string hive_statement(const metastore::Table& table, const warehouse::TableSchema& schema) {
  std::vector<std::string> columns, partitions;
  for (size_t i = 0; i < schema.columns.size(); i++) {
    bool is_stored = i + schema.partition_count < schema.columns.size();
    (is_stored ? columns : partitions).push_back(column_text(schema.columns[i], schema));
  }
  auto kind = table.kind == metastore::TableKind::external ? "EXTERNAL TABLE" : "TABLE";
  auto text = fmt::format("CREATE {} {} (\n{})\n", kind, table.name.to_text(), join(columns, ",\n"));
  text += comment_text(table);
  for (auto& partition : partitions) partition = std::string(trim(partition));
  if (!partitions.empty()) text += "PARTITIONED BY (" + join(partitions, ", ") + ")\n";
  auto& storage = table.storage;
  text += "ROW FORMAT SERDE '" + storage.serde + "'\n";
  if (!storage.serde_parameters.empty())
    text += "WITH SERDEPROPERTIES (\n" + indented_properties(storage.serde_parameters);
  text += "STORED AS\n  INPUTFORMAT '" + storage.input_format + "'\n  OUTPUTFORMAT '" + storage.output_format + "'\n";
  if (table.kind == metastore::TableKind::external) text += "LOCATION '" + escaped(storage.location) + "'\n";
  auto properties = shown_properties(table, true);
  return properties.empty() ? text : text + "TBLPROPERTIES (\n" + indented_properties(properties);
}

}  // namespace

std::string quoted_where_needed(const std::string& name) {
  if (is_plain_name(name) && !(name[0] >= '0' && name[0] <= '9')) return name;
  std::string out = "`";
  for (char c : name) out.append(c == '`' ? 2 : 1, c);
  return out + "`";
}

Result<Rows> run(const syntax::ShowCreateTable& show, CommandContext& context) {
  if (find_temporary_view(show.table, context)) {
    return Error::of_class(ErrorCode::invalid_argument, "EXPECT_PERMANENT_VIEW_NOT_TEMP",
                           fmt::format("{} is a temporary view", show.table.to_text()))
        .at(show.table.position);
  }
  auto table = load_named_table(show.table, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  bool is_view = table->kind == metastore::TableKind::view;
  if (show.as_serde && !is_view && schema->provider != "hive") {
    return Error::of_class(ErrorCode::invalid_argument,
                           "UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE",
                           fmt::format("{} is a table of Spark's: leave AS SERDE out", table->name.to_text()));
  }
  auto text = is_view         ? view_statement(*table, *schema)
              : show.as_serde ? hive_statement(*table, *schema)
                              : data_source_statement(*table, *schema);
  return make_rows({{"createtab_stmt", types::kString, false, {}}}, {{text}});
}

}  // namespace skep::session
