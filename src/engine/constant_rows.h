#pragma once

#include "engine/record_batch_stream.h"
#include "plan/plan.h"

namespace skep::engine {

/// A stream of rows that are there already: one batch, or none for null.
std::unique_ptr<RecordBatchStream> make_stream(types::Schema schema, std::shared_ptr<arrow::Schema> arrow_schema,
                                               std::shared_ptr<arrow::RecordBatch> batch);

/// The rows of a plan that is but constants (`SELECT 1`, VALUES of literals), which no engine need compute; null for
/// every other plan, and where a constant's type has no simple form in Arrow.
std::unique_ptr<RecordBatchStream> constant_rows(const plan::Plan& plan);

}  // namespace skep::engine
