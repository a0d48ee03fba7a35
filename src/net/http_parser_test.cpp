#include "net/http_parser.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace skep::net {
namespace {

using Progress = HttpParser::Progress;

HttpLimits small_limits() { return {.header_max_bytes = 1024, .target_max_bytes = 256, .body_max_bytes = 64}; }

/// Gives the status of the refusal, 200 for a whole request, 0 for one that is not whole.
int status_of(std::string_view message, size_t bytes_at_once) {
  HttpParser parser(small_limits());
  std::string inbound;
  for (size_t at = 0; at < message.size(); at += bytes_at_once) {
    inbound += message.substr(at, bytes_at_once);
    auto progress = parser.parse(inbound);
    if (progress == Progress::refused) return parser.refusal().status;
    if (progress == Progress::complete) return 200;
  }
  return 0;
}

struct Case {
  std::string_view name;
  std::string message;
  int status;
};

std::string with_header(std::string_view header) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(header) + "\r\n\r\n";
}

std::string post(std::string_view headers, std::string_view body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n\r\n" + std::string(body);
}

const std::string kChunked = "Transfer-Encoding: chunked";
using namespace std::string_literals;

const std::vector<Case> kCases = {
    {"plain", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"old version", "GET / HTTP/1.0\r\n\r\n", 200},
    {"empty line before", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"absolute target", "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    {"header without value", with_header("X-Empty:"), 200},
    {"header in Latin 1", with_header("X-Name: J\xFCrgen"), 200},
    {"tab in a value", with_header("X: a\tb"), 200},
    {"body by length", post("Content-Length: 3", "abc"), 200},
    {"empty body", post("Content-Length: 0", ""), 200},
    {"body by chunks", post(kChunked, "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), 200},
    {"chunks in capitals", post("transfer-encoding: CHUNKED", "A\r\n0123456789\r\n0\r\n\r\n"), 200},
    {"trailers", post(kChunked, "1\r\na\r\n0\r\nX: y\r\n\r\n"), 200},
    {"expectation", post("Content-Length: 1\r\nExpect: 100-continue", "a"), 200},

    {"unfinished line", "GET / HTT", 0},
    {"unfinished header", "GET / HTTP/1.1\r\nHost: a\r\n", 0},
    {"unfinished body", post("Content-Length: 3", "ab"), 0},
    {"unfinished chunk", post(kChunked, "5\r\nab"), 0},
    {"unfinished last chunk", post(kChunked, "0\r\n"), 0},

    {"line feed after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
    {"line feed after a header", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
    {"line feed at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
    {"line feeds only", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"line feed first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"carriage return alone", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400},
    {"carriage return in a value", with_header("X: a\rb"), 400},
    {"two carriage returns", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400},
    {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
    {"NUL in a name", with_header("X\0Y: a"s), 400},
    {"NUL in a value", with_header("X: a\0b"s), 400},
    {"escape in a value", with_header("X: a\x1B[0m"), 400},
    {"DEL in a value", with_header("X: a\x7F"), 400},
    {"folded header", with_header("X: a\r\n b"), 400},
    {"folded by a tab", with_header("X: a\r\n\tb"), 400},
    {"blank before the first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
    {"blank before the colon", with_header("X : a"), 400},
    {"blank in a name", with_header("X Y: a"), 400},
    {"header without name", with_header(": a"), 400},
    {"header without colon", with_header("X"), 400},
    {"quote in a name", with_header("X\"Y: a"), 400},
    {"blank before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no method", "/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"no target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"tab for a blank", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"blank after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"no version", "GET /\r\nHost: a\r\n\r\n", 400},
    {"no request line", "Host: a\r\n\r\n", 400},
    {"braces for a method", "{} / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"another protocol", "GET / FTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"protocol in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n", 400},
    {"version without a dot", "GET / HTTP/11\r\nHost: a\r\n\r\n", 400},
    {"version with three digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400},
    {"version of letters", "GET / HTTP/x.y\r\nHost: a\r\n\r\n", 400},
    {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s, 400},
    {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
    {"length and encoding", post("Content-Length: 3\r\n" + kChunked, "3\r\nabc\r\n0\r\n\r\n"), 400},
    {"encoding and length", post(kChunked + "\r\nContent-Length: 3", "3\r\nabc\r\n0\r\n\r\n"), 400},
    {"two lengths", post("Content-Length: 3\r\nContent-Length: 3", "abc"), 400},
    {"two different lengths", post("Content-Length: 3\r\nContent-Length: 4", "abc"), 400},
    {"list of lengths", post("Content-Length: 3, 3", "abc"), 400},
    {"negative length", post("Content-Length: -3", "abc"), 400},
    {"length with a plus", post("Content-Length: +3", "abc"), 400},
    {"length in hexadecimal", post("Content-Length: 0x3", "abc"), 400},
    {"length of words", post("Content-Length: three", "abc"), 400},
    {"empty length", post("Content-Length:", "abc"), 400},
    {"length past 64 bits", post("Content-Length: 99999999999999999999999", "abc"), 400},
    {"two encodings", post(kChunked + "\r\n" + kChunked, "0\r\n\r\n"), 400},
    {"encoding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunk without size", post(kChunked, "\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk size of letters", post(kChunked, "x\r\nabc\r\n0\r\n\r\n"), 400},
    {"negative chunk", post(kChunked, "-3\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk in 0x", post(kChunked, "0x3\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk past 64 bits", post(kChunked, "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk longer than its size", post(kChunked, "3\r\nabcd\r\n0\r\n\r\n"), 400},
    {"chunk ends with a line feed", post(kChunked, "3\nabc\r\n0\r\n\r\n"), 400},
    {"chunk line too long", post(kChunked, "3;" + std::string(20'000, 'x')), 400},
    {"trailers too long", post(kChunked, "0\r\nX: " + std::string(20'000, 'x')), 400},
    {"bad trailer", post(kChunked, "0\r\nX Y: a\r\n\r\n"), 400},

    {"body too long", post("Content-Length: 65", std::string(65, 'x')), 413},
    {"body far too long", post("Content-Length: 18446744073709551615", "x"), 413},
    {"chunk too long", post(kChunked, "41\r\n" + std::string(65, 'x')), 413},
    {"chunks too long", post(kChunked, "21\r\n" + std::string(33, 'x') + "\r\n20\r\n" + std::string(32, 'x')), 413},
    {"endless request line", "GET /" + std::string(2000, 'x'), 414},
    {"long target", "GET /" + std::string(300, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
    {"another expectation", post("Content-Length: 1\r\nExpect: 200-ok", "a"), 417},
    {"long header", with_header("X: " + std::string(2000, 'x')), 431},
    {"endless header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x'), 431},
    {"many headers",
     "GET / HTTP/1.1\r\nHost: a\r\n" +
         [] {
           std::string headers;
           for (int i = 0; i < 300; i++) headers += "a:b\r\n";
           return headers;
         }() +
         "\r\n",
     431},
    {"compressed body", post("Transfer-Encoding: gzip", "abc"), 400},
    {"compressed chunks", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), 400},
    {"encoding of blanks", post("Transfer-Encoding: \tx", "0\r\n\r\n"), 400},
    {"version 2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400},
    {"version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 400},
    {"version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", 400},
    {"preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
};

TEST(HttpParser, AnswersEachMessageAlikeHoweverItIsCut) {
  for (const auto& one : kCases) {
    for (size_t at_once : {one.message.size(), size_t{1}, size_t{7}})
      EXPECT_EQ(status_of(one.message, at_once), one.status) << one.name << ", " << at_once << " bytes at once";
  }
}

TEST(HttpParser, GivesMethodTargetHeadersAndBody) {
  HttpParser parser(small_limits());
  std::string inbound =
      "POST /a%20b?c=d HTTP/1.0\r\nAccept: text/csv\r\nACCEPT: */*\r\nContent-Length: 4\r\n\r\nbodyGET";

  ASSERT_EQ(parser.parse(inbound), Progress::complete);

  auto request = parser.take_request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/a%20b?c=d");
  EXPECT_EQ(request.minor_version, 0);
  EXPECT_EQ(request.list_header("accept"), "text/csv,*/*");
  EXPECT_EQ(request.header("content-length"), "4");
  EXPECT_EQ(request.body, "body");
  EXPECT_EQ(inbound, "GET");
}

TEST(HttpParser, KeepsTrailersApartFromHeaders) {
  HttpParser parser(small_limits());
  std::string inbound = post(kChunked, "1\r\na\r\n0\r\nAccept: text/csv\r\n\r\n");

  ASSERT_EQ(parser.parse(inbound), Progress::complete);

  EXPECT_FALSE(parser.take_request().header("Accept"));
}

TEST(HttpParser, SaysThatAClientWaitsForContinueUntilItsBodyBegins) {
  HttpParser parser(small_limits());
  std::string inbound = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";

  EXPECT_EQ(parser.parse(inbound), Progress::more_needed);
  EXPECT_TRUE(parser.waits_for_continue());

  inbound += "a";
  EXPECT_EQ(parser.parse(inbound), Progress::more_needed);
  EXPECT_FALSE(parser.waits_for_continue());
}

TEST(HttpParser, SurvivesMessagesWithRandomChanges) {
  std::mt19937 random(20240229);
  constexpr std::string_view kInteresting = "\r\n\0 \t:;,0129afzAF/?%HTP.\x7F\xFF-+\"{}";
  for (int round = 0; round < 20'000; round++) {
    std::string message = kCases[random() % kCases.size()].message;
    for (size_t changes = 1 + random() % 4; changes > 0 && !message.empty(); changes--) {
      size_t at = random() % message.size();
      char c = kInteresting[random() % kInteresting.size()];
      switch (random() % 3) {
        case 0: message[at] = c; break;
        case 1: message.insert(at, 1, c); break;
        default: message.erase(at, 1); break;
      }
    }
    int status = status_of(message, 1 + random() % 40);
    EXPECT_TRUE(status == 0 || status == 200 || (status >= 400 && status <= 431));
  }
}

}  // namespace
}  // namespace skep::net
