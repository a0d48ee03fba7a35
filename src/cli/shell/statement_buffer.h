#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

/// Gathers lines until a semicolon outside strings, names and comments ends a statement.
class StatementBuffer {
 public:
  /// Adds a line and gives the statements that are whole now, without their semicolons.
  std::vector<std::string> add(std::string_view line);

  /// What waits for its end; blanks alone do not.
  const std::string& rest() const { return rest_; }
  void clear() { rest_.clear(); }

 private:
  std::string rest_;
};

/// A statement on one line, for the history: line breaks and comments between tokens become a blank.
std::string on_one_line(std::string_view statement);

}  // namespace skep::cli
