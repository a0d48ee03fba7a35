#pragma once

#include "engine/duckdb/duckdb_instance.h"

#include <duckdb.hpp>

#include <memory>

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace skep::engine {

/// Says whether chunks of these types become batches by make_flat_batch: no column is nested, an interval or without a
/// type.
bool are_flat_columns(const arrow::Schema& schema);

/// Turns a chunk into a batch of the schema's types, which its columns have (result_types.h). Numbers, dates, instants
/// and validity stay where they are: the batch owns the chunk, and keeps the instance whose memory that is.
std::shared_ptr<arrow::RecordBatch> make_flat_batch(std::shared_ptr<DuckdbInstance> instance,
                                                    duckdb::unique_ptr<duckdb::DataChunk> chunk,
                                                    const std::shared_ptr<arrow::Schema>& schema);

}  // namespace skep::engine
