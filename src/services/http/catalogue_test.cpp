#include "services/http/service_test.h"

namespace skep::services {
namespace {

class CatalogueTest : public ServiceTest {
 protected:
  void SetUp() override {
    create_database({.name = "default", .description = "the \"default\"", .location = "file:/w", .owner = "me"});
    create_database({.name = "sales", .location = "file:/w/sales.db", .parameters = {{"team", "blue"}}});
    metastore::Table flights;
    flights.name = {"sales", "flights"};
    flights.owner = "me";
    flights.create_time_seconds = 980942400;
    flights.columns = {{"origin", "string", "from"}, {"delay", "decimal(10,2)", ""}};
    flights.partition_columns = {{"month", "int", ""}};
    flights.storage.location = "file:/w/sales.db/flights";
    flights.storage.serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    flights.storage.input_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
    flights.storage.output_format = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat";
    flights.parameters = {{"comment", "real flights"}, {"transient_lastDdlTime", "980942400"}};
    metastore::Parameters ddl_time = {{"transient_lastDdlTime", "7"}};
    std::vector<metastore::Partition> partitions = {
        {.values = {"1"}, .location = "file:/w/sales.db/flights/month=1", .parameters = ddl_time},
        {.values = {std::string(metastore::kNullPartitionValue)},
         .location = "file:/elsewhere",
         .parameters = ddl_time}};
    create_table(flights, partitions);
    flights.name.table = "a&b \u00fc";
    create_table(flights, {});
  }

  void create_database(const metastore::Database& database) {
    auto created = session.store().create_database(database);
    ASSERT_TRUE(created) << created.error().message;
  }

  void create_table(const metastore::Table& table, const std::vector<metastore::Partition>& partitions) {
    auto created = session.store().create_table(table, partitions, "");
    ASSERT_TRUE(created) << created.error().message;
  }
};

TEST_F(CatalogueTest, ListsDatabases) {
  EXPECT_EQ(get("/api/v1/databases").body, R"({"databases":["default","sales"],"truncated":false})");
  EXPECT_EQ(get("/api/v1/databases?limit=1").body, R"({"databases":["default"],"truncated":true})");
}

TEST_F(CatalogueTest, ShowsADatabase) {
  EXPECT_EQ(get("/api/v1/databases/sales").body,
            R"({"name":"sales","comment":"","location":"file:/w/sales.db","owner":"","parameters":{"team":"blue"}})");
  EXPECT_EQ(get("/api/v1/databases/nowhere").status, 404);
}

TEST_F(CatalogueTest, ListsTables) {
  EXPECT_EQ(get("/api/v1/databases/sales/tables").body,
            "{\"database\":\"sales\",\"tables\":[\"a&b \u00fc\",\"flights\"],\"truncated\":false}");
  EXPECT_EQ(get("/api/v1/databases/nowhere/tables").status, 404);
}

TEST_F(CatalogueTest, ShowsATable) {
  auto response = get("/api/v1/databases/sales/tables/flights");

  EXPECT_EQ(response.status, 200);
  std::string expected =
      R"({"name":"flights","database":"sales","type":"managed","provider":"hive","format":"parquet","columns":[)"
      R"({"name":"origin","type":"string","nullable":true,"comment":"from"},)"
      R"j({"name":"delay","type":"decimal(10,2)","nullable":true},{"name":"month","type":"int","nullable":true}],)j"
      R"("partitionColumns":["month"],"comment":"real flights","location":"file:/w/sales.db/flights",)"
      R"("owner":"me","created":"2001-01-31T12:00:00Z","parameters":{"comment":"real flights","transient_lastDdlTime":"980942400"}})";
  EXPECT_EQ(response.body, expected);
  auto missing = get("/api/v1/databases/sales/tables/ships");
  EXPECT_EQ(missing.status, 404);
  EXPECT_NE(missing.body.find("TABLE_OR_VIEW_NOT_FOUND"), std::string::npos);
}

TEST_F(CatalogueTest, TakesNamesApartAtTheirEscapes) {
  EXPECT_EQ(get("/api/v1/databases/sales/tables/a%26b%20%C3%BC").status, 200);
  EXPECT_EQ(get("/api/v1/databases/sales/tables/%FF").status, 400);
  EXPECT_EQ(get("/api/v1/databases/sales/tables/%zz").status, 400);
}

TEST_F(CatalogueTest, ListsPartitions) {
  std::string expected =
      R"({"database":"sales","table":"flights","partitions":[)"
      R"({"name":"month=1","values":{"month":"1"},"location":"file:/w/sales.db/flights/month=1",)"
      R"("parameters":{"transient_lastDdlTime":"7"}},)"
      R"({"name":"month=__HIVE_DEFAULT_PARTITION__","values":{"month":null},"location":"file:/elsewhere",)"
      R"("parameters":{"transient_lastDdlTime":"7"}}],)"
      R"("truncated":false})";
  EXPECT_EQ(get("/api/v1/databases/sales/tables/flights/partitions").body, expected);
  EXPECT_NE(get("/api/v1/databases/sales/tables/flights/partitions?limit=1").body.find(R"("truncated":true)"),
            std::string::npos);
}

TEST_F(CatalogueTest, AsksThePolicyForEachObject) {
  session.denied() = {"default", "sales.flights"};

  EXPECT_EQ(get("/api/v1/databases").body, R"({"databases":["sales"],"truncated":false})");
  EXPECT_EQ(get("/api/v1/databases/default").status, 403);
  EXPECT_EQ(get("/api/v1/databases/default/tables").status, 403);
  EXPECT_EQ(get("/api/v1/databases/sales/tables").body.find("flights"), std::string::npos);
  EXPECT_EQ(get("/api/v1/databases/sales/tables/flights").status, 403);
  EXPECT_EQ(get("/api/v1/databases/sales/tables/flights/partitions").status, 403);
}

TEST_F(CatalogueTest, AnswersHeadLikeGetWithoutTheBody) {
  auto got = get("/api/v1/databases");
  auto head = get("/api/v1/databases", "", "HEAD");

  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers["content-length"], std::to_string(got.body.size()));
  EXPECT_EQ(head.body, "");
}

TEST_F(CatalogueTest, ShowsTheApiAndItsHealth) {
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
  auto api = get("/");
  EXPECT_NE(api.body.find(SKEP_VERSION), std::string::npos);
  EXPECT_NE(api.body.find("/api/v1/statements"), std::string::npos);
}

TEST_F(CatalogueTest, BringsAllThatItsPagesLoad) {
  size_t files = 0;
  for (std::string page : {"/docs", "/redoc"}) {
    auto html = get(page, "Accept: text/html\r\n");
    EXPECT_EQ(html.headers["content-type"], "text/html; charset=utf-8");
    EXPECT_NE(html.headers["content-security-policy"].find("default-src 'self';"), std::string::npos);
    EXPECT_EQ(html.body.find("://"), std::string::npos);
    for (std::string mark : {"src=\"", "href=\"", "spec-url=\""}) {
      for (auto at = html.body.find(mark); at != std::string::npos; at = html.body.find(mark, at + 1), files++) {
        auto begin = at + mark.size();
        auto target = html.body.substr(begin, html.body.find('"', begin) - begin);
        EXPECT_EQ(get(target).status, 200) << target;
      }
    }
  }
  EXPECT_EQ(files, 7u);
  EXPECT_EQ(get("/docs/swagger-ui.js.map").status, 404);
}

TEST_F(CatalogueTest, SendsFilesPackedAndOnce) {
  auto plain = get("/docs/swagger-ui.css");
  auto packed = get("/docs/swagger-ui.css", "Accept-Encoding: gzip, deflate, br, zstd\r\n");
  EXPECT_EQ(packed.headers["content-encoding"], "gzip");
  EXPECT_LT(packed.body.size(), plain.body.size() / 4);
  EXPECT_EQ(plain.headers["content-type"], "text/css; charset=utf-8");
  EXPECT_EQ(get("/docs/swagger-ui.css", "If-None-Match: " + plain.headers["etag"] + "\r\n").status, 304);
}

TEST_F(CatalogueTest, AnswersProblemsForWhatIsNotThere) {
  for (auto target : {"/nowhere", "/api", "/api/v1", "/api/v2/databases", "/api/v1/statements/a/b", "/livez/x"}) {
    auto response = get(target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(response.headers["content-type"], "application/problem+json");
  }
  EXPECT_EQ(get("/api//v1").status, 400);
  EXPECT_EQ(get("/api/v1/databases?x=1").status, 400);
  EXPECT_EQ(get("/api/v1/databases", "Accept: text/csv\r\n").status, 406);
  EXPECT_EQ(get("/api/v1/databases.json", "Accept: text/csv\r\n").status, 200);
  EXPECT_EQ(get("/api/v1/databases.csv").status, 404);
  EXPECT_EQ(get("/livez.json").status, 404);
}

TEST_F(CatalogueTest, NamesTheMethodsThatAreAllowed) {
  auto response = get("/api/v1/databases", "", "PUT");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers["allow"], "GET, HEAD, OPTIONS");

  EXPECT_EQ(get("/api/v1/statements", "", "DELETE").headers["allow"], "POST, GET, HEAD, OPTIONS");
  EXPECT_EQ(get("/api/v1/statements/x", "", "PUT").headers["allow"], "GET, HEAD, DELETE, OPTIONS");
}

TEST_F(CatalogueTest, WordsMalformedMessagesAsProblems) {
  start();
  net::RawClient client(service->port());

  auto response = client.ask("GET / HTTP/1.1\r\nHost : a\r\n\r\n");

  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers["content-type"], "application/problem+json");
  EXPECT_NE(response.body.find(R"("status":400)"), std::string::npos);
}

}  // namespace
}  // namespace skep::services
