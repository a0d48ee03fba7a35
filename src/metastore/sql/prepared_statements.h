#pragma once

#include <soci/soci.h>

#include <memory>
#include <string>
#include <unordered_map>

namespace skep::metastore::sql {

/// Keeps a connection's statements prepared, by their text, so that the store reads and plans each text once. Used by one
/// thread at a time, as its connection.
class PreparedStatements {
 public:
  /// `session` is borrowed. With `keeps` false statements are made anew each time: where an old one would hold a lock.
  PreparedStatements(soci::session& session, bool keeps) : session_(session), keeps_(keeps) {}

  /// Gives a statement with nothing bound to it. While it is away the same text gets another one.
  std::unique_ptr<soci::statement> take(const std::string& text);

  /// Takes a statement back that did not fail.
  void give_back(const std::string& text, std::unique_ptr<soci::statement> statement);

 private:
  soci::session& session_;
  bool keeps_;
  std::unordered_map<std::string, std::unique_ptr<soci::statement>> idle_;
};

}  // namespace skep::metastore::sql
