#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "warehouse/warehouse.h"

namespace skep::services {
namespace {

std::string values_json(const metastore::Table& table, const std::vector<std::string>& values) {
  JsonObject object;
  for (size_t i = 0; i < values.size() && i < table.partition_columns.size(); i++) {
    const auto& column = table.partition_columns[i].name;
    if (values[i] == metastore::kNullPartitionValue)
      object.null(column);
    else
      object.text(column, values[i]);
  }
  return object.str();
}

std::string partition_json(const metastore::Table& table, const metastore::Partition& partition) {
  return JsonObject()
      .text("name", metastore::partition_name(table.partition_columns, partition.values))
      .raw("values", values_json(table, partition.values))
      .text("location", partition.location)
      .raw("parameters", json_object(partition.parameters))
      .str();
}

net::HttpAnswer list_partitions(Api& api, Call& call) {
  metastore::TableName name{call.names[0], call.names[1]};
  auto limit = take_limit(call.query);
  if (!limit) return problem_answer(limit.error(), Subject::resource);
  if (auto may = check_access(api, call, name.to_text()); !may) return problem_answer(may.error(), Subject::resource);
  auto& store = api.session.warehouse().store();
  auto table = store.load_table(name);
  if (!table) return problem_answer(table.error(), Subject::resource);

  std::vector<std::string> partitions;
  bool truncated = false;
  auto visited = store.visit_partitions(*table, nullptr, [&](metastore::Partition&& partition) {
    truncated = partitions.size() == *limit;
    if (!truncated) partitions.push_back(partition_json(*table, partition));
    return !truncated && !call.gone.requested();
  });
  if (!visited) return problem_answer(visited.error(), Subject::resource);

  return json_answer(200, JsonObject()
                              .text("database", table->name.database)
                              .text("table", table->name.table)
                              .raw("partitions", json_array(partitions))
                              .truth("truncated", truncated)
                              .str());
}

constexpr const char* kListSchema = R"({"type":"object","required":["database","table","partitions","truncated"],
"properties":{"database":{"type":"string"},"table":{"type":"string"},
"partitions":{"type":"array","items":{"$ref":"#/components/schemas/Partition"}},
"truncated":{"type":"boolean","description":"Whether partitions were left out"}}})";

constexpr const char* kSchema = R"({"type":"object","required":["name","values","location","parameters"],"properties":{
"name":{"type":"string","examples":["month=3"]},
"values":{"type":"object","description":"By column; null is Hive's default partition",
"additionalProperties":{"type":["string","null"]}},
"location":{"type":"string"},"parameters":{"type":"object","additionalProperties":{"type":"string"}}}})";

}  // namespace

Resource partitions_resource() {
  Route list{.method = "GET",
             .pattern = "/api/v1/databases/{database}/tables/{table}/partitions",
             .function = list_partitions,
             .name = "listPartitions",
             .summary = "List a table's partitions"};
  list.has_tag = true;
  list.parameters = {limit_of_names()};
  list.answers = {{200, "The partitions, by name", "PartitionList"}};
  return {"catalogue", "", {list}, {{"PartitionList", kListSchema}, {"Partition", kSchema}}};
}

}  // namespace skep::services
