#pragma once

#include "base/byte_chain.h"
#include "base/cancellation.h"
#include "base/result.h"
#include "net/http_message.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::net {

class WorkerPool;

/// The rest of a body that is made while it is sent. One thread at a time; each call may be on another one.
class BodyStream {
 public:
  virtual ~BodyStream() = default;

  /// Appends the next piece; blocks until it is there. Answers false after the last piece. When it fails, what was
  /// appended is still sent, then the connection ends in such a way that the client notices.
  virtual Result<bool> next(ByteChain& out) = 0;
};

/// What a request is answered. Content-Length, Date, Connection and the like are the server's.
struct HttpAnswer {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
  std::unique_ptr<BodyStream> rest = nullptr;                ///< what follows `body`; null when that is all
  std::shared_ptr<const std::string> shared_body = nullptr;  ///< instead of `body`: the same for many answers

  std::string_view content() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }
};

/// What becomes of a request: it is answered already, or `HttpHandler::answer` is to be called on a pool.
struct Dispatch {
  std::optional<HttpAnswer> answer;
  WorkerPool* pool = nullptr;  ///< null: at once, on the thread that serves the sockets, for answers that never wait
};

/// Answers requests: the synchronous side of an HttpServer. Any thread may call it, many at once.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;

  /// Looks at a request first, on the thread that serves the sockets: never waits.
  virtual Dispatch dispatch(const HttpRequest& request) = 0;

  /// Makes the answer, or its beginning. `gone` is requested when the client has gone away, or the server ends. HEAD
  /// is answered as GET: the server leaves the body out.
  virtual HttpAnswer answer(const HttpRequest& request, const Cancellation& gone) = 0;

  /// Words the answer to a message that never became a request, or that found the pool full (status 429).
  virtual HttpAnswer refuse(const HttpRefusal& refusal) = 0;
};

}  // namespace skep::net
