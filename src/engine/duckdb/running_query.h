#pragma once

#include "base/cancellation.h"
#include "engine/duckdb/duckdb_instance.h"
#include "engine/duckdb/first_failure.h"

#include <duckdb.hpp>

#include <memory>
#include <optional>
#include <string>

namespace skep::engine {

/// A query on a connection of its own, from its binding to its last chunk. One thread at a time; a cancellation may
/// come from any. Destroying it stops the query.
///
/// After a failure every call gives that failure. When the failure broke the instance, the slot has been told.
class RunningQuery {
 public:
  RunningQuery(std::shared_ptr<InstanceSlot> slot, std::shared_ptr<DuckdbInstance> instance, Cancellation cancellation);
  RunningQuery(const RunningQuery&) = delete;
  RunningQuery& operator=(const RunningQuery&) = delete;
  ~RunningQuery();

  /// Binds a query only to compare the types of its columns with those of the schema. Fails with internal when they
  /// differ.
  Result<void> check_types(const std::string& sql, const types::Schema& schema);

  /// Whether a text means the same whenever it runs, so that its plan may be one of an earlier run.
  enum class Plan { made_anew, may_be_kept };

  /// Parses, binds and plans; nothing has run after it.
  Result<void> prepare(const std::string& sql, Plan plan = Plan::made_anew);

  /// The types of the columns; valid after prepare.
  const duckdb::vector<duckdb::LogicalType>& types() const { return pending_->types; }

  /// Whose memory the chunks are.
  const std::shared_ptr<DuckdbInstance>& instance() const { return connection_.instance(); }

  /// What may be asked how far the query is.
  duckdb::weak_ptr<duckdb::ClientContext> context() const { return connection_->context; }

  /// What turning chunks into Arrow needs to know of the connection.
  duckdb::ClientProperties client_properties() const { return connection_->context->GetClientProperties(); }

  /// Blocks until rows are there; null at the end. Never gives an empty chunk.
  Result<duckdb::unique_ptr<duckdb::DataChunk>> fetch();

 private:
  Error fail(const duckdb::ErrorData& given);
  void stop();

  std::shared_ptr<InstanceSlot> slot_;
  DuckdbInstance::Connection connection_;
  Cancellation cancellation_;
  duckdb::unique_ptr<duckdb::PendingQueryResult> pending_;
  duckdb::unique_ptr<duckdb::QueryResult> result_;
  std::shared_ptr<FirstFailure> first_failure_;
  std::optional<Error> failure_;
  bool ended_ = false;                                      ///< the last chunk was fetched
  std::unique_ptr<Cancellation::Observation> observation_;  ///< last: its callback uses the connection
};

}  // namespace skep::engine
