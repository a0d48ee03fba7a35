#pragma once

#include "base/result.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

struct HttpRequest {
  std::string method;
  std::string path;  ///< below the client's base URL, such as /api/v1/statements
  std::string body;  ///< JSON, or empty for none
  std::vector<std::string> headers;
};

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< what was not handed to the sink
  bool is_broken = false;                      ///< the connection ended before the body did; the sink has what came
};

/// Talks HTTP to one server, over connections that are kept. One thread at a time; make one for each thread.
class HttpClient {
 public:
  /// Takes the body of an answer below 400; false ends the request, which is no error.
  using Sink = std::function<bool(std::string_view)>;

  /// `base_url` is http://host:port or https://..., without a path.
  explicit HttpClient(std::string base_url);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Fails with unavailable when no answer came. Every status is an answer. Without a sink the body is in the reply.
  Result<HttpReply> send(const HttpRequest& request, const Sink& sink = nullptr);

 private:
  struct Handle;
  std::string base_url_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace skep::cli
