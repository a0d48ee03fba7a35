#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/table_rows.h"

#include <string>
#include <vector>

namespace skep::metastore::sql {

/// Constraints of one table, or foreign keys that refer to it; ordered by kind and name.
std::vector<Constraint> load_constraints(Transaction& transaction, TableId table);
std::vector<Constraint> load_references(Transaction& transaction, TableId parent);

/// Adds a draft to the table that it names and that was loaded for this transaction. Fails as ConstraintStore does.
Result<void> insert_constraint(Transaction& transaction, const TableRow& row, const Constraint& draft);

/// Answers false when there is none of this name.
bool delete_constraint(Transaction& transaction, TableId table, const std::string& name);

/// Lets constraints follow the columns of a table that is about to get others: before the old ones are removed.
void move_constraints(Transaction& transaction, const TableRow& before, const std::vector<Column>& after,
                      int64_t columns_id);

}  // namespace skep::metastore::sql
