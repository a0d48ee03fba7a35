#pragma once

#include "base/cancellation.h"
#include "net/http_handler.h"
#include "net/http_parser.h"
#include "net/http_server.h"
#include "net/tcp_server.h"
#include "net/tcp_stream.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <functional>
#include <memory>

namespace skep::net {

/// What all connections of one server share; outlives them.
struct HttpContext {
  const HttpServerSettings& settings;
  HttpHandler& handler;
  WorkerPool& body_pool;
  std::weak_ptr<void> alive;  ///< owns the io_context
  std::atomic<bool> stopping = false;
};

/// Leads one client's requests through: read, answer, send, and again. Runs on the thread that serves its socket.
class HttpConnection : public TcpConnection, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, HttpContext& context);

  boost::asio::awaitable<void> run() override;
  void end_when_idle() override;
  void abort() override;

 private:
  enum class Reading { complete, refused, gone };
  struct Sent;

  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<Reading> read_request(HttpParser& parser, HttpRefusal& refusal);
  boost::asio::awaitable<void> send_refusal(HttpRefusal refusal);
  boost::asio::awaitable<HttpAnswer> make_answer(const HttpRequest& request);
  boost::asio::awaitable<bool> send_answer(const HttpRequest& request, HttpAnswer& answer);
  boost::asio::awaitable<bool> send_stream(const HttpRequest& request, HttpAnswer& answer);
  boost::asio::awaitable<bool> send_pieces(HttpAnswer& answer, std::string head, bool chunked);
  boost::asio::awaitable<bool> run(WorkerPool& pool, const std::function<void()>& work);
  boost::asio::awaitable<void> drop(std::unique_ptr<BodyStream>& stream);
  bool may_go_on(const HttpRequest& request) const;

  HttpContext& context_;
  std::shared_ptr<TcpStream> stream_;
  Cancellation gone_;
  bool idle_ = true;
};

}  // namespace skep::net
