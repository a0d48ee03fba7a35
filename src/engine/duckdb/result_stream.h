#pragma once

#include "engine/duckdb/running_query.h"
#include "engine/duckdb/scan_registry.h"
#include "engine/record_batch_stream.h"

#include <memory>
#include <string>

namespace skep::engine {

/// A query in DuckDB's SQL as it is handed to DuckDB.
struct Statement {
  std::string sql;
  types::Schema schema;       ///< what the result's columns must be
  bool has_scans = true;      ///< it names scans, by numbers of its own
  ScanRegistry::Lease scans;  ///< the tables that the text names
  std::shared_ptr<ScanProgress> progress;
};

/// Starts a query whose rows come as Arrow batches. Fails with internal when DuckDB's types differ from the schema's.
Result<std::unique_ptr<RecordBatchStream>> start_stream(std::unique_ptr<RunningQuery> query, Statement statement);

}  // namespace skep::engine
