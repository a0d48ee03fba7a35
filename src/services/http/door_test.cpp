#include "services/http/coding.h"
#include "services/http/origin.h"
#include "services/http/service_test.h"

namespace skep::services {
namespace {

using DoorTest = ServiceTest;
using namespace std::string_literals;

std::string pack(Coding coding, const std::string& text) {
  std::string out;
  make_packer(coding)->add(text, true, out);
  return out;
}

TEST_F(DoorTest, UnpacksBodies) {
  for (auto coding : {Coding::gzip, Coding::zstd}) {
    auto headers = "Content-Encoding: " + std::string(to_string(coding)) + "\r\n";
    EXPECT_EQ(post(pack(coding, R"({"statement": "select 1"})"), "", headers).status, 200) << headers;
    EXPECT_EQ(post(R"({"statement": "select 1"})", "", headers).status, 400) << headers;
    EXPECT_EQ(post(pack(coding, std::string(20 << 20, ' ')), "", headers).status, 413) << headers;
    EXPECT_EQ(post(pack(coding, std::string(10 << 20, ' ')), "", headers).status, 413) << headers;
  }
  auto refused = post("x", "", "Content-Encoding: br\r\n");
  EXPECT_EQ(refused.status, 415);
  EXPECT_EQ(refused.headers["accept-encoding"], "zstd, gzip");
}

TEST_F(DoorTest, PacksPagesAndStreamsAsTheClientAccepts) {
  for (auto coding : {Coding::gzip, Coding::zstd}) {
    auto headers = "Accept-Encoding: " + std::string(to_string(coding)) + "\r\n";
    for (std::string query : {"?limit=5000", "?format=ndjson", "?format=arrow"}) {
      auto plain = post(R"({"statement": "select many"})", query);
      auto packed = post(R"({"statement": "select many"})", query, headers);
      EXPECT_EQ(packed.headers["content-encoding"], to_string(coding));
      EXPECT_EQ(packed.headers["vary"], "Accept-Encoding");
      EXPECT_LT(packed.body.size(), plain.body.size() / 2);
      auto unpacked = unpack(coding, packed.body, {});
      ASSERT_TRUE(unpacked) << unpacked.error().message;
      EXPECT_EQ(*unpacked, plain.body);
    }
  }
  EXPECT_FALSE(post(R"({"statement": "select many"})", "?format=parquet", "Accept-Encoding: gzip\r\n")
                   .headers.contains("content-encoding"));
  EXPECT_FALSE(
      post(R"({"statement": "select 1"})", "", "Accept-Encoding: gzip\r\n").headers.contains("content-encoding"));
}

TEST_F(DoorTest, PacksAFailureInTheMiddleToo) {
  session.statements["half"] = {{{"n", types::kBigint, true, {}}},
                                [](size_t number) -> Result<std::shared_ptr<arrow::RecordBatch>> {
                                  if (number < 2) return numbers(0, 10);
                                  return Error(ErrorCode::invalid_data, "the third batch is bad");
                                }};

  auto response = post(R"({"statement": "half"})", "?format=ndjson", "Accept-Encoding: gzip\r\n");

  EXPECT_FALSE(response.whole);
  auto unpacker = make_gzip_unpacker();
  std::string text;
  std::string_view rest = response.body;
  while (!rest.empty()) ASSERT_TRUE(unpacker->take(rest, 1 << 20, text));
  EXPECT_TRUE(text.ends_with("\"code\":\"invalid_data\"}}\n"));
  EXPECT_FALSE(unpack(Coding::gzip, response.body, {}));
}

TEST_F(DoorTest, TellsWhatHasNotChanged) {
  auto first = get("/api/v1/databases");
  auto tag = first.headers["etag"];
  ASSERT_TRUE(tag.starts_with("W/\"")) << tag;

  auto again = get("/api/v1/databases", "If-None-Match: \"x\", " + tag + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.headers["etag"], tag);
  EXPECT_FALSE(again.headers.contains("content-length"));
  EXPECT_EQ(get("/api/v1/databases", "If-None-Match: \"x\"\r\n").status, 200);
  EXPECT_EQ(get("/api/v1/databases", "If-None-Match: " + tag + "\r\n", "HEAD").status, 304);

  ASSERT_TRUE(session.store().create_database({.name = "another", .location = "file:/w/a"}));
  EXPECT_EQ(get("/api/v1/databases", "If-None-Match: " + tag + "\r\n").status, 200);
}

TEST_F(DoorTest, NamesTheMethodsToOptions) {
  auto response = get("/api/v1/statements/x", "", "OPTIONS");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers["allow"], "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(get("/nowhere", "", "OPTIONS").status, 404);
  EXPECT_EQ(get("*", "", "OPTIONS").status, 204);
}

TEST_F(DoorTest, LetsOnlyPagesOfTheConfiguredOriginsRead) {
  settings.origins = {"https://app.example.com"};
  auto asked = [&](const std::string& origin) {
    return get("/api/v1/databases",
               "Origin: " + origin + "\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: x\r\n",
               "OPTIONS");
  };

  auto mine = asked("https://app.example.com");
  EXPECT_EQ(mine.headers["access-control-allow-origin"], "https://app.example.com");
  EXPECT_EQ(mine.headers["access-control-allow-methods"], "GET, HEAD, OPTIONS");
  EXPECT_EQ(mine.headers["vary"], "Origin");
  auto other = asked("https://evil.example.com");
  EXPECT_FALSE(other.headers.contains("access-control-allow-origin"));
  EXPECT_FALSE(other.headers.contains("access-control-allow-methods"));
  EXPECT_EQ(get("/api/v1/databases", "Origin: https://app.example.com\r\n").headers["access-control-allow-origin"],
            "https://app.example.com");
}

TEST_F(DoorTest, LetsNoPageReadWithoutConfiguration) {
  auto response = get("/api/v1/databases", "Origin: http://localhost:8080\r\n");
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.headers.contains("access-control-allow-origin"));
}

TEST_F(DoorTest, MeasuresWhatItAnswers) {
  run("select many", "text/csv");
  run("wrong", "application/json");
  get("/nowhere");

  std::string text;
  std::string stream = R"(skep_http_requests_total{method="POST",route="/api/v1/statements",status="200"} 1)";
  becomes_true([&] { return (text = get("/metrics").body).find(stream) != std::string::npos; });

  for (std::string line :
       {stream, R"(skep_http_requests_total{method="POST",route="/api/v1/statements",status="400"} 1)"s,
        R"(skep_http_requests_total{method="GET",route="none",status="404"} 1)"s,
        R"(skep_http_request_duration_seconds_count{route="/api/v1/statements"} 2)"s, "skep_http_connections "s,
        "skep_statements_running 0"s, "process_resident_memory_bytes "s, "# TYPE process_cpu_seconds_total counter"s})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST_F(DoorTest, CountsBodiesThatBreakOff) {
  session.statements["select endless"].pauses = true;
  net::RawClient client(start());
  client.send(post_text("/api/v1/statements", R"({"statement": "select endless"})",
                        "Content-Type: application/json\r\nAccept: application/x-ndjson\r\n"));
  ASSERT_TRUE(becomes_true([&] { return session.batches_given == 1; }));

  client.close();

  EXPECT_TRUE(becomes_true(
      [&] { return get("/metrics").body.find("skep_http_broken_responses_total 1") != std::string::npos; }));
}

TEST_F(DoorTest, GivesRequestsAnId) {
  EXPECT_EQ(get("/livez", "X-Request-Id: my-id.1\r\n").headers["x-request-id"], "my-id.1");
  EXPECT_EQ(get("/livez", "X-Request-Id: a b\r\n").headers["x-request-id"].size(), 16u);
  EXPECT_NE(get("/livez").headers["x-request-id"], get("/livez").headers["x-request-id"]);
}

TEST_F(DoorTest, RefusesRequestsThatNameAnotherHost) {
  settings.hosts = {"skep.lan"};
  start();
  auto status_for = [&](const std::string& target, const std::string& host) {
    net::RawClient client(service->port());
    return client.ask("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
  };

  for (auto host : {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:80", "[::1]:8080", "skep.lan:9"})
    EXPECT_EQ(status_for("/livez", host), 200) << host;
  for (auto host :
       {"evil.example.com", "127.0.0.1.evil.com", "127.0.0.x", "localhost.evil.com:80", "", "[::2]", "10.0.0.1"})
    EXPECT_EQ(status_for("/livez", host), 421) << host;
  EXPECT_EQ(status_for("http://localhost/livez", "evil.example.com"), 200);
  EXPECT_EQ(status_for("http://evil.example.com/livez", "localhost"), 421);
}

}  // namespace
}  // namespace skep::services
