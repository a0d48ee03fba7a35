#include "net/tcp_stream.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <utility>

namespace skep::net {
namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr size_t kReadAtOnce = 16 * 1024;

/// How often it is looked, in the time after which a client counts as stalled, whether it has taken anything.
constexpr int kLooksAtAStall = 8;

bool would_block(const error_code& error) {
  return error == asio::error::would_block || error == asio::error::try_again;
}

/// Lists what is left to send after the first `sent` bytes.
std::vector<asio::const_buffer> remaining(const std::vector<std::string_view>& pieces, size_t sent) {
  std::vector<asio::const_buffer> buffers;
  for (auto piece : pieces) {
    size_t skipped = std::min(sent, piece.size());
    sent -= skipped;
    if (skipped < piece.size()) buffers.emplace_back(piece.data() + skipped, piece.size() - skipped);
  }
  return buffers;
}

}  // namespace

TcpStream::TcpStream(asio::ip::tcp::socket socket) : socket_(std::move(socket)), wakeup_(socket_.get_executor()) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

asio::awaitable<IoOutcome> TcpStream::receive(Milliseconds deadline) {
  size_t before = inbound_.size();
  auto until = Clock::now() + deadline;
  for (;;) {
    if (inbound_.size() > before) co_return IoOutcome::done;
    if (peer_gone_ || !socket_.is_open()) co_return IoOutcome::closed;
    if (Clock::now() >= until) co_return IoOutcome::timed_out;

    error_code ignored;
    await_readable();
    wakeup_.expires_at(until);
    co_await wakeup_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void TcpStream::await_readable() {
  if (awaiting_readable_ || peer_gone_ || !socket_.is_open()) return;
  awaiting_readable_ = true;
  // Unlike a wait for readiness, a read that came back short tells asio that there is nothing more: the next one costs no
  // system call until there is.
  auto on_read = [self = shared_from_this()](const error_code& error, size_t count) {
    self->awaiting_readable_ = false;
    if (error)
      self->lose_peer();
    else
      self->on_read(count);
  };
  socket_.async_read_some(asio::buffer(first_bytes_), std::move(on_read));
}

void TcpStream::on_read(size_t count) {
  inbound_.append(first_bytes_.data(), count);
  if (count == first_bytes_.size()) {
    std::array<char, kReadAtOnce> more;
    error_code error;
    size_t read = socket_.read_some(asio::buffer(more), error);
    if (error && !would_block(error)) return lose_peer();
    inbound_.append(more.data(), read);
  }
  wakeup_.cancel();
  if (on_gone_ && inbound_.size() < ahead_max_) await_readable();
}

void TcpStream::lose_peer() {
  peer_gone_ = true;
  wakeup_.cancel();
  if (auto on_gone = std::exchange(on_gone_, nullptr)) on_gone();
}

asio::awaitable<IoOutcome> TcpStream::send(const std::vector<std::string_view>& pieces, Milliseconds stalled) {
  size_t total = 0;
  for (auto piece : pieces) total += piece.size();
  size_t sent = 0;
  while (sent < total) {
    if (!socket_.is_open()) co_return IoOutcome::closed;
    error_code error;
    sent += socket_.write_some(remaining(pieces, sent), error);
    if (error && !would_block(error)) {
      lose_peer();
      co_return IoOutcome::closed;
    }
    if (!error) continue;

    auto outcome = co_await await_writable(stalled);
    if (outcome != IoOutcome::done) co_return outcome;
  }
  co_return IoOutcome::done;
}

asio::awaitable<IoOutcome> TcpStream::await_writable(Milliseconds deadline) {
  writable_ = false;
  socket_.async_wait(asio::ip::tcp::socket::wait_write, [self = shared_from_this()](const error_code&) {
    self->writable_ = true;
    self->wakeup_.cancel();
  });
  // The kernel's buffer is large and called writable only when a good part of it is free. A client that takes anything
  // out of it is slow, not stalled.
  auto look_after = std::max(deadline / kLooksAtAStall, Milliseconds(1));
  auto taken_last = Clock::now();
  int queued = unacknowledged();
  while (!writable_ && socket_.is_open()) {
    error_code ignored;
    wakeup_.expires_at(Clock::now() + look_after);
    // Bytes that are read ahead cancel the timer, too.
    co_await wakeup_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    int left = unacknowledged();
    if (left < queued) taken_last = Clock::now();
    queued = std::min(queued, left);
    if (Clock::now() - taken_last >= deadline) break;
  }
  if (!socket_.is_open()) co_return IoOutcome::closed;
  co_return writable_ ? IoOutcome::done : IoOutcome::timed_out;
}

int TcpStream::unacknowledged() {
  int bytes = 0;
  return ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

void TcpStream::watch(std::function<void()> on_gone, size_t ahead_max) {
  ahead_max_ = ahead_max;
  if (peer_gone_) return on_gone();
  on_gone_ = std::move(on_gone);
  if (inbound_.size() < ahead_max_) await_readable();
}

void TcpStream::unwatch() { on_gone_ = nullptr; }

asio::awaitable<void> TcpStream::linger(Milliseconds patience, size_t bytes_max) {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  auto until = Clock::now() + patience;
  std::string().swap(inbound_);
  for (size_t discarded = 0; discarded <= bytes_max; discarded += inbound_.size()) {
    inbound_.clear();
    auto left = std::chrono::duration_cast<Milliseconds>(until - Clock::now());
    if (left.count() <= 0) break;
    auto outcome = co_await receive(left);
    if (outcome != IoOutcome::done) break;
  }
  close();
}

void TcpStream::close() {
  error_code ignored;
  socket_.close(ignored);
  wakeup_.cancel();
}

void TcpStream::reset() {
  error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

}  // namespace skep::net
