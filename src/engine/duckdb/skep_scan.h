#pragma once

#include "engine/duckdb/scan_registry.h"

namespace skep::engine {

/// Registers skep_scan(<number>) in a DuckDB instance: a table of the registry that lies in Parquet files, with all its
/// columns as c0, c1, ... in table order. Projections and filters reach DuckDB's own Parquet reader.
void register_skep_scan(duckdb::DatabaseInstance& instance, std::shared_ptr<ScanRegistry> registry);

}  // namespace skep::engine
