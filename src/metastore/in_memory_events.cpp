#include "base/text.h"
#include "metastore/in_memory_state.h"

#include <algorithm>
#include <ctime>

namespace skep::metastore {
namespace {

class InMemoryEvents final : public EventStore {
 public:
  explicit InMemoryEvents(InMemoryState& state) : state_(state) {}

  Result<int64_t> last_event_id() override {
    std::lock_guard lock(state_.mutex);
    return state_.last_event_id;
  }

  Result<std::vector<Event>> list_events(int64_t after_id, int64_t count_max) override {
    std::lock_guard lock(state_.mutex);
    std::vector<Event> found;
    for (const auto& event : state_.events) {
      bool is_wanted = event.id > after_id && static_cast<int64_t>(found.size()) < count_max;
      if (is_wanted) found.push_back(event);
    }
    return found;
  }

  Result<int64_t> count_events(int64_t after_id, std::string_view database) override {
    std::lock_guard lock(state_.mutex);
    std::string name = to_lower(database);
    return std::count_if(state_.events.begin(), state_.events.end(), [&](const Event& event) {
      return event.id > after_id && (name.empty() || event.database == name);
    });
  }

  Result<int64_t> add_event(const Event& draft) override {
    std::lock_guard lock(state_.mutex);
    Event event = draft;
    event.id = ++state_.last_event_id;
    event.database = to_lower(draft.database);
    event.table = to_lower(draft.table);
    if (event.time_seconds == 0) event.time_seconds = std::time(nullptr);
    std::erase_if(state_.events,
                  [&](const Event& old) { return old.time_seconds < event.time_seconds - kEventLifeSeconds; });
    state_.events.push_back(event);
    return event.id;
  }

 private:
  InMemoryState& state_;
};

}  // namespace

std::unique_ptr<EventStore> make_in_memory_events(InMemoryState& state) {
  return std::make_unique<InMemoryEvents>(state);
}

}  // namespace skep::metastore
