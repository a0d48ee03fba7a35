#include "net/tcp_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace skep::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// How long the listener waits when there is no room for another connection, or no file descriptor.
constexpr std::chrono::milliseconds kAcceptPause{50};

/// How long stop() waits for connections that were cut off: their work has been told to end.
constexpr std::chrono::seconds kCutOff{30};

Result<tcp::endpoint> endpoint_of(const std::string& address, uint16_t port) {
  error_code error;
  auto parsed = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
  if (error) return make_error(ErrorCode::invalid_argument, "no such IP address to listen on: {}", address);
  return tcp::endpoint(parsed, port);
}

}  // namespace

struct TcpServer::State {
  struct Client {
    asio::any_io_executor strand;
    std::shared_ptr<TcpConnection> connection;
  };

  State(TcpServerSettings settings_in, MakeConnection make_connection_in)
      : settings(std::move(settings_in)),
        make_connection(std::move(make_connection_in)),
        io(settings.io_threads),
        acceptor(asio::make_strand(io)) {}

  asio::awaitable<void> accept_clients();
  asio::awaitable<void> pause();
  void serve(tcp::socket socket);
  void for_each_client(const std::function<void(TcpConnection&)>& tell);
  bool wait_for_clients(std::chrono::milliseconds longest);
  void end_threads();

  TcpServerSettings settings;
  MakeConnection make_connection;
  asio::io_context io;
  tcp::acceptor acceptor;
  uint16_t port = 0;
  std::vector<std::thread> threads;

  std::mutex mutex;
  std::condition_variable ended;
  std::map<const TcpConnection*, Client> clients;
};

asio::awaitable<void> TcpServer::State::accept_clients() {
  while (acceptor.is_open()) {
    size_t count = 0;
    {
      std::lock_guard lock(mutex);
      count = clients.size();
    }
    error_code error;
    if (count < settings.connections_max) {
      tcp::socket socket(asio::make_strand(io));
      co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (!error) serve(std::move(socket));
    }
    if (error || count >= settings.connections_max) co_await pause();
  }
}

asio::awaitable<void> TcpServer::State::pause() {
  error_code ignored;
  asio::steady_timer timer(acceptor.get_executor(), kAcceptPause);
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void TcpServer::State::serve(tcp::socket socket) {
  auto strand = socket.get_executor();
  auto connection = make_connection(std::move(socket));
  {
    std::lock_guard lock(mutex);
    clients.emplace(connection.get(), Client{strand, connection});
  }
  asio::co_spawn(strand, connection->run(), [this, connection](const std::exception_ptr&) {
    std::lock_guard lock(mutex);
    clients.erase(connection.get());
    ended.notify_all();
  });
}

void TcpServer::State::for_each_client(const std::function<void(TcpConnection&)>& tell) {
  std::lock_guard lock(mutex);
  for (auto& [key, client] : clients)
    asio::post(client.strand, [connection = client.connection, tell] { tell(*connection); });
}

bool TcpServer::State::wait_for_clients(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex);
  return ended.wait_for(lock, longest, [&] { return clients.empty(); });
}

void TcpServer::State::end_threads() {
  io.stop();
  for (auto& thread : threads) thread.join();
  threads.clear();
}

TcpServer::TcpServer(TcpServerSettings settings, MakeConnection make_connection)
    : state_(std::make_shared<State>(std::move(settings), std::move(make_connection))) {}

TcpServer::~TcpServer() {
  stop(std::chrono::milliseconds(0));
  // What still works for a client that was cut off uses memory that goes away here.
  while (!state_->wait_for_clients(kCutOff)) continue;
  state_->end_threads();
}

size_t TcpServer::connections() const {
  std::lock_guard lock(state_->mutex);
  return state_->clients.size();
}

uint16_t TcpServer::port() const { return state_->port; }

std::weak_ptr<void> TcpServer::alive() const { return state_; }

Result<void> TcpServer::start() {
  auto& state = *state_;
  auto endpoint = endpoint_of(state.settings.address, state.settings.port);
  if (!endpoint) return endpoint.error();

  error_code error;
  state.acceptor.open(endpoint->protocol(), error);
  if (!error) state.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) state.acceptor.bind(*endpoint, error);
  if (!error) state.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) state.port = state.acceptor.local_endpoint(error).port();
  if (error) {
    error_code ignored;
    state.acceptor.close(ignored);
    return make_error(ErrorCode::unavailable, "cannot listen on {}:{}: {}", state.settings.address, state.settings.port,
                      error.message());
  }

  asio::co_spawn(state.acceptor.get_executor(), state.accept_clients(), [](const std::exception_ptr&) {});
  for (int i = 0; i < state.settings.io_threads; i++)
    state.threads.emplace_back([&state] {
      auto guard = asio::make_work_guard(state.io);
      state.io.run();
    });
  return {};
}

void TcpServer::stop(std::chrono::milliseconds grace) {
  auto& state = *state_;
  if (state.threads.empty()) return;

  asio::post(state.acceptor.get_executor(), [&state] {
    error_code ignored;
    state.acceptor.close(ignored);
  });
  state.for_each_client([](TcpConnection& connection) { connection.end_when_idle(); });
  if (!state.wait_for_clients(grace)) {
    state.for_each_client([](TcpConnection& connection) { connection.abort(); });
    if (!state.wait_for_clients(kCutOff)) return;
  }
  state.end_threads();
}

}  // namespace skep::net
