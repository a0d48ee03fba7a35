#pragma once

#include "base/result.h"
#include "metastore/remote/exceptions.h"
#include "metastore/remote/remote_settings.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace apache::thrift::protocol {
class TProtocol;
}

namespace skep::metastore {

/// Says whether a call changes something: then it is not sent again once it may have arrived.
enum class Effect { reads, changes };

/// Calls a Hive metastore at one of several addresses. Connections are kept and used again; an address that does not answer
/// is left for the next one. Any thread may call it; each call has a connection of its own.
class ThriftClient {
 public:
  explicit ThriftClient(RemoteSettings settings);
  ~ThriftClient();

  /// Makes a call and gives its result struct. An exception that the call declares is an error (exceptions.h); a method that
  /// the server lacks fails with unsupported, which is_unknown_method recognises. Fails with unavailable when no address
  /// answers, and with outcome_unknown when the connection broke after a change was sent.
  template <typename Outcome, typename Arguments>
  Result<Outcome> call(const std::string& name, Effect effect, const Arguments& arguments) {
    Outcome outcome;
    auto done = exchange(
        name, effect, [&](apache::thrift::protocol::TProtocol& out) { arguments.write(&out); },
        [&](apache::thrift::protocol::TProtocol& in) {
          outcome = Outcome();
          outcome.read(&in);
        });
    if (!done) return done.error();
    if (auto error = raised(outcome)) return error->during("the metastore, {}", name);
    return outcome;
  }

  /// "thrift://a:9083,thrift://b:9083"
  std::string address_text() const;

 private:
  class Connection;
  using Part = std::function<void(apache::thrift::protocol::TProtocol&)>;

  Result<void> exchange(const std::string& name, Effect effect, const Part& write, const Part& read);
  Result<std::unique_ptr<Connection>> take();
  Result<std::unique_ptr<Connection>> connect();
  void give_back(std::unique_ptr<Connection> connection);

  const RemoteSettings settings_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
  size_t first_ = 0;  ///< the address that answered last
};

bool is_unknown_method(const Error& error);

}  // namespace skep::metastore
