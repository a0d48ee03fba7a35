#pragma once

#include "net/http_handler.h"
#include "results/encoder.h"
#include "services/http/statement_watch.h"
#include "session/session.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace arrow {
class RecordBatch;
}

namespace skep::services {

/// Sends a statement's rows while they are made: a batch, or a part of a large one, at a time.
class StatementStream final : public net::BodyStream {
 public:
  StatementStream(std::unique_ptr<session::RunningStatement> statement, std::unique_ptr<StatementWatch> watch,
                  std::unique_ptr<results::Encoder> encoder, results::Format format, std::optional<int64_t> limit);
  ~StatementStream() override;

  /// Appends what comes before the rows, and the first of them. A failure has sent nothing yet.
  Result<bool> begin(std::string& out);

  Result<bool> next(ByteChain& out) override;

 private:
  Result<bool> add_piece(ByteChain& out);
  Result<bool> take_batch();
  Result<void> encode_part(ByteChain& out);

  std::unique_ptr<session::RunningStatement> statement_;
  std::unique_ptr<StatementWatch> watch_;
  std::unique_ptr<results::Encoder> encoder_;
  const int64_t rows_at_once_;
  int64_t rows_left_;  ///< until the limit
  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t encoded_ = 0;  ///< rows of the batch
};

}  // namespace skep::services
