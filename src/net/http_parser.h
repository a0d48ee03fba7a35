#pragma once

#include "base/result.h"
#include "net/http_message.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace skep::net {

struct HttpLimits {
  size_t header_max_bytes = 64u << 10;  ///< request line and headers together
  size_t target_max_bytes = 8u << 10;
  size_t body_max_bytes = 16u << 20;
};

/// Reads one HTTP/1 request from bytes as they come. Strict: what two readers could understand differently (bare line
/// feeds, folded lines, a length beside an encoding, a second Host) is refused, since another server may stand before this one.
/// Whatever is wrong with a message is the client's fault: every refusal is 4xx, also where the standard has 501 and 505.
class HttpParser {
 public:
  enum class Progress { more_needed, complete, refused };

  explicit HttpParser(const HttpLimits& limits);
  ~HttpParser();

  /// Takes bytes off the front of `inbound`. After `complete`, what is left belongs to the next request.
  Progress parse(std::string& inbound);

  /// The headers are there, the client asked for a "100 Continue" and has sent nothing of the body.
  bool waits_for_continue() const;
  bool header_complete() const { return body_ != nullptr; }

  HttpRequest take_request() { return std::move(request_); }
  const HttpRefusal& refusal() const { return refusal_; }

 private:
  class Body;

  Progress refuse(int status, std::string why);
  Progress parse_body(std::string& inbound);
  std::optional<HttpRefusal> look_for_end(std::string_view inbound);
  std::optional<HttpRefusal> check_headers();

  HttpLimits limits_;
  HttpRequest request_;
  HttpRefusal refusal_;
  std::unique_ptr<Body> body_;
  size_t looked_at_ = 0;     ///< bytes of an unfinished header that need not be looked at again
  size_t header_bytes_ = 0;  ///< once its end has been found
  bool body_begun_ = false;
};

}  // namespace skep::net
