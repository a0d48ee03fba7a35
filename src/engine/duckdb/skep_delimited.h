#pragma once

#include "engine/duckdb/scan_registry.h"

namespace skep::engine {

/// Registers skep_delimited(<number>) in a DuckDB instance: a table of the registry that lies in delimited text, with
/// all its columns as c0, c1, ... in table order.
void register_skep_delimited(duckdb::DatabaseInstance& instance, std::shared_ptr<ScanRegistry> registry);

}  // namespace skep::engine
