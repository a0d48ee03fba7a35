#include "base/text.h"
#include "metastore/in_memory_state.h"
#include "metastore/rules.h"

#include <ctime>

namespace skep::metastore {
namespace {

class InMemoryFunctions final : public FunctionStore {
 public:
  explicit InMemoryFunctions(InMemoryState& state) : state_(state) {}

  Result<std::vector<std::string>> list_functions(std::string_view database, std::string_view pattern) override {
    std::lock_guard lock(state_.mutex);
    auto found = state_.find_database(database);
    if (!found) return found.error();
    std::vector<std::string> names;
    for (const auto& [name, function] : (*found)->functions) {
      if (matches_pattern(name, pattern)) names.push_back(name);
    }
    return names;
  }

  Result<Function> load_function(std::string_view database, std::string_view name) override {
    std::lock_guard lock(state_.mutex);
    auto found = find(database, name);
    if (!found) return found.error();
    return **found;
  }

  Result<void> create_function(const Function& draft) override {
    auto function = prepared(draft, std::time(nullptr));
    if (!function) return function.error();
    std::lock_guard lock(state_.mutex);
    auto database = state_.find_database(function->database);
    if (!database) return database.error();
    bool is_new = (*database)->functions.try_emplace(function->name, *function).second;
    return is_new ? Result<void>() : function_exists(function->database, function->name);
  }

  Result<void> alter_function(std::string_view database, std::string_view name, const Function& changed) override {
    std::lock_guard lock(state_.mutex);
    auto found = find(database, name);
    if (!found) return found.error();
    Function before = std::exchange(**found, changed);
    (*found)->database = before.database;
    (*found)->name = before.name;
    (*found)->create_time_seconds = before.create_time_seconds;
    return {};
  }

  Result<void> drop_function(std::string_view database, std::string_view name) override {
    std::lock_guard lock(state_.mutex);
    auto found = find(database, name);
    if (!found) return found.error();
    state_.databases[to_lower(database)].functions.erase(to_lower(name));
    return {};
  }

 private:
  Result<Function*> find(std::string_view database, std::string_view name) {
    auto stored = state_.find_database(database);
    if (!stored) return stored.error();
    auto found = (*stored)->functions.find(to_lower(name));
    if (found == (*stored)->functions.end()) return no_such_function(database, name);
    return &found->second;
  }

  InMemoryState& state_;
};

}  // namespace

std::unique_ptr<FunctionStore> make_in_memory_functions(InMemoryState& state) {
  return std::make_unique<InMemoryFunctions>(state);
}

}  // namespace skep::metastore
