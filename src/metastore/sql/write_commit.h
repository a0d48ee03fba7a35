#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "metastore/sql/connection_pool.h"

namespace skep::metastore::sql {

/// Makes a write visible: everything that Metastore::commit_write promises, inside one transaction.
Result<void> commit_write(Transaction& transaction, const CommitWrite& write);

}  // namespace skep::metastore::sql
