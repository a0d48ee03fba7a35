#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::net {

enum class IoOutcome { done, closed, timed_out };

/// One accepted connection: received bytes in a buffer, deadlines, and word of a client that went away.
///
/// All calls come from the thread that serves the socket; one coroutine at a time reads or writes. A client that shuts
/// down its sending side counts as gone, as with most web servers. Owned by shared_ptr: callbacks of the
/// socket keep it alive.
class TcpStream : public std::enable_shared_from_this<TcpStream> {
 public:
  using Milliseconds = std::chrono::milliseconds;

  explicit TcpStream(boost::asio::ip::tcp::socket socket);

  /// Received and not yet used; the reader erases from its front what it has used.
  std::string& inbound() { return inbound_; }

  /// Waits for more bytes than are there. After `closed` bytes may still be there.
  boost::asio::awaitable<IoOutcome> receive(Milliseconds deadline);

  /// Sends all pieces, in order. `stalled` is the longest time in which the client may take nothing.
  boost::asio::awaitable<IoOutcome> send(const std::vector<std::string_view>& pieces, Milliseconds stalled);

  /// Reads ahead, while an answer is made, and calls `on_gone` once if the client goes away. Stops at `ahead_max`
  /// buffered bytes: from there on only a write tells.
  void watch(std::function<void()> on_gone, size_t ahead_max);
  void unwatch();

  /// Says no more will come; reads and throws away what the client still sends, so that it gets to read our last
  /// answer, for at most `patience` and about `bytes_max`.
  boost::asio::awaitable<void> linger(Milliseconds patience, size_t bytes_max = std::numeric_limits<size_t>::max());

  /// Closes at once. A waiting receive or send gives `closed`.
  void close();

  /// Closes so that the client sees a reset, and unsent bytes are thrown away.
  void reset();

  bool is_open() const { return socket_.is_open(); }
  bool peer_gone() const { return peer_gone_; }

 private:
  void await_readable();
  void on_read(size_t count);
  boost::asio::awaitable<IoOutcome> await_writable(Milliseconds deadline);
  int unacknowledged();
  void lose_peer();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer wakeup_;  ///< expires at the deadline, is cancelled when something happened
  std::string inbound_;
  std::array<char, 2048>
      first_bytes_;  ///< what a wait reads: enough for most requests, little for thousands of clients
  size_t ahead_max_ = 0;
  std::function<void()> on_gone_;
  bool awaiting_readable_ = false;
  bool writable_ = false;
  bool peer_gone_ = false;
};

}  // namespace skep::net
