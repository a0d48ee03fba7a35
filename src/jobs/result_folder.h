#pragma once

#include "base/result.h"
#include "cache/disk_budget.h"
#include "jobs/job.h"
#include "jobs/result_file.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace skep::engine {
class RecordBatchStream;
}

namespace skep::jobs {

struct ResultFolderSettings {
  std::string directory;                     ///< made when it is missing
  int64_t budget_bytes = int64_t{20} << 30;  ///< of all results; the oldest go first
  int64_t small_bytes = 16 << 10;            ///< up to so many bytes a result goes into the store, not into a file
  cache::DiskBudget* shared = nullptr;       ///< of all that keeps files; null: there is none but that of results
};

/// A result that was written and is nobody's yet.
struct KeptRows {
  int64_t rows = 0;
  int64_t bytes = 0;
  std::string small;  ///< the file's bytes as hexadecimal text, where it is small; empty: it is in the folder
};

/// Keeps the files of results. Any thread may call it.
class ResultFolder : private cache::DiskBudget::Keeper {
 public:
  explicit ResultFolder(ResultFolderSettings settings);
  ~ResultFolder() override;

  /// Called with the rows and bytes so far.
  using OnProgress = std::function<void(int64_t rows, int64_t bytes)>;

  /// Moves all rows of a stream into a result. They are on the disk, under the job's name, when this returns; a failure
  /// leaves nothing. Fails with resource_exhausted (RESULT_STORAGE_FULL) where there is no space.
  Result<KeptRows> keep(const Job& job, engine::RecordBatchStream& rows, const std::string& time_zone,
                        const OnProgress& on_progress);

  /// Opens a result. Fails with not_found when it is gone.
  Result<std::shared_ptr<ResultFile>> open(const Job& job, const std::string& small) const;

  /// The result as the file it is: its path. Empty for a small one.
  std::string path_of(const Job& job) const;

  void remove(const Job& job);

  /// Removes files that are older than `keep` says, and those half written by a process that is gone. Gives the numbers
  /// of the jobs whose results went by the budget since the last call.
  std::vector<int64_t> sweep();

  /// What the files take.
  int64_t bytes() const;

 private:
  class Writing;
  Result<void> make_room();
  std::vector<cache::DiskBudget::Kept> kept() override;
  bool let_go(const std::string& name) override;

  ResultFolderSettings settings_;
  mutable std::mutex mutex_;
  std::vector<int64_t> evicted_;
};

}  // namespace skep::jobs
