#include "storage/file_system.h"
#include "storage/uri.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>

namespace skep::storage {
namespace {

Error system_error(std::string_view what, std::string_view path, int number = errno) {
  auto code = ErrorCode::unavailable;
  switch (number) {
    case ENOENT: code = ErrorCode::not_found; break;
    case EEXIST:
    case ENOTEMPTY: code = ErrorCode::already_exists; break;
    case EACCES:
    case EPERM:
    case EROFS: code = ErrorCode::permission_denied; break;
    case ENOTDIR:
    case EISDIR:
    case EXDEV:
    case ENAMETOOLONG: code = ErrorCode::invalid_argument; break;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE: code = ErrorCode::resource_exhausted; break;
    default: break;
  }
  return make_error(code, "{} failed: {}: {}", what, std::strerror(number), path);
}

/// Closes a file descriptor at the end of a scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

/// Gives the names in an open folder, ordered by bytes.
Result<std::vector<std::string>> names_in(const Descriptor& folder, std::string_view path) {
  // fdopendir takes its descriptor over, and the caller still needs its own.
  int copy = ::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* stream = copy < 0 ? nullptr : ::fdopendir(copy);
  if (stream == nullptr) {
    auto error = system_error("listing a folder", path);
    if (copy >= 0) ::close(copy);
    return error;
  }
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) {
    std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  int failure = errno;
  ::closedir(stream);
  if (failure != 0) return system_error("listing a folder", path, failure);
  std::sort(names.begin(), names.end());
  return names;
}

FileInfo to_info(std::string uri, const struct stat& status) {
  bool is_directory = S_ISDIR(status.st_mode);
  return {.uri = std::move(uri),
          .is_directory = is_directory,
          .size = is_directory ? 0 : static_cast<int64_t>(status.st_size),
          .modified_micros = int64_t{status.st_mtim.tv_sec} * 1'000'000 + status.st_mtim.tv_nsec / 1'000};
}

/// Lists one folder, or all files below it. Links to folders are followed, but never back into a folder above.
class Listing {
 public:
  explicit Listing(bool recursive) : recursive_(recursive) {}

  Result<void> add(const Descriptor& folder, const std::string& uri) {
    struct stat own {};
    if (::fstat(folder.number(), &own) != 0) return system_error("listing a folder", uri);
    auto identity = std::make_pair(own.st_dev, own.st_ino);
    if (!above_.insert(identity).second) return {};
    auto names = names_in(folder, uri);
    if (!names) return names.error();
    for (const auto& name : *names) {
      if (auto added = add_entry(folder, join_uri(uri, name), name); !added) return added;
    }
    above_.erase(identity);
    return {};
  }

  std::vector<FileInfo> take() && { return std::move(found_); }

 private:
  Result<void> add_entry(const Descriptor& folder, std::string uri, const std::string& name) {
    struct stat status {};
    if (::fstatat(folder.number(), name.c_str(), &status, 0) != 0) {
      // Removed since the names were read, or a link to nothing: either way there is no file.
      if (errno == ENOENT) return {};
      return system_error("listing a folder", uri);
    }
    if (!recursive_ || !S_ISDIR(status.st_mode)) {
      found_.push_back(to_info(std::move(uri), status));
      return {};
    }
    Descriptor below(::openat(folder.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!below.is_open()) {
      if (errno == ENOENT) return {};
      return system_error("listing a folder", uri);
    }
    return add(below, uri);
  }

  bool recursive_;
  std::set<std::pair<dev_t, ino_t>> above_;
  std::vector<FileInfo> found_;
};

Result<void> remove_entry(const Descriptor& folder, const std::string& name, const std::string& path) {
  if (::unlinkat(folder.number(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return system_error("removing a file", path);
  // O_NOFOLLOW: what was a folder a moment ago may have become a link to somewhere else.
  Descriptor below(::openat(folder.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!below.is_open()) {
    if (errno == ENOENT) return {};
    return system_error("removing a folder", path);
  }
  auto names = names_in(below, path);
  if (!names) return names.error();
  for (const auto& inner : *names) {
    if (auto removed = remove_entry(below, inner, path + "/" + inner); !removed) return removed;
  }
  if (::unlinkat(folder.number(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  return system_error("removing a folder", path);
}

class LocalFileSystem final : public FileSystem {
 public:
  Result<std::vector<FileInfo>> list(std::string_view uri, bool recursive) override {
    auto path = local_path(uri);
    if (!path) return path.error();
    Descriptor folder(::open(path->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return system_error("listing a folder", *path);
    Listing listing(recursive);
    if (auto added = listing.add(folder, "file:" + (*path == "/" ? "" : *path)); !added) return added.error();
    auto found = std::move(listing).take();
    std::sort(found.begin(), found.end(), [](const FileInfo& a, const FileInfo& b) { return a.uri < b.uri; });
    return found;
  }

  Result<FileInfo> stat(std::string_view uri) override {
    auto path = local_path(uri);
    if (!path) return path.error();
    struct stat status {};
    if (::stat(path->c_str(), &status) != 0) return system_error("looking up a file", *path);
    return to_info("file:" + *path, status);
  }

  Result<void> create_directories(std::string_view uri) override {
    auto path = local_path(uri);
    if (!path) return path.error();
    for (size_t end = path->find('/', 1);; end = path->find('/', end + 1)) {
      std::string upper = path->substr(0, end);
      if (::mkdir(upper.c_str(), 0777) != 0 && errno != EEXIST) return system_error("creating a folder", upper);
      if (end == std::string::npos) break;
    }
    struct stat status {};
    if (::stat(path->c_str(), &status) != 0) return system_error("creating a folder", *path);
    if (!S_ISDIR(status.st_mode)) return system_error("creating a folder", *path, ENOTDIR);
    return {};
  }

  Result<void> rename(std::string_view from, std::string_view to) override {
    auto source = local_path(from);
    if (!source) return source.error();
    auto target = local_path(to);
    if (!target) return target.error();
    if (::renameat2(AT_FDCWD, source->c_str(), AT_FDCWD, target->c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno == EINVAL || errno == ENOSYS) return rename_where_noreplace_is_missing(*source, *target);
    return system_error("renaming", *source + " to " + *target);
  }

  Result<void> exchange(std::string_view one, std::string_view other) override {
    auto first = local_path(one);
    if (!first) return first.error();
    auto second = local_path(other);
    if (!second) return second.error();
    if (::renameat2(AT_FDCWD, first->c_str(), AT_FDCWD, second->c_str(), RENAME_EXCHANGE) == 0) return {};
    if (errno == EINVAL || errno == ENOSYS)
      return make_error(ErrorCode::unsupported, "this disk cannot exchange two names: {}", *second);
    return system_error("exchanging", *first + " and " + *second);
  }

  Result<void> remove_all(std::string_view uri) override {
    auto path = local_path(uri);
    if (!path) return path.error();
    if (*path == "/") return make_error(ErrorCode::invalid_argument, "the root folder is never removed");
    size_t slash = path->rfind('/');
    std::string parent = path->substr(0, std::max<size_t>(slash, 1));
    Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) {
      if (errno == ENOENT) return {};
      return system_error("removing a file", *path);
    }
    return remove_entry(folder, path->substr(slash + 1), *path);
  }

  Result<void> sync(std::string_view uri) override {
    auto path = local_path(uri);
    if (!path) return path.error();
    Descriptor file(::open(path->c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open() || ::fsync(file.number()) != 0) return system_error("writing to disk", *path);
    return {};
  }

  Result<std::string> local_path(std::string_view uri) override {
    auto parsed = parse_uri(uri);
    if (!parsed) return parsed.error();
    if (parsed->scheme != "file" || !(parsed->authority.empty() || parsed->authority == "localhost")) {
      return make_error(ErrorCode::invalid_argument, "not a local file: {}", uri);
    }
    return parsed->path;
  }

 private:
  /// Some network file systems know no RENAME_NOREPLACE; there the look and the rename are two steps.
  Result<void> rename_where_noreplace_is_missing(const std::string& source, const std::string& target) {
    struct stat status {};
    if (::lstat(target.c_str(), &status) == 0) return system_error("renaming", source + " to " + target, EEXIST);
    if (::rename(source.c_str(), target.c_str()) != 0) return system_error("renaming", source + " to " + target);
    return {};
  }
};

}  // namespace

std::unique_ptr<FileSystem> make_local_file_system() { return std::make_unique<LocalFileSystem>(); }

}  // namespace skep::storage
