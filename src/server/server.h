#pragma once

#include "base/result.h"
#include "session/session.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
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
};

/// Opens a warehouse, and makes it when the directory is empty or missing. Settles writes that a dead process began.
Result<std::unique_ptr<OpenWarehouse>> open_warehouse(const WarehouseOptions& options);

struct ServeOptions {
  WarehouseOptions warehouse;
  std::string address = "127.0.0.1";
  uint16_t port = 8080;

  /// Reads the settings again: called on SIGHUP.
  std::function<Result<std::map<std::string, std::string>>()> read_again;
};

/// Serves until SIGTERM or SIGINT, then drains: readiness goes off, running statements get skep.drain.timeout to end.
/// SIGHUP puts those settings into force that a running server can change. Prints one line when it listens.
Result<void> serve(const ServeOptions& options);

}  // namespace skep::server
