#include "engine/duckdb/spill_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>

namespace skep::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "skep-spill-";
constexpr std::string_view kLockSuffix = ".lock";

fs::path parent_or_default(const std::string& parent) {
  if (!parent.empty()) return parent;
  std::error_code ignored;
  auto path = fs::temp_directory_path(ignored);
  return ignored ? fs::path("/tmp") : path;
}

std::string random_name() {
  std::random_device source;
  return fmt::format("{}{:08x}{:08x}", kPrefix, source(), source());
}

/// Opens and locks the file; -1 when someone else holds it or it cannot be opened.
int lock_file(const fs::path& path, int flags) {
  int descriptor = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (descriptor < 0) return -1;
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  close(descriptor);
  return -1;
}

void remove_if_abandoned(const fs::path& lock_path) {
  int lock = lock_file(lock_path, O_RDWR);
  if (lock < 0) return;
  std::error_code ignored;
  auto directory = lock_path;
  fs::remove_all(directory.replace_extension(), ignored);
  fs::remove(lock_path, ignored);
  close(lock);
}

}  // namespace

Result<SpillDirectory> SpillDirectory::create(const std::string& parent) {
  auto base = parent_or_default(parent);
  std::error_code failure;
  fs::create_directories(base, failure);
  if (failure) {
    return make_error(ErrorCode::unavailable, "the spill directory {} cannot be made: {}", base.string(),
                      failure.message());
  }
  auto path = (base / random_name()).string();
  int lock = lock_file(path + std::string(kLockSuffix), O_RDWR | O_CREAT | O_EXCL);
  if (lock < 0) {
    return make_error(ErrorCode::unavailable, "the spill directory {} cannot be written: {}", base.string(),
                      std::strerror(errno));
  }
  return SpillDirectory(std::move(path), lock);
}

void SpillDirectory::remove_abandoned(const std::string& parent) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(parent_or_default(parent), failure)) {
    auto name = entry.path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(kLockSuffix)) remove_if_abandoned(entry.path());
  }
}

SpillDirectory::SpillDirectory(SpillDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

SpillDirectory::~SpillDirectory() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  fs::remove(path_ + std::string(kLockSuffix), ignored);
  close(lock_);
}

}  // namespace skep::engine
