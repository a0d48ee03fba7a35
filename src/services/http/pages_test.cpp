#include "services/http/service_test.h"

#include <gmock/gmock.h>
#include <simdjson.h>

/// Pages past a statement's first one, sessions, and values for markers.
namespace skep::services {
namespace {

using testing::HasSubstr;

class PagesTest : public ServiceTest {
 protected:
  static std::string text_at(const std::string& json, std::string_view key) {
    simdjson::dom::parser parser;
    std::string_view text;
    simdjson::dom::element document = parser.parse(json);
    return document[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text) : "";
  }

  std::string first_page(const std::string& query, const std::string& statement = "select many") {
    auto response = post("{\"statement\": \"" + statement + "\", \"id\": \"s1\"}", query);
    EXPECT_EQ(response.status, 200) << response.body.substr(0, 300);
    return response.body;
  }
};

TEST_F(PagesTest, LeadToEachOtherUntilTheLastRow) {
  auto next = text_at(first_page("?limit=1999&shape=arrays"), "next");
  std::string rows;
  int pages = 1;
  for (; !next.empty() && pages < 10; pages++) {
    auto page = get(next).body;
    auto begin = page.find("\"rows\":[") + 8;
    rows += page.substr(begin, page.find("],\"next\"") - begin);
    next = text_at(page, "next");
  }

  EXPECT_EQ(pages, 3);
  std::string wanted;
  for (int64_t i = 1999; i < 5000; i++) wanted += fmt::format("[{}]{}", i, i == 3997 || i == 4999 ? "" : ",");
  EXPECT_EQ(rows.size(), wanted.size());
  EXPECT_EQ(rows, wanted);
}

TEST_F(PagesTest, AreTheSameEachTimeAndEndTheStatement) {
  auto next = text_at(first_page("?limit=10"), "next");

  auto once = get(next);
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
  auto again = get(next);

  EXPECT_EQ(once.body, again.body);
  EXPECT_THAT(once.headers["link"], HasSubstr("rel=\"next\""));
  EXPECT_EQ(get(next, "If-None-Match: " + once.headers["etag"] + "\r\n").status, 304);
}

TEST_F(PagesTest, AreReadInOtherFormsToo) {
  first_page("?limit=10");

  EXPECT_EQ(get("/api/v1/statements/s1/rows.csv?limit=2").body, "n\r\n0\r\n1\r\n");
}

TEST_F(PagesTest, TellTheNumberOfRowsToWhoPrefersToKnow) {
  auto next = text_at(first_page("?limit=4000"), "next");

  auto last = get(next, "Prefer: count=exact\r\n");

  EXPECT_THAT(last.body, HasSubstr("\"total\":5000"));
  EXPECT_EQ(last.headers["preference-applied"], "count=exact");
  EXPECT_THAT(get(next).body, testing::Not(HasSubstr("total")));
}

TEST_F(PagesTest, EndWithTheFailureThatEndsTheRows) {
  session.statements["select broken"] = {
      {{"n", types::kBigint, true, {}}}, [](size_t number) -> Result<std::shared_ptr<arrow::RecordBatch>> {
        if (number == 0) return numbers(0, 100);
        return Error::of_class(ErrorCode::invalid_data, "DIVIDE_BY_ZERO", "division by zero");
      }};
  auto next = text_at(first_page("?limit=40", "select broken"), "next");

  auto second = get(next);
  auto third = get(text_at(second.body, "next"));

  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(third.status, 400);
  EXPECT_THAT(third.body, HasSubstr("DIVIDE_BY_ZERO"));
}

TEST_F(PagesTest, EndWhereTheBudgetDoesAndNameTheSetting) {
  settings.results.result_max_bytes = 300'000;
  auto next = text_at(first_page("?limit=5000", "select endless"), "next");
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));

  net::RawResponse page;
  for (int i = 0; !next.empty() && i < 200; i++) {
    page = get(next);
    next = text_at(page.body, "next");
  }

  EXPECT_EQ(page.status, 429);
  EXPECT_THAT(page.body, HasSubstr("skep.results.max.bytes"));
}

TEST_F(PagesTest, AreRefusedForCursorsThatWereNotHandedOut) {
  auto next = text_at(first_page("?limit=10"), "next");
  auto forged = next;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';

  EXPECT_EQ(get(forged).status, 400);
  EXPECT_EQ(get("/api/v1/statements/s1/rows?cursor=").status, 400);
  EXPECT_EQ(get("/api/v1/statements/s1/rows?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").status, 400);
}

TEST_F(PagesTest, AreGoneOnceTheirTimeIsOver) {
  settings.results.keep = std::chrono::seconds(0);
  auto next = text_at(first_page("?limit=10"), "next");
  EXPECT_TRUE(becomes_true([&] { return get(next).status == 410; }));

  EXPECT_THAT(get(next).body, HasSubstr("CURSOR_EXPIRED"));
  EXPECT_EQ(get("/api/v1/statements/never/rows").status, 404);
}

TEST_F(PagesTest, StatementsGetTheValuesForTheirMarkers) {
  post(R"({"statement": "select 1", "parameters": {"a": 1, "b": "x", "c": {"value": "2024-01-31", "type": "date"}}})");

  auto named = session.last_request().parameters.named;
  EXPECT_EQ(named.at("a").value, types::Value::integer(1));
  EXPECT_EQ(named.at("b").value, types::Value::string("x"));
  EXPECT_EQ(named.at("c").type, types::kDate);

  post(R"({"statement": "select 1", "parameters": [12345678901, null, 1.5, true]})");
  EXPECT_EQ(session.last_request().parameters.positional.size(), 4u);
  EXPECT_EQ(session.last_request().parameters.positional[0].value, types::Value::bigint(12345678901));
}

TEST_F(PagesTest, RefusesValuesThatAreNone) {
  EXPECT_EQ(post(R"({"statement": "select 1", "parameters": {"a": [1]}})").status, 400);
  EXPECT_EQ(post(R"({"statement": "select 1", "parameters": {"a": {"value": 1}}})").status, 400);
  EXPECT_EQ(post(R"({"statement": "select 1", "parameters": {"a": {"value": 1, "type": "nonsense"}}})").status, 400);
  EXPECT_EQ(post(R"({"statement": "select 1", "parameters": {"a": 1, "a": 2}})").status, 400);
  EXPECT_EQ(post(R"({"statement": "select 1", "parameters": 5})").status, 400);
}

TEST_F(PagesTest, SessionsBelongToTheirIds) {
  start();
  net::RawClient client(service->port());
  auto opened = client.ask(
      post_text("/api/v1/sessions", R"({"settings": {"my.key": "v"}})", "Content-Type: application/json\r\n"));
  auto id = text_at(opened.body, "id");

  EXPECT_EQ(opened.status, 201);
  EXPECT_EQ(post(R"({"statement": "select 1"})", "", "Skep-Session: " + id + "\r\n").status, 200);
  EXPECT_TRUE(session.last_request().keeps_session);
  EXPECT_EQ(post(R"({"statement": "select 1"})", "", "Skep-Session: another\r\n").status, 404);
  EXPECT_THAT(get("/api/v1/sessions/" + id).body, HasSubstr(R"("my.key":"v")"));
  EXPECT_EQ(get("/api/v1/sessions/" + id, "", "DELETE").status, 204);
  EXPECT_EQ(get("/api/v1/sessions/" + id).status, 404);
}

TEST_F(PagesTest, SessionsRefuseSettingsThatAreFixed) {
  start();
  net::RawClient client(service->port());

  auto refused = client.ask(post_text("/api/v1/sessions", R"({"settings": {"spark.sql.warehouse.dir": "/x"}})",
                                      "Content-Type: application/json\r\n"));

  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("CANNOT_MODIFY_CONFIG"));
}

}  // namespace
}  // namespace skep::services
