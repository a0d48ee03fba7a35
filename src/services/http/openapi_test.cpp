#include "services/http/openapi.h"

#include "base/text.h"
#include "services/http/routes.h"
#include "services/http/service_test.h"
#include "services/http/statement_body.h"

#include <simdjson.h>

#include <set>

namespace skep::services {
namespace {

using OpenapiTest = ServiceTest;

simdjson::dom::element parse(simdjson::dom::parser& parser, const std::string& json) {
  simdjson::dom::element document;
  EXPECT_EQ(parser.parse(json).get(document), simdjson::SUCCESS) << json;
  return document;
}

TEST_F(OpenapiTest, IsServedAndDescribesEveryRoute) {
  auto response = get("/openapi.json");
  simdjson::dom::parser parser;
  auto document = parse(parser, response.body);

  EXPECT_EQ(std::string_view(document["openapi"].get_string().value()), "3.1.0");
  for (const auto& resource : resources()) {
    for (const auto& route : resource.routes) {
      auto method = to_lower(route.method);
      auto operation = document["paths"][route.pattern][method];
      EXPECT_EQ(std::string_view(operation["operationId"].get_string().value()), route.name);
      EXPECT_FALSE(route.summary.empty()) << route.name;
      EXPECT_FALSE(route.answers.empty()) << route.name;
    }
  }
}

TEST_F(OpenapiTest, RefersOnlyToWhatItHolds) {
  const auto& text = openapi_document();
  simdjson::dom::parser parser;
  auto document = parse(parser, text);

  constexpr std::string_view kReference = R"("$ref":"#)";
  size_t count = 0;
  for (auto at = text.find(kReference); at != std::string::npos; at = text.find(kReference, at + 1), count++) {
    auto begin = at + kReference.size();
    auto pointer = text.substr(begin, text.find('"', begin) - begin);
    EXPECT_EQ(document.at_pointer(pointer).error(), simdjson::SUCCESS) << pointer;
  }
  EXPECT_GT(count, 50u);
}

TEST_F(OpenapiTest, NamesOperationsAndSchemasOnce) {
  std::set<std::string> names;
  std::set<std::string> schemas{"Problem"};
  for (const auto& resource : resources()) {
    for (const auto& route : resource.routes) EXPECT_TRUE(names.insert(route.name).second) << route.name;
    for (const auto& schema : resource.schemas) EXPECT_TRUE(schemas.insert(schema.name).second) << schema.name;
  }
}

TEST_F(OpenapiTest, SaysWhichValuesAParameterTakes) {
  EXPECT_EQ(whole_number(1, 10'000, 1'000).schema(),
            R"({"type":"integer","minimum":1,"maximum":10000,"default":1000})");
  EXPECT_EQ(number(0, 0.5).schema(), R"({"type":"number","minimum":0,"maximum":0.5})");
  EXPECT_EQ(choice({"objects", "arrays"}).schema(),
            R"({"type":"string","enum":["objects","arrays"],"default":"objects"})");
  EXPECT_EQ(text().schema(), R"({"type":"string"})");
}

TEST_F(OpenapiTest, RefusesParametersThatARouteDoesNotDescribe) {
  std::vector<Parameter> known{{"limit", whole_number(1, 10), ""},
                               {"share", number(0, 1), ""},
                               {"shape", choice({"objects", "arrays"}), ""},
                               {"Skep-Session", text(), "", "", Parameter::Place::header}};
  auto check = [&](std::string name, std::string value) { return check_query(known, {{name, value}}).has_value(); };

  EXPECT_TRUE(check("limit", "10"));
  EXPECT_FALSE(check("limit", "11"));
  EXPECT_FALSE(check("limit", "1.5"));
  EXPECT_FALSE(check("limit", ""));
  EXPECT_TRUE(check("share", "0.25"));
  EXPECT_FALSE(check("share", "nan"));
  EXPECT_TRUE(check("shape", "arrays"));
  EXPECT_FALSE(check("shape", "Arrays"));
  EXPECT_FALSE(check("Skep-Session", "x"));
  EXPECT_FALSE(check_query(known, {{"limit", "1"}, {"limit", "1"}}));
}

TEST_F(OpenapiTest, ShowsBodiesThatAreAccepted) {
  size_t count = 0;
  for (const auto& resource : resources())
    for (const auto& route : resource.routes)
      for (const auto& body : route.body)
        for (const auto& example : body.examples)
          if (body.schema == "StatementRequest") count += parse_statement_body(example).has_value() ? 1 : 1000;
  EXPECT_GT(count, 0u);
  EXPECT_LT(count, 1000u);
}

}  // namespace
}  // namespace skep::services
