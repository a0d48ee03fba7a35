#pragma once

#include <duckdb.hpp>
#include <duckdb/common/file_system.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skep::engine {

/// Reads the lines of a part of a file. A line belongs to the part in which its first byte stands or which ends right
/// before it; so the parts of a file give each line once. One thread at a time.
class LineReader {
 public:
  /// An empty separator means \n, \r\n or \r. `end` is ignored for a file that cannot be sought in: its part is all.
  LineReader(duckdb::unique_ptr<duckdb::FileHandle> file, size_t begin, size_t end, std::string separator);

  /// The next line without its end; nothing after the last. Valid until the next call.
  std::optional<std::string_view> next();

 private:
  struct Ending {
    size_t at;  ///< in the buffer
    size_t bytes;
  };
  std::optional<Ending> find_ending(size_t from);
  bool fill();
  void skip_line();

  duckdb::unique_ptr<duckdb::FileHandle> file_;
  std::string separator_;
  size_t end_;
  size_t position_;  ///< of the buffer's first byte, in the file
  std::string buffer_;
  size_t used_ = 0;  ///< bytes of the buffer that have been given out
  bool at_file_end_ = false;
};

}  // namespace skep::engine
