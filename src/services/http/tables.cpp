#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "warehouse/table_schema.h"
#include "warehouse/warehouse.h"

#include <algorithm>

namespace skep::services {
namespace {

/// The end of the year 9999.
constexpr int64_t kLastSecond = 253'402'300'799;

std::string_view to_string(metastore::TableKind kind) {
  switch (kind) {
    case metastore::TableKind::managed: return "managed";
    case metastore::TableKind::external: return "external";
    case metastore::TableKind::view: return "view";
  }
  return "unknown";
}

std::string column_json(const types::Field& column) {
  JsonObject object;
  object.text("name", column.name).text("type", column.type.to_text()).truth("nullable", column.nullable);
  if (!column.comment.empty()) object.text("comment", column.comment);
  return object.str();
}

/// Columns with the partition columns last, and the names of those.
void add_columns(JsonObject& object, const warehouse::TableSchema& schema) {
  std::vector<std::string> columns;
  std::vector<std::string> partition_columns;
  size_t first_partition_column = schema.columns.size() - schema.partition_count;
  for (size_t i = 0; i < schema.columns.size(); i++) {
    columns.push_back(column_json(schema.columns[i]));
    if (i >= first_partition_column) partition_columns.push_back(json_quote(schema.columns[i].name));
  }
  object.raw("columns", json_array(columns)).raw("partitionColumns", json_array(partition_columns));
}

std::string table_json(const metastore::Table& table, const warehouse::TableSchema& schema) {
  JsonObject object;
  object.text("name", table.name.table).text("database", table.name.database).text("type", to_string(table.kind));
  object.text("provider", schema.provider).text("format", warehouse::to_string(schema.format));
  add_columns(object, schema);
  auto comment = table.parameters.find("comment");
  if (comment != table.parameters.end()) object.text("comment", comment->second);
  object.text("location", table.storage.location).text("owner", table.owner);
  object.instant("created", std::clamp<int64_t>(table.create_time_seconds, 0, kLastSecond) * 1'000'000);
  object.raw("parameters", json_object(table.parameters));
  return object.str();
}

net::HttpAnswer list_tables(Api& api, Call& call) {
  const auto& database = call.names[0];
  auto limit = take_limit(call.query);
  if (!limit) return problem_answer(limit.error(), Subject::resource);
  if (auto may = check_access(api, call, database); !may) return problem_answer(may.error(), Subject::resource);
  auto& store = api.session.warehouse().store();
  auto loaded = store.load_database(database);
  if (!loaded) return problem_answer(loaded.error(), Subject::resource);
  auto names = store.list_tables(database, "");
  if (!names) return problem_answer(names.error(), Subject::resource);

  std::erase_if(*names, [&](const std::string& name) { return !check_access(api, call, loaded->name + "." + name); });
  JsonObject page;
  page.text("database", loaded->name);
  add_names(page, "tables", *names, *limit);
  return json_answer(200, page.str());
}

net::HttpAnswer show_table(Api& api, Call& call) {
  metastore::TableName name{call.names[0], call.names[1]};
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  if (auto may = check_access(api, call, name.to_text()); !may) return problem_answer(may.error(), Subject::resource);
  auto table = api.session.warehouse().store().load_table(name);
  if (!table) return problem_answer(table.error(), Subject::resource);
  auto schema = warehouse::table_schema(*table);
  if (!schema) return problem_answer(schema.error(), Subject::resource);

  return json_answer(200, table_json(*table, *schema));
}

constexpr const char* kListSchema = R"({"type":"object","required":["database","tables","truncated"],"properties":{
"database":{"type":"string"},"tables":{"type":"array","items":{"type":"string"}},
"truncated":{"type":"boolean","description":"Whether names were left out"}}})";

constexpr const char* kSchema = R"({"type":"object","required":["name","database","type","columns","partitionColumns"],
"properties":{"name":{"type":"string"},"database":{"type":"string"},
"type":{"type":"string","enum":["managed","external","view"]},
"provider":{"type":"string"},"format":{"type":"string"},
"columns":{"type":"array","description":"The partition columns last",
"items":{"$ref":"#/components/schemas/TableColumn"}},
"partitionColumns":{"type":"array","items":{"type":"string"}},
"comment":{"type":"string"},"location":{"type":"string"},"owner":{"type":"string"},
"created":{"type":"string","format":"date-time"},
"parameters":{"type":"object","additionalProperties":{"type":"string"}}}})";

constexpr const char* kColumnSchema = R"({"type":"object","required":["name","type","nullable"],"properties":{
"name":{"type":"string"},"type":{"type":"string","description":"Spark's text of the type"},
"nullable":{"type":"boolean"},"comment":{"type":"string"}}})";

}  // namespace

Resource tables_resource() {
  Route list{.method = "GET",
             .pattern = "/api/v1/databases/{database}/tables",
             .function = list_tables,
             .name = "listTables",
             .summary = "List a database's tables and views"};
  list.has_tag = true;
  list.parameters = {limit_of_names()};
  list.answers = {{200, "Their names, sorted", "TableList",
                   R"({"database":"default","tables":["airports","delays_by_airport","flights"],"truncated":false})"}};
  Route show{.method = "GET",
             .pattern = "/api/v1/databases/{database}/tables/{table}",
             .function = show_table,
             .name = "showTable",
             .summary = "Show a table: its columns, where and how it is stored"};
  show.has_tag = true;
  show.answers = {{200, "The table", "Table"}};
  return {
      "catalogue", "", {list, show}, {{"TableList", kListSchema}, {"Table", kSchema}, {"TableColumn", kColumnSchema}}};
}

}  // namespace skep::services
