#pragma once

#include "base/cancellation.h"
#include "cache/table_cache.h"
#include "engine/engine.h"
#include "metastore/records.h"
#include "plan/plan.h"
#include "session/names.h"
#include "warehouse/warehouse.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace skep::session {

/// Reads of cached tables, and the making of their rows.
///
/// Rows hold for as long as the engine would be asked for the same: the same statement of its own over the same files
/// with the same sizes and times, under the same settings. So nothing expires by time, nobody has to say that a table
/// changed, and what others did to its files is seen. Files younger than two seconds are not trusted to show a change
/// by their time. Any thread may call it.
class CachedTables {
 public:
  CachedTables(engine::Engine& engine, warehouse::Warehouse& warehouse, cache::TableCache& cache)
      : engine_(engine), warehouse_(warehouse), cache_(cache) {}

  /// On whose behalf rows are read or made.
  struct Asker {
    engine::EngineSettings settings;
    const Cancellation& cancellation;

    /// Analyses `SELECT * FROM` a view, without what is cached of that or others; also gives the names it needs.
    std::function<Result<std::pair<plan::PlanPtr, LoadedNames>>(const std::string& text)> analyze;
  };

  /// The rows of a table or view, made now where they are missing or old. Null where it is not cached, or they cannot be
  /// made now: then the table itself is to be read.
  std::shared_ptr<const cache::CachedRows> find(const NamedRows& named, const Asker& asker);

  /// Makes the rows of one that is cached, unless they are there. Waits until its files are old enough, for two seconds at
  /// most.
  Result<void> fill(const NamedRows& named, const Asker& asker);

 private:
  Result<engine::EngineRequest> request_of(const NamedRows& named, const Asker& asker);
  Result<std::string> fingerprint_of(const engine::EngineRequest& request);
  Result<std::shared_ptr<const cache::CachedRows>> make_rows(const NamedRows& named, engine::EngineRequest request,
                                                             const Asker& asker);

  engine::Engine& engine_;
  warehouse::Warehouse& warehouse_;
  cache::TableCache& cache_;
};

/// Fails with unsupported for columns of types that files do not hold.
Result<void> check_can_cache(const types::Schema& columns);

/// What a temporary view, or a table or view of the metastore, is cached under.
NamedRows named_rows(const TemporaryView& view);
NamedRows named_rows(const metastore::Table& table, const warehouse::TableSchema* schema);

}  // namespace skep::session
