#include "base/text.h"
#include "session/commands.h"
#include "session/describe_json.h"
#include "session/detail_lines.h"
#include "session/rows.h"
#include "warehouse/table_schema.h"

namespace skep::session {
namespace {

using Lines = std::vector<std::vector<Cell>>;

types::Schema describe_columns() {
  return {{"col_name", types::kString, false, {}},
          {"data_type", types::kString, false, {}},
          {"comment", types::kString, true, {}}};
}

Cell comment_of(const types::Field& field) {
  if (field.comment.empty()) return nullptr;
  return field.comment;
}

void add_columns(Lines& lines, const types::Schema& columns) {
  for (auto& field : columns) lines.push_back({field.name, field.type.to_text(), comment_of(field)});
}

void add_partition_columns(Lines& lines, const warehouse::TableSchema& schema) {
  if (schema.partition_count == 0) return;
  lines.push_back({"# Partition Information", "", ""});
  lines.push_back({"# col_name", "data_type", "comment"});
  for (size_t i = schema.columns.size() - schema.partition_count; i < schema.columns.size(); i++) {
    auto& field = schema.columns[i];
    lines.push_back({field.name, field.type.to_text(), comment_of(field)});
  }
}

void add_defaults(Lines& lines, const warehouse::TableSchema& schema) {
  bool is_first = true;
  for (auto& field : schema.columns) {
    auto value = schema.defaults.find(to_lower(field.name));
    if (value == schema.defaults.end() || value->second.current.empty()) continue;
    if (std::exchange(is_first, false)) {
      lines.push_back({"", "", ""});
      lines.push_back({"# Column Default Values", "", ""});
    }
    lines.push_back({field.name, field.type.to_text(), value->second.current});
  }
}

void add_details(Lines& lines, const Details& details) {
  for (auto& [name, value] : details) lines.push_back({name, value, ""});
}

Result<void> add_partition(Lines& lines, const syntax::DescribeTable& describe, const metastore::Table& table,
                           const warehouse::TableSchema& schema, CommandContext& context) {
  if (table.kind == metastore::TableKind::view) {
    return Error::of_class(ErrorCode::invalid_argument, "FORBIDDEN_OPERATION",
                           fmt::format("DESC PARTITION is for tables, and {} is a view", table.name.to_text()));
  }
  if (table.partition_columns.empty())
    return make_error(ErrorCode::invalid_argument, "{} is not partitioned", table.name.to_text());
  auto values = whole_partition(describe.partition, table);
  if (!values) return values.error();
  auto details = partition_details(table, *values, context);
  if (!details) return details.error();
  if (!describe.extended) return {};
  lines.push_back({"", "", ""});
  lines.push_back({"# Detailed Partition Information", "", ""});
  lines.push_back({"Database", table.name.database, ""});
  lines.push_back({"Table", table.name.table, ""});
  add_details(lines, *details);
  lines.push_back({"", "", ""});
  lines.push_back({"# Storage Information", "", ""});
  Details storage;
  add_storage(storage, table.storage, table.storage.location, schema.provider == "hive");
  add_details(lines, storage);
  return {};
}

/// Finds the column that DESCRIBE t name means: it may be qualified by the table.
Result<types::Field> described_column(const syntax::DescribeTable& describe, const types::Schema& columns) {
  auto parts = describe.column->parts;
  bool is_qualified = parts.size() > 1 && equals_ignoring_case(parts[0], describe.table.parts.back());
  if (is_qualified) parts.erase(parts.begin());
  for (auto& field : columns) {
    if (!equals_ignoring_case(field.name, parts[0])) continue;
    if (parts.size() == 1) {
      auto found = field;
      found.name = parts[0];
      return found;
    }
    if (!field.type.is(types::TypeKind::struct_)) {
      return Error::of_class(ErrorCode::invalid_argument, "INVALID_EXTRACT_BASE_FIELD_TYPE",
                             fmt::format("a field is taken of a {}, not of a struct", field.type.to_sql()))
          .at(describe.column->position);
    }
    return make_error(ErrorCode::invalid_argument, "DESCRIBE of a field within a column is not there: {}",
                      describe.column->to_text());
  }
  return Error::of_class(ErrorCode::not_found, "COLUMN_NOT_FOUND",
                         fmt::format("the column {} cannot be found", describe.column->to_text()))
      .at(describe.column->position);
}

/// What ANALYZE TABLE has found out of a column, where Spark keeps it.
void add_column_statistics(Lines& lines, const metastore::Table& table, const std::string& column) {
  static constexpr std::pair<const char*, const char*> kShown[] = {{"min", "min"},
                                                                   {"max", "max"},
                                                                   {"num_nulls", "nullCount"},
                                                                   {"distinct_count", "distinctCount"},
                                                                   {"avg_col_len", "avgLen"},
                                                                   {"max_col_len", "maxLen"},
                                                                   {"histogram", "histogram"}};
  for (auto& [shown, key] : kShown) {
    auto known = table.parameters.find("spark.sql.statistics.colStats." + column + "." + key);
    lines.push_back({shown, known == table.parameters.end() ? "NULL" : known->second});
  }
}

Result<Rows> describe_column(const syntax::DescribeTable& describe, const NamedTable& named,
                             const types::Schema& columns) {
  if (!describe.partition.columns.empty()) {
    return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION",
                           "DESCRIBE of a column of a partition");
  }
  auto column = described_column(describe, columns);
  if (!column) return column.error();
  Lines lines{{"col_name", column->name},
              {"data_type", column->type.to_text()},
              {"comment", column->comment.empty() ? "NULL" : column->comment}};
  if (describe.extended && !named.is_view()) {
    for (auto& known : columns)
      if (equals_ignoring_case(known.name, column->name)) add_column_statistics(lines, named.table, known.name);
  }
  return make_rows({{"info_name", types::kString, false, {}}, {"info_value", types::kString, false, {}}}, lines);
}

Result<void> check_json_form(const syntax::DescribeTable& describe) {
  if (describe.column) {
    return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON",
                           "DESCRIBE of a column AS JSON");
  }
  if (!describe.extended) {
    return Error::of_class(ErrorCode::invalid_argument, "DESCRIBE_JSON_NOT_EXTENDED",
                           "AS JSON stands with DESCRIBE EXTENDED only");
  }
  return {};
}

Result<Rows> describe_json(const syntax::DescribeTable& describe, const NamedTable& named, CommandContext& context) {
  types::Schema columns{{"json_metadata", types::kString, false, {}}};
  if (named.temporary) return make_rows(std::move(columns), {{describe_as_json(*named.temporary)}});
  auto schema = warehouse::table_schema(named.table);
  if (!schema) return schema.error();
  std::vector<std::string> partition;
  if (!describe.partition.columns.empty()) {
    auto values = whole_partition(describe.partition, named.table);
    if (!values) return values.error();
    partition = *std::move(values);
  }
  auto text = describe_as_json(named.table, *schema, partition, context);
  if (!text) return text.error();
  return make_rows(std::move(columns), {{*text}});
}

}  // namespace

Result<Rows> run(const syntax::DescribeTable& describe, CommandContext& context) {
  if (describe.as_json) {
    if (auto valid = check_json_form(describe); !valid) return valid.error();
  }
  auto named = find_named(describe.table, context);
  if (!named) return named.error();
  if (describe.as_json) return describe_json(describe, *named, context);
  if (named->temporary) {
    auto& columns = named->temporary->entry.columns;
    if (describe.column) return describe_column(describe, *named, columns);
    Lines lines;
    add_columns(lines, columns);
    return make_rows(describe_columns(), lines);
  }
  auto& table = named->table;
  auto schema = warehouse::table_schema(table);
  if (!schema) return schema.error();
  if (describe.column) return describe_column(describe, *named, schema->columns);
  Lines lines;
  add_columns(lines, schema->columns);
  add_partition_columns(lines, *schema);
  if (!describe.partition.columns.empty()) {
    auto added = add_partition(lines, describe, table, *schema, context);
    if (!added) return added.error();
  } else if (describe.extended) {
    lines.push_back({"", "", ""});
    lines.push_back({"# Detailed Table Information", "", ""});
    add_details(lines, table_details(table, *schema));
  }
  add_defaults(lines, *schema);
  return make_rows(describe_columns(), lines);
}

Result<Rows> run(const syntax::DescribeQuery&, CommandContext& context) {
  Lines lines;
  add_columns(lines, context.query->output);
  return make_rows(describe_columns(), lines);
}

}  // namespace skep::session
