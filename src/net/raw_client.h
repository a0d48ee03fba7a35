#pragma once

#include "base/check.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace skep::net {

/// One answer as it stood on the wire. `whole` says that the body ended as its framing promised.
struct RawResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
  bool whole = false;
  bool reset = false;  ///< the connection was reset instead of closed
};

/// Talks HTTP to a server on 127.0.0.1 byte by byte, also wrongly: what tests of a server need. Blocks, at most
/// `patience` a call. One thread.
class RawClient {
 public:
  explicit RawClient(uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    check(socket_ >= 0, "no socket for a test");
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "a test cannot connect");
  }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)) {}
  ~RawClient() { close(); }

  std::chrono::milliseconds patience{10'000};

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }

  /// Says that no more will be sent.
  void shut_down() { ::shutdown(socket_, SHUT_WR); }

  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  /// Reads one answer. `head_request`: no body follows. Status 0: the connection ended first.
  RawResponse read(bool head_request = false) {
    RawResponse response;
    auto head = read_until("\r\n\r\n");
    if (head.empty()) return finish(response, false);
    parse_head(head, response);
    bool without_body = head_request || response.status < 200 || response.status == 204 || response.status == 304;
    if (without_body) return finish(response, true);
    auto encoding = response.headers.find("transfer-encoding");
    if (encoding != response.headers.end() && encoding->second == "chunked")
      return finish(response, read_chunks(response.body));
    if (!response.headers.contains("content-length")) {
      while (fill()) continue;
      response.body = std::move(unread_);
      return finish(response, !reset_);
    }
    auto length = std::stoull(response.headers["content-length"]);
    return finish(response, read_bytes(length, response.body));
  }

  RawResponse ask(std::string_view request) {
    send(request);
    return read(request.starts_with("HEAD "));
  }

  /// Reads what is there until the server closes; false when it does not in time.
  bool closed() {
    while (fill()) continue;
    return ended_;
  }

  /// Reads and throws away some bytes; gives how many.
  size_t read_some(size_t most) {
    std::string bytes(most, '\0');
    auto count = ::recv(socket_, bytes.data(), most, 0);
    return count > 0 ? static_cast<size_t>(count) : 0;
  }

 private:
  RawResponse& finish(RawResponse& response, bool whole) {
    response.whole = whole;
    response.reset = reset_;
    return response;
  }

  bool fill() {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(patience.count())) <= 0) return false;
    char bytes[64 * 1024];
    auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) unread_.append(bytes, static_cast<size_t>(count));
    ended_ = count <= 0;
    reset_ = count < 0;
    return count > 0;
  }

  std::string read_until(std::string_view end) {
    size_t at;
    while ((at = unread_.find(end)) == std::string::npos)
      if (!fill()) return {};
    auto text = unread_.substr(0, at + end.size());
    unread_.erase(0, at + end.size());
    return text;
  }

  bool read_bytes(size_t count, std::string& out) {
    while (unread_.size() < count)
      if (!fill()) break;
    out += unread_.substr(0, count);
    bool whole = unread_.size() >= count;
    unread_.erase(0, count);
    return whole;
  }

  bool read_chunks(std::string& out) {
    for (;;) {
      auto line = read_until("\r\n");
      if (line.empty()) return false;
      auto size = std::stoull(line, nullptr, 16);
      if (!read_bytes(size, out)) return false;
      if (read_until("\r\n") != "\r\n") return false;
      if (size == 0) return true;
    }
  }

  static void parse_head(const std::string& head, RawResponse& response) {
    auto lines = split(head, '\n');
    response.status = std::stoi(lines[0].substr(9, 3));
    for (size_t i = 1; i < lines.size(); i++) {
      auto colon = lines[i].find(':');
      if (colon == std::string::npos) continue;
      auto value = trim(std::string_view(lines[i]).substr(colon + 1));
      response.headers[to_lower(lines[i].substr(0, colon))] = std::string(value);
    }
  }

  int socket_;
  std::string unread_;
  bool ended_ = false;
  bool reset_ = false;
};

}  // namespace skep::net
