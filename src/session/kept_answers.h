#pragma once

#include "engine/record_batch_stream.h"
#include "session/prune.h"
#include "session/session.h"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skep::session {

/// A small answer, and what must be as it was for it to hold.
struct KeptAnswer {
  uint64_t catalogue = 0;               ///< the store's change count before anything was read
  std::vector<std::string> table_keys;  ///< "db.table": what the policy is asked for
  std::vector<FilesRead> reads;
  types::Schema schema;
  std::shared_ptr<arrow::Schema> arrow_schema;
  std::shared_ptr<arrow::RecordBatch> batch;  ///< null for no rows
  std::string plan;
};

/// Small answers of queries by their text, so that who asks the same again of the same files gets them without analysis
/// and engine. The longest unused go first. Any thread may call it.
class KeptAnswers {
 public:
  explicit KeptAnswers(size_t bytes_max) : bytes_max_(bytes_max) {}

  /// What an answer depends on besides the catalogue and the files; nothing for a statement whose answer is never kept.
  std::optional<std::string> key_of(const StatementRequest& request, const SessionState& state) const;

  std::shared_ptr<const KeptAnswer> find(const std::string& key);

  /// Passes a query's rows on, and keeps them at their end if they are few. Only for plans that `can_keep`.
  std::unique_ptr<engine::RecordBatchStream> keep(std::string key, KeptAnswer answer,
                                                  std::unique_ptr<engine::RecordBatchStream> rows);

  void put(const std::string& key, KeptAnswer answer);

 private:
  struct Entry {
    std::shared_ptr<const KeptAnswer> answer;
    size_t bytes = 0;
    std::list<std::string>::iterator use;
  };
  void remove(std::map<std::string, Entry>::iterator entry);

  const size_t bytes_max_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::list<std::string> by_use_;  ///< the latest first
  size_t bytes_ = 0;
};

/// Whether a plan gives the same rows each time: nothing in it is random, or of this moment.
bool can_keep(const plan::Plan& plan);

/// Whether a query would read the same files again. The store is known to be as it was.
Result<bool> reads_the_same(const KeptAnswer& answer, warehouse::Warehouse& warehouse,
                            const Cancellation& cancellation);

}  // namespace skep::session
