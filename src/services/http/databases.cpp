#include "services/http/answers.h"
#include "services/http/json_object.h"
#include "services/http/listing.h"
#include "services/http/resources.h"
#include "warehouse/warehouse.h"

namespace skep::services {

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

}  // namespace skep::services
