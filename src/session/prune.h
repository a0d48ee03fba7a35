#pragma once

#include "base/cancellation.h"
#include "engine/engine.h"
#include "metastore/partition_filter.h"
#include "plan/plan.h"
#include "session/names.h"

#include <optional>
#include <vector>

namespace skep::session {

/// What a query read of one table: the files that its filter on partitions left, where they are few.
struct FilesRead {
  static constexpr size_t kFilesMax = 1000;

  metastore::Table table;
  std::optional<metastore::PartitionFilter> filter;
  std::vector<engine::ScanFile> files;
  bool is_whole = true;  ///< false: there were more, and `files` is empty
};

/// Turns each scan's pruning conjuncts into the store's filter, lists partitions and files, and gives a scan descriptor
/// for every Scan node; the nodes get their descriptor's number. The time zone is that of timestamps in
/// partitions. What was read goes to `reads`, if that is not null. The second of the two I/O steps.
Result<std::vector<engine::ScanDescriptor>> prune(plan::Plan& plan, const LoadedNames& names,
                                                  warehouse::Warehouse& warehouse, const std::string& time_zone,
                                                  const Cancellation& cancellation,
                                                  std::vector<FilesRead>* reads = nullptr);

/// The part of the conjuncts that a store can decide, over `scan`'s table; nothing when that is none.
std::optional<metastore::PartitionFilter> partition_filter(const plan::Scan& scan,
                                                           const warehouse::TableSchema& schema);

}  // namespace skep::session
