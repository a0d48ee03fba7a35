#pragma once

#include "base/result.h"

#include <string>

namespace skep::engine {

/// A place of its own for what a DuckDB instance spills, below the configured directory. Removed with the object; what
/// a process that died has left behind is removed by whoever comes next.
class SpillDirectory {
 public:
  /// Makes the place. An empty parent means the system's place for temporary files.
  static Result<SpillDirectory> create(const std::string& parent);

  /// Removes the places below `parent` whose processes are gone.
  static void remove_abandoned(const std::string& parent);

  SpillDirectory(SpillDirectory&& other) noexcept;
  SpillDirectory& operator=(SpillDirectory&&) = delete;
  ~SpillDirectory();

  const std::string& path() const { return path_; }

 private:
  SpillDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;  ///< descriptor of a locked file beside the directory: tells others that it is in use
};

}  // namespace skep::engine
