#pragma once

#include "base/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

/// Where the names come from that may be completed. Failures give no names.
class NameSource {
 public:
  virtual ~NameSource() = default;
  virtual std::vector<std::string> databases() = 0;
  virtual std::vector<std::string> tables(const std::string& database) = 0;  ///< empty: of the current database
  virtual std::vector<std::string> columns(const std::string& table) = 0;    ///< as written: a or d.a
};

/// What may stand in place of the word before the cursor.
struct Completion {
  size_t begin = 0;  ///< where that word begins
  std::vector<std::string> words;
};

/// Completes keywords, databases, tables and columns from what a statement says so far. Names are asked for once and
/// remembered until `forget`. One thread at a time; the source is borrowed.
class Completer {
 public:
  explicit Completer(NameSource& source) : source_(source) {}

  /// `statement` may begin before the line that is edited; the cursor stands at its end.
  Completion complete(std::string_view statement);

  /// Names may have changed.
  void forget();

 private:
  const std::vector<std::string>& databases();
  const std::vector<std::string>& tables(const std::string& database);
  const std::vector<std::string>& columns(const std::string& table);

  NameSource& source_;
  std::optional<std::vector<std::string>> databases_;
  std::map<std::string, std::vector<std::string>> tables_;
  std::map<std::string, std::vector<std::string>> columns_;
};

}  // namespace skep::cli
