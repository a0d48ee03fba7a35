#pragma once

#include "base/result.h"
#include "types/data_type.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace skep::cache {

using Batch = std::shared_ptr<arrow::RecordBatch>;

/// One statement's rows in an Arrow file that has no name, so that nothing of it outlives the process. One thread adds
/// batches, any number of others read, also before the end.
class SpooledResult {
 public:
  SpooledResult(int file, types::Schema schema, std::shared_ptr<arrow::Schema> arrow_schema, std::string time_zone);
  ~SpooledResult();
  SpooledResult(const SpooledResult&) = delete;
  SpooledResult& operator=(const SpooledResult&) = delete;

  const types::Schema& schema() const { return schema_; }
  const std::shared_ptr<arrow::Schema>& arrow_schema() const { return arrow_schema_; }
  const std::string& time_zone() const { return time_zone_; }

  Result<void> add(const arrow::RecordBatch& batch);

  /// No more rows will come; an error says that they end too early.
  void finish(std::optional<Error> error);

  /// What a page needs. `batches` begin `skip` rows before the page does.
  struct Rows {
    std::vector<Batch> batches;
    int64_t skip = 0;
    int64_t count = 0;             ///< of the page
    bool has_more = false;         ///< after the page
    std::optional<int64_t> total;  ///< once it is known
  };

  /// Waits until the rows from `offset` on are there, or the end. Fails with what ended the rows too early when the page
  /// reaches that far, and with timed_out after `patience`.
  Result<Rows> read(int64_t offset, int64_t limit, std::chrono::milliseconds patience);

  int64_t bytes() const;
  bool is_finished() const;

 private:
  struct Block {
    int64_t at = 0;  ///< in the file
    int64_t bytes = 0;
    int64_t first_row = 0;
  };

  Result<Batch> load(const Block& block) const;

  const int file_;
  const types::Schema schema_;
  const std::shared_ptr<arrow::Schema> arrow_schema_;
  const std::string time_zone_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Block> blocks_;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
  bool finished_ = false;
  std::optional<Error> error_;
};

struct SpoolSettings {
  std::string directory;                    ///< made when it is missing
  int64_t budget_bytes = int64_t{4} << 30;  ///< of all results; the oldest finished ones go first
  int64_t result_max_bytes = int64_t{1} << 30;
  std::chrono::seconds keep{15 * 60};  ///< from its last row on
};

/// Keeps the rows of statements for their further pages. Any thread may call it.
class ResultSpool {
 public:
  explicit ResultSpool(SpoolSettings settings);
  ~ResultSpool();
  ResultSpool(const ResultSpool&) = delete;
  ResultSpool& operator=(const ResultSpool&) = delete;

  /// Begins to keep a statement's rows; a result of the same id is forgotten.
  Result<std::shared_ptr<SpooledResult>> open(const std::string& id, types::Schema schema,
                                              std::shared_ptr<arrow::Schema> arrow_schema, std::string time_zone);

  /// Adds a batch. Fails with resource_exhausted, naming the setting, when the result or all of them become too large.
  Result<void> add(const std::shared_ptr<SpooledResult>& result, const arrow::RecordBatch& batch);

  /// Null when there is none, or no longer.
  std::shared_ptr<SpooledResult> find(std::string_view id);

  void forget(std::string_view id);

 private:
  struct Entry {
    std::shared_ptr<SpooledResult> result;
    std::optional<std::chrono::steady_clock::time_point> finished;
  };

  void sweep_until_stopped();
  void sweep(std::chrono::steady_clock::time_point now);
  int64_t make_room();

  const SpoolSettings settings_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopped_ = false;
  std::map<std::string, Entry, std::less<>> results_;
  std::thread sweeper_;
};

}  // namespace skep::cache
