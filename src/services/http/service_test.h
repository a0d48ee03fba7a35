#pragma once

#include "net/raw_client.h"
#include "services/http/fake_session.h"
#include "services/http/http_service.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

namespace skep::services {

/// A running service over a FakeSession, and ways to ask it.
class ServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    session.statements["select 1"] = {{{"n", types::kBigint, true, {}}},
                                      [](size_t number) { return number == 0 ? numbers(1, 1) : nullptr; }};
    session.statements["select many"] = {
        {{"n", types::kBigint, true, {}}},
        [](size_t number) { return number < 10 ? numbers(static_cast<int64_t>(number) * 500, 500) : nullptr; }};
    session.statements["select endless"] = {{{"n", types::kBigint, true, {}}},
                                            [batch = numbers(0, 5000)](size_t) { return batch; }};
    session.statements["wait"] = {.waits = true};
    session.statements["nothing"] = {};
  }

  uint16_t start() {
    service = make_http_service(session, settings);
    auto started = service->start();
    EXPECT_TRUE(started) << started.error().message;
    return service->port();
  }

  net::RawResponse get(const std::string& target, const std::string& headers = "", const std::string& method = "GET") {
    if (!service) start();
    net::RawClient client(service->port());
    return client.ask(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }

  static std::string post_text(const std::string& target, const std::string& body, const std::string& headers) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  net::RawResponse post(const std::string& body, const std::string& query = "", const std::string& headers = "") {
    if (!service) start();
    net::RawClient client(service->port());
    return client.ask(post_text("/api/v1/statements" + query, body, "Content-Type: application/json\r\n" + headers));
  }

  /// Runs a statement of the fake's.
  net::RawResponse run(const std::string& statement, const std::string& accept, const std::string& query = "") {
    return post("{\"statement\": \"" + statement + "\"}", query, "Accept: " + accept + "\r\n");
  }

  template <typename Condition>
  static bool becomes_true(Condition condition) {
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!condition() && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return condition();
  }

  HttpSettings settings{.port = 0};
  FakeSession session;
  std::unique_ptr<HttpService> service;
};

}  // namespace skep::services
