#include "services/http/service_test.h"

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/table.h>
#include <parquet/arrow/reader.h>

#include <vector>

namespace skep::services {
namespace {

using StatementsTest = ServiceTest;
using namespace std::chrono_literals;

bool has(const net::RawResponse& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

TEST_F(StatementsTest, AnswerAPageOfObjects) {
  auto response = post(R"({"statement": "select 1"})");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers["content-type"], "application/json");
  EXPECT_EQ(response.body,
            R"({"columns":[{"name":"n","type":"bigint"}],"rows":[{"n":1}],"next":null,"truncated":false})");
  EXPECT_EQ(response.headers["skep-statement"].size(), 32u);
  EXPECT_EQ(session.running(), 0u);
}

TEST_F(StatementsTest, AnswerAPageOfArrays) {
  auto response = post(R"({"statement": "select 1"})", "?shape=arrays");

  EXPECT_TRUE(has(response, R"("rows":[[1]])"));
}

TEST_F(StatementsTest, AnswerAStatementWithoutResultWithEmptyColumns) {
  EXPECT_EQ(post(R"({"statement": "nothing"})").body, R"({"columns":[],"rows":[],"next":null,"truncated":false})");
  EXPECT_EQ(run("nothing", "application/x-ndjson").body, "");
  EXPECT_EQ(run("nothing", "application/x-ndjson", "?shape=arrays").body, "{\"columns\":[]}\n");
}

TEST_F(StatementsTest, PassOnWhatTheBodySays) {
  auto response = post(R"({"statement": "select 1", "database": "sales", "timeout": 1.5, "id": "my-id_1.x"})");

  EXPECT_EQ(response.headers["skep-statement"], "my-id_1.x");
  auto request = session.last_request();
  EXPECT_EQ(request.database, "sales");
  EXPECT_EQ(request.timeout, 1500ms);
  EXPECT_EQ(request.id, "my-id_1.x");
  EXPECT_FALSE(request.keeps_session);
}

TEST_F(StatementsTest, StreamLines) {
  auto response = run("select many", "application/x-ndjson");

  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.headers["transfer-encoding"], "chunked");
  EXPECT_EQ(response.headers["content-type"], "application/x-ndjson");
  EXPECT_TRUE(response.body.starts_with("{\"n\":0}\n{\"n\":1}\n"));
  EXPECT_TRUE(response.body.ends_with("{\"n\":4999}\n"));
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, StreamLinesOfArraysBelowTheColumns) {
  auto response = run("select 1", "application/x-ndjson", "?shape=arrays");

  EXPECT_EQ(response.body, "{\"columns\":[{\"name\":\"n\",\"type\":\"bigint\"}]}\n[1]\n");
}

TEST_F(StatementsTest, StreamCsv) {
  auto response = run("select 1", "text/csv");

  EXPECT_EQ(response.body, "n\r\n1\r\n");
}

TEST_F(StatementsTest, StreamArrow) {
  auto response = run("select many", "application/vnd.apache.arrow.stream");

  arrow::io::BufferReader input(arrow::Buffer::FromString(response.body));
  auto reader = arrow::ipc::RecordBatchStreamReader::Open(&input);
  ASSERT_TRUE(reader.ok());
  auto table = (*reader)->ToTable();
  ASSERT_TRUE(table.ok());
  EXPECT_EQ((*table)->num_rows(), 5000);
}

TEST_F(StatementsTest, ChooseTheFormatByQuality) {
  EXPECT_EQ(run("select 1", "text/html, text/csv;q=0.5, application/x-ndjson;q=0.9").headers["content-type"],
            "application/x-ndjson");
  EXPECT_EQ(run("select 1", "*/*").headers["content-type"], "application/json");
  EXPECT_EQ(run("select 1", "text/html").status, 406);
}

TEST_F(StatementsTest, SendAnOldClientAStreamWithoutChunks) {
  net::RawClient client(start());
  std::string body = R"({"statement": "select many"})";

  auto response = client.ask(
      "POST /api/v1/statements HTTP/1.0\r\nContent-Type: application/json\r\nAccept: application/x-ndjson\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);

  EXPECT_TRUE(response.whole);
  EXPECT_FALSE(response.headers.contains("transfer-encoding"));
  EXPECT_TRUE(response.body.ends_with("{\"n\":4999}\n"));
}

TEST_F(StatementsTest, AnswerAnErrorBeforeTheFirstRowAsAProblem) {
  session.statements["bad"] = {.error = Error::of_class(ErrorCode::invalid_data, "DIVIDE_BY_ZERO", "division by zero")};
  for (auto accept : {"application/json", "application/x-ndjson", "text/csv", "application/vnd.apache.arrow.stream"}) {
    auto response = run("bad", accept);

    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.headers["content-type"], "application/problem+json");
    EXPECT_TRUE(has(response, R"("errorClass":"DIVIDE_BY_ZERO","sqlState":"22012")"));
    EXPECT_EQ(response.headers["skep-statement"].size(), 32u);
  }
}

TEST_F(StatementsTest, AnswerAFailureOfTheFirstBatchAsAProblem) {
  session.statements["bad"] = {
      {{"n", types::kBigint, true, {}}},
      [](size_t) -> Result<std::shared_ptr<arrow::RecordBatch>> { return Error(ErrorCode::timed_out, "out of time"); }};

  EXPECT_EQ(run("bad", "application/x-ndjson").status, 408);
  EXPECT_EQ(run("bad", "application/json").status, 408);
}

TEST_F(StatementsTest, PointAtThePlaceOfASyntaxError) {
  auto response = run("selekt", "application/json");

  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(has(response, R"("line":1,"column":1)"));
}

TEST_F(StatementsTest, GiveEachErrorItsStatus) {
  struct Case {
    ErrorCode code;
    std::string_view error_class;
    int status;
  };
  for (auto one :
       {Case{ErrorCode::invalid_argument, "", 400}, Case{ErrorCode::invalid_data, "", 400},
        Case{ErrorCode::unsupported, "", 400}, Case{ErrorCode::not_found, "", 400},
        Case{ErrorCode::not_found, "PATH_NOT_FOUND", 400}, Case{ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND", 404},
        Case{ErrorCode::invalid_argument, "TABLE_OR_VIEW_NOT_FOUND", 404},
        Case{ErrorCode::not_found, "SCHEMA_NOT_FOUND", 404}, Case{ErrorCode::already_exists, "", 409},
        Case{ErrorCode::conflict, "", 409}, Case{ErrorCode::cancelled, "", 409},
        Case{ErrorCode::permission_denied, "", 403}, Case{ErrorCode::timed_out, "", 408},
        Case{ErrorCode::resource_exhausted, "", 429}, Case{ErrorCode::unavailable, "", 503},
        Case{ErrorCode::outcome_unknown, "", 503}, Case{ErrorCode::internal, "", 500}}) {
    session.statements["bad"] = {.error = Error::of_class(one.code, one.error_class, "wrong")};
    auto response = run("bad", "application/json");

    EXPECT_EQ(response.status, one.status) << to_string(one.code) << " " << one.error_class;
    EXPECT_EQ(response.headers.contains("retry-after"), one.status == 429 || one.status == 503);
  }
}

TEST_F(StatementsTest, BreakAStreamThatFailsInTheMiddle) {
  session.statements["half"] = {{{"n", types::kBigint, true, {}}},
                                [](size_t number) -> Result<std::shared_ptr<arrow::RecordBatch>> {
                                  if (number < 2) return numbers(0, 10);
                                  return Error(ErrorCode::invalid_data, "the third batch is bad");
                                }};

  auto response = run("half", "application/x-ndjson");

  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.whole);
  EXPECT_TRUE(response.body.ends_with("\"code\":\"invalid_data\"}}\n"));
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, TakeTheFormFromTheParameterThePathOrTheHeader) {
  start();
  auto type_of = [&](const std::string& target, const std::string& accept) {
    net::RawClient client(service->port());
    auto headers = "Content-Type: application/json\r\nAccept: " + accept + "\r\n";
    auto response = client.ask(post_text("/api/v1/statements" + target, R"({"statement": "select 1"})", headers));
    return response.status == 200 ? response.headers["content-type"] : std::to_string(response.status);
  };

  EXPECT_EQ(type_of("", "text/csv"), "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(type_of(".ndjson", "text/csv"), "application/x-ndjson");
  EXPECT_EQ(type_of("?format=arrow", "text/csv"), "application/vnd.apache.arrow.stream");
  EXPECT_EQ(type_of(".parquet?format=parquet", "*/*"), "application/vnd.apache.parquet");
  EXPECT_EQ(type_of("", "application/vnd.apache.parquet"), "application/vnd.apache.parquet");
  EXPECT_EQ(type_of(".json", ""), "application/json");
  EXPECT_EQ(type_of(".csv?format=json", "*/*"), "400");
  EXPECT_EQ(type_of("?format=xml", "*/*"), "400");
  EXPECT_EQ(type_of(".xml", "*/*"), "404");
  EXPECT_EQ(type_of("", "text/html"), "406");
}

TEST_F(StatementsTest, FollowTheRulesForJsonThatAreAskedFor) {
  EXPECT_TRUE(has(post(R"({"statement": "select 1"})", "?int64=string"), R"("rows":[{"n":"1"}])"));
  EXPECT_EQ(run("select 1", "application/x-ndjson", "?int64=string&shape=objects").body, "{\"n\":\"1\"}\n");
}

TEST_F(StatementsTest, StreamParquet) {
  auto response = run("select many", "application/vnd.apache.parquet");

  auto source = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(response.body));
  auto reader = parquet::arrow::OpenFile(source, arrow::default_memory_pool()).ValueOrDie();
  EXPECT_EQ(reader->ReadTable().ValueOrDie()->num_rows(), 5000);
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, RefuseABodyByTheKeyThatIsWrong) {
  struct Case {
    std::string body;
    std::string_view named;
  };
  for (const auto& one : std::vector<Case>{
           {"", "not JSON"},
           {"{", "not JSON"},
           {"[]", "not a JSON object"},
           {"\"select 1\"", "not a JSON object"},
           {"{}", "statement"},
           {R"({"statement": 1})", "statement"},
           {R"({"statement": null})", "statement"},
           {R"({"statement": "select 1", "statement": "select 1"})", "statement"},
           {R"({"statement": "select 1"} x)", "not JSON"},
           {R"({"statement": "select 1", "Database": "x"})", "Database"},
           {R"({"statement": "select 1", "database": 1})", "database"},
           {R"({"statement": "select 1", "database": ""})", "database"},
           {R"({"statement": "select 1", "timeout": "1"})", "timeout"},
           {R"({"statement": "select 1", "timeout": 0})", "timeout"},
           {R"({"statement": "select 1", "timeout": -1})", "timeout"},
           {R"({"statement": "select 1", "timeout": 1e300})", "timeout"},
           {R"({"statement": "select 1", "timeout": true})", "timeout"},
           {R"({"statement": "select 1", "id": ""})", "id"},
           {R"({"statement": "select 1", "id": "a b"})", "id"},
           {R"({"statement": "select 1", "id": "a\r\nSet-Cookie: x"})", "id"},
           {R"({"statement": "select 1", "id": ")" + std::string(129, 'x') + "\"}", "id"},
           {"{\"statement\": \"select \xFF\"}", "not JSON"},
           {"{\"statement\": \"select \xC0\x80\"}", "not JSON"},
           {R"({"statement": "\ud800"})", "not JSON"},
           {std::string(5000, '['), "not JSON"},
       }) {
    auto response = post(one.body);

    EXPECT_EQ(response.status, 400) << one.body;
    EXPECT_TRUE(has(response, one.named)) << one.body << "\n" << response.body;
  }
}

TEST_F(StatementsTest, RefuseOtherContentTypes) {
  start();
  for (auto headers : {"", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"}) {
    net::RawClient client(service->port());
    auto response = client.ask(post_text("/api/v1/statements", R"({"statement": "select 1"})", headers));
    EXPECT_EQ(response.status, 415);
  }
  net::RawClient client(service->port());
  auto response = client.ask(post_text("/api/v1/statements", R"({"statement": "select 1"})",
                                       "content-type: Application/JSON ; charset=utf-8\r\n"));
  EXPECT_EQ(response.status, 200);
}

TEST_F(StatementsTest, EndAStreamAtALimitThatIsGiven) {
  EXPECT_EQ(run("select many", "text/csv", "?limit=2").body, "n\r\n0\r\n1\r\n");
  EXPECT_TRUE(run("select endless", "application/x-ndjson", "?limit=10000").body.ends_with("{\"n\":4999}\n"));
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, RefuseQueryParametersThatAreWrong) {
  for (auto query : {"?limit=0", "?limit=10001", "?limit=x", "?limit=", "?limit=1&limit=2", "?shape=rows", "?lmit=3",
                     "?limit=1.5", "?limit=99999999999999999999"}) {
    auto response = post(R"({"statement": "select 1"})", query);
    EXPECT_EQ(response.status, 400) << query;
  }
}

TEST_F(StatementsTest, ShowAndCancelAStatementThatWaits) {
  net::RawClient client(start());
  client.send(
      post_text("/api/v1/statements", R"({"statement": "wait", "id": "w1"})", "Content-Type: application/json\r\n"));
  ASSERT_TRUE(becomes_true([&] { return session.running() == 1; }));

  auto shown = get("/api/v1/statements/w1");
  EXPECT_EQ(
      shown.body,
      R"({"id":"w1","statement":"wait","state":"running","started":"2023-11-14T22:13:20.5Z","phases":[],"progress":{"rows":0,"rowsScanned":0}})");
  EXPECT_EQ(get("/api/v1/statements/w1", "", "DELETE").status, 202);

  auto response = client.read();
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers["skep-statement"], "w1");
  EXPECT_EQ(get("/api/v1/statements/w1", "", "DELETE").status, 204);
  EXPECT_EQ(get("/api/v1/statements/w2", "", "DELETE").status, 404);
  EXPECT_EQ(get("/api/v1/statements/w2").status, 404);
}

TEST_F(StatementsTest, RefuseAnIdThatIsRunning) {
  net::RawClient client(start());
  client.send(
      post_text("/api/v1/statements", R"({"statement": "wait", "id": "w1"})", "Content-Type: application/json\r\n"));
  ASSERT_TRUE(becomes_true([&] { return session.running() == 1; }));

  EXPECT_EQ(post(R"({"statement": "select 1", "id": "w1"})").status, 409);
  EXPECT_EQ(session.running(), 1u);
}

TEST_F(StatementsTest, CancelAStatementWhoseClientGoesAwayWhileItWaits) {
  net::RawClient client(start());
  client.send(post_text("/api/v1/statements", R"({"statement": "wait"})", "Content-Type: application/json\r\n"));
  ASSERT_TRUE(becomes_true([&] { return session.running() == 1; }));

  client.close();

  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, CancelAStatementWhoseClientGoesAwayBetweenTwoBatches) {
  session.statements["select endless"].pauses = true;
  net::RawClient client(start());
  client.send(post_text("/api/v1/statements", R"({"statement": "select endless"})",
                        "Content-Type: application/json\r\nAccept: application/x-ndjson\r\n"));
  ASSERT_TRUE(becomes_true([&] { return session.batches_given == 1; }));

  client.close();

  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, AskForNoMoreBatchesThanAReaderTakes) {
  settings.stalled_reader = 1000ms;
  net::RawClient client(start(), 16 * 1024);
  client.send(post_text("/api/v1/statements", R"({"statement": "select endless"})",
                        "Content-Type: application/json\r\nAccept: application/x-ndjson\r\n"));
  client.read_some(100);
  std::this_thread::sleep_for(300ms);
  auto given = session.batches_given.load();

  std::this_thread::sleep_for(300ms);

  EXPECT_EQ(session.batches_given, given);
  EXPECT_LT(given, 500u);
  EXPECT_TRUE(becomes_true([&] { return session.running() == 0; }));
}

TEST_F(StatementsTest, RefuseWithRetryAfterWhatIsTooMuch) {
  settings.statements_max = 2;
  auto port = start();
  std::vector<net::RawClient> clients;
  for (int i = 0; i < 2; i++) {
    clients.emplace_back(port);
    clients.back().send(
        post_text("/api/v1/statements", R"({"statement": "wait"})", "Content-Type: application/json\r\n"));
  }
  ASSERT_TRUE(becomes_true([&] { return session.running() == 2; }));

  auto response = post(R"({"statement": "select 1"})");

  EXPECT_EQ(response.status, 429);
  EXPECT_TRUE(response.headers.contains("retry-after"));
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/api/v1/databases").status, 200);
}

TEST_F(StatementsTest, EndWithTheServiceWhenTheyDoNotInTime) {
  net::RawClient client(start());
  client.send(post_text("/api/v1/statements", R"({"statement": "wait"})", "Content-Type: application/json\r\n"));
  ASSERT_TRUE(becomes_true([&] { return session.running() == 1; }));

  service->stop(50ms);

  EXPECT_EQ(session.running(), 0u);
}

}  // namespace
}  // namespace skep::services
