#pragma once

#include "access/access_policy.h"
#include "base/result.h"
#include "catalog/snapshot.h"
#include "engine/engine.h"
#include "metastore/records.h"
#include "syntax/ast.h"
#include "warehouse/table_schema.h"
#include "warehouse/warehouse.h"

#include <optional>
#include <vector>

namespace skep::session {

/// The tables of a statement, loaded: what analysis asks (the snapshot) and what pruning and writing need of the same
/// tables, by the same index.
struct LoadedNames {
  catalog::Snapshot snapshot;
  std::vector<metastore::Table> tables;
  std::vector<warehouse::TableSchema> schemas;
  std::optional<engine::ScanDescriptor> source;  ///< the rows that several INSERTs share (analyzer::kSourceTable)
};

/// Reads every table that `names` asks for from the metastore; a missing one goes into the snapshot with its reason.
/// Asks the policy for each. Fails when the store does not answer or the policy refuses.
Result<LoadedNames> load_names(const std::vector<syntax::Name>& names, const std::string& current_database,
                               warehouse::Warehouse& warehouse, access::AccessPolicy& policy,
                               const access::Principal& principal);

}  // namespace skep::session
