#include "engine/duckdb/running_query.h"

#include "engine/duckdb/error_translation.h"
#include "engine/duckdb/result_types.h"

#include <duckdb/main/pending_query_result.hpp>

namespace skep::engine {

RunningQuery::RunningQuery(std::shared_ptr<InstanceSlot> slot, std::shared_ptr<DuckdbInstance> instance,
                           Cancellation cancellation)
    : slot_(std::move(slot)), connection_(instance->connect()), cancellation_(std::move(cancellation)) {
  observation_ = cancellation_.observe([this] { connection_->Interrupt(); });
}

RunningQuery::~RunningQuery() {
  observation_.reset();
  result_.reset();
  pending_.reset();
  if (!ended_) stop();
  FirstFailure::stop_watching(*connection_->context);
}

/// Without it DuckDB's threads would work on, and whoever has the connection next would wait for them.
void RunningQuery::stop() {
  try {
    connection_->Interrupt();
    connection_->context->CancelTransaction();
  } catch (const std::exception&) {
    // A query that fails while it is stopped has stopped.
  }
}

Result<void> RunningQuery::check_types(const std::string& sql, const types::Schema& schema) {
  try {
    auto prepared = connection_->Prepare(sql);
    if (prepared->HasError()) return fail(prepared->GetErrorObject());
    return check_result_types(prepared->GetTypes(), schema);
  } catch (const std::exception& exception) {
    return fail(duckdb::ErrorData(exception));
  }
}

Result<void> RunningQuery::prepare(const std::string& sql, Plan plan) {
  first_failure_ = FirstFailure::watch(*connection_->context);
  try {
    pending_ = plan == Plan::may_be_kept
                   ? connection_.pooled().start_again(sql)
                   : connection_->PendingQuery(sql, duckdb::QueryResultOutputType::ALLOW_STREAMING);
  } catch (const std::exception& exception) {
    return fail(duckdb::ErrorData(exception));
  }
  if (pending_->HasError()) return fail(pending_->GetErrorObject());
  // DuckDB forgets an interrupt that came before the query was bound.
  if (auto reason = cancellation_.reason()) return *(failure_ = std::move(reason));
  return {};
}

Result<duckdb::unique_ptr<duckdb::DataChunk>> RunningQuery::fetch() {
  if (failure_) return *failure_;
  try {
    if (!result_) result_ = pending_->Execute();
    if (result_->HasError()) return fail(result_->GetErrorObject());
    while (true) {
      auto chunk = result_->FetchRaw();
      if (result_->HasError()) return fail(result_->GetErrorObject());
      if (auto reason = cancellation_.reason()) return *(failure_ = std::move(reason));
      ended_ = !chunk;
      if (ended_ || chunk->size() > 0) return chunk;
    }
  } catch (const std::exception& exception) {
    return fail(duckdb::ErrorData(exception));
  }
}

Error RunningQuery::fail(const duckdb::ErrorData& given) {
  const auto& error = first_failure_ ? first_failure_->behind(given) : given;
  auto reason = cancellation_.reason();
  failure_ = reason ? *reason : translate(error);
  if (breaks_instance(error)) slot_->discard(*connection_.instance());
  return *failure_;
}

}  // namespace skep::engine
