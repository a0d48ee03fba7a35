#include "services/http/session_store.h"

#include "base/random_id.h"

namespace skep::services {

Result<SessionStore::Opened> SessionStore::open(session::SessionState state) {
  std::lock_guard guard(mutex_);
  sweep();
  if (entries_.size() >= sessions_max_) {
    return make_error(ErrorCode::resource_exhausted, "{} sessions are open: end some, or raise skep.sessions.max",
                      entries_.size());
  }
  Opened opened{random_id(), std::chrono::system_clock::now() + idle_};
  entries_[opened.id] = {std::move(state), opened.expires};
  return opened;
}

Result<session::SessionState> SessionStore::load(std::string_view id) {
  std::lock_guard guard(mutex_);
  sweep();
  auto found = entries_.find(id);
  if (found == entries_.end())
    return make_error(ErrorCode::not_found, "there is no such session, or no longer: open one at /api/v1/sessions");
  found->second.expires = std::chrono::system_clock::now() + idle_;
  return found->second.state;
}

void SessionStore::apply(std::string_view id, const session::SessionState& before, const session::SessionState& after) {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(id);
  if (found == entries_.end()) return;
  session::apply_changes(found->second.state, before, after);
}

bool SessionStore::close(std::string_view id) {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(id);
  if (found == entries_.end()) return false;
  entries_.erase(found);
  return true;
}

void SessionStore::sweep() {
  auto now = std::chrono::system_clock::now();
  std::erase_if(entries_, [&](const auto& entry) { return entry.second.expires < now; });
}

}  // namespace skep::services
