#include "services/http/ready_answers.h"

#include "services/http/service_test.h"

#include <atomic>

namespace skep::services {
namespace {

net::HttpRequest request_with(std::vector<net::HttpHeader> headers, std::string target = "/x") {
  net::HttpRequest request;
  request.method = "GET";
  request.target = std::move(target);
  request.headers = std::move(headers);
  return request;
}

ReadyAnswer answer_of(
    size_t bytes, std::function<bool()> holds = [] { return true; }) {
  return {{}, std::make_shared<const std::string>(bytes, 'x'), "\"tag\"", "/x", std::move(holds)};
}

TEST(ReadyAnswers, TellRequestsApartByAllThatMayMatter) {
  auto key = ReadyAnswers::key_of(request_with({{"Accept", "text/csv"}}));

  EXPECT_EQ(key, ReadyAnswers::key_of(request_with({{"If-None-Match", "x"}, {"Accept", "text/csv"}})));
  EXPECT_NE(key, ReadyAnswers::key_of(request_with({{"Accept", "application/json"}})));
  EXPECT_NE(key, ReadyAnswers::key_of(request_with({{"Accept", "text/csv"}, {"Authorization", "me"}})));
  EXPECT_NE(key, ReadyAnswers::key_of(request_with({{"Accept", "text/csv"}}, "/y")));
  net::HttpRequest post = request_with({});
  post.method = "POST";
  EXPECT_EQ(ReadyAnswers::key_of(post), "");
}

TEST(ReadyAnswers, AreForgottenOnceTheyDoNotHold) {
  ReadyAnswers answers;
  bool holds = true;
  answers.keep("a", answer_of(1, [&] { return holds; }));
  EXPECT_TRUE(answers.find("a"));

  holds = false;
  EXPECT_FALSE(answers.find("a"));
  holds = true;
  EXPECT_FALSE(answers.find("a"));
}

TEST(ReadyAnswers, KeepTheLatestUsedWithinTheirMemory) {
  ReadyAnswers answers;
  constexpr size_t kBytes = 400u << 10;
  for (int i = 0; i < 200; i++) {
    answers.keep(std::to_string(i), answer_of(kBytes));
    EXPECT_TRUE(answers.find("0")) << i;
  }

  EXPECT_TRUE(answers.find("199"));
  EXPECT_FALSE(answers.find("1"));
  answers.keep("large", answer_of(1u << 20));
  EXPECT_FALSE(answers.find("large"));
}

class ReadyAnswersTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    settings.catalogue_changes = [this] { return std::optional<uint64_t>(changes.load()); };
    create("one");
  }
  void create(const std::string& name) {
    metastore::Database database;
    database.name = name;
    database.location = "file:/" + name;
    ASSERT_TRUE(session.store().create_database(database));
  }

  std::atomic<uint64_t> changes = 1;
};

TEST_F(ReadyAnswersTest, ComeWithoutTheCatalogueUntilItChanges) {
  auto first = get("/api/v1/databases");
  create("two");
  auto again = get("/api/v1/databases", "X-Request-Id: mine\r\n");
  auto unchanged = get("/api/v1/databases", "If-None-Match: " + first.headers["etag"] + "\r\n");

  EXPECT_EQ(again.body, first.body);  // what the store cannot do: change without being counted
  EXPECT_EQ(again.headers["etag"], first.headers["etag"]);
  EXPECT_EQ(again.headers["x-request-id"], "mine");
  EXPECT_EQ(again.headers["content-type"], "application/json");
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.body, "");

  changes++;
  EXPECT_EQ(get("/api/v1/databases").body, R"({"databases":["one","two"],"truncated":false})");
  EXPECT_EQ(get("/api/v1/databases", "If-None-Match: " + first.headers["etag"] + "\r\n").status, 200);
}

TEST_F(ReadyAnswersTest, AreMadeAnewWhereTheStoreCannotTell) {
  settings.catalogue_changes = [] { return std::optional<uint64_t>(); };
  get("/api/v1/databases");

  create("two");

  EXPECT_EQ(get("/api/v1/databases").body, R"({"databases":["one","two"],"truncated":false})");
}

TEST_F(ReadyAnswersTest, ArePackedAsEachClientAccepts) {
  for (int i = 0; i < 200; i++) create("database_" + std::to_string(i));
  changes++;
  for (int i = 0; i < 2; i++) {
    auto plain = get("/api/v1/databases");
    auto packed = get("/api/v1/databases", "Accept-Encoding: gzip\r\n");
    EXPECT_FALSE(plain.headers.contains("content-encoding"));
    EXPECT_EQ(packed.headers["content-encoding"], "gzip");
    EXPECT_LT(packed.body.size(), plain.body.size());
  }
}

TEST_F(ReadyAnswersTest, AreNotGivenToOneWhoNamesAnotherHost) {
  EXPECT_EQ(get("/api/v1/databases").status, 200);
  net::RawClient client(service->port());

  EXPECT_EQ(client.ask("GET /api/v1/databases HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 421);
}

TEST_F(ReadyAnswersTest, PagesThatAreKeptComeAgain) {
  auto first = run("select many", "application/json", "?limit=2");
  auto next = first.body.substr(first.body.find("\"next\":\"") + 8);
  next = next.substr(0, next.find('"'));

  auto page = get(next);
  auto again = get(next);

  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find(R"({"n":2},{"n":3})"), std::string::npos) << page.body;
  EXPECT_EQ(again.body, page.body);
  EXPECT_EQ(get(next, "If-None-Match: " + page.headers["etag"] + "\r\n").status, 304);
}

TEST_F(ReadyAnswersTest, StatementsAreRefusedAtOnceWhereTooManyWait) {
  start();
  session.refuses = Error(ErrorCode::resource_exhausted, "8 statements run and 256 wait");

  auto refused = run("select 1", "application/json");

  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers["retry-after"], "1");
  EXPECT_NE(refused.body.find("256 wait"), std::string::npos);
  EXPECT_EQ(get("/api/v1/databases").status, 200);
}

}  // namespace
}  // namespace skep::services
