#include "engine/duckdb/duckdb_instance.h"

#include "engine/duckdb/functions/functions.h"
#include "engine/duckdb/skep_delimited.h"
#include "engine/duckdb/skep_scan.h"

#include <duckdb/common/local_file_system.hpp>
#include <duckdb/function/cast/cast_function_set.hpp>
#include <duckdb/function/cast/default_casts.hpp>
#include <duckdb/main/config.hpp>

#include <malloc.h>

#include <thread>

namespace skep::engine {
namespace {

/// The part of the machine's memory (or of the container's) that DuckDB may use when no limit is set.
constexpr double kMemoryShare = 0.6;

constexpr size_t kIdleConnectionsMax = 8;

constexpr auto kTrimInterval = std::chrono::seconds(5);

void configure(duckdb::DBConfig& config, const DuckdbSettings& settings, const std::string& spill_path) {
  duckdb::LocalFileSystem files;
  auto memory = settings.memory_limit_bytes > 0
                    ? static_cast<duckdb::idx_t>(settings.memory_limit_bytes)
                    : static_cast<duckdb::idx_t>(
                          static_cast<double>(duckdb::DBConfig::GetSystemAvailableMemory(files)) * kMemoryShare);
  auto threads = settings.threads > 0 ? settings.threads : static_cast<int>(std::thread::hardware_concurrency());

  config.SetOptionByName("memory_limit", duckdb::Value(std::to_string(memory) + " bytes"));
  config.SetOptionByName("threads", duckdb::Value::BIGINT(std::max(threads, 1)));
  config.SetOptionByName("temp_directory", duckdb::Value(spill_path));
  config.SetOptionByName("autoinstall_known_extensions", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("autoload_known_extensions", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("allow_community_extensions", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("preserve_insertion_order", duckdb::Value::BOOLEAN(true));
  config.SetOptionByName("enable_external_access", duckdb::Value::BOOLEAN(true));  // scans and writes name files
}

/// Makes casts between TIMESTAMP and TIMESTAMP WITH TIME ZONE mean UTC at no cost. Files that Spark wrote hold instants
/// under either type; zones are computed by our own functions alone.
void register_timestamp_casts(duckdb::DatabaseInstance& database) {
  using duckdb::LogicalType;
  auto& casts = duckdb::DBConfig::GetConfig(database).GetCastFunctions();
  casts.RegisterCastFunction(LogicalType::TIMESTAMP, LogicalType::TIMESTAMP_TZ, duckdb::DefaultCasts::ReinterpretCast);
  casts.RegisterCastFunction(LogicalType::TIMESTAMP_TZ, LogicalType::TIMESTAMP, duckdb::DefaultCasts::ReinterpretCast);
}

void run_or_throw(duckdb::Connection& connection, const char* statement) {
  auto result = connection.Query(statement);
  if (result->HasError()) result->ThrowError();
}

}  // namespace

DuckdbInstance::DuckdbInstance(SpillDirectory spill, std::shared_ptr<ScanRegistry> scans)
    : spill_(std::move(spill)), scans_(std::move(scans)) {}

DuckdbInstance::~DuckdbInstance() = default;

Result<std::shared_ptr<DuckdbInstance>> DuckdbInstance::open(const DuckdbSettings& settings,
                                                             const Preparation& prepare) {
  auto spill = SpillDirectory::create(settings.spill_directory);
  if (!spill) return spill.error();
  std::shared_ptr<DuckdbInstance> instance(new DuckdbInstance(std::move(*spill), std::make_shared<ScanRegistry>()));
  try {
    duckdb::DBConfig config;
    configure(config, settings, instance->spill_.path());
    instance->database_ = std::make_unique<duckdb::DuckDB>(nullptr, &config);
    auto& database = *instance->database_->instance;
    register_timestamp_casts(database);
    register_functions(database);
    register_skep_scan(database, instance->scans_);
    register_skep_delimited(database, instance->scans_);
    if (prepare) prepare(database);

    duckdb::Connection connection(database);
    run_or_throw(connection, "SET GLOBAL TimeZone = 'UTC'");
    // Footers are kept; one is used again only when size and time of its file are what they were.
    run_or_throw(connection, "SET GLOBAL parquet_metadata_cache = true");
    run_or_throw(connection, "SET GLOBAL late_materialization_max_rows = 1000");
    run_or_throw(connection, "SET GLOBAL lock_configuration = true");
  } catch (const std::exception& failure) {
    return make_error(ErrorCode::unavailable, "the engine could not be opened: {}",
                      duckdb::ErrorData(failure).Message());
  }
  return instance;
}

DuckdbInstance::Connection::Connection(std::shared_ptr<DuckdbInstance> instance,
                                       std::unique_ptr<PooledConnection> connection)
    : instance_(std::move(instance)), connection_(std::move(connection)) {}

DuckdbInstance::Connection::~Connection() {
  if (connection_) instance_->give_back(std::move(connection_));
}

DuckdbInstance::Connection DuckdbInstance::connect() {
  {
    std::lock_guard lock(mutex_);
    ++lent_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Connection(shared_from_this(), std::move(connection));
    }
  }
  return Connection(shared_from_this(), std::make_unique<PooledConnection>(*database_));
}

void DuckdbInstance::give_back(std::unique_ptr<PooledConnection> connection) {
  bool trims = false;
  {
    std::lock_guard lock(mutex_);
    if (idle_.size() < kIdleConnectionsMax) idle_.push_back(std::move(connection));
    --lent_;
    trims = is_time_to_trim();
  }
  // What a large statement used, the C library keeps; an idle server is to be small.
  if (trims) malloc_trim(0);
}

/// True once in a while, when nothing runs. The caller holds the lock.
bool DuckdbInstance::is_time_to_trim() {
  auto now = std::chrono::steady_clock::now();
  if (lent_ > 0 || now - trimmed_ < kTrimInterval) return false;
  trimmed_ = now;
  return true;
}

Result<std::shared_ptr<InstanceSlot>> InstanceSlot::open(DuckdbSettings settings, DuckdbInstance::Preparation prepare) {
  SpillDirectory::remove_abandoned(settings.spill_directory);
  std::shared_ptr<InstanceSlot> slot(new InstanceSlot(std::move(settings), std::move(prepare)));
  if (auto first = slot->current(); !first) return first.error();
  return slot;
}

Result<std::shared_ptr<DuckdbInstance>> InstanceSlot::current() {
  std::lock_guard lock(mutex_);
  if (!current_) {
    auto opened = DuckdbInstance::open(settings_, prepare_);
    if (!opened) return opened.error();
    current_ = *opened;
  }
  return current_;
}

void InstanceSlot::discard(const DuckdbInstance& broken) {
  std::shared_ptr<DuckdbInstance> dropped;  // destroyed outside of the lock
  std::lock_guard lock(mutex_);
  if (current_.get() == &broken) dropped = std::move(current_);
}

}  // namespace skep::engine
