#pragma once

#include "metastore/metastore.h"
#include "metastore/remote/remote_settings.h"

#include <memory>
#include <string_view>

namespace skep::metastore {

/// Uses a Hive metastore that another server keeps: 2.3, 3.1 or 4.0, over Thrift.
///
/// Such a server has no place for the journal of writes and for garbage, and makes one change a call. So `journal` keeps
/// those on this machine, and what takes several calls (partitions that are added, replaced and dropped by one write; a
/// partitioned table that moves) is not atomic: where a later one fails, the error says that the work was done in part, and
/// no file is removed. Whether a write was committed is looked up by its operation id, never assumed.
///
/// Constraints, statistics, locks, roles, privileges and events are not there yet: their stores fail with unsupported.
Result<std::unique_ptr<Metastore>> open_remote_metastore(RemoteSettings settings, std::unique_ptr<Metastore> journal);

/// Reads "thrift://host:port,thrift://other:port". Fails with invalid_argument for anything else.
Result<std::vector<RemoteAddress>> parse_metastore_uris(std::string_view uris);

}  // namespace skep::metastore
