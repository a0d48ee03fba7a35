#include "access/access_policy.h"
#include "base/text.h"
#include "cache/table_cache.h"
#include "config/settings.h"
#include "engine/duckdb/duckdb_engine.h"
#include "metastore/remote/remote_metastore.h"
#include "metastore/sql/sql_metastore.h"
#include "server/server.h"
#include "server/settings_in_force.h"
#include "storage/file_system.h"
#include "warehouse/warehouse.h"

#include <spdlog/spdlog.h>

#include <unistd.h>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

namespace skep::server {
namespace {

int64_t now_seconds() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

/// Settles dead writes and removes old files now and then, on a thread of its own.
class Housekeeper {
 public:
  explicit Housekeeper(warehouse::Warehouse& warehouse) : warehouse_(warehouse), thread_([this] { run(); }) {}
  ~Housekeeper() {
    {
      std::lock_guard guard(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

 private:
  void run() {
    constexpr auto kPause = std::chrono::seconds(30);
    std::unique_lock lock(mutex_);
    while (!stopped_) {
      lock.unlock();
      if (auto done = warehouse_.recover(now_seconds()); !done) spdlog::warn("housekeeping: {}", done.error().message);
      lock.lock();
      changed_.wait_for(lock, kPause, [this] { return stopped_; });
    }
  }

  warehouse::Warehouse& warehouse_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

class LocalWarehouse final : public OpenWarehouse {
 public:
  LocalWarehouse(std::unique_ptr<metastore::Metastore> store, std::unique_ptr<metastore::ChangeCount> changes,
                 std::unique_ptr<engine::Engine> engine, warehouse::WarehouseSettings warehouse_settings,
                 std::string cache_directory, int64_t cache_budget)
      : store_(std::move(store)),
        changes_(std::move(changes)),
        engine_(std::move(engine)),
        warehouse_(*store_, files_, std::move(warehouse_settings)),
        budget_(cache_budget),
        cache_(std::move(cache_directory), budget_) {}

  Result<void> start(session::SessionLimits limits, std::map<std::string, std::string> settings) {
    if (auto ready = warehouse_.initialise(); !ready) return ready.error();
    std::function<uint64_t()> catalogue_changes;
    if (changes_) catalogue_changes = [this] { return changes_->now(); };
    session_ = session::make_session_service(*engine_, warehouse_, policy_, limits, std::move(settings),
                                             std::move(catalogue_changes), &cache_);
    housekeeper_ = std::make_unique<Housekeeper>(warehouse_);
    return {};
  }

  session::SessionService& session() override { return *session_; }
  metastore::ChangeCount* changes() override { return changes_.get(); }
  warehouse::Warehouse& warehouse() override { return warehouse_; }
  access::AccessPolicy& policy() override { return policy_; }
  cache::DiskBudget& budget() override { return budget_; }

 private:
  storage::FileSystems files_;
  std::unique_ptr<metastore::Metastore> store_;
  std::unique_ptr<metastore::ChangeCount> changes_;
  std::unique_ptr<engine::Engine> engine_;
  warehouse::Warehouse warehouse_;
  access::AllowAll policy_;
  cache::DiskBudget budget_;
  cache::TableCache cache_;
  std::unique_ptr<session::SessionService> session_;
  std::unique_ptr<Housekeeper> housekeeper_;
};

Result<std::filesystem::path> make_directory(const std::string& directory) {
  std::error_code problem;
  auto path = std::filesystem::absolute(directory, problem).lexically_normal();
  if (!problem) std::filesystem::create_directories(path, problem);
  if (problem)
    return make_error(ErrorCode::invalid_argument, "the warehouse directory cannot be made: {}: {}", directory,
                      problem.message());
  if (::access(path.c_str(), W_OK) != 0) {
    return make_error(ErrorCode::invalid_argument, "the warehouse directory cannot be written: {}: {}", path.string(),
                      std::strerror(errno));
  }
  return path;
}

/// Takes the store's address out of the settings, so that no session can read the password.
metastore::StoreAddress take_store_address(std::map<std::string, std::string>& settings,
                                           const std::filesystem::path& directory) {
  auto take = [&](const std::string& key) {
    auto entry = settings.extract(key);
    return entry ? std::move(entry.mapped()) : std::string();
  };
  // The server reads its own copy of these.
  take("skep.jobs.store");
  take("skep.jobs.webhook.secret");
  metastore::StoreAddress address;
  address.url = take("javax.jdo.option.ConnectionURL");
  address.user = take("javax.jdo.option.ConnectionUserName");
  address.password = take("javax.jdo.option.ConnectionPassword");
  if (address.url.empty()) address.url = "sqlite:" + (directory / "metastore.db").string();
  return address;
}

struct OpenStore {
  std::unique_ptr<metastore::Metastore> metastore;
  std::unique_ptr<metastore::ChangeCount> changes;
};

bool is_remote(const Settings& settings) {
  return settings.at("javax.jdo.option.ConnectionURL").empty() && !settings.at("hive.metastore.uris").empty();
}

/// The metastores of other servers, with a journal beside the warehouse.
Result<OpenStore> open_remote_store(const Settings& settings, const std::filesystem::path& directory) {
  auto remote = remote_settings(settings);
  if (!remote) return remote.error();
  metastore::StoreAddress address;
  address.url = "sqlite:" + (directory / "journal.db").string();
  auto journal = metastore::open_sql_metastore(address);
  if (!journal) return journal.error().during("the journal of writes");
  auto opened = metastore::open_remote_metastore(*std::move(remote), *std::move(journal));
  if (!opened) return opened.error();
  return OpenStore{*std::move(opened), nullptr};
}

Result<OpenStore> open_store(Settings& settings, const std::filesystem::path& directory) {
  bool uses_others = is_remote(settings);
  auto address = take_store_address(settings, directory);
  if (uses_others) return open_remote_store(settings, directory);
  auto opened = metastore::open_sql_metastore(address);
  if (!opened) return opened.error();
  return OpenStore{*std::move(opened), metastore::count_changes(address)};
}

Result<std::map<std::string, std::string>> checked_settings(const WarehouseOptions& options) {
  auto settings = config::initial_settings();
  for (auto& [key, value] : options.settings) {
    if (auto valid = config::check_initial_setting(key, value); !valid) return valid.error();
    settings[key] = value;
  }
  return settings;
}

}  // namespace

Result<std::unique_ptr<OpenWarehouse>> open_warehouse(const WarehouseOptions& options) {
  auto checked = checked_settings(options);
  if (!checked) return checked.error();
  auto settings = *std::move(checked);
  auto directory = make_directory(options.directory.empty() ? settings["skep.warehouse.directory"] : options.directory);
  if (!directory) return directory.error();

  // Without a word of the user's, managed tables lie where Hive puts them, below the warehouse directory.
  auto base = "file:" + directory->string();
  auto& wanted = settings["spark.sql.warehouse.dir"];
  auto uri = storage::qualify_path(wanted.empty() ? "user/hive/warehouse" : wanted, "file:", base);
  if (!uri) return uri.error().during("spark.sql.warehouse.dir");
  wanted = *uri;

  auto limits = session_limits(settings);
  warehouse::WarehouseSettings warehouse_settings;
  warehouse_settings.warehouse_uri = *uri;
  engine::DuckdbSettings engine_settings;
  engine_settings.spill_directory = (*directory / "spill").string();
  engine_settings.threads = static_cast<int>(number_of(settings, "skep.engine.threads"));
  engine_settings.memory_limit_bytes = number_of(settings, "skep.engine.memory.limit");
  warehouse_settings.lease = seconds_of(settings, "skep.warehouse.lease");
  warehouse_settings.retention = seconds_of(settings, "skep.warehouse.retention");
  for (auto& root : split(settings["skep.files.roots"], ','))
    if (auto folder = trim(root); !folder.empty()) warehouse_settings.file_roots.emplace_back(folder);
  if (warehouse_settings.lease.count() == 0) {
    return make_error(ErrorCode::invalid_argument, "the setting skep.warehouse.lease is at least 1 second");
  }
  auto store = open_store(settings, *directory);
  if (!store) return store.error();
  auto engine = engine::make_duckdb_engine(engine_settings);
  if (!engine) return engine.error();
  auto cache_directory = settings["skep.cache.directory"];
  if (cache_directory.empty()) cache_directory = (*directory / "cached-tables").string();
  auto warehouse = std::make_unique<LocalWarehouse>(
      std::move(store->metastore), std::move(store->changes), std::move(*engine), std::move(warehouse_settings),
      std::filesystem::absolute(cache_directory).lexically_normal().string(),
      number_of(settings, "skep.cache.budget.bytes"));
  if (auto started = warehouse->start(limits, std::move(settings)); !started) return started.error();
  return std::unique_ptr<OpenWarehouse>(std::move(warehouse));
}

Result<metastore::StoreReport> check_store(const WarehouseOptions& options) {
  auto settings = checked_settings(options);
  if (!settings) return settings.error();
  if (is_remote(*settings))
    return make_error(ErrorCode::unsupported, "the store behind {} is its servers' to look after",
                      settings->at("hive.metastore.uris"));
  std::string directory = options.directory.empty() ? settings->at("skep.warehouse.directory") : options.directory;
  return metastore::check_sql_metastore(take_store_address(*settings, std::filesystem::absolute(directory)));
}

}  // namespace skep::server
