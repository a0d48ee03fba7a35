#include "services/metastore_thrift/thrift_connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_future.hpp>

namespace skep::hive {
namespace asio = boost::asio;
using net::IoOutcome;

namespace {

/// Clients keep connections for as long as they live.
constexpr std::chrono::hours kIdle{24 * 30};
constexpr std::chrono::milliseconds kLinger{2'000};
constexpr size_t kLingerBytes = 64u << 20;

}  // namespace

ThriftConnection::ThriftConnection(asio::ip::tcp::socket socket, ThriftContext& context)
    : context_(context), stream_(std::make_shared<net::TcpStream>(std::move(socket))), caller_{context.door, {}} {}

asio::awaitable<void> ThriftConnection::run() {
  for (;;) {
    bool goes_on = co_await serve_one();
    if (!goes_on) break;
  }
  stream_->close();
}

void ThriftConnection::end_when_idle() {
  if (idle_) stream_->close();
}

void ThriftConnection::abort() { stream_->close(); }

asio::awaitable<bool> ThriftConnection::serve_one() {
  MessageScanner scanner(context_.limits);
  LargeMessage large(context_);
  auto received = co_await receive(scanner, large);
  idle_ = false;
  if (received == Received::gone) co_return false;
  if (received != Received::message) {
    std::string why = received == Received::crowded ? "too many large messages are under way" : scanner.refusal();
    // One that does not speak Thrift would not understand the answer.
    if (scanner.has_head()) co_await refuse(scanner.head(), why);
    co_return false;
  }
  bool goes_on = co_await answer(scanner);
  auto& inbound = stream_->inbound();
  inbound.erase(0, scanner.size());
  if (inbound.empty()) std::string().swap(inbound);
  idle_ = true;
  co_return goes_on && !context_.stopping;
}

asio::awaitable<void> ThriftConnection::refuse(const MessageHead& head, const std::string& why) {
  std::string fault;
  write_fault(fault, head.name, head.sequence, Fault::protocol_error, why);
  // What is refused is not kept while the client reads why.
  std::string().swap(stream_->inbound());
  bool sent = co_await send(fault);
  if (sent) co_await stream_->linger(kLinger, kLingerBytes);
}

bool LargeMessage::grow_to(size_t bytes) {
  if (bytes <= context_.limits.message_small_bytes) return true;
  context_.large_bytes += bytes - held_;
  held_ = bytes;
  return context_.large_bytes <= context_.limits.messages_max_bytes;
}

asio::awaitable<ThriftConnection::Received> ThriftConnection::receive(MessageScanner& scanner, LargeMessage& large) {
  for (;;) {
    if (!large.grow_to(stream_->inbound().size())) co_return Received::crowded;
    auto progress = scanner.scan(stream_->inbound());
    if (progress == MessageScanner::Progress::complete) co_return Received::message;
    if (progress == MessageScanner::Progress::refused) co_return Received::refused;
    idle_ = stream_->inbound().empty();
    if (idle_ && context_.stopping) co_return Received::gone;
    std::chrono::milliseconds deadline = idle_ ? kIdle : context_.stalled_writer;
    auto outcome = co_await stream_->receive(deadline);
    if (outcome != IoOutcome::done) co_return Received::gone;
  }
}

asio::awaitable<bool> ThriftConnection::answer(const MessageScanner& scanner) {
  const MessageHead& head = scanner.head();
  auto body = std::string_view(stream_->inbound()).substr(head.size, scanner.size() - head.size);
  // A worker waits here while the client takes a piece of a long list: it holds the list's cursor.
  auto executor = co_await asio::this_coro::executor;
  AnswerBuffer::Send send_piece = [this, executor](const std::string& bytes) {
    return asio::co_spawn(executor, send(bytes), asio::use_future).get();
  };
  AnswerBuffer out(send_piece);
  std::function<void()> work = [&] { dispatch(caller_, head, body, out); };
  auto alive = context_.alive.lock();
  bool accepted = co_await net::run_on(context_.workers, work, alive);
  if (!accepted) {
    write_fault(out.bytes(), head.name, head.sequence, Fault::internal_error, "too many calls are under way");
  }
  if (out.is_broken()) stream_->reset();
  constexpr int8_t kOneway = 4;
  if (head.kind == kOneway || caller_.ends || out.is_broken()) co_return head.kind == kOneway && !caller_.ends;
  bool sent = co_await send(out.bytes());
  co_return sent;
}

asio::awaitable<bool> ThriftConnection::send(const std::string& bytes) {
  std::vector<std::string_view> pieces{bytes};
  auto outcome = co_await stream_->send(pieces, context_.stalled_reader);
  if (outcome == IoOutcome::timed_out) stream_->reset();
  co_return outcome == IoOutcome::done;
}

}  // namespace skep::hive
