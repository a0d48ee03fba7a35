#pragma once

#include "base/result.h"
#include "engine/duckdb/duckdb_engine.h"
#include "engine/duckdb/pooled_connection.h"
#include "engine/duckdb/scan_registry.h"
#include "engine/duckdb/spill_directory.h"

#include <duckdb.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace skep::engine {

/// One DuckDB, in memory, with our functions, without extensions from outside and with its settings locked. Any thread
/// may use it; the connections it lends are for one statement at a time.
class DuckdbInstance : public std::enable_shared_from_this<DuckdbInstance> {
 public:
  /// Called with the database once it is open and before any statement; tests add functions there.
  using Preparation = std::function<void(duckdb::DatabaseInstance&)>;

  static Result<std::shared_ptr<DuckdbInstance>> open(const DuckdbSettings& settings, const Preparation& prepare);
  ~DuckdbInstance();

  /// Borrows a connection, and gives it back on destruction.
  class Connection {
   public:
    Connection(std::shared_ptr<DuckdbInstance> instance, std::unique_ptr<PooledConnection> connection);
    Connection(Connection&&) = default;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    duckdb::Connection* operator->() const { return &connection_->connection(); }
    PooledConnection& pooled() const { return *connection_; }
    const std::shared_ptr<DuckdbInstance>& instance() const { return instance_; }

   private:
    std::shared_ptr<DuckdbInstance> instance_;
    std::unique_ptr<PooledConnection> connection_;
  };
  Connection connect();

  ScanRegistry& scans() { return *scans_; }

 private:
  DuckdbInstance(SpillDirectory spill, std::shared_ptr<ScanRegistry> scans);
  void give_back(std::unique_ptr<PooledConnection> connection);
  bool is_time_to_trim();

  SpillDirectory spill_;
  std::shared_ptr<ScanRegistry> scans_;
  std::unique_ptr<duckdb::DuckDB> database_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PooledConnection>> idle_;
  size_t lent_ = 0;
  std::chrono::steady_clock::time_point trimmed_{};
};

/// Holds the instance that new statements use, and puts a new one in its place when it has broken. Statements that run
/// on a broken one keep it until they are done.
class InstanceSlot {
 public:
  static Result<std::shared_ptr<InstanceSlot>> open(DuckdbSettings settings, DuckdbInstance::Preparation prepare);

  /// Fails with unavailable when the instance broke and no new one could be opened; the next call tries again.
  Result<std::shared_ptr<DuckdbInstance>> current();

  /// Stops giving out this instance. Does nothing if another one took its place already.
  void discard(const DuckdbInstance& broken);

 private:
  InstanceSlot(DuckdbSettings settings, DuckdbInstance::Preparation prepare)
      : settings_(std::move(settings)), prepare_(std::move(prepare)) {}

  DuckdbSettings settings_;
  DuckdbInstance::Preparation prepare_;
  std::mutex mutex_;
  std::shared_ptr<DuckdbInstance> current_;
};

}  // namespace skep::engine
