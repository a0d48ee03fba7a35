#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::metastore {

/// One line of the log by which others follow what happens to tables.
struct Event {
  int64_t id = 0;  ///< counts up by one
  int64_t time_seconds = 0;
  std::string type;  ///< Hive's: "INSERT", "CREATE_TABLE" ...
  std::string database;
  std::string table;
  std::string message;
  std::string format;  ///< of the message: "json-0.2"

  bool operator==(const Event&) const = default;
};

/// Keeps Hive's log of events: those that clients report, and those of a Java metastore that shares the store and logs its
/// own. Skep's changes write none, as those of a Java metastore without a listener. Threads and failures as in Metastore.
class EventStore {
 public:
  virtual ~EventStore() = default;

  /// The id of the newest event that there was; 0 when there was none.
  virtual Result<int64_t> last_event_id() = 0;

  /// Those after an id, in their order, at most so many.
  virtual Result<std::vector<Event>> list_events(int64_t after_id, int64_t count_max) = 0;

  /// How many those of a database are; an empty name stands for any.
  virtual Result<int64_t> count_events(int64_t after_id, std::string_view database) = 0;

  /// Adds an event with the next id, which it gives, and forgets those that are older than a day, as Hive does.
  virtual Result<int64_t> add_event(const Event& draft) = 0;
};

/// How long events are kept: `hive.metastore.event.db.listener.timetolive`.
inline constexpr int64_t kEventLifeSeconds = 24 * 60 * 60;

}  // namespace skep::metastore
