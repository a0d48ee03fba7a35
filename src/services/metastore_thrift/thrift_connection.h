#pragma once

#include "net/tcp_server.h"
#include "net/tcp_stream.h"
#include "net/worker_pool.h"
#include "services/metastore_thrift/dispatch.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace skep::hive {

/// What all connections of one door share; outlives them.
struct ThriftContext {
  Door& door;
  net::WorkerPool& workers;
  MessageLimits limits;
  std::chrono::milliseconds stalled_writer{60'000};  ///< a message of which nothing comes for so long
  std::chrono::milliseconds stalled_reader{60'000};  ///< an answer of which nothing is taken for so long
  std::weak_ptr<void> alive;                         ///< owns the io_context
  std::atomic<bool> stopping = false;
  std::atomic<size_t> large_bytes = 0;  ///< of messages that are not small, of all connections
};

/// What one connection holds of a large message, as part of what all of them may hold.
class LargeMessage {
 public:
  explicit LargeMessage(ThriftContext& context) : context_(context) {}
  ~LargeMessage() { context_.large_bytes -= held_; }
  LargeMessage(const LargeMessage&) = delete;
  LargeMessage& operator=(const LargeMessage&) = delete;

  /// Answers false when it, with those of others, has grown too large.
  bool grow_to(size_t bytes);

 private:
  ThriftContext& context_;
  size_t held_ = 0;
};

/// Leads one client's calls through: receive a whole message, have it answered on a worker, send, and again. Between calls
/// it holds a socket and a small buffer, and no thread.
class ThriftConnection final : public net::TcpConnection, public std::enable_shared_from_this<ThriftConnection> {
 public:
  ThriftConnection(boost::asio::ip::tcp::socket socket, ThriftContext& context);

  boost::asio::awaitable<void> run() override;
  void end_when_idle() override;
  void abort() override;

 private:
  enum class Received { message, refused, crowded, gone };

  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<Received> receive(MessageScanner& scanner, LargeMessage& large);
  boost::asio::awaitable<void> refuse(const MessageHead& head, const std::string& why);
  boost::asio::awaitable<bool> answer(const MessageScanner& scanner);
  boost::asio::awaitable<bool> send(const std::string& bytes);

  ThriftContext& context_;
  std::shared_ptr<net::TcpStream> stream_;
  Caller caller_;
  bool idle_ = true;
};

}  // namespace skep::hive
