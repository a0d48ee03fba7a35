#pragma once

#include "base/check.h"
#include "engine/arrow_types.h"
#include "metastore/in_memory_metastore.h"
#include "session/session.h"
#include "storage/file_system.h"
#include "warehouse/warehouse.h"

#include <arrow/json/from_string.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace skep::services {

/// How one statement behaves.
struct FakeStatement {
  types::Schema schema;

  /// Gives the batch of a number, counted from 0; null at the end. Without it the statement has no rows.
  std::function<Result<std::shared_ptr<arrow::RecordBatch>>(size_t number)> batch;

  std::optional<Error> error;  ///< that `execute` gives
  bool waits = false;          ///< `execute` returns only when the statement is cancelled
  bool pauses = false;         ///< so does the second batch
};

/// A session without an engine: statements are looked up by their text. Waiting, cancelling and the ends of statements
/// are real. Any thread may call it.
class FakeSession final : public session::SessionService {
 public:
  std::map<std::string, FakeStatement> statements;  ///< filled before the first call

  Result<std::unique_ptr<session::RunningStatement>> execute(const session::StatementRequest& request,
                                                             session::SessionState& state) override {
    auto cancellation = begin(request);
    if (!cancellation) return cancellation.error();
    state.database = request.database.empty() ? state.database : request.database;
    auto found = statements.find(request.text);
    if (found == statements.end()) {
      end(request.id);
      return Error::of_class(ErrorCode::invalid_argument, "PARSE_SYNTAX_ERROR", "unknown statement").at({1, 1, 0});
    }
    if (found->second.waits) wait(*cancellation);
    if (auto reason = cancellation->reason()) return end(request.id), *reason;
    if (found->second.error) return end(request.id), *found->second.error;
    return std::unique_ptr<session::RunningStatement>(
        std::make_unique<Running>(*this, request.id, found->second, *cancellation));
  }

  Result<std::string> analyze_only(const session::StatementRequest&, session::SessionState&) override {
    return Error(ErrorCode::unsupported, "not in a fake");
  }

  Result<void> cancel(std::string_view id) override {
    std::lock_guard lock(mutex_);
    auto found = running_.find(std::string(id));
    if (found == running_.end()) return make_error(ErrorCode::not_found, "no such statement: {}", id);
    found->second.request(ErrorCode::cancelled, "the statement was cancelled");
    return {};
  }

  Result<session::StatementInfo> find(std::string_view id) const override {
    std::lock_guard lock(mutex_);
    auto found = infos_.find(std::string(id));
    if (found == infos_.end()) return make_error(ErrorCode::not_found, "no such statement: {}", id);
    return found->second;
  }

  std::vector<session::StatementInfo> list() const override {
    std::lock_guard lock(mutex_);
    std::vector<session::StatementInfo> all;
    for (const auto& [id, info] : infos_) all.push_back(info);
    return all;
  }

  session::SessionLoad load() override { return {.running = running()}; }
  std::optional<Error> refusal() override { return refuses; }
  void set_limits(const session::SessionLimits&) override {}
  void drain(std::chrono::milliseconds) override {}
  warehouse::Warehouse& warehouse() override { return warehouse_; }
  access::AccessPolicy& policy() override { return policy_; }

  metastore::Metastore& store() { return *store_; }

  /// Denies to describe these objects.
  std::vector<std::string>& denied() { return policy_.denied; }

  size_t running() const {
    std::lock_guard lock(mutex_);
    return running_.size();
  }
  session::StatementRequest last_request() const {
    std::lock_guard lock(mutex_);
    return last_request_;
  }
  std::atomic<size_t> batches_given = 0;
  std::optional<Error> refuses;  ///< every statement, before the server is asked for anything

 private:
  class Rows final : public engine::RecordBatchStream {
   public:
    Rows(FakeSession& session, const FakeStatement& statement, Cancellation cancellation)
        : session_(session),
          statement_(statement),
          cancellation_(std::move(cancellation)),
          arrow_schema_(engine::to_arrow(statement.schema)) {}

    const types::Schema& schema() const override { return statement_.schema; }
    std::shared_ptr<arrow::Schema> arrow_schema() const override { return arrow_schema_; }
    Result<std::shared_ptr<arrow::RecordBatch>> next() override {
      if (statement_.pauses && number_ == 1) session_.wait(cancellation_);
      if (auto reason = cancellation_.reason()) return *reason;
      if (!statement_.batch) return std::shared_ptr<arrow::RecordBatch>();
      session_.batches_given++;
      return statement_.batch(number_++);
    }

   private:
    FakeSession& session_;
    const FakeStatement& statement_;
    Cancellation cancellation_;
    std::shared_ptr<arrow::Schema> arrow_schema_;
    size_t number_ = 0;
  };

  class Running final : public session::RunningStatement {
   public:
    Running(FakeSession& session, std::string id, const FakeStatement& statement, Cancellation cancellation)
        : session_(session), id_(std::move(id)), rows_(session, statement, std::move(cancellation)) {}
    ~Running() override { session_.end(id_); }
    const std::string& id() const override { return id_; }
    engine::RecordBatchStream& rows() override { return rows_; }
    const std::string& time_zone() const override { return zone_; }

   private:
    FakeSession& session_;
    std::string id_;
    std::string zone_ = "Europe/Berlin";
    Rows rows_;
  };

  struct Policy final : access::AccessPolicy {
    std::vector<std::string> denied;
    Result<void> check(const access::Principal&, access::Action, const std::string& object) override {
      for (const auto& one : denied)
        if (one == object) return make_error(ErrorCode::permission_denied, "not yours: {}", object);
      return {};
    }
  };

  Result<Cancellation> begin(const session::StatementRequest& request) {
    std::lock_guard lock(mutex_);
    last_request_ = request;
    Cancellation cancellation;
    if (!running_.emplace(request.id, cancellation).second)
      return make_error(ErrorCode::already_exists, "a statement with this id is running: {}", request.id);
    infos_[request.id] = {request.id, request.text, session::StatementState::running, 1'700'000'000'500'000, {}};
    return cancellation;
  }

  void end(const std::string& id) {
    std::lock_guard lock(mutex_);
    running_.erase(id);
    infos_[id].state = session::StatementState::finished;
  }

  void wait(Cancellation& cancellation) {
    std::mutex mutex;
    std::condition_variable changed;
    bool cancelled = false;
    auto observation = cancellation.observe([&] {
      std::lock_guard lock(mutex);
      cancelled = true;
      changed.notify_all();
    });
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return cancelled; });
  }

  mutable std::mutex mutex_;
  std::map<std::string, Cancellation> running_;
  std::map<std::string, session::StatementInfo> infos_;
  session::StatementRequest last_request_;
  std::unique_ptr<metastore::Metastore> store_ = metastore::make_in_memory_metastore();
  storage::FileSystems files_;
  warehouse::Warehouse warehouse_{*store_, files_, {}};
  Policy policy_;
};

/// One batch of a single bigint column "n": the numbers from `begin` on.
inline std::shared_ptr<arrow::RecordBatch> numbers(int64_t begin, int64_t count) {
  std::string json = "[";
  for (int64_t i = 0; i < count; i++) json += (i == 0 ? "" : ",") + std::to_string(begin + i);
  auto array = arrow::json::ArrayFromJSONString(arrow::int64(), json + "]");
  return arrow::RecordBatch::Make(arrow::schema({arrow::field("n", arrow::int64())}), count, {*array});
}

}  // namespace skep::services
