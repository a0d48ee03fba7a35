#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace skep::cli {

/// Writes what is printed to standard output, or through a pager once it is longer than the screen.
///
/// Where nobody reads any more (`head`, a pager that was left), `write` says so and the rest is dropped.
class Output {
 public:
  /// Without a pager command, or with no lines, everything goes straight to standard output.
  explicit Output(std::string pager = "", size_t screen_lines = 0);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// False when the reader has gone.
  bool write(std::string_view text);

  /// Writes what waits and, where a pager shows it, blocks until its user leaves.
  void finish();

 private:
  bool put(std::string_view text);

  std::string pager_;
  size_t screen_lines_;
  size_t lines_ = 0;
  std::string waiting_;
  FILE* file_ = stdout;
  bool is_gone_ = false;
};

/// The pager that the user wants: SKEP_PAGER, PAGER, or `less` where it is installed; empty for none.
std::string pager_command();

}  // namespace skep::cli
