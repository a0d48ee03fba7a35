#pragma once

#include "cli/shell/completion.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace skep::cli {

/// Reads lines from the terminal with editing, history and completion by Tab (libedit; ~/.editrc holds). One at a time.
class LineEditor {
 public:
  /// Completes the line up to the cursor.
  using Complete = std::function<Completion(std::string_view line)>;

  enum class Event { line, interrupted, end };

  /// The history is read from the file and kept there; an empty path keeps none.
  LineEditor(std::string history_path, Complete complete);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  /// Blocks for a line, given without its line feed.
  Event read(const std::string& prompt, std::string& line);

  /// Adds to the history, in memory and in the file.
  void remember(const std::string& entry);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where the history lies: SKEP_HISTORY, else skep/history in XDG_STATE_HOME or ~/.local/state. The folder is made.
std::string history_path();

}  // namespace skep::cli
