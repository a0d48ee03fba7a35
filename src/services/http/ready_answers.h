#pragma once

#include "net/http_handler.h"

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skep::services {

/// An answer as it was made, before what is each request's own: its id, its origin, whether the client has it already.
struct ReadyAnswer {
  std::vector<net::HttpHeader> headers;
  std::shared_ptr<const std::string> body;
  std::string tag;    ///< its ETag
  std::string route;  ///< for the measures

  /// Says whether the answer still is what would be made now. Called on the thread that serves the sockets: never waits.
  std::function<bool()> holds;
};

/// Keeps answers in memory, so that the thread that serves the sockets can give them again. Any thread may call it. The
/// least lately used go first when there are more than kBytesMax.
class ReadyAnswers {
 public:
  /// What an answer depends on, out of a request: its method, target, and every header but those that are known to
  /// change nothing, or nothing but what is each request's own. Empty for requests that are not answered so.
  static std::string key_of(const net::HttpRequest& request);

  /// Nothing when there is none, or it does not hold any more.
  std::shared_ptr<const ReadyAnswer> find(const std::string& key);

  /// Keeps an answer if it is small enough.
  void keep(const std::string& key, ReadyAnswer answer);

  void clear();

 private:
  struct Entry {
    std::shared_ptr<const ReadyAnswer> answer;
    size_t bytes = 0;
    std::list<std::string>::iterator use;
  };
  using Entries = std::unordered_map<std::string, Entry>;
  static constexpr size_t kBytesMax = 32u << 20;
  static constexpr size_t kAnswerBytesMax = 512u << 10;

  void drop(Entries::iterator entry);

  std::mutex mutex_;
  Entries entries_;
  std::list<std::string> by_use_;  ///< the latest first
  size_t bytes_ = 0;
};

}  // namespace skep::services
