#include "metastore/sql/change_count.h"

#include "metastore/sql/store_url.h"

#include <sqlite3.h>

#include <mutex>

namespace skep::metastore {
namespace {

/// SQLite's `data_version`: for a connection that writes nothing it changes with each commit of any other, also of
/// another process.
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
    bool told = statement_ != nullptr && sqlite3_step(statement_) == SQLITE_ROW;
    auto version = told ? sqlite3_column_int64(statement_, 0) : 0;
    if (statement_) sqlite3_reset(statement_);
    if (!told || version != version_) count_++;
    version_ = version;
    return count_;
  }

 private:
  std::mutex mutex_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
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
