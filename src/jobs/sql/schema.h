#pragma once

#include "metastore/sql/connection_pool.h"

namespace skep::jobs::sql {

/// Makes the tables where they are missing. Throws soci_error.
Result<void> create_schema(metastore::sql::Transaction& transaction);

}  // namespace skep::jobs::sql
