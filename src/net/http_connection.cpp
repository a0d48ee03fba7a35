#include "net/http_connection.h"

#include "base/text.h"
#include "net/http_writer.h"
#include "net/worker_pool.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <utility>

// Values that coroutines hand on are named before a co_await: g++ 12 destroys temporaries of such an expression twice.
namespace skep::net {
namespace asio = boost::asio;

namespace {

/// Pipelined requests are read ahead to here while an answer is made.
constexpr size_t kReadAheadMax = 64u << 10;

constexpr std::chrono::milliseconds kLinger{2'000};

bool list_has(std::string_view list, std::string_view token) {
  auto tokens = split(list, ',');
  return std::any_of(tokens.begin(), tokens.end(),
                     [&](const std::string& one) { return equals_ignoring_case(trim(one), token); });
}

/// Calls the handler; what it throws is a mistake of ours.
HttpAnswer call_handler(HttpHandler& handler, const HttpRequest& request, const Cancellation& gone) {
  try {
    return handler.answer(request, gone);
  } catch (const std::exception& failure) {
    return handler.refuse({500, std::string("the request was not answered: ") + failure.what()});
  }
}

Result<bool> pull(BodyStream& stream, ByteChain& piece) {
  try {
    return stream.next(piece);
  } catch (const std::exception& failure) {
    return make_error(ErrorCode::internal, "the answer broke off: {}", failure.what());
  }
}

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, HttpContext& context)
    : context_(context), stream_(std::make_shared<TcpStream>(std::move(socket))) {}

asio::awaitable<void> HttpConnection::run() {
  for (;;) {
    bool goes_on = co_await serve_one();
    if (!goes_on) break;
  }
  stream_->close();
}

void HttpConnection::end_when_idle() {
  if (idle_) stream_->close();
}

void HttpConnection::abort() {
  gone_.request(ErrorCode::cancelled, "the server stops");
  stream_->close();
}

asio::awaitable<bool> HttpConnection::serve_one() {
  HttpParser parser(context_.settings.limits);
  HttpRefusal refusal;
  auto reading = co_await read_request(parser, refusal);
  idle_ = false;
  if (reading == Reading::gone) co_return false;
  if (reading == Reading::refused) {
    co_await send_refusal(std::move(refusal));
    co_return false;
  }

  HttpRequest request = parser.take_request();
  gone_ = Cancellation();
  HttpAnswer answer = co_await make_answer(request);
  bool goes_on = co_await send_answer(request, answer);
  stream_->unwatch();
  co_await drop(answer.rest);
  idle_ = true;
  if (stream_->inbound().empty()) std::string().swap(stream_->inbound());
  co_return goes_on && !context_.stopping;
}

asio::awaitable<HttpConnection::Reading> HttpConnection::read_request(HttpParser& parser, HttpRefusal& refusal) {
  using Clock = std::chrono::steady_clock;
  const auto& settings = context_.settings;
  Clock::time_point header_until{};
  bool told_to_continue = false;
  for (;;) {
    auto progress = parser.parse(stream_->inbound());
    if (progress == HttpParser::Progress::complete) co_return Reading::complete;
    if (progress == HttpParser::Progress::refused) {
      refusal = parser.refusal();
      co_return Reading::refused;
    }

    bool begun = parser.header_complete() || !stream_->inbound().empty();
    if (!begun && context_.stopping) co_return Reading::gone;
    if (begun && idle_) header_until = Clock::now() + settings.header_deadline;
    idle_ = !begun;
    auto deadline = settings.idle;
    if (parser.header_complete())
      deadline = settings.stalled_writer;
    else if (begun)
      deadline = std::chrono::duration_cast<std::chrono::milliseconds>(header_until - Clock::now());

    if (parser.waits_for_continue() && !told_to_continue) {
      told_to_continue = true;
      std::vector<std::string_view> interim{"HTTP/1.1 100 Continue\r\n\r\n"};
      auto sent = co_await stream_->send(interim, settings.stalled_reader);
      if (sent != IoOutcome::done) co_return Reading::gone;
    }

    auto received = co_await stream_->receive(deadline);
    if (received == IoOutcome::closed) co_return Reading::gone;
    if (received == IoOutcome::timed_out && idle_) co_return Reading::gone;
    if (received == IoOutcome::timed_out) {
      refusal = {408, "the request did not arrive in time"};
      co_return Reading::refused;
    }
  }
}

asio::awaitable<void> HttpConnection::send_refusal(HttpRefusal refusal) {
  HttpAnswer answer = context_.handler.refuse(refusal);
  ResponseHead head{answer.status, answer.headers, BodyFraming::length, answer.body.size(), false};
  std::string text = response_head(head) + answer.body;
  std::vector<std::string_view> pieces{text};
  auto sent = co_await stream_->send(pieces, context_.settings.stalled_reader);
  if (sent == IoOutcome::done) co_await stream_->linger(kLinger);
}

asio::awaitable<HttpAnswer> HttpConnection::make_answer(const HttpRequest& request) {
  Dispatch dispatched = context_.handler.dispatch(request);
  if (dispatched.answer) co_return std::move(*dispatched.answer);
  if (dispatched.pool == nullptr) co_return call_handler(context_.handler, request, gone_);

  std::function<void()> on_gone = [gone = gone_]() mutable {
    gone.request(ErrorCode::cancelled, "the client went away");
  };
  stream_->watch(on_gone, kReadAheadMax);
  HttpAnswer answer;
  std::function<void()> work = [&] { answer = call_handler(context_.handler, request, gone_); };
  bool accepted = co_await run(*dispatched.pool, work);
  if (!accepted) answer = context_.handler.refuse({429, "too many requests are under way"});
  co_return answer;
}

bool HttpConnection::may_go_on(const HttpRequest& request) const {
  if (context_.stopping) return false;
  auto connection = request.list_header("Connection");
  if (request.minor_version == 0) return list_has(connection, "keep-alive");
  return !list_has(connection, "close");
}

asio::awaitable<bool> HttpConnection::send_answer(const HttpRequest& request, HttpAnswer& answer) {
  bool without_body = request.method == "HEAD";
  if (answer.rest && !without_body) co_return co_await send_stream(request, answer);

  bool goes_on = may_go_on(request);
  auto framing = answer.rest ? BodyFraming::chunked : BodyFraming::length;  // HEAD says what GET would
  auto content = answer.content();
  ResponseHead head{answer.status, answer.headers, framing, content.size(), goes_on};
  std::string text = response_head(head);
  std::vector<std::string_view> pieces{text};
  if (!without_body) pieces.push_back(content);
  auto sent = co_await stream_->send(pieces, context_.settings.stalled_reader);
  if (sent == IoOutcome::timed_out) stream_->reset();
  co_return goes_on&& sent == IoOutcome::done;
}

asio::awaitable<bool> HttpConnection::send_stream(const HttpRequest& request, HttpAnswer& answer) {
  bool chunked = request.minor_version >= 1;
  bool goes_on = chunked && may_go_on(request);
  ResponseHead head{answer.status, answer.headers, chunked ? BodyFraming::chunked : BodyFraming::until_close, 0,
                    goes_on};
  bool whole = co_await send_pieces(answer, response_head(head), chunked);
  co_return goes_on&& whole;
}

asio::awaitable<bool> HttpConnection::send_pieces(HttpAnswer& answer, std::string head, bool chunked) {
  ByteChain piece;
  piece.text() = std::move(answer.body);
  Result<bool> more = true;
  std::function<void()> work = [&] { more = pull(*answer.rest, piece); };
  for (;;) {
    if (chunked && !piece.empty()) head += chunk_head(piece.size());
    auto pieces = piece.pieces();
    pieces.insert(pieces.begin(), head);
    if (chunked && !piece.empty()) pieces.push_back(kChunkEnd);
    bool last = more && !*more;
    if (chunked && last) pieces.push_back(kLastChunk);
    auto sent = co_await stream_->send(pieces, context_.settings.stalled_reader);
    bool broken = sent == IoOutcome::timed_out || (!more && !chunked);
    if (broken) stream_->reset();
    if (sent != IoOutcome::done || !more || last) co_return sent == IoOutcome::done&& last;

    head.clear();
    piece.clear();
    bool accepted = co_await run(context_.body_pool, work);
    if (!accepted) more = make_error(ErrorCode::resource_exhausted, "no thread is free for this answer");
  }
}

asio::awaitable<bool> HttpConnection::run(WorkerPool& pool, const std::function<void()>& work) {
  auto alive = context_.alive.lock();
  bool accepted = co_await run_on(pool, work, alive);
  co_return accepted;
}

/// Ends a stream where it may block: that stops the work behind it.
asio::awaitable<void> HttpConnection::drop(std::unique_ptr<BodyStream>& stream) {
  if (!stream) co_return;
  std::function<void()> work = [&] { stream.reset(); };
  bool accepted = co_await run(context_.body_pool, work);
  if (!accepted) stream.reset();
}

}  // namespace skep::net
