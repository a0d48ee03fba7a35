#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::storage {

/// A file or folder, as a listing shows it.
struct FileInfo {
  std::string uri;
  bool is_directory = false;
  int64_t size = 0;             ///< bytes; 0 for folders
  int64_t modified_micros = 0;  ///< since 1970
};

/// Reads and changes the names of one kind of storage. URIs are absolute with a scheme ("file:/a/b"); an
/// implementation refuses others with invalid_argument. Any thread may call it. What is missing fails with not_found.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// The entries of a folder, ordered by name; `recursive` lists all files below it instead, without the folders.
  virtual Result<std::vector<FileInfo>> list(std::string_view uri, bool recursive) = 0;
  virtual Result<FileInfo> stat(std::string_view uri) = 0;

  /// Makes a folder and those above it; one that is there is no error.
  virtual Result<void> create_directories(std::string_view uri) = 0;

  /// Moves a file or folder within this file system; the target must not exist. Atomic.
  virtual Result<void> rename(std::string_view from, std::string_view to) = 0;

  /// Gives two files or folders of this file system each other's names. Atomic. Fails with unsupported where the disk
  /// cannot do it; nothing has happened then.
  virtual Result<void> exchange(std::string_view one, std::string_view other) = 0;

  /// Removes a file, or a folder with all below it; what is not there is no error. Never follows symbolic links.
  virtual Result<void> remove_all(std::string_view uri) = 0;

  /// Makes sure that a file's bytes, or a folder's names, survive a loss of power.
  virtual Result<void> sync(std::string_view uri) = 0;

  /// The path by which an engine in this process opens the file ("/a/b" for local files).
  virtual Result<std::string> local_path(std::string_view uri) = 0;
};

/// Picks the file system of a URI's scheme. Fails with unsupported, naming the scheme.
class FileSystems {
 public:
  FileSystems();
  /// Uses another file system for "file:" URIs; tests pass one that fails when told to.
  explicit FileSystems(std::unique_ptr<FileSystem> local);
  ~FileSystems();
  Result<FileSystem*> of(std::string_view uri) const;

 private:
  std::unique_ptr<FileSystem> local_;
};

std::unique_ptr<FileSystem> make_local_file_system();

/// Joins a URI and a relative name: ("file:/a/", "b/c") -> "file:/a/b/c".
std::string join_uri(std::string_view base, std::string_view name);

/// Turns a user's path into an absolute URI with a scheme, as Spark does: a URI with a scheme stays ("file:///a"
/// becomes "file:/a"), an absolute path gets `default_scheme_and_authority` ("file:", "hdfs://host:8020"), a
/// relative one is resolved against `base` (an absolute URI). ".." and "." are resolved; a NUL byte, or a ".." that
/// would leave the root, fails with invalid_argument.
Result<std::string> qualify_path(std::string_view path, std::string_view default_scheme_and_authority,
                                 std::string_view base);

}  // namespace skep::storage
