#pragma once

#include "base/result.h"
#include "types/data_type.h"

#include <memory>

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace skep::engine {

/// A result as it is made: Arrow record batches, one after the other, never held as a whole.
///
/// One thread at a time. Dropping a stream before its end stops the work behind it.
class RecordBatchStream {
 public:
  virtual ~RecordBatchStream() = default;

  /// Spark's names and types of the columns.
  virtual const types::Schema& schema() const = 0;

  /// The same in Arrow's terms, by the rules of types_to_arrow (engine/arrow_types.h).
  virtual std::shared_ptr<arrow::Schema> arrow_schema() const = 0;

  /// Blocks until the next batch is there and gives it; null at the end. Never gives an empty batch. After an error
  /// every further call gives that error.
  virtual Result<std::shared_ptr<arrow::RecordBatch>> next() = 0;

  /// Says after the end whether the statement's time box ran out, so that not all rows of its tables were read.
  virtual bool stopped_early() const { return false; }

  /// The rows of tables that were read so far; those that the files' own reader filters out do not count.
  virtual int64_t rows_scanned() const { return 0; }
};

}  // namespace skep::engine
