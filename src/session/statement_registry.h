#pragma once

#include "base/cancellation.h"
#include "engine/record_batch_stream.h"
#include "session/session.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace skep::session {

/// Knows the statements that run and those that ended lately, by id. Any thread may call it.
class StatementRegistry {
 public:
  /// Takes a new statement in. Fails with already_exists for an id that runs, invalid_argument for one that is no id.
  Result<std::string> add(const std::string& wanted_id, const std::string& text, const Cancellation& cancellation);

  void set_state(const std::string& id, StatementState state);
  void begin_phase(const std::string& id, std::string_view name);
  void set_plan(const std::string& id, std::string plan, std::string stages);
  void count(const std::string& id, int64_t rows);

  /// From now on `find` asks this how far the statement is.
  void follow(const std::string& id, std::shared_ptr<const engine::StreamProgress> progress);

  /// Ends a statement; no error means that it finished.
  void end(const std::string& id, const std::optional<Error>& error);

  Result<void> cancel(std::string_view id);
  void cancel_all(const std::string& why);
  Result<StatementInfo> find(std::string_view id) const;
  std::vector<StatementInfo> list() const;

  /// How many have ended, and how: all since the beginning, also those that are no longer known.
  SessionLoad ended() const;

 private:
  struct Entry {
    StatementInfo info;
    Cancellation cancellation;
    bool ended = false;
    std::shared_ptr<const engine::StreamProgress> progress = nullptr;  ///< until its end, where there is one

    /// The info with what is known of the progress by now.
    StatementInfo now() const;
  };
  static constexpr size_t kEndedMax = 1000;

  /// Calls `change` on the statement's info, if it is known.
  template <typename Change>
  void update(const std::string& id, const Change& change) {
    std::lock_guard guard(mutex_);
    if (auto found = entries_.find(id); found != entries_.end()) change(found->second.info);
  }

  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
  std::deque<std::string> ended_;
  SessionLoad counts_;
};

}  // namespace skep::session
