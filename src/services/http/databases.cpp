#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "warehouse/warehouse.h"

namespace skep::services {
namespace {

net::HttpAnswer list_databases(Api& api, Call& call) {
  auto limit = take_limit(call.query);
  if (!limit) return problem_answer(limit.error(), Subject::resource);
  auto names = api.session.warehouse().store().list_databases("");
  if (!names) return problem_answer(names.error(), Subject::resource);

  std::erase_if(*names, [&](const std::string& name) { return !check_access(api, call, name); });
  JsonObject page;
  add_names(page, "databases", *names, *limit);
  return json_answer(200, page.str());
}

net::HttpAnswer show_database(Api& api, Call& call) {
  const auto& name = call.names[0];
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  if (auto may = check_access(api, call, name); !may) return problem_answer(may.error(), Subject::resource);
  auto database = api.session.warehouse().store().load_database(name);
  if (!database) return problem_answer(database.error(), Subject::resource);

  return json_answer(200, JsonObject()
                              .text("name", database->name)
                              .text("comment", database->description)
                              .text("location", database->location)
                              .text("owner", database->owner)
                              .raw("parameters", json_object(database->parameters))
                              .str());
}

constexpr const char* kListSchema = R"({"type":"object","required":["databases","truncated"],"properties":{
"databases":{"type":"array","items":{"type":"string"}},
"truncated":{"type":"boolean","description":"Whether names were left out"}}})";

constexpr const char* kSchema = R"({"type":"object","required":["name","comment","location","owner","parameters"],
"properties":{"name":{"type":"string"},"comment":{"type":"string"},"location":{"type":"string"},
"owner":{"type":"string"},"parameters":{"type":"object","additionalProperties":{"type":"string"}}}})";

}  // namespace

Resource databases_resource() {
  Route list{.method = "GET",
             .pattern = "/api/v1/databases",
             .function = list_databases,
             .name = "listDatabases",
             .summary = "List the databases"};
  list.has_tag = true;
  list.parameters = {limit_of_names()};
  list.answers = {{200, "Their names, sorted", "DatabaseList", R"({"databases":["default"],"truncated":false})"}};
  Route show{.method = "GET",
             .pattern = "/api/v1/databases/{database}",
             .function = show_database,
             .name = "showDatabase",
             .summary = "Show a database"};
  show.has_tag = true;
  show.answers = {{200, "The database", "Database"}};
  return {"catalogue",
          "Databases, tables and partitions",
          {list, show},
          {{"DatabaseList", kListSchema}, {"Database", kSchema}}};
}

}  // namespace skep::services
