#pragma once

#include <duckdb.hpp>

#include <memory>
#include <optional>

namespace skep::engine {

/// What failed first in a query. DuckDB stops a query's other threads by an interrupt, and now and then gives out that
/// interrupt in the place of the failure that caused it.
class FirstFailure {
 public:
  /// Watches the next query of a connection, until `stop_watching`.
  static std::shared_ptr<FirstFailure> watch(duckdb::ClientContext& context);
  static void stop_watching(duckdb::ClientContext& context);

  /// The failure that is meant by one that DuckDB has given, once the query has ended by it.
  const duckdb::ErrorData& behind(const duckdb::ErrorData& given) const;

 private:
  class Watch;
  std::optional<duckdb::ErrorData> error_;
};

}  // namespace skep::engine
