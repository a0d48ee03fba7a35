#pragma once

#include <duckdb.hpp>

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace skep::engine {

/// A connection of DuckDB's and the queries that it has planned already. One statement at a time.
class PooledConnection {
 public:
  explicit PooledConnection(duckdb::DuckDB& database) : connection_(database) {}

  duckdb::Connection& connection() { return connection_; }

  /// Parses, binds and plans a query, or takes the plan that was made of the same text before. Only for texts that mean
  /// the same whenever they run: those that name no scan. Plans are made to be kept when a text comes the second time.
  /// Throws what DuckDB throws; failures come with the result.
  duckdb::unique_ptr<duckdb::PendingQueryResult> start_again(const std::string& sql);

 private:
  static constexpr size_t kKeptMax = 32;
  static constexpr size_t kTextMax = 8 << 10;
  using Kept = std::pair<std::string, duckdb::unique_ptr<duckdb::PreparedStatement>>;  ///< null: seen once

  duckdb::Connection connection_;
  std::list<Kept> kept_;  ///< the latest used first; they go before the connection does
  std::unordered_map<std::string, std::list<Kept>::iterator> by_text_;
};

}  // namespace skep::engine
