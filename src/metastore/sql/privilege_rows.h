#pragma once

#include "base/result.h"
#include "metastore/privilege_store.h"
#include "metastore/sql/connection_pool.h"

#include <string>
#include <vector>

namespace skep::metastore::sql {

/// Privileges that a query finds, ordered as PrivilegeStore says. Names are as they are in the store.
std::vector<Privilege> load_privileges(Transaction& transaction, const PrivilegeQuery& query);

/// Inserts privileges that are not there yet. Fails with not_found for an object that is missing.
Result<void> insert_privilege(Transaction& transaction, const Privilege& privilege);

/// Removes a privilege, or with `only_option` the right to grant it. Answers how many rows that were.
Result<int64_t> remove_privilege(Transaction& transaction, const Privilege& privilege, bool only_option);

/// Removes all that a grantee may do.
void delete_privileges_of(Transaction& transaction, const Grantee& to);

}  // namespace skep::metastore::sql
