#include "engine/duckdb/functions/aggregate.h"

#include <duckdb/main/extension/extension_loader.hpp>

namespace skep::engine {

void AggregateRegistrar::put(const std::string& name, duckdb::AggregateFunction function) {
  auto full_name = "skep_" + name;
  function.name = full_name;
  functions_.try_emplace(full_name, full_name).first->second.AddFunction(std::move(function));
}

void AggregateRegistrar::register_in(duckdb::DatabaseInstance& database) {
  duckdb::ExtensionLoader loader(database, "skep");
  for (auto& [name, set] : functions_) loader.RegisterFunction(std::move(set));
  functions_.clear();
}

}  // namespace skep::engine
