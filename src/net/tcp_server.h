#pragma once

#include "base/result.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace skep::net {

/// One client of a TcpServer. All calls come from the thread that serves its socket.
class TcpConnection {
 public:
  virtual ~TcpConnection() = default;

  /// Returns when the connection has ended.
  virtual boost::asio::awaitable<void> run() = 0;

  /// Closes it if nothing is under way; else it ends after the answer.
  virtual void end_when_idle() = 0;

  /// Cuts it off and tells its work to stop.
  virtual void abort() = 0;
};

struct TcpServerSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  ///< 0: any free one
  int io_threads = 1;
  size_t connections_max = 10'000;  ///< beyond it new clients wait in the listener's queue
  std::vector<std::string> networks =
      {};  ///< from which clients may come besides this machine (networks.h); none: from all
};

/// Listens, runs a coroutine for each client on one of few threads, keeps the list of clients, stops gracefully. Knows no
/// protocol.
class TcpServer {
 public:
  using MakeConnection = std::function<std::shared_ptr<TcpConnection>(boost::asio::ip::tcp::socket)>;

  TcpServer(TcpServerSettings settings, MakeConnection make_connection);
  ~TcpServer();

  /// Listens and returns; fails with unavailable when the address is taken, with invalid_argument when it is none,
  /// or when a network is none.
  Result<void> start();
  uint16_t port() const;

  /// Clients that are connected now.
  size_t connections() const;

  /// Owns what the server's threads run on: workers that hand a coroutine back hold it until they have done so.
  std::weak_ptr<void> alive() const;

  /// Listens no more, closes idle connections, lets running answers end. After `grace` the rest is told to stop and
  /// cut off. Blocks until no connection is left, or half a minute longer; only the destructor waits for work that
  /// does not end even then.
  void stop(std::chrono::milliseconds grace);

 private:
  struct State;
  std::shared_ptr<State> state_;  ///< shared with workers for the moment in which they hand a coroutine back
};

}  // namespace skep::net
