#pragma once

#include "base/result.h"
#include "net/http_handler.h"
#include "net/http_parser.h"
#include "net/worker_pool.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace skep::net {

struct HttpServerSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  ///< 0: any free one
  int io_threads = 1;
  size_t connections_max = 10'000;  ///< beyond it new clients wait in the listener's queue
  std::vector<std::string> networks =
      {};  ///< from which clients may come besides this machine (networks.h); none: from all
  HttpLimits limits;
  std::chrono::milliseconds idle{75'000};             ///< between requests: closed without a word
  std::chrono::milliseconds header_deadline{10'000};  ///< from a request's first byte to the end of its header
  std::chrono::milliseconds stalled_writer{30'000};   ///< a body of which nothing comes for so long
  std::chrono::milliseconds stalled_reader{60'000};   ///< an answer of which nothing is taken for so long
};

/// Serves HTTP/1.1 and 1.0: keep-alive, pipelining, chunked bodies, deadlines, a graceful stop.
///
/// Sockets are served by few threads; whatever blocks runs on worker pools. Of a streamed body one piece is asked for
/// when the one before it has been taken by the socket, so a slow client costs neither a thread nor memory.
class HttpServer {
 public:
  /// `handler` and `body_pool`, on which BodyStreams run, are borrowed and outlive the server.
  HttpServer(HttpServerSettings settings, HttpHandler& handler, WorkerPool& body_pool);
  ~HttpServer();

  /// Listens and returns; fails with unavailable when the address is taken, with invalid_argument when it is none.
  Result<void> start();
  uint16_t port() const;

  /// How many clients there are.
  size_t connections() const;

  /// Listens no more, closes idle connections, lets running answers end. After `grace` the rest is told to stop and
  /// cut off. Blocks until no connection is left, or half a minute longer; only the destructor waits for work that
  /// does not end even then.
  void stop(std::chrono::milliseconds grace);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace skep::net
