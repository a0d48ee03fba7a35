#pragma once

#include "base/result.h"
#include "metastore/records.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The rules of constraints, for every Metastore.
namespace skep::metastore {

/// Checks a constraint and lower-cases its names as Hive does; makes a name where there is none. Fails with
/// invalid_argument for no columns, or for columns that `table` (and `parent`, for foreign keys) does not have.
Result<Constraint> prepared(Constraint draft, const Table& table, const Table* parent);

/// Checks that a constraint can stand beside those of its table: one primary key, and each name once. Fails with
/// already_exists.
Result<void> check_constraint(const Constraint& draft, const std::vector<Constraint>& there);

/// Checks that a foreign key refers to columns that are a key among the parent's constraints. Fails with invalid_argument.
Result<void> check_reference(const Constraint& draft, const std::vector<Constraint>& of_parent);

/// The name that a column has after a change, by which its constraints follow it; nothing when it is gone.
std::optional<std::string> column_after(const std::string& name, const std::vector<Column>& before,
                                        const std::vector<Column>& after);

Error no_such_constraint(const TableName& table, std::string_view name);
Error constraint_exists(std::string_view name);

}  // namespace skep::metastore
