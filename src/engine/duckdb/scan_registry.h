#pragma once

#include "engine/duckdb/scan_table.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace skep::engine {

/// Knows the tables of the statements that run now by the numbers that their SQL uses. One belongs to each DuckDB
/// instance; any thread may call it.
class ScanRegistry : public std::enable_shared_from_this<ScanRegistry> {
 public:
  /// Keeps a statement's tables known under consecutive numbers until it is destroyed. A query that was bound before
  /// holds its tables itself.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&&) = default;
    Lease& operator=(Lease&& other);
    ~Lease() { drop(); }

    uint64_t first() const { return first_; }

   private:
    friend class ScanRegistry;
    void drop();

    std::weak_ptr<ScanRegistry> registry_;
    uint64_t first_ = 0;
    uint64_t count_ = 0;
  };

  Lease add(std::vector<std::shared_ptr<const ScanTable>> tables);

  /// Null for a number that is not known, or no longer.
  std::shared_ptr<const ScanTable> find(uint64_t handle) const;

 private:
  mutable std::mutex mutex_;
  uint64_t next_ = 1;
  std::unordered_map<uint64_t, std::shared_ptr<const ScanTable>> tables_;
};

}  // namespace skep::engine
