#pragma once

#include "engine/engine.h"

#include <cstdint>
#include <memory>
#include <string>

namespace skep::engine {

struct DuckdbSettings {
  int threads = 0;                 ///< 0: as many as there are cores
  int64_t memory_limit_bytes = 0;  ///< 0: a fixed part of the machine's
  std::string spill_directory;     ///< where what outgrows the limit goes; made when missing, emptied at start
};

/// The embedded engine: DuckDB, driven by readable SQL that is generated from the plan (sql_writer.h).
Result<std::unique_ptr<Engine>> make_duckdb_engine(const DuckdbSettings& settings);

}  // namespace skep::engine
