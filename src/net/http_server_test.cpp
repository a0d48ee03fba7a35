#include "net/http_server.h"

#include "net/raw_client.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

namespace skep::net {
namespace {

using namespace std::chrono_literals;

/// Repeats a line without end, or breaks off; says when it is dropped.
class Lines final : public BodyStream {
 public:
  Lines(size_t pieces, bool breaks, std::atomic<int>& alive) : pieces_(pieces), breaks_(breaks), alive_(alive) {
    alive_++;
  }
  ~Lines() override { alive_--; }

  Result<bool> next(ByteChain& out) override {
    if (pieces_-- > 0) {
      out.text().append(piece_bytes, 'x');
      return true;
    }
    if (!breaks_) return false;
    out.text() += "the end is missing";
    return make_error(ErrorCode::internal, "broken on purpose");
  }

  static constexpr size_t piece_bytes = 100'000;

 private:
  size_t pieces_;
  bool breaks_;
  std::atomic<int>& alive_;
};

/// Answers what the target asks for.
class TestHandler final : public HttpHandler {
 public:
  Dispatch dispatch(const HttpRequest& request) override {
    if (request.target == "/ready") {
      HttpAnswer ready;
      ready.shared_body = std::make_shared<const std::string>("ready");
      return {std::move(ready), nullptr};
    }
    return {std::nullopt, request.target == "/at-once" ? nullptr : &pool};
  }

  HttpAnswer answer(const HttpRequest& request, const Cancellation& gone) override {
    if (request.target == "/echo") return {200, {}, request.method + " " + request.body, nullptr};
    if (request.target == "/few-lines") return {200, {}, "first", std::make_unique<Lines>(3, false, streams)};
    if (request.target == "/endless") return {200, {}, "first", std::make_unique<Lines>(SIZE_MAX, false, streams)};
    if (request.target == "/broken") return {200, {}, "first", std::make_unique<Lines>(1, true, streams)};
    if (request.target == "/throws") throw std::runtime_error("thrown on purpose");
    if (request.target == "/waits") wait(gone);
    return {200, {{"X-Test", "yes"}}, "hello", nullptr};
  }

  HttpAnswer refuse(const HttpRefusal& refusal) override { return {refusal.status, {}, refusal.why, nullptr}; }

  void wait(const Cancellation& gone) {
    waiting++;
    for (int i = 0; i < 1000 && !gone.requested() && !released; i++) std::this_thread::sleep_for(5ms);
    if (gone.requested()) cancelled++;
    waiting--;
  }

  WorkerPool pool{64, 0};
  std::atomic<int> streams = 0;
  std::atomic<int> waiting = 0;
  std::atomic<int> cancelled = 0;
  std::atomic<bool> released = false;
};

template <typename Condition>
bool becomes_true(Condition condition, std::chrono::milliseconds longest = 5s) {
  auto until = std::chrono::steady_clock::now() + longest;
  while (!condition() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(2ms);
  return condition();
}

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kIdleConnectionMaxBytes = 128u << 10;
#else
constexpr size_t kIdleConnectionMaxBytes = 24u << 10;
#endif

size_t resident_bytes() {
  size_t total = 0;
  size_t resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * 4096;
}

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    settings.limits.body_max_bytes = 1000;
    settings.idle = 5s;
  }

  uint16_t start() {
    server = std::make_unique<HttpServer>(settings, handler, bodies);
    auto started = server->start();
    EXPECT_TRUE(started) << started.error().message;
    return server->port();
  }

  HttpServerSettings settings;
  WorkerPool bodies{8};
  TestHandler handler;
  std::unique_ptr<HttpServer> server;
};

TEST_F(HttpServerTest, AnswersSeveralRequestsOnOneConnection) {
  RawClient client(start());

  for (auto target : {"/", "/at-once", "/"}) {
    auto response = client.ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n");

    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "hello");
    EXPECT_EQ(response.headers["x-test"], "yes");
    EXPECT_EQ(response.headers["connection"], "keep-alive");
  }
}

TEST_F(HttpServerTest, GivesAnAnswerThatIsReady) {
  RawClient client(start());

  for (int i = 0; i < 2; i++) EXPECT_EQ(client.ask("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n").body, "ready");
  auto head = client.ask("HEAD /ready HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(head.headers["content-length"], "5");
  EXPECT_EQ(head.body, "");
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  RawClient client(start());
  std::string requests;
  for (int i = 0; i < 100; i++)
    requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n" + std::to_string(100 + i);

  client.send(requests);

  for (int i = 0; i < 100; i++) EXPECT_EQ(client.read().body, "POST " + std::to_string(100 + i));
}

TEST_F(HttpServerTest, ClosesWhenTheClientAsksForIt) {
  RawClient client(start());

  auto response = client.ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE, Close\r\n\r\n");

  EXPECT_EQ(response.headers["connection"], "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, KeepsAnOldClientsConnectionOnlyIfItAsks) {
  auto port = start();
  RawClient keeping(port);
  RawClient closing(port);

  EXPECT_EQ(keeping.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").headers["connection"], "keep-alive");
  EXPECT_EQ(keeping.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").body, "hello");
  EXPECT_EQ(closing.ask("GET / HTTP/1.0\r\n\r\n").body, "hello");
  EXPECT_TRUE(closing.closed());
}

TEST_F(HttpServerTest, LeavesTheBodyOutForHead) {
  RawClient client(start());

  auto response = client.ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");

  EXPECT_EQ(response.headers["content-length"], "5");
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body, "hello");
}

TEST_F(HttpServerTest, AsksForTheBodyOfAClientThatExpectsIt) {
  RawClient client(start());

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.send("body");

  EXPECT_EQ(client.read().body, "POST body");
}

TEST_F(HttpServerTest, RefusesATooLongBodyBeforeItIsSent) {
  RawClient client(start());

  auto response = client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n");

  EXPECT_EQ(response.status, 413);
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, LetsAClientReadTheRefusalOfABodyThatItIsSending) {
  RawClient client(start());
  std::string body(3'000'000, 'x');

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + body);
  auto response = client.read();

  EXPECT_EQ(response.status, 413);
  EXPECT_FALSE(response.reset);
}

TEST_F(HttpServerTest, EndsTheConnectionAfterAMalformedMessage) {
  RawClient client(start());

  auto response = client.ask("GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");

  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers["connection"], "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpServerTest, SendsAStreamInChunks) {
  RawClient client(start());

  auto response = client.ask("GET /few-lines HTTP/1.1\r\nHost: a\r\n\r\n");

  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.headers["transfer-encoding"], "chunked");
  EXPECT_EQ(response.body.size(), 5 + 3 * Lines::piece_bytes);
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body, "hello");
  EXPECT_EQ(handler.streams, 0);
}

TEST_F(HttpServerTest, SendsAStreamToAnOldClientUntilTheConnectionEnds) {
  RawClient client(start());

  auto response = client.ask("GET /few-lines HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.headers["connection"], "close");
  EXPECT_EQ(response.body.size(), 5 + 3 * Lines::piece_bytes);
}

TEST_F(HttpServerTest, BreaksTheConnectionWhenAStreamFails) {
  auto port = start();
  RawClient client(port);
  RawClient old_client(port);

  auto response = client.ask("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n");
  auto old_response = old_client.ask("GET /broken HTTP/1.0\r\n\r\n");

  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.whole);
  EXPECT_TRUE(response.body.ends_with("the end is missing"));
  EXPECT_TRUE(old_response.reset);
}

TEST_F(HttpServerTest, TellsTheHandlerThatItsClientWentAway) {
  RawClient client(start());
  client.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(becomes_true([&] { return handler.waiting == 1; }));

  client.close();

  EXPECT_TRUE(becomes_true([&] { return handler.cancelled == 1; }));
}

TEST_F(HttpServerTest, NoticesAClientThatLeavesAfterPipelinedRequests) {
  RawClient client(start());
  client.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(becomes_true([&] { return handler.waiting == 1; }));

  client.close();

  EXPECT_TRUE(becomes_true([&] { return handler.cancelled == 1; }));
}

TEST_F(HttpServerTest, DropsAStreamWhoseClientWentAway) {
  RawClient client(start());
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_some(1000);

  client.close();

  EXPECT_TRUE(becomes_true([&] { return handler.streams == 0; }));
}

TEST_F(HttpServerTest, HoldsNothingForAReaderThatStopsAndDropsItInTime) {
  settings.stalled_reader = 1500ms;
  RawClient client(start(), 16 * 1024);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_some(1000);
  std::this_thread::sleep_for(500ms);
  auto before = resident_bytes();

  std::this_thread::sleep_for(500ms);

  EXPECT_EQ(handler.streams, 1);
  EXPECT_LT(resident_bytes(), before + (1u << 20));
  EXPECT_TRUE(becomes_true([&] { return handler.streams == 0; }));
  EXPECT_EQ(client.ask("").whole, false);
}

TEST_F(HttpServerTest, KeepsASlowReaderThatGoesOn) {
  settings.stalled_reader = 400ms;
  RawClient client(start(), 4096);
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");

  for (int i = 0; i < 100; i++) {
    ASSERT_GT(client.read_some(256 * 1024), 0u);
    std::this_thread::sleep_for(10ms);
  }

  EXPECT_EQ(handler.streams, 1);
}

TEST_F(HttpServerTest, AnswersAHeaderThatComesTooSlowly) {
  settings.header_deadline = 200ms;
  RawClient client(start());

  client.send("GET / HTTP/1.1\r\nHost:");
  auto response = client.read();

  EXPECT_EQ(response.status, 408);
}

TEST_F(HttpServerTest, DoesNotGiveASlowHeaderMoreTimeForEachByte) {
  settings.header_deadline = 300ms;
  RawClient client(start());
  auto start_time = std::chrono::steady_clock::now();

  std::thread writer([&] {
    for (int i = 0; i < 40; i++) client.send("G"), std::this_thread::sleep_for(50ms);
  });
  auto response = client.read();
  auto took = std::chrono::steady_clock::now() - start_time;
  writer.join();

  EXPECT_EQ(response.status, 408);
  EXPECT_LT(took, 1500ms);
}

TEST_F(HttpServerTest, AnswersABodyThatStops) {
  settings.stalled_writer = 200ms;
  RawClient client(start());

  auto response = client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");

  EXPECT_EQ(response.status, 408);
}

TEST_F(HttpServerTest, ClosesAnIdleConnectionWithoutAWord) {
  settings.idle = 200ms;
  RawClient client(start());
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);

  auto response = client.read();

  EXPECT_EQ(response.status, 0);
  EXPECT_FALSE(response.reset);
}

TEST_F(HttpServerTest, RefusesWhatThePoolCannotTake) {
  auto port = start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 64; i++) {
    clients.emplace_back(port);
    clients.back().send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  ASSERT_TRUE(becomes_true([&] { return handler.waiting == 64; }));

  RawClient client(port);
  auto response = client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  handler.released = true;

  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(clients.front().read().status, 200);
}

TEST_F(HttpServerTest, TurnsWhatAHandlerThrowsIntoA500) {
  RawClient client(start());

  EXPECT_EQ(client.ask("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
}

TEST_F(HttpServerTest, ServesWhileTwoThousandConnectionsAreIdle) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < 4200) GTEST_SKIP() << "too few file descriptors";
  settings.idle = 60s;
  auto port = start();
  auto before = resident_bytes();

  std::vector<RawClient> clients;
  for (int i = 0; i < 2000; i++) {
    clients.emplace_back(port);
    ASSERT_EQ(clients.back().ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  }

  EXPECT_LT((resident_bytes() - before) / 2000, kIdleConnectionMaxBytes);
  for (int i = 0; i < 2000; i += 100) EXPECT_EQ(clients[i].ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").body, "hello");
  server->stop(1s);
  EXPECT_TRUE(clients.front().closed());
}

TEST_F(HttpServerTest, LetsARunningAnswerEndWhenItStops) {
  RawClient client(start());
  RawClient idle(server->port());
  client.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(becomes_true([&] { return handler.waiting == 1; }));

  std::thread stopping([&] { server->stop(5s); });
  EXPECT_TRUE(idle.closed());
  handler.released = true;
  auto response = client.read();
  stopping.join();

  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.headers["connection"], "close");
  EXPECT_EQ(handler.cancelled, 0);
}

TEST_F(HttpServerTest, CutsOffWhatDoesNotEndInTime) {
  RawClient client(start());
  client.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(becomes_true([&] { return handler.waiting == 1; }));

  server->stop(50ms);

  EXPECT_EQ(handler.cancelled, 1);
  EXPECT_EQ(client.read().status, 0);
}

TEST_F(HttpServerTest, SaysWhichAddressIsTaken) {
  settings.port = start();
  HttpServer second(settings, handler, bodies);

  auto started = second.start();

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, ErrorCode::unavailable);
  EXPECT_NE(started.error().message.find("127.0.0.1:" + std::to_string(settings.port)), std::string::npos);
}

TEST_F(HttpServerTest, ServesOnSeveralThreads) {
  settings.io_threads = 3;
  auto port = start();
  std::atomic<int> answered = 0;

  std::vector<std::thread> threads;
  for (int i = 0; i < 8; i++)
    threads.emplace_back([&] {
      RawClient client(port);
      for (int k = 0; k < 50; k++) {
        if (client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200) answered++;
        if (client.ask("GET /few-lines HTTP/1.1\r\nHost: a\r\n\r\n").whole) answered++;
      }
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(answered, 800);
}

}  // namespace
}  // namespace skep::net
