#pragma once

#include "base/result.h"
#include "metastore/metastore.h"
#include "metastore/sql/connection_pool.h"

namespace skep::metastore::sql {

/// Changes a table: everything that Metastore::alter_table promises, inside one transaction. `name` is in lower case.
Result<Table> alter_table(Transaction& transaction, const TableName& name, const TableChange& change);

}  // namespace skep::metastore::sql
