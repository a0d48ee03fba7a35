#pragma once

#include "base/result.h"
#include "engine/duckdb/duckdb_instance.h"
#include "types/data_type.h"

#include <duckdb.hpp>

#include <memory>

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace skep::engine {

/// Turns DuckDB's chunks into Arrow batches of our schema (engine/arrow_types.h).
class ArrowBatchMaker {
 public:
  ArrowBatchMaker(const types::Schema& schema, std::shared_ptr<DuckdbInstance> instance,
                  duckdb::ClientProperties properties);

  const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }

  Result<std::shared_ptr<arrow::RecordBatch>> make(duckdb::unique_ptr<duckdb::DataChunk> chunk) const;

 private:
  Result<std::shared_ptr<arrow::RecordBatch>> convert(duckdb::DataChunk& chunk) const;

  std::shared_ptr<DuckdbInstance> instance_;
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::Schema> physical_;  ///< what DuckDB hands over: a column of NULLs has type int there
  bool flat_;                                ///< flat_columns.h can do it, in a fraction of the time
  duckdb::ClientProperties properties_;
};

}  // namespace skep::engine
