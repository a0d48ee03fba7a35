#include "session/session_state.h"

namespace skep::session {
namespace {

template <typename Map>
void apply_to(Map& map, const Map& before, const Map& after) {
  for (const auto& [key, value] : after) {
    auto old = before.find(key);
    if (old == before.end() || old->second != value) map[key] = value;
  }
  for (const auto& [key, value] : before)
    if (!after.contains(key)) map.erase(key);
}

}  // namespace

void apply_changes(SessionState& state, const SessionState& before, const SessionState& after) {
  if (after.database != before.database) state.database = after.database;
  apply_to(state.settings, before.settings, after.settings);
  apply_to(state.temporary_views, before.temporary_views, after.temporary_views);
  apply_to(state.variables, before.variables, after.variables);
  apply_to(state.temporary_functions, before.temporary_functions, after.temporary_functions);
}

}  // namespace skep::session
