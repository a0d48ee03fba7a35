#pragma once

#include "engine/engine.h"
#include "session/prune.h"
#include "warehouse/warehouse.h"

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace skep::session {

/// Remembers which files a read of a table saw, so that its further pages come from the same files also after others
/// were added. Keeps the latest used, at most kFilesMax files. Any thread may call it.
class TableVersions {
 public:
  using Scan = std::shared_ptr<const engine::ScanDescriptor>;

  /// Keeps a scan and gives its version: a digest of the table, its columns and its files.
  std::string remember(const engine::ScanDescriptor& scan);

  /// The scans of a plan that reads one table, as of a version. Fails with not_found (CURSOR_EXPIRED) when the version
  /// is not remembered and is not the present one either, or when its files are gone or have changed.
  Result<std::vector<engine::ScanDescriptor>> scans_of(plan::Plan& plan, const std::string& version,
                                                       const LoadedNames& names, warehouse::Warehouse& warehouse,
                                                       const std::string& time_zone, const Cancellation& cancellation);

 private:
  /// Null for a version that is not remembered, or no longer.
  Scan find(const std::string& version);

  struct Entry {
    Scan scan;
    std::list<std::string>::iterator use;
  };
  static constexpr size_t kFilesMax = 500'000;

  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::list<std::string> by_use_;  ///< the latest first
  size_t files_ = 0;
};

}  // namespace skep::session
