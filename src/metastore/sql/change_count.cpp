#include "metastore/sql/change_count.h"

#include "metastore/sql/store_url.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>

namespace skep::metastore {
namespace {

/// What stands at the beginning of the shared index of a write-ahead log, twice: a counter of transactions and sums over
/// the log (https://sqlite.org/walformat.html, 2.1). Every commit, of any process, changes it.
using LogState = std::array<uint64_t, 12>;

/// SQLite's `data_version`: for a connection that writes nothing it changes with each commit of any other, also of
/// another process. It is asked only where the log's state is another than the last time, since asking takes locks.
class SqliteChangeCount final : public ChangeCount {
 public:
  explicit SqliteChangeCount(const std::string& path) {
    bool opened =
        sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK;
    if (opened) sqlite3_prepare_v2(database_, "PRAGMA data_version", -1, &statement_, nullptr);
  }
  ~SqliteChangeCount() override {
    sqlite3_finalize(statement_);
    sqlite3_close(database_);
  }
  SqliteChangeCount(const SqliteChangeCount&) = delete;
  SqliteChangeCount& operator=(const SqliteChangeCount&) = delete;

  uint64_t now() override {
    std::lock_guard guard(mutex_);
    auto state = log_state();
    if (state && state == state_) return count_;

    bool told = statement_ != nullptr && sqlite3_step(statement_) == SQLITE_ROW;
    auto version = told ? sqlite3_column_int64(statement_, 0) : 0;
    if (statement_) sqlite3_reset(statement_);
    if (!told || version != version_) count_++;
    version_ = version;
    state_ = told ? state : std::nullopt;
    return count_;
  }

 private:
  /// Nothing where there is no log, or someone is writing its state just now.
  std::optional<LogState> log_state() {
    if (!log_index_) log_index_ = find_log_index();
    if (!log_index_) return std::nullopt;
    LogState state{};
    for (size_t i = 0; i < state.size(); i++) state[i] = log_index_[i];
    std::atomic_thread_fence(std::memory_order_acquire);
    bool whole = std::equal(state.begin(), state.begin() + state.size() / 2, state.begin() + state.size() / 2);
    return whole ? std::optional(state) : std::nullopt;
  }

  /// The first region of the index as SQLite has it in memory; it stays there until the connection is closed. Null until
  /// SQLite itself has read it.
  const volatile uint64_t* find_log_index() {
    sqlite3_file* file = nullptr;
    if (!database_ || version_ < 0) return nullptr;
    if (sqlite3_file_control(database_, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file) return nullptr;
    if (!file->pMethods || file->pMethods->iVersion < 2) return nullptr;
    volatile void* region = nullptr;
    constexpr int kExtend = 0;
    if (file->pMethods->xShmMap(file, 0, kIndexRegionBytes, kExtend, &region) != SQLITE_OK) return nullptr;
    return static_cast<const volatile uint64_t*>(region);
  }

  static constexpr int kIndexRegionBytes = 32768;

  std::mutex mutex_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
  const volatile uint64_t* log_index_ = nullptr;
  std::optional<LogState> state_;
  sqlite3_int64 version_ = -1;
  uint64_t count_ = 0;
};

}  // namespace

std::unique_ptr<ChangeCount> count_changes(const StoreAddress& address) {
  auto url = sql::parse_store_url(address);
  if (!url || url->kind != sql::StoreKind::sqlite) return nullptr;
  return std::make_unique<SqliteChangeCount>(url->address);
}

}  // namespace skep::metastore
