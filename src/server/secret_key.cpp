#include "server/secret_key.h"

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace skep::server {
namespace {

constexpr size_t kKeyBytes = 32;

Error failed(std::string_view what, const std::string& path) {
  return make_error(ErrorCode::unavailable, "{} the key for cursors failed: {}: {}", what, path, std::strerror(errno));
}

/// Writes a new key beside the path and links it there, so that nobody ever reads half of one.
Result<void> make_key(const std::string& path) {
  char key[kKeyBytes];
  if (::getrandom(key, sizeof key, 0) != static_cast<ssize_t>(sizeof key)) return failed("making", path);
  auto draft = fmt::format("{}.{}", path, ::getpid());
  int file = ::open(draft.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return failed("making", path);
  bool written = ::write(file, key, sizeof key) == static_cast<ssize_t>(sizeof key) && ::fsync(file) == 0;
  ::close(file);
  bool linked = written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  auto outcome = linked ? Result<void>() : failed("making", path);
  ::unlink(draft.c_str());
  return outcome;
}

}  // namespace

Result<std::string> load_key(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    if (auto made = make_key(path); !made) return made.error();
  }
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed("reading", path);
  std::string key(kKeyBytes, '\0');
  auto read = ::read(file, key.data(), key.size());
  ::close(file);
  if (read != static_cast<ssize_t>(key.size()))
    return make_error(ErrorCode::invalid_argument, "the key for cursors is not whole: remove {}", path);
  return key;
}

}  // namespace skep::server
