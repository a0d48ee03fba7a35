#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/resources.h"
#include "services/http/routes.h"

namespace skep::services {

net::HttpAnswer show_api(Api&, Call& call) {
  if (auto plain = call.query.expect_empty(); !plain) return problem_answer(plain.error(), Subject::resource);
  std::vector<std::string> paths;
  for (const auto& route : routes())
    paths.push_back(JsonObject().text("method", route.method).text("path", route.pattern).str());
  return json_answer(
      200, JsonObject().text("name", "skep").text("version", SKEP_VERSION).raw("routes", json_array(paths)).str());
}

net::HttpAnswer show_liveness(Api&, Call&) { return json_answer(200, R"({"status":"alive"})"); }

net::HttpAnswer show_readiness(Api& api, Call&) {
  if (api.stopping) return problem_answer(Error(ErrorCode::unavailable, "the server is stopping"), 503);
  return json_answer(200, R"({"status":"ready"})");
}

}  // namespace skep::services
