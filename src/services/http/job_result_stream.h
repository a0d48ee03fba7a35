#pragma once

#include "jobs/result_file.h"
#include "net/http_handler.h"
#include "results/encoder.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace arrow {
class RecordBatch;
}

namespace skep::services {

/// A part of a body, both ends included.
struct ByteRange {
  int64_t first = 0;
  int64_t last = 0;
};

/// What a Range header asks for of a body of so many bytes. Nothing where the whole body is to be sent: another unit, or
/// several ranges. `satisfiable` says whether the body has any of the bytes.
std::optional<ByteRange> parse_range(std::string_view header, int64_t size, bool& satisfiable);

/// Sends a job's rows in a form, from the first one on: all bytes, or those of a range. The same rows and form are the same
/// bytes each time.
class JobResultStream final : public net::BodyStream {
 public:
  JobResultStream(std::shared_ptr<jobs::ResultFile> result, std::unique_ptr<results::Encoder> encoder, int64_t limit,
                  std::optional<ByteRange> range = std::nullopt);
  ~JobResultStream() override;

  Result<bool> next(ByteChain& out) override;

  /// How many bytes the whole body of such a stream has: makes it, and keeps nothing of it.
  Result<int64_t> count();

 private:
  Result<bool> add_piece(ByteChain& out);
  void add_range(ByteChain& from, ByteChain& out);

  std::shared_ptr<jobs::ResultFile> result_;
  std::unique_ptr<results::Encoder> encoder_;
  const std::optional<ByteRange> range_;
  int64_t rows_left_;
  size_t batch_number_ = 0;
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t encoded_ = 0;  ///< rows of the batch
  int64_t made_ = 0;     ///< bytes so far
  bool has_begun_ = false;
};

}  // namespace skep::services
