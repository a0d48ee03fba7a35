#pragma once

#include "base/result.h"
#include "cache/disk_budget.h"
#include "engine/engine.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace skep::cache {

/// A table's rows as files of our own. They are removed with the last holder.
struct CachedRows {
  CachedRows() = default;
  ~CachedRows();
  CachedRows(const CachedRows&) = delete;
  CachedRows& operator=(const CachedRows&) = delete;

  std::string directory;
  engine::ScanDescriptor scan;  ///< reads them
  int64_t rows = 0;
  int64_t bytes = 0;
};

/// One that CACHE TABLE has named.
struct CachedTableInfo {
  std::string name;  ///< "db.table", or a temporary view's
  bool is_temporary = false;
  std::string level;      ///< Spark's name: MEMORY_AND_DISK
  bool has_rows = false;  ///< false: the next read makes them
  int64_t rows = 0;
  int64_t bytes = 0;
  uint64_t hits = 0;          ///< reads that these rows or those before them answered
  uint64_t fills = 0;         ///< how often rows were made
  int64_t filled_micros = 0;  ///< when those that are there were; 0: never
  int64_t used_micros = 0;    ///< 0: never
};

/// What is cached, by key: tables and views, and the rows of those that have some. Whether rows are still what the
/// table's are is its caller's to know, by a fingerprint. Any thread may call it.
class TableCache final : private DiskBudget::Keeper {
 public:
  /// Rows go below `directory`, which is made when it is needed; what dead processes have left there is removed.
  TableCache(std::string directory, DiskBudget& budget);
  ~TableCache() override;

  /// Says whether there is anything, without waiting.
  bool any() const { return any_; }

  struct Naming {
    std::string name;
    std::string level;
    std::string identity;             ///< a table of the same name and another identity is another one
    std::weak_ptr<const void> owner;  ///< of a temporary view: what is cached goes with it
    bool is_temporary = false;
  };

  /// Names a table. Says false, and changes nothing, when it is there already.
  bool add(const std::string& key, Naming naming);
  bool remove(const std::string& key);

  /// What is cached of a table stays so under another name.
  void rename(const std::string& key, const std::string& to);
  void clear();

  struct Found {
    std::string fingerprint;
    std::shared_ptr<const CachedRows> rows;  ///< null: it has none
  };

  /// Nothing for a table that is not cached. One of another identity is forgotten.
  std::optional<Found> find(const std::string& key, const std::string& identity);

  void count_hit(const std::string& key);

  /// Says whether the caller is to make the rows: nobody else does, and it has not failed for the same fingerprint. Then
  /// `end_fill` must follow.
  bool begin_fill(const std::string& key, const std::string& fingerprint, bool even_after_failure);

  /// A new folder for rows, there and empty.
  Result<std::string> make_directory();

  /// Puts rows in, or notes with null that they could not be made (with an empty fingerprint: this time only). Fails with resource_exhausted when they do not fit the
  /// budget even alone; they are gone then.
  Result<void> end_fill(const std::string& key, const std::string& fingerprint, std::shared_ptr<const CachedRows> rows);

  std::vector<CachedTableInfo> list();

 private:
  struct Entry {
    Naming naming;
    std::string fingerprint;  ///< of the rows
    std::shared_ptr<const CachedRows> rows;
    std::shared_ptr<const CachedRows> arriving;  ///< while room is made for them
    bool is_filling = false;
    std::string failed_fingerprint;
    CachedTableInfo counts;
    std::chrono::system_clock::time_point used;
  };

  std::vector<DiskBudget::Kept> kept() override;
  bool let_go(const std::string& key) override;
  using Gone = std::vector<Entry>;
  bool drop(const std::string& key, Gone& gone);
  void drop_ownerless(Gone& gone);
  void remove_leftovers();

  const std::string directory_;
  DiskBudget& budget_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::atomic<bool> any_ = false;
  std::string own_directory_;  ///< of this process; empty until it is needed
  int lock_ = -1;              ///< held on it
  uint64_t made_ = 0;
};

}  // namespace skep::cache
