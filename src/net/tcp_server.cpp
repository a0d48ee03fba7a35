#include "net/tcp_server.h"

#include "net/networks.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
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
  /// A thread with the clients that it serves: they need no lock, and no other thread is woken for them.
  struct Loop {
    asio::io_context io{1};
    size_t clients = 0;
    std::thread thread;
  };

  struct Client {
    Loop* loop = nullptr;
    std::shared_ptr<TcpConnection> connection;
  };

  State(TcpServerSettings settings_in, MakeConnection make_connection_in)
      : settings(std::move(settings_in)),
        make_connection(std::move(make_connection_in)),
        loops(make_loops(settings.io_threads)),
        acceptor(loops.front()->io) {}

  static std::vector<std::unique_ptr<Loop>> make_loops(int count);

  asio::awaitable<void> accept_clients();
  asio::awaitable<void> pause();
  Loop& least_busy();
  void serve(Loop& loop, tcp::socket socket);
  bool may_come(const tcp::socket& socket) const;
  void for_each_client(const std::function<void(TcpConnection&)>& tell);
  bool wait_for_clients(std::chrono::milliseconds longest);
  void end_threads();

  TcpServerSettings settings;
  MakeConnection make_connection;
  Networks networks;
  std::vector<std::unique_ptr<Loop>> loops;
  tcp::acceptor acceptor;
  uint16_t port = 0;

  std::mutex mutex;  ///< of what follows, and of the loops' counts
  std::condition_variable ended;
  std::map<const TcpConnection*, Client> clients;
};

std::vector<std::unique_ptr<TcpServer::State::Loop>> TcpServer::State::make_loops(int count) {
  std::vector<std::unique_ptr<Loop>> loops;
  for (int i = 0; i < std::max(count, 1); i++) loops.push_back(std::make_unique<Loop>());
  return loops;
}

asio::awaitable<void> TcpServer::State::accept_clients() {
  while (acceptor.is_open()) {
    size_t count = 0;
    {
      std::lock_guard lock(mutex);
      count = clients.size();
    }
    error_code error;
    if (count < settings.connections_max) {
      auto& loop = least_busy();
      tcp::socket socket(loop.io);
      co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (!error && may_come(socket)) serve(loop, std::move(socket));
    }
    if (error || count >= settings.connections_max) co_await pause();
  }
}

asio::awaitable<void> TcpServer::State::pause() {
  error_code ignored;
  asio::steady_timer timer(acceptor.get_executor(), kAcceptPause);
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

TcpServer::State::Loop& TcpServer::State::least_busy() {
  std::lock_guard lock(mutex);
  auto fewer = [](const auto& one, const auto& other) { return one->clients < other->clients; };
  return **std::min_element(loops.begin(), loops.end(), fewer);
}

/// A stranger's connection is closed without a word.
bool TcpServer::State::may_come(const tcp::socket& socket) const {
  if (settings.networks.empty()) return true;
  error_code gone;
  auto client = socket.remote_endpoint(gone);
  return !gone && networks.admit(client.address());
}

void TcpServer::State::serve(Loop& loop, tcp::socket socket) {
  auto connection = make_connection(std::move(socket));
  {
    std::lock_guard lock(mutex);
    clients.emplace(connection.get(), Client{&loop, connection});
    loop.clients++;
  }
  asio::co_spawn(loop.io, connection->run(), [this, &loop, connection](const std::exception_ptr&) {
    std::lock_guard lock(mutex);
    clients.erase(connection.get());
    loop.clients--;
    ended.notify_all();
  });
}

void TcpServer::State::for_each_client(const std::function<void(TcpConnection&)>& tell) {
  std::lock_guard lock(mutex);
  for (auto& [key, client] : clients)
    asio::post(client.loop->io, [connection = client.connection, tell] { tell(*connection); });
}

bool TcpServer::State::wait_for_clients(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex);
  return ended.wait_for(lock, longest, [&] { return clients.empty(); });
}

void TcpServer::State::end_threads() {
  for (auto& loop : loops) loop->io.stop();
  for (auto& loop : loops)
    if (loop->thread.joinable()) loop->thread.join();
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
  auto networks = Networks::parse(state.settings.networks);
  if (!networks) return networks.error();
  state.networks = *std::move(networks);

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
  for (auto& loop : state.loops)
    loop->thread = std::thread([&io = loop->io] {
      auto guard = asio::make_work_guard(io);
      io.run();
    });
  return {};
}

void TcpServer::stop(std::chrono::milliseconds grace) {
  auto& state = *state_;
  if (!state.loops.front()->thread.joinable()) return;

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
