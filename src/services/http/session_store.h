#pragma once

#include "base/result.h"
#include "session/session.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace skep::services {

/// The sessions of HTTP clients: current database and settings under an id that nobody guesses. One that is not used for
/// a while ends. Any thread may call it.
class SessionStore {
 public:
  SessionStore(std::chrono::seconds idle, size_t sessions_max) : idle_(idle), sessions_max_(sessions_max) {}

  struct Opened {
    std::string id;
    std::chrono::system_clock::time_point expires;
  };

  /// Fails with resource_exhausted when there are too many.
  Result<Opened> open(session::SessionState state);

  /// The state as it is now, and what prolongs its life. Fails with not_found.
  Result<session::SessionState> load(std::string_view id);

  /// Puts in what a statement has changed between the two states; what others changed meanwhile stays.
  void apply(std::string_view id, const session::SessionState& before, const session::SessionState& after);

  /// Says whether there was one.
  bool close(std::string_view id);

 private:
  struct Entry {
    session::SessionState state;
    std::chrono::system_clock::time_point expires;
  };
  void sweep();

  const std::chrono::seconds idle_;
  const size_t sessions_max_;
  std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace skep::services
