#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace skep::cache {

/// One budget of bytes on disk that several keepers share: what was used the longest ago goes first, whoever keeps it.
/// Any thread may call it.
class DiskBudget {
 public:
  explicit DiskBudget(int64_t bytes) : bytes_(bytes) {}
  DiskBudget(const DiskBudget&) = delete;
  DiskBudget& operator=(const DiskBudget&) = delete;

  struct Kept {
    std::string name;  ///< by which its keeper knows it
    int64_t bytes = 0;
    std::chrono::system_clock::time_point used;
    bool may_go = true;  ///< false while it is on its way
  };

  /// Is asked while the budget is locked: it must not hold a lock of its own when it calls the budget.
  class Keeper {
   public:
    virtual ~Keeper() = default;
    virtual std::vector<Kept> kept() = 0;

    /// Says whether it went.
    virtual bool let_go(const std::string& name) = 0;
  };

  /// The keeper must leave before it ends.
  void join(Keeper& keeper);
  void leave(Keeper& keeper);

  /// Lets go of what was used the longest ago until the rest fits. Fails with resource_exhausted (RESULT_STORAGE_FULL),
  /// naming the setting, when it does not even then.
  Result<void> make_room();

  int64_t bytes() const { return bytes_; }

 private:
  const int64_t bytes_;
  std::mutex mutex_;
  std::vector<Keeper*> keepers_;
};

}  // namespace skep::cache
