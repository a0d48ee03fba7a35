#pragma once

#include "metastore/sql/dialect.h"

#include <soci/soci.h>

#include <memory>
#include <string>
#include <unordered_map>

namespace skep::metastore::sql {

/// Keeps a connection's statements prepared, by their text, so that the store reads and plans each text once. Used by one
/// thread at a time, as its connection.
class PreparedStatements {
 public:
  /// `session` and `dialect` are borrowed.
  PreparedStatements(soci::session& session, const Dialect& dialect) : session_(session), dialect_(dialect) {}

  /// Gives a statement with nothing bound to it. While it is away the same text gets another one.
  std::unique_ptr<soci::statement> take(const std::string& text);

  /// Takes a statement back that did not fail.
  void give_back(const std::string& text, std::unique_ptr<soci::statement> statement);

 private:
  soci::session& session_;
  const Dialect& dialect_;
  std::unordered_map<std::string, std::unique_ptr<soci::statement>> idle_;
};

}  // namespace skep::metastore::sql
