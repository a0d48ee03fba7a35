#pragma once

#include "access/access_policy.h"
#include "base/result.h"
#include "cache/disk_budget.h"
#include "metastore/sql/change_count.h"
#include "metastore/sql/sql_metastore.h"
#include "session/session.h"
#include "warehouse/warehouse.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace skep::server {

/// What a warehouse on this machine needs to be opened.
struct WarehouseOptions {
  std::string directory;  ///< holds the metastore, the spill folder, managed tables; empty: the settings name it
  std::map<std::string, std::string> settings;  ///< by name (config/settings.h): what flags, environment and file say
};

/// An opened warehouse: metastore, files, engine and session service, wired together.
///
/// Several processes may open one directory at the same time. Destroying it waits for nothing: drain the session first.
class OpenWarehouse {
 public:
  virtual ~OpenWarehouse() = default;
  virtual session::SessionService& session() = 0;

  /// Whether the metastore has changed; null where its store cannot tell without waiting.
  virtual metastore::ChangeCount* changes() = 0;

  // What the metastore's door works on.
  virtual warehouse::Warehouse& warehouse() = 0;
  virtual access::AccessPolicy& policy() = 0;

  /// Of all that keeps rows in files here.
  virtual cache::DiskBudget& budget() = 0;
};

/// Opens a warehouse, and makes it when the directory is empty or missing. Settles writes that a dead process began.
Result<std::unique_ptr<OpenWarehouse>> open_warehouse(const WarehouseOptions& options);

/// Looks at the store of a warehouse's metastore and changes nothing.
Result<metastore::StoreReport> check_store(const WarehouseOptions& options);

struct ServeOptions {
  WarehouseOptions warehouse;
  std::string address = "127.0.0.1";
  uint16_t port = 8080;

  /// Where the Hive metastore's interface is served, on the same address; nothing: nowhere. 0 takes a free port.
  std::optional<uint16_t> metastore_port;

  /// Reads the settings again: called on SIGHUP.
  std::function<Result<std::map<std::string, std::string>>()> read_again;
};

/// Serves until SIGTERM or SIGINT, then drains: readiness goes off, running statements get skep.drain.timeout to end.
/// SIGHUP puts those settings into force that a running server can change. Prints a line for each door when it listens.
Result<void> serve(const ServeOptions& options);

}  // namespace skep::server
