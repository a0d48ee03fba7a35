#pragma once

#include "base/result.h"
#include "types/data_type.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace skep::engine {

/// How far the work behind a stream is. Any thread may ask at any time, also when the stream is gone.
class StreamProgress {
 public:
  virtual ~StreamProgress() = default;

  /// The rows of tables that were read so far; those that the files' own reader filters out do not count.
  virtual int64_t rows_scanned() const = 0;

  /// 0 to 100; nothing where it is not known.
  virtual std::optional<double> percentage() const = 0;
};

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

  /// What tells how far it is; null for rows that are there already.
  virtual std::shared_ptr<const StreamProgress> progress() const { return nullptr; }
};

}  // namespace skep::engine
