#pragma once

#include "cli/client/connection.h"
#include "cli/shell/completion.h"

#include <string>
#include <vector>

namespace skep::cli {

/// Asks a connection for names by SHOW and DESCRIBE statements. The connection is borrowed and must be idle.
class CatalogNames final : public NameSource {
 public:
  explicit CatalogNames(Connection& connection) : connection_(connection) {}

  std::vector<std::string> databases() override;
  std::vector<std::string> tables(const std::string& database) override;
  std::vector<std::string> columns(const std::string& table) override;

  /// The current database; empty when it cannot be asked for.
  std::string current_database();

 private:
  /// The cells of one column of an answer, as far as they go.
  std::vector<std::string> ask(const std::string& statement, size_t column);

  Connection& connection_;
};

}  // namespace skep::cli
