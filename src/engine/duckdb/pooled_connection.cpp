#include "engine/duckdb/pooled_connection.h"

namespace skep::engine {

duckdb::unique_ptr<duckdb::PendingQueryResult> PooledConnection::start_again(const std::string& sql) {
  constexpr auto kStreams = duckdb::QueryResultOutputType::ALLOW_STREAMING;
  if (sql.size() > kTextMax) return connection_.PendingQuery(sql, kStreams);
  auto known = by_text_.find(sql);
  if (known == by_text_.end()) {
    kept_.emplace_front(sql, nullptr);
    by_text_.emplace(sql, kept_.begin());
    if (kept_.size() > kKeptMax) {
      by_text_.erase(kept_.back().first);
      kept_.pop_back();
    }
    return connection_.PendingQuery(sql, kStreams);
  }
  kept_.splice(kept_.begin(), kept_, known->second);
  auto& prepared = kept_.front().second;
  if (!prepared) prepared = connection_.Prepare(sql);
  if (prepared->HasError()) {
    auto error = prepared->GetErrorObject();
    prepared = nullptr;
    return duckdb::make_uniq<duckdb::PendingQueryResult>(std::move(error));
  }
  duckdb::vector<duckdb::Value> no_values;
  return prepared->PendingQuery(no_values, true);
}

}  // namespace skep::engine
