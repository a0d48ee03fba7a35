#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "metastore/sql/connection_pool.h"

#include <string>
#include <vector>

namespace skep::metastore::sql {

/// A condition that keeps to the catalog `hive`, where the store's schema knows catalogs; `alias` as in "d.".
std::string in_catalog(Transaction& transaction, std::string_view alias);

/// Whether a writing transaction goes on to change the database itself, or only puts things into it.
enum class DatabaseUse { refers, changes };

std::vector<std::string> database_names(Transaction& transaction);

/// `name` is lower case here, as it is in the store.
Result<Database> load_database(Transaction& transaction, const std::string& name);
Result<DatabaseId> find_database(Transaction& transaction, const std::string& name,
                                 DatabaseUse use = DatabaseUse::refers);
Result<Database> insert_database(Transaction& transaction, Database draft);

/// Replaces the description, location, owner and parameters.
void update_database(Transaction& transaction, DatabaseId id, const Database& changed);

/// Removes a database that holds no tables any more.
void delete_database(Transaction& transaction, DatabaseId id);

}  // namespace skep::metastore::sql
