#pragma once

#include "access/access_policy.h"
#include "analyzer/analyzer.h"
#include "base/result.h"
#include "cache/table_cache.h"
#include "catalog/snapshot.h"
#include "engine/engine.h"
#include "metastore/records.h"
#include "session/session_state.h"
#include "warehouse/table_schema.h"
#include "warehouse/warehouse.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace skep::session {

/// The tables of a statement, loaded: what analysis asks (the snapshot) and what pruning and writing need of the same
/// tables, by the same index. Views and what they read are among them.
struct LoadedNames {
  catalog::Snapshot snapshot;
  std::vector<metastore::Table> tables;
  std::vector<warehouse::TableSchema> schemas;
  std::optional<engine::ScanDescriptor> source;  ///< the rows that several INSERTs share (analyzer::kSourceTable)

  // What the statement itself names of the session, views' texts left out.
  std::set<std::string> temporary_views;
  std::set<std::string> temporary_functions;

  /// Rows that stand for those of a table or view, by its index. Such a view is a table here.
  std::map<size_t, std::shared_ptr<const cache::CachedRows>> cached;
};

/// A table or view whose rows may be cached.
struct NamedRows {
  std::string key;                          ///< see cache::TableCache
  std::string name;                         ///< "db.table", or a temporary view's
  std::string text;                         ///< the same in SQL
  std::string identity;                     ///< see cache::TableCache
  const metastore::Table* table = nullptr;  ///< null for a view
  const warehouse::TableSchema* schema = nullptr;
};

/// Where names are looked up.
struct NameSource {
  const SessionState& state;
  TemporaryViews global_views;
  warehouse::Warehouse& warehouse;
  access::AccessPolicy& policy;
  const access::Principal& principal;

  /// Gives what is cached of a table or view, or null. Not set: everything is read itself.
  std::function<std::shared_ptr<const cache::CachedRows>(const NamedRows&)> cached_rows = {};
};

/// Reads every table, view and function that `names` asks for, and again what those name, until nothing is new; a missing
/// one goes into the snapshot with its reason. Asks the policy for each. Fails when the store does not answer or the
/// policy refuses.
Result<LoadedNames> load_names(const analyzer::NamesUsed& names, const NameSource& source);

/// A view's entry from what the metastore keeps of it, Hive's and Spark's.
Result<catalog::TableEntry> view_entry(const metastore::Table& table);

/// A function's entry from what the metastore keeps of it; nothing for one that is not written in SQL.
Result<std::shared_ptr<const catalog::SqlFunction>> sql_function(const metastore::Function& function);

}  // namespace skep::session
