#include "cache/table_cache.h"

#include "base/random_id.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace skep::cache {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLock = "/lock";

int64_t micros_of(std::chrono::system_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

void remove_all(const std::string& directory) {
  std::error_code ignored;
  if (!directory.empty()) fs::remove_all(directory, ignored);
}

}  // namespace

CachedRows::~CachedRows() { remove_all(directory); }

TableCache::TableCache(std::string directory, DiskBudget& budget) : directory_(std::move(directory)), budget_(budget) {
  remove_leftovers();
  budget_.join(*this);
}

TableCache::~TableCache() {
  budget_.leave(*this);
  clear();
  remove_all(own_directory_);
  if (lock_ >= 0) ::close(lock_);
}

/// A process holds a lock on its folder for as long as it lives.
void TableCache::remove_leftovers() {
  std::error_code problem;
  for (fs::directory_iterator entry(directory_, problem), end; !problem && entry != end; entry.increment(problem)) {
    int file = ::open((entry->path().string() + kLock).c_str(), O_RDWR | O_CLOEXEC);
    bool is_left = file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0;
    if (is_left) remove_all(entry->path());
    if (file >= 0) ::close(file);
  }
}

// What is dropped under the lock is handed out of it: rows remove their files.

bool TableCache::add(const std::string& key, Naming naming) {
  Gone gone;
  std::lock_guard guard(mutex_);
  drop_ownerless(gone);
  auto found = entries_.find(key);
  if (found != entries_.end() && found->second.naming.identity == naming.identity) return false;
  Entry entry;
  entry.naming = std::move(naming);
  std::swap(entries_[key], entry);
  gone.push_back(std::move(entry));
  any_ = true;
  return true;
}

bool TableCache::remove(const std::string& key) {
  Gone gone;
  std::lock_guard guard(mutex_);
  return drop(key, gone);
}

void TableCache::rename(const std::string& key, const std::string& to) {
  Gone gone;
  std::lock_guard guard(mutex_);
  auto node = entries_.extract(key);
  if (!node) return;
  node.key() = to;
  node.mapped().naming.name = to;
  drop(to, gone);
  entries_.insert(std::move(node));
}

void TableCache::clear() {
  std::map<std::string, Entry> gone;
  std::lock_guard guard(mutex_);
  gone.swap(entries_);
  any_ = false;
}

bool TableCache::drop(const std::string& key, Gone& gone) {
  auto node = entries_.extract(key);
  any_ = !entries_.empty();
  if (!node) return false;
  gone.push_back(std::move(node.mapped()));
  return true;
}

void TableCache::drop_ownerless(Gone& gone) {
  std::erase_if(entries_, [&](auto& item) {
    const auto& naming = item.second.naming;
    if (!naming.is_temporary || !naming.owner.expired()) return false;
    gone.push_back(std::move(item.second));
    return true;
  });
  any_ = !entries_.empty();
}

std::optional<TableCache::Found> TableCache::find(const std::string& key, const std::string& identity) {
  if (!any_) return std::nullopt;
  Gone gone;
  std::lock_guard guard(mutex_);
  drop_ownerless(gone);
  auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  if (found->second.naming.identity != identity) {
    drop(key, gone);
    return std::nullopt;
  }
  return Found{found->second.fingerprint, found->second.rows};
}

void TableCache::count_hit(const std::string& key) {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  if (found == entries_.end()) return;
  found->second.counts.hits++;
  found->second.used = std::chrono::system_clock::now();
  found->second.counts.used_micros = micros_of(found->second.used);
}

bool TableCache::begin_fill(const std::string& key, const std::string& fingerprint, bool even_after_failure) {
  std::shared_ptr<const CachedRows> gone;
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  if (found == entries_.end() || found->second.is_filling) return false;
  auto& entry = found->second;
  if (!even_after_failure && !entry.failed_fingerprint.empty() && entry.failed_fingerprint == fingerprint) return false;
  entry.is_filling = true;
  // What is there is not the table's any more, and its place is needed.
  gone = std::exchange(entry.rows, nullptr);
  entry.fingerprint.clear();
  return true;
}

Result<std::string> TableCache::make_directory() {
  std::lock_guard guard(mutex_);
  std::error_code problem;
  auto fail = [&](std::string_view what) {
    return make_error(ErrorCode::unavailable, "making the folder of cached tables, {}: {}", directory_, what);
  };
  if (own_directory_.empty()) {
    auto own = fmt::format("{}/{}", directory_, random_id());
    fs::create_directories(own, problem);
    if (problem) return fail(problem.message());
    lock_ = ::open((own + kLock).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0 || ::flock(lock_, LOCK_EX | LOCK_NB) != 0) return fail(std::strerror(errno));
    own_directory_ = std::move(own);
  }
  auto directory = fmt::format("{}/{}", own_directory_, ++made_);
  fs::create_directory(directory, problem);
  if (problem) return fail(problem.message());
  return directory;
}

Result<void> TableCache::end_fill(const std::string& key, const std::string& fingerprint,
                                  std::shared_ptr<const CachedRows> rows) {
  {
    std::lock_guard guard(mutex_);
    auto found = entries_.find(key);
    if (found == entries_.end()) return {};
    found->second.is_filling = false;
    found->second.failed_fingerprint = rows ? "" : fingerprint;
    found->second.arriving = rows;
  }
  if (!rows) return {};
  auto room = budget_.make_room();
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  if (found == entries_.end()) return {};
  auto& entry = found->second;
  entry.arriving.reset();
  if (!room) {
    entry.failed_fingerprint = fingerprint;
    return room.error();
  }
  entry.rows = std::move(rows);
  entry.fingerprint = fingerprint;
  entry.used = std::chrono::system_clock::now();
  entry.counts.fills++;
  entry.counts.filled_micros = micros_of(entry.used);
  return {};
}

std::vector<CachedTableInfo> TableCache::list() {
  Gone gone;
  std::lock_guard guard(mutex_);
  drop_ownerless(gone);
  std::vector<CachedTableInfo> all;
  for (const auto& [key, entry] : entries_) {
    auto info = entry.counts;
    info.name = entry.naming.name;
    info.is_temporary = entry.naming.is_temporary;
    info.level = entry.naming.level;
    info.has_rows = entry.rows != nullptr;
    if (entry.rows) {
      info.rows = entry.rows->rows;
      info.bytes = entry.rows->bytes;
    }
    all.push_back(std::move(info));
  }
  return all;
}

std::vector<DiskBudget::Kept> TableCache::kept() {
  std::lock_guard guard(mutex_);
  std::vector<DiskBudget::Kept> all;
  for (const auto& [key, entry] : entries_) {
    if (entry.rows) all.push_back({key, entry.rows->bytes, entry.used, true});
    if (entry.arriving) all.push_back({key, entry.arriving->bytes, entry.used, false});
  }
  return all;
}

bool TableCache::let_go(const std::string& key) {
  std::shared_ptr<const CachedRows> gone;
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  if (found == entries_.end() || !found->second.rows) return false;
  gone = std::exchange(found->second.rows, nullptr);
  found->second.fingerprint.clear();
  return true;
}

}  // namespace skep::cache
