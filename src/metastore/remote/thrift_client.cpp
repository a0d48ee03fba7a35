#include "metastore/remote/thrift_client.h"

#include "base/text.h"

#include <thrift/TApplicationException.h>
#include <thrift/TOutput.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TSocket.h>

#include <sys/socket.h>
#include <algorithm>
#include <thread>

namespace skep::metastore {
namespace {

using apache::thrift::TApplicationException;
using apache::thrift::TConfiguration;
using apache::thrift::TException;
using apache::thrift::protocol::TBinaryProtocol;
using apache::thrift::protocol::TMessageType;
using apache::thrift::transport::TBufferedTransport;
using apache::thrift::transport::TSocket;

constexpr std::string_view kUnknownMethod = "Invalid method name";
constexpr int kAnswerBytesMax = 1 << 30;
constexpr uint32_t kBufferBytes = 64 << 10;

std::string text_of(const RemoteAddress& address) { return fmt::format("thrift://{}:{}", address.host, address.port); }

int millis(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

}  // namespace

bool is_unknown_method(const Error& error) {
  return error.code == ErrorCode::unsupported && error.message.starts_with(kUnknownMethod);
}

/// One connection to one metastore. All of it throws TException.
class ThriftClient::Connection {
 public:
  Connection(const RemoteAddress& address, const RemoteSettings& settings)
      : name_(text_of(address)),
        socket_(
            std::make_shared<TSocket>(address.host, address.port, std::make_shared<TConfiguration>(kAnswerBytesMax))),
        transport_(std::make_shared<TBufferedTransport>(socket_, kBufferBytes)),
        protocol_(transport_) {
    socket_->setConnTimeout(millis(settings.connect_deadline));
    socket_->setRecvTimeout(millis(settings.answer_deadline));
    socket_->setSendTimeout(millis(settings.answer_deadline));
    socket_->setKeepAlive(true);
    transport_->open();
    if (!settings.user.empty()) introduce(settings.user);
  }

  void send(const std::string& name, const Part& write) {
    protocol_.writeMessageBegin(name, apache::thrift::protocol::T_CALL, ++sequence_);
    write(protocol_);
    protocol_.writeMessageEnd();
    transport_->writeEnd();
    transport_->flush();
  }

  /// Throws TApplicationException, after which the connection can be used on, when the server could not make the call.
  void receive(const Part& read) {
    std::string name;
    TMessageType kind = apache::thrift::protocol::T_REPLY;
    int32_t sequence = 0;
    protocol_.readMessageBegin(name, kind, sequence);
    bool is_fault = kind == apache::thrift::protocol::T_EXCEPTION;
    TApplicationException fault;
    if (is_fault)
      fault.read(&protocol_);
    else
      read(protocol_);
    protocol_.readMessageEnd();
    transport_->readEnd();
    if (is_fault) throw fault;
  }

  /// Says whether the server has closed it, or sent what nobody asked for, since the last call.
  bool is_stale() const {
    char byte = 0;
    auto got = ::recv(socket_->getSocketFD(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }

  const std::string& name() const { return name_; }

 private:
  /// An old or strange server may not know this; it does no harm then.
  void introduce(const std::string& user) {
    hive::set_ugi_args arguments;
    arguments.__set_user_name(user);
    arguments.__set_group_names({});
    send("set_ugi", [&](auto& out) { arguments.write(&out); });
    try {
      hive::set_ugi_result ignored;
      receive([&](auto& in) { ignored.read(&in); });
    } catch (const TApplicationException&) {
    }
  }

  std::string name_;
  std::shared_ptr<TSocket> socket_;
  std::shared_ptr<TBufferedTransport> transport_;
  TBinaryProtocol protocol_;
  int32_t sequence_ = 0;
};

ThriftClient::ThriftClient(RemoteSettings settings) : settings_(std::move(settings)) {
  // What the library would print is in the errors.
  apache::thrift::GlobalOutput.setOutputFunction([](const char*) {});
}
ThriftClient::~ThriftClient() = default;

std::string ThriftClient::address_text() const {
  std::vector<std::string> all;
  for (const auto& address : settings_.addresses) all.push_back(text_of(address));
  return join(all, ",");
}

Result<void> ThriftClient::exchange(const std::string& name, Effect effect, const Part& write, const Part& read) {
  // Each address may have died since it was used last, and so may each connection that was kept.
  size_t attempts_max = settings_.addresses.size() + 1;
  for (size_t attempt = 1;; attempt++) {
    auto connection = take();
    if (!connection) return connection.error();
    bool is_sent = false;
    std::string problem;
    try {
      (*connection)->send(name, write);
      is_sent = true;
      (*connection)->receive(read);
      give_back(std::move(*connection));
      return {};
    } catch (const TApplicationException& fault) {
      give_back(std::move(*connection));
      if (fault.getType() == TApplicationException::UNKNOWN_METHOD)
        return make_error(ErrorCode::unsupported, "{}: {}", kUnknownMethod, name);
      return make_error(ErrorCode::unavailable, "the metastore failed at {}: {}", name, fault.what());
    } catch (const TException& failure) {
      problem = failure.what();
    }
    bool is_unknown = is_sent && effect == Effect::changes;
    if (is_unknown)
      return make_error(ErrorCode::outcome_unknown, "the metastore {} gave no answer to {}: {}", (*connection)->name(),
                        name, problem);
    if (attempt == attempts_max)
      return make_error(ErrorCode::unavailable, "the metastore {} gave no answer to {}: {}", (*connection)->name(),
                        name, problem);
  }
}

Result<std::unique_ptr<ThriftClient::Connection>> ThriftClient::take() {
  for (;;) {
    std::unique_ptr<Connection> kept;
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        kept = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (!kept) return connect();
    if (!kept->is_stale()) return kept;
  }
}

Result<std::unique_ptr<ThriftClient::Connection>> ThriftClient::connect() {
  size_t first = 0;
  {
    std::lock_guard lock(mutex_);
    first = first_;
  }
  std::string problem;
  for (int round = 0; round < std::max(1, settings_.connect_rounds); round++) {
    if (round > 0) std::this_thread::sleep_for(settings_.connect_pause);
    for (size_t i = 0; i < settings_.addresses.size(); i++) {
      size_t at = (first + i) % settings_.addresses.size();
      try {
        auto connection = std::make_unique<Connection>(settings_.addresses[at], settings_);
        std::lock_guard lock(mutex_);
        first_ = at;
        return connection;
      } catch (const TException& failure) {
        problem = failure.what();
      }
    }
  }
  return make_error(ErrorCode::unavailable, "no metastore answers at {}: {}", address_text(), problem);
}

void ThriftClient::give_back(std::unique_ptr<Connection> connection) {
  std::lock_guard lock(mutex_);
  if (idle_.size() < settings_.idle_max) idle_.push_back(std::move(connection));
}

}  // namespace skep::metastore
