#pragma once

#include "metastore/remote/remote_calls.h"
#include "metastore/remote/write_journal.h"

namespace skep::metastore {

/// Makes a write visible, by as many calls as it takes; see Metastore::commit_write and remote_metastore.h.
Result<void> commit_remotely(RemoteCalls& calls, WriteJournal& journal, const CommitWrite& write);

/// Says whether a table or one of its partitions names a write as the one that made its files.
Result<bool> bears_operation(RemoteCalls& calls, const TableName& name, const std::string& operation_id);

}  // namespace skep::metastore
