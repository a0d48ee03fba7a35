#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "metastore/sql/connection_pool.h"

#include <string>
#include <vector>

namespace skep::metastore::sql {

std::vector<std::string> database_names(Transaction& transaction);

/// `name` is lower case here, as it is in the store.
Result<Database> load_database(Transaction& transaction, const std::string& name);
Result<DatabaseId> find_database(Transaction& transaction, const std::string& name);
Result<Database> insert_database(Transaction& transaction, Database draft);

/// Removes a database that holds no tables any more.
void delete_database(Transaction& transaction, DatabaseId id);

}  // namespace skep::metastore::sql
