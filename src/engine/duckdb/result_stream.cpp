#include "engine/duckdb/result_stream.h"

#include "engine/duckdb/arrow_batch.h"
#include "engine/duckdb/error_translation.h"
#include "engine/duckdb/result_types.h"

#include <arrow/record_batch.h>

#include <algorithm>
#include <atomic>
#include <optional>

namespace skep::engine {
namespace {

/// Outlives the query, whose connection then serves others.
class QueryProgress final : public StreamProgress {
 public:
  QueryProgress(std::shared_ptr<ScanProgress> scans, duckdb::weak_ptr<duckdb::ClientContext> context)
      : scans_(std::move(scans)), context_(std::move(context)) {}

  void end() { ended_ = true; }

  int64_t rows_scanned() const override { return scans_ ? scans_->rows_scanned.load() : 0; }
  std::optional<double> percentage() const override {
    auto context = context_.lock();
    auto percentage = context ? context->GetQueryProgress().GetPercentage() : -1;
    // DuckDB says 0 also where it cannot tell.
    if (ended_ || percentage <= 0) return std::nullopt;
    return std::min(percentage, 100.0);
  }

 private:
  std::shared_ptr<ScanProgress> scans_;
  duckdb::weak_ptr<duckdb::ClientContext> context_;
  std::atomic<bool> ended_ = false;
};

class ResultStream : public RecordBatchStream {
 public:
  ResultStream(std::unique_ptr<RunningQuery> query, Statement statement)
      : schema_(std::move(statement.schema)),
        scans_(std::move(statement.scans)),
        scan_progress_(std::move(statement.progress)),
        progress_(std::make_shared<QueryProgress>(scan_progress_, query->context())),
        query_(std::move(query)),
        batches_(schema_, query_->instance(), query_->client_properties()) {}

  const types::Schema& schema() const override { return schema_; }
  std::shared_ptr<arrow::Schema> arrow_schema() const override { return batches_.schema(); }
  ~ResultStream() override { progress_->end(); }

  bool stopped_early() const override { return scan_progress_ && scan_progress_->stopped_early; }
  std::shared_ptr<const StreamProgress> progress() const override { return progress_; }

  Result<std::shared_ptr<arrow::RecordBatch>> next() override {
    if (!query_) return std::shared_ptr<arrow::RecordBatch>();
    if (failure_) return *failure_;
    auto batch = next_batch();
    if (!batch) {
      failure_ = batch.error();
    } else if (!*batch) {
      progress_->end();
      query_.reset();  // gives back the connection and what the query held
    }
    return batch;
  }

 private:
  Result<std::shared_ptr<arrow::RecordBatch>> next_batch() {
    auto chunk = query_->fetch();
    if (!chunk) return chunk.error();
    if (!*chunk) return std::shared_ptr<arrow::RecordBatch>();
    try {
      return batches_.make(std::move(*chunk));
    } catch (const std::exception& exception) {
      return translate(duckdb::ErrorData(exception));
    }
  }

  types::Schema schema_;
  ScanRegistry::Lease scans_;
  std::shared_ptr<ScanProgress> scan_progress_;
  std::shared_ptr<QueryProgress> progress_;
  std::unique_ptr<RunningQuery> query_;
  ArrowBatchMaker batches_;
  std::optional<Error> failure_;
};

}  // namespace

Result<std::unique_ptr<RecordBatchStream>> start_stream(std::unique_ptr<RunningQuery> query, Statement statement) {
  auto plan = statement.has_scans ? RunningQuery::Plan::made_anew : RunningQuery::Plan::may_be_kept;
  if (auto prepared = query->prepare(statement.sql, plan); !prepared) return prepared.error();
  if (auto checked = check_result_types(query->types(), statement.schema); !checked) return checked.error();
  return std::make_unique<ResultStream>(std::move(query), std::move(statement));
}

}  // namespace skep::engine
