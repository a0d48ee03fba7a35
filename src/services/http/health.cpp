#include "services/http/answers.h"
#include "services/http/entity_tag.h"
#include "services/http/json_object.h"
#include "services/http/openapi.h"
#include "services/http/resources.h"
#include "services/http/routes.h"

namespace skep::services {
namespace {

net::HttpAnswer show_api(Api&, Call& call) {
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  std::vector<std::string> paths;
  for (const auto& resource : resources())
    for (const auto& route : resource.routes)
      paths.push_back(
          JsonObject().text("method", route.method).text("path", route.pattern).text("summary", route.summary).str());
  return json_answer(
      200, JsonObject().text("name", "skep").text("version", SKEP_VERSION).raw("routes", json_array(paths)).str());
}

net::HttpAnswer show_liveness(Api&, Call&) { return json_answer(200, R"({"status":"alive"})"); }

net::HttpAnswer show_readiness(Api& api, Call&) {
  if (api.stopping) return problem_answer(Error(ErrorCode::unavailable, "the server is stopping"), 503);
  return json_answer(200, R"({"status":"ready"})");
}

net::HttpAnswer show_metrics(Api& api, Call&) {
  std::optional<jobs::JobLoad> jobs;
  if (api.jobs != nullptr) {
    if (auto load = api.jobs->load()) jobs = *load;
  }
  net::HttpAnswer answer;
  answer.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
  answer.body = api.metrics.text(api.session.load(), api.connections(), jobs);
  return answer;
}

net::HttpAnswer show_openapi(Api&, Call&) {
  static const std::string tag = entity_tag_of(openapi_document());
  auto answer = json_answer(200, openapi_document());
  answer.headers.push_back({"ETag", tag});
  return answer;
}

constexpr const char* kApiSchema = R"({"type":"object","required":["name","version","routes"],"properties":{
"name":{"type":"string"},"version":{"type":"string"},
"routes":{"type":"array","items":{"type":"object","required":["method","path","summary"],"properties":{
"method":{"type":"string"},"path":{"type":"string"},"summary":{"type":"string"}}}}}})";

constexpr const char* kHealthSchema =
    R"({"type":"object","required":["status"],"properties":{"status":{"type":"string","enum":["alive","ready"]}}})";

Route get(std::string pattern, net::HttpAnswer (*function)(Api&, Call&), std::string name, std::string summary) {
  Route route{.method = "GET", .pattern = std::move(pattern), .place = Place::at_once, .function = function};
  route.name = std::move(name);
  route.summary = std::move(summary);
  return route;
}

}  // namespace

Resource server_resource() {
  auto api = get("/", show_api, "showApi", "List all routes");
  api.answers = {{200, "Name, version and routes", "Api"}};
  auto openapi = get("/openapi.json", show_openapi, "showOpenapi", "Describe the API as OpenAPI 3.1");
  openapi.has_tag = true;
  openapi.answers = {{200, "The document", R"({"type":"object"})"}};
  auto alive = get("/livez", show_liveness, "showLiveness", "Say whether the process lives");
  alive.answers = {{200, "It does", "Health", R"({"status":"alive"})"}};
  auto ready = get("/readyz", show_readiness, "showReadiness", "Say whether statements are taken");
  ready.description = "503 while the server stops.";
  ready.answers = {{200, "They are", "Health", R"({"status":"ready"})"}};
  auto metrics = get("/metrics", show_metrics, "showMetrics", "Measure the server, in Prometheus's text format");
  metrics.place = Place::catalogue;
  metrics.gives_files = true;
  metrics.answers = {{200, "The measures", R"({"type":"string"})", "", {"text/plain"}}};
  return {"server",
          "The server itself",
          {api, openapi, alive, ready, metrics},
          {{"Api", kApiSchema}, {"Health", kHealthSchema}}};
}

}  // namespace skep::services
