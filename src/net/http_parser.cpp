#include "net/http_parser.h"

#include "base/text.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace skep::net {
namespace http = boost::beast::http;
using boost::beast::error_code;

/// Wraps Beast's parser, which sees a message only once its header has been found whole and plain.
class HttpParser::Body {
 public:
  http::request_parser<http::string_body> parser;
};

namespace {

/// At least so much follows wherever a chunked body stands. Beast asserts that it is there once it has seen the last
/// chunk's size.
constexpr size_t kLastChunkBytes = 5;

/// A chunk's size line, or the trailers after the last chunk, may be so long.
constexpr size_t kChunkLineMax = 8u << 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Says whether a request line ends with a version that is well formed, such as " HTTP/2.0".
bool names_a_version(std::string_view header) {
  auto line = header.substr(0, header.find('\r'));
  if (line.size() < 9 || std::count(line.begin(), line.end(), ' ') != 2) return false;
  auto version = line.substr(line.size() - 9);
  return version.starts_with(" HTTP/") && is_digit(version[6]) && version[7] == '.' && is_digit(version[8]);
}

HttpRefusal refusal_of_header(const error_code& error, std::string_view header) {
  if (error == http::error::bad_version && names_a_version(header))
    return {400, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  if (error == http::error::body_limit) return {413, "the body is too large"};
  return {400, "the message is malformed: " + error.message()};
}

HttpRequest request_of(const http::request_parser<http::string_body>& parser) {
  const auto& message = parser.get();
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.minor_version = static_cast<int>(message.version() % 10);
  for (const auto& field : message)
    request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  return request;
}

size_t count_of(const HttpRequest& request, std::string_view name) {
  return static_cast<size_t>(
      std::count_if(request.headers.begin(), request.headers.end(),
                    [&](const HttpHeader& header) { return equals_ignoring_case(header.name, name); }));
}

}  // namespace

HttpParser::HttpParser(const HttpLimits& limits) : limits_(limits) {}
HttpParser::~HttpParser() = default;

HttpParser::Progress HttpParser::refuse(int status, std::string why) {
  refusal_ = {status, std::move(why)};
  return Progress::refused;
}

HttpParser::Progress HttpParser::parse(std::string& inbound) {
  if (body_) return parse_body(inbound);

  // Some clients send an empty line after a request's body.
  while (looked_at_ == 0 && inbound.starts_with("\r\n")) inbound.erase(0, 2);
  if (inbound == "\r") return Progress::more_needed;
  if (auto refused = look_for_end(inbound)) return refuse(refused->status, std::move(refused->why));
  if (header_bytes_ == 0) return Progress::more_needed;

  body_ = std::make_unique<Body>();
  auto& parser = body_->parser;
  parser.header_limit(static_cast<uint32_t>(header_bytes_ + 4));
  parser.body_limit(limits_.body_max_bytes);
  parser.eager(false);
  error_code error;
  size_t used = parser.put(boost::asio::buffer(inbound.data(), header_bytes_), error);
  if (error) {
    auto refused = refusal_of_header(error, inbound);
    return refuse(refused.status, std::move(refused.why));
  }
  inbound.erase(0, used);
  request_ = request_of(parser);
  if (auto refused = check_headers()) return refuse(refused->status, std::move(refused->why));
  parser.eager(true);
  return parse_body(inbound);
}

HttpParser::Progress HttpParser::parse_body(std::string& inbound) {
  auto& parser = body_->parser;
  body_begun_ = body_begun_ || !inbound.empty();
  bool enough = inbound.size() >= (parser.chunked() ? kLastChunkBytes : 1);
  if (!parser.is_done() && enough) {
    error_code error;
    size_t used = parser.put(boost::asio::buffer(inbound), error);
    inbound.erase(0, used);
    if (error == http::error::body_limit)
      return refuse(413, "the body is larger than " + std::to_string(limits_.body_max_bytes) + " bytes");
    if (error && error != http::error::need_more) return refuse(400, "the body is malformed: " + error.message());
    if (used == 0 && inbound.size() > kChunkLineMax) return refuse(400, "a chunk's header is too long");
  }
  if (!parser.is_done()) return Progress::more_needed;

  request_.body = std::move(parser.get().body());
  return Progress::complete;
}

std::optional<HttpRefusal> HttpParser::look_for_end(std::string_view inbound) {
  for (; looked_at_ < inbound.size(); looked_at_++) {
    char c = inbound[looked_at_];
    bool after_return = looked_at_ > 0 && inbound[looked_at_ - 1] == '\r';
    if ((c == '\n') != after_return) return HttpRefusal{400, "a line of the header does not end with CR LF"};
    bool is_control = (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7F;
    if (is_control) return HttpRefusal{400, "the header holds a control character"};
    if ((c == ' ' || c == '\t') && looked_at_ > 0 && inbound[looked_at_ - 1] == '\n')
      return HttpRefusal{400, "a line of the header is folded"};

    if (looked_at_ >= limits_.header_max_bytes) {
      bool in_first_line = inbound.substr(0, looked_at_).find('\n') == std::string_view::npos;
      if (in_first_line) return HttpRefusal{414, "the request line is too long"};
      return HttpRefusal{431, "the header is larger than " + std::to_string(limits_.header_max_bytes) + " bytes"};
    }
    if (c == '\n' && inbound.substr(0, looked_at_ + 1).ends_with("\r\n\r\n")) {
      header_bytes_ = looked_at_ + 1;
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<HttpRefusal> HttpParser::check_headers() {
  if (request_.target.size() > limits_.target_max_bytes) return HttpRefusal{414, "the target is too long"};

  size_t hosts = count_of(request_, "Host");
  if (hosts > 1 || (hosts == 0 && request_.minor_version >= 1))
    return HttpRefusal{400, "a request has one Host header"};

  if (count_of(request_, "Content-Length") > 1) return HttpRefusal{400, "there is more than one Content-Length"};
  auto length = request_.header("Content-Length");
  if (length && (length->empty() || !std::all_of(length->begin(), length->end(), is_digit)))
    return HttpRefusal{400, "the Content-Length is no number"};

  if (auto encoding = request_.header("Transfer-Encoding")) {
    if (length || count_of(request_, "Transfer-Encoding") > 1 || request_.minor_version == 0)
      return HttpRefusal{400, "the body's length is ambiguous"};
    if (!equals_ignoring_case(*encoding, "chunked"))
      return HttpRefusal{400, "the only transfer encoding understood is chunked"};
  }

  auto expectation = request_.header("Expect");
  if (expectation && !equals_ignoring_case(*expectation, "100-continue"))
    return HttpRefusal{417, "the only expectation met is 100-continue"};
  return std::nullopt;
}

bool HttpParser::waits_for_continue() const {
  return body_ && !body_begun_ && !body_->parser.is_done() && request_.minor_version >= 1 &&
         request_.header("Expect").has_value();
}

}  // namespace skep::net
