#include "net/http_server.h"

#include "net/http_connection.h"
#include "net/tcp_server.h"

namespace skep::net {

struct HttpServer::State {
  State(HttpServerSettings settings_in, HttpHandler& handler, WorkerPool& body_pool)
      : settings(std::move(settings_in)),
        context{settings, handler, body_pool, {}},
        server({settings.address, settings.port, settings.io_threads, settings.connections_max, settings.networks},
               [this](boost::asio::ip::tcp::socket socket) {
                 return std::make_shared<HttpConnection>(std::move(socket), context);
               }) {
    context.alive = server.alive();
  }

  HttpServerSettings settings;
  HttpContext context;
  TcpServer server;
};

HttpServer::HttpServer(HttpServerSettings settings, HttpHandler& handler, WorkerPool& body_pool)
    : state_(std::make_unique<State>(std::move(settings), handler, body_pool)) {}

HttpServer::~HttpServer() { stop(std::chrono::milliseconds(0)); }

uint16_t HttpServer::port() const { return state_->server.port(); }

size_t HttpServer::connections() const { return state_->server.connections(); }

Result<void> HttpServer::start() { return state_->server.start(); }

void HttpServer::stop(std::chrono::milliseconds grace) {
  state_->context.stopping = true;
  state_->server.stop(grace);
}

}  // namespace skep::net
