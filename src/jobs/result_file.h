#pragma once

#include "base/result.h"
#include "types/data_type.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace arrow {
class RecordBatch;
class Schema;
namespace io {
class OutputStream;
class RandomAccessFile;
}  // namespace io
namespace ipc {
class RecordBatchFileReader;
class RecordBatchWriter;
}  // namespace ipc
class KeyValueMetadata;
}  // namespace arrow

namespace skep::jobs {

/// What a result says of itself, beside its rows.
struct ResultHead {
  types::Schema schema;
  std::shared_ptr<arrow::Schema> arrow_schema;
  std::string time_zone;  ///< in which timestamps are shown
};

/// Writes a result as an Arrow file (zstd) whose footer also holds the columns' types, the zone, and the batches' row
/// counts. One thread.
class ResultFileWriter {
 public:
  static Result<std::unique_ptr<ResultFileWriter>> begin(const ResultHead& head,
                                                         std::shared_ptr<arrow::io::OutputStream> sink);
  ~ResultFileWriter();

  Result<void> add(const arrow::RecordBatch& batch);

  /// Writes the footer; the sink stays open.
  Result<void> finish();

 private:
  ResultFileWriter();

  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
  std::shared_ptr<arrow::KeyValueMetadata> footer_;
  std::string row_counts_;
};

/// Reads such a file, from any row on. Any number of threads, each with a reader of its own.
class ResultFile {
 public:
  /// `source` is a file on disk or bytes in memory. Fails with internal for what is none.
  static Result<std::shared_ptr<ResultFile>> open(std::shared_ptr<arrow::io::RandomAccessFile> source);

  const ResultHead& head() const { return head_; }
  int64_t rows() const { return first_rows_.back(); }
  size_t batches() const { return first_rows_.size() - 1; }
  int64_t first_row(size_t batch) const { return first_rows_[batch]; }

  /// The batch that holds a row there is.
  size_t batch_of(int64_t row) const;

  Result<std::shared_ptr<arrow::RecordBatch>> read(size_t batch) const;

  struct Page {
    std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
    int64_t skip = 0;  ///< rows of the first batch before the page
    int64_t count = 0;
  };
  Result<Page> page(int64_t offset, int64_t limit) const;

 private:
  ResultHead head_;
  std::vector<int64_t> first_rows_;  ///< of each batch, then the number of rows
  std::shared_ptr<arrow::ipc::RecordBatchFileReader> reader_;
};

}  // namespace skep::jobs
