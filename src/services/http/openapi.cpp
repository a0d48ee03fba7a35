#include "services/http/openapi.h"

#include "base/text.h"
#include "services/http/json_object.h"
#include "services/http/routes.h"

#include <algorithm>
#include <map>
#include <set>

namespace skep::services {
namespace {

constexpr const char* kDescription =
    "Hive tables over HTTP. Results come as JSON pages or as streams of NDJSON, CSV, Arrow and Parquet; whatever fails "
    "answers a problem document (RFC 9457). A failure after the first byte breaks the body.";

constexpr const char* kProblemSchema = R"({"type":"object","required":["type","title","detail","code"],"properties":{
"type":{"type":"string"},"title":{"type":"string"},
"status":{"type":"integer","description":"Missing where it comes after an answer has begun"},
"detail":{"type":"string"},
"code":{"type":"string","description":"What a program tells failures apart by","examples":["invalid_argument"]},
"errorClass":{"type":"string","description":"Spark's, where Spark has one","examples":["DIVIDE_BY_ZERO"]},
"sqlState":{"type":"string","examples":["22012"]},
"line":{"type":"integer","description":"Of the statement's text, from 1"},"column":{"type":"integer"}}})";

constexpr const char* kProblemExample = R"({"type":"about:blank","title":"The request is wrong","status":400,
"detail":"a column with name `citty` cannot be resolved, did you mean one of: city, iata, state, country, name",
"code":"invalid_argument","errorClass":"UNRESOLVED_COLUMN.WITH_SUGGESTION","sqlState":"42703","line":1,"column":8})";

/// Problems and what they say. Whatever is asked for may meet those of `kAlways`.
const std::map<int, std::string_view> kProblems{
    {400, "The request, the statement or its data is wrong, or asks for what is not there yet (`unsupported`)"},
    {403, "Not permitted"},
    {404, "It, or the table or database that the statement names, is not there"},
    {405, "The resource does not know the method; `Allow` names those it knows"},
    {406, "No form that `Accept` allows"},
    {408, "Out of time: the request's, or the statement's"},
    {409, "Cancelled, there already, or changed by someone else"},
    {410, "It was there and is gone"},
    {412, "A precondition does not hold"},
    {413, "The body is too large"},
    {414, "The target is too long"},
    {415, "The body's type or its compression is another than those that are taken"},
    {416, "The range is none of the body's"},
    {417, "An expectation other than 100-continue"},
    {421, "The Host header names another server"},
    {422, "The values do not fit"},
    {429, "Too many requests or statements; `Retry-After` says when to try again"},
    {431, "The header is too large"},
    {500, "A mistake of the server's"},
    {503, "A store does not answer, or the server stops; `Retry-After` says when to try again"},
    {507, "There was no space for the result"},
};
constexpr int kAlways[] = {400, 406, 408, 413, 414, 417, 421, 429, 431, 500, 503};

std::string reference(const std::string& kind, const std::string& name) {
  return JsonObject().text("$ref", "#/components/" + kind + "/" + name).str();
}

std::string schema_json(const SchemaText& schema) {
  return schema.starts_with('{') ? schema : reference("schemas", schema);
}

std::string parameter_json(const Parameter& parameter) {
  using In = Parameter::Place;
  JsonObject object;
  object.text("name", parameter.name);
  object.text("in", parameter.place == In::path ? "path" : parameter.place == In::header ? "header" : "query");
  if (!parameter.description.empty()) object.text("description", parameter.description);
  object.truth("required", parameter.place == In::path).raw("schema", parameter.type.schema());
  bool is_number =
      parameter.type.kind == ParameterType::Kind::whole_number || parameter.type.kind == ParameterType::Kind::number;
  if (!parameter.example.empty()) object.raw("example", is_number ? parameter.example : json_quote(parameter.example));
  return object.str();
}

std::string body_json(const RequestBody& body) {
  JsonObject content;
  content.raw("schema", schema_json(body.schema));
  JsonObject examples;
  for (size_t i = 0; i < body.examples.size(); i++)
    examples.raw("example" + std::to_string(i + 1), JsonObject().raw("value", body.examples[i]).str());
  if (!body.examples.empty()) content.raw("examples", examples.str());
  return JsonObject()
      .text("description", body.description)
      .truth("required", body.required)
      .raw("content", JsonObject().raw("application/json", content.str()).str())
      .str();
}

std::string content_json(const Answer& answer, const std::string& media_type) {
  JsonObject content;
  if (media_type.starts_with("application/json")) {
    content.raw("schema", schema_json(answer.schema));
    if (!answer.example.empty()) content.raw("example", answer.example);
  }
  return content.str();
}

std::string answer_json(const Answer& answer) {
  JsonObject object;
  object.text("description", answer.description);
  JsonObject headers;
  for (const auto& [name, description] : answer.headers)
    headers.raw(name, JsonObject().text("description", description).raw("schema", R"({"type":"string"})").str());
  if (!answer.headers.empty()) object.raw("headers", headers.str());
  if (answer.schema.empty()) return object.str();
  JsonObject contents;
  for (const auto& media_type : answer.media_types) contents.raw(media_type, content_json(answer, media_type));
  return object.raw("content", contents.str()).str();
}

std::set<int> problems_of(const Route& route) {
  std::set<int> statuses(std::begin(kAlways), std::end(kAlways));
  statuses.insert(route.problems.begin(), route.problems.end());
  if (!route.body.empty()) statuses.insert(415);
  if (route.pattern.find('{') != std::string::npos) statuses.insert(404);
  if (route.place != Place::at_once) statuses.insert(403);
  return statuses;
}

std::string answers_json(const Route& route) {
  JsonObject answers;
  for (const auto& answer : route.answers) answers.raw(std::to_string(answer.status), answer_json(answer));
  if (route.has_tag) answers.raw("304", R"({"description":"What If-None-Match names has not changed"})");
  for (int status : problems_of(route))
    answers.raw(std::to_string(status), reference("responses", std::to_string(status)));
  return answers.str();
}

std::string operation_json(const Route& route, const std::string& tag) {
  JsonObject object;
  object.text("operationId", route.name).text("summary", route.summary);
  if (!route.description.empty()) object.text("description", route.description);
  object.raw("tags", json_array({json_quote(tag)}));
  std::vector<std::string> parameters;
  for (const auto& parameter : path_parameters(route.pattern)) parameters.push_back(parameter_json(parameter));
  for (const auto& parameter : route.parameters) parameters.push_back(parameter_json(parameter));
  if (!parameters.empty()) object.raw("parameters", json_array(parameters));
  if (!route.body.empty()) object.raw("requestBody", body_json(route.body.front()));
  return object.raw("responses", answers_json(route)).str();
}

std::string problem_response(std::string_view description) {
  JsonObject content;
  content.raw("schema", reference("schemas", "Problem")).raw("example", kProblemExample);
  return JsonObject()
      .text("description", description)
      .raw("content", JsonObject().raw("application/problem+json", content.str()).str())
      .str();
}

std::string paths_json(const std::vector<Resource>& resources) {
  std::vector<std::string> order;
  std::map<std::string, JsonObject> paths;
  for (const auto& resource : resources) {
    for (const auto& route : resource.routes) {
      if (!paths.contains(route.pattern)) order.push_back(route.pattern);
      paths[route.pattern].raw(to_lower(route.method), operation_json(route, resource.tag));
    }
  }
  JsonObject object;
  for (const auto& path : order) object.raw(path, paths[path].str());
  return object.str();
}

std::string components_json(const std::vector<Resource>& resources) {
  JsonObject schemas;
  schemas.raw("Problem", kProblemSchema);
  for (const auto& resource : resources)
    for (const auto& schema : resource.schemas) schemas.raw(schema.name, schema.json);
  JsonObject responses;
  for (const auto& [status, description] : kProblems)
    responses.raw(std::to_string(status), problem_response(description));
  return JsonObject().raw("schemas", schemas.str()).raw("responses", responses.str()).str();
}

std::string tags_json(const std::vector<Resource>& resources) {
  std::vector<std::string> tags;
  for (const auto& resource : resources)
    if (!resource.description.empty())
      tags.push_back(JsonObject().text("name", resource.tag).text("description", resource.description).str());
  return json_array(tags);
}

}  // namespace

std::string make_openapi(const std::vector<Resource>& resources) {
  JsonObject info;
  info.text("title", "Skep").text("version", SKEP_VERSION).text("description", kDescription);
  return JsonObject()
      .text("openapi", "3.1.0")
      .raw("info", info.str())
      .raw("servers", R"([{"url":"/"}])")
      .raw("tags", tags_json(resources))
      .raw("paths", paths_json(resources))
      .raw("components", components_json(resources))
      .str();
}

const std::string& openapi_document() {
  static const std::string document = make_openapi(resources());
  return document;
}

}  // namespace skep::services
