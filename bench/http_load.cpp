// Loads an HTTP server over kept connections, in one thread, and says how it answered.
//
//   http_load PORT CONNECTIONS SECONDS REQUESTS [PER_SECOND]
//
// REQUESTS is a file of whole HTTP requests, each after a line with its length in bytes; they are sent in turn. Without
// PER_SECOND each connection sends its next request when its answer is there. With it requests begin at that rate on
// connections that are free, whether or not the former are answered (one that finds none free counts as unsent).
//
// Prints one line of JSON: what came per status, with latencies in milliseconds; broken answers; unsent requests.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> read_requests(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> requests;
  for (std::string line; std::getline(file, line);) {
    std::string request(std::stoul(line), '\0');
    if (!file.read(request.data(), static_cast<std::streamsize>(request.size()))) throw std::runtime_error("cut off");
    requests.push_back(std::move(request));
  }
  if (requests.empty()) throw std::runtime_error("no requests");
  return requests;
}

/// Where one answer ends: by Content-Length, or by its last chunk.
class AnswerReader {
 public:
  /// Takes bytes; true when the answer is whole. Nothing follows it, since the next request waits for it.
  bool add(const char* bytes, size_t count) {
    if (!in_body_) {
      head_.append(bytes, count);
      auto end = head_.find("\r\n\r\n");
      if (end == std::string::npos) return false;
      begin_body(end + 4);
    } else {
      received_ += count;
      if (chunked_) keep_tail(bytes, count);
    }
    return chunked_ ? tail_ == "\r\n0\r\n\r\n" || (received_ == 5 && tail_.ends_with("0\r\n\r\n"))
                    : received_ >= wanted_;
  }

  int status() const { return status_; }
  size_t size() const { return received_; }
  void reset() { *this = AnswerReader(); }

 private:
  void begin_body(size_t begin) {
    in_body_ = true;
    status_ = std::atoi(head_.c_str() + sizeof("HTTP/1.1"));
    for (auto& c : head_) c = static_cast<char>(std::tolower(c));
    auto length = head_.find("\r\ncontent-length:");
    if (length != std::string::npos && length < begin) wanted_ = std::strtoul(head_.c_str() + length + 17, nullptr, 10);
    chunked_ = head_.substr(0, begin).find("\r\ntransfer-encoding: chunked") != std::string::npos;
    received_ = head_.size() - begin;
    if (chunked_) keep_tail(head_.data() + begin, received_);
  }

  void keep_tail(const char* bytes, size_t count) {
    constexpr size_t kTail = 7;
    tail_.append(bytes + (count > kTail ? count - kTail : 0), std::min(count, kTail));
    if (tail_.size() > kTail) tail_.erase(0, tail_.size() - kTail);
  }

  std::string head_;
  std::string tail_;
  bool in_body_ = false;
  bool chunked_ = false;
  int status_ = 0;
  size_t received_ = 0;
  size_t wanted_ = 0;
};

struct Connection {
  int socket = -1;
  bool is_busy = false;
  Clock::time_point sent;
  const std::string* request = nullptr;
  AnswerReader answer;
};

class Load {
 public:
  Load(uint16_t port, size_t connections, std::vector<std::string> requests)
      : port_(port), requests_(std::move(requests)), epoll_(epoll_create1(0)), connections_(connections) {
    for (auto& connection : connections_) open(connection);
  }

  void run(double seconds, double per_second) {
    auto began = Clock::now();
    auto end = began + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    size_t due = 0;
    if (per_second <= 0)
      for (auto& connection : connections_) send(connection);
    for (auto now = began; now < end; now = Clock::now()) {
      auto passed = std::chrono::duration<double>(now - began).count();
      for (; per_second > 0 && static_cast<double>(due) < passed * per_second; due++) send_on_a_free_one();
      std::vector<epoll_event> events(connections_.size());
      auto wait_ms = per_second > 0 ? 1 : 100;
      auto count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms);
      for (int i = 0; i < count; i++) handle(connections_[events[static_cast<size_t>(i)].data.u64], per_second <= 0);
    }
    seconds_ = std::chrono::duration<double>(Clock::now() - began).count();
  }

  void print() {
    std::printf("{\"seconds\":%.3f,\"broken\":%zu,\"unsent\":%zu,\"statuses\":{", seconds_, broken_, unsent_);
    const char* comma = "";
    for (auto& [status, all] : latencies_) {
      std::sort(all.begin(), all.end());
      auto at = [&sorted = all](double part) {
        return sorted[static_cast<size_t>(part * static_cast<double>(sorted.size() - 1))];
      };
      std::printf(
          "%s\"%d\":{\"count\":%zu,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"bytes\":%zu}",
          comma, status, all.size(), static_cast<double>(all.size()) / seconds_, at(0.5), at(0.99), all.back(),
          sizes_[status]);
      comma = ",";
    }
    std::puts("}}");
  }

 private:
  void open(Connection& connection) {
    auto index = static_cast<uint64_t>(&connection - connections_.data());
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection.socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
    int yes = 1;
    setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_event event{EPOLLIN, {.u64 = index}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
    connection.is_busy = false;
    free_.push_back(index);
  }

  void send(Connection& connection) {
    connection.request = &requests_[next_++ % requests_.size()];
    connection.is_busy = true;
    connection.sent = Clock::now();
    connection.answer.reset();
    // Requests are small beside a socket's buffer: a blocking write does not block.
    if (write(connection.socket, connection.request->data(), connection.request->size()) < 0) broken_++;
  }

  void send_on_a_free_one() {
    if (free_.empty()) {
      unsent_++;
      return;
    }
    auto index = free_.back();
    free_.pop_back();
    send(connections_[index]);
  }

  void handle(Connection& connection, bool again) {
    static std::vector<char> buffer(1 << 18);
    auto count = recv(connection.socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      if (connection.is_busy) broken_++;
      std::erase(free_, static_cast<uint64_t>(&connection - connections_.data()));
      close(connection.socket);
      open(connection);
      if (again) send(connection);
      return;
    }
    if (!connection.is_busy || !connection.answer.add(buffer.data(), static_cast<size_t>(count))) return;
    connection.is_busy = false;
    auto status = connection.answer.status();
    sizes_[status] = connection.answer.size();
    latencies_[status].push_back(std::chrono::duration<double, std::milli>(Clock::now() - connection.sent).count());
    if (again) return send(connection);
    free_.push_back(static_cast<uint64_t>(&connection - connections_.data()));
  }

  uint16_t port_;
  std::vector<std::string> requests_;
  int epoll_;
  std::vector<Connection> connections_;
  std::vector<uint64_t> free_;
  std::map<int, std::vector<double>> latencies_;
  std::map<int, size_t> sizes_;
  size_t next_ = 0;
  size_t broken_ = 0;
  size_t unsent_ = 0;
  double seconds_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("http_load PORT CONNECTIONS SECONDS REQUESTS [PER_SECOND]\n", stderr);
    return 2;
  }
  try {
    Load load(static_cast<uint16_t>(std::stoi(argv[1])), std::stoul(argv[2]), read_requests(argv[4]));
    load.run(std::stod(argv[3]), argc > 5 ? std::stod(argv[5]) : 0);
    load.print();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "http_load: %s\n", error.what());
    return 1;
  }
}
