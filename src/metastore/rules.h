#pragma once

#include "base/result.h"
#include "metastore/metastore.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>

/// The rules that every Metastore keeps, whatever it stores its records in.
namespace skep::metastore {

/// Matches a name against Hive's pattern: `*` any text, `|` between alternatives, case ignored; empty: all.
bool matches_pattern(std::string_view name, std::string_view pattern);

/// Checks a draft, lower-cases names as Hive does, and fills in times and `transient_lastDdlTime`. Fails with
/// invalid_argument for an empty name, one with a NUL byte, or columns that are there twice.
Result<Database> prepared(Database draft);
Result<Table> prepared(Table draft, int64_t now_seconds);
Partition prepared(Partition draft, int64_t now_seconds);

/// Checks that a partition of `table` has a value for each partition column.
Result<void> check_values(const Table& table, const std::vector<std::string>& values);

/// Names what is left of `old_location` when its data is `new_location`'s now: the folder, or what is visible in it
/// when the new data lies below. Nothing when they are the same, or there was none.
std::optional<std::string> replaced_location(const std::string& old_location, const std::string& new_location);

/// Takes out of `garbage` what must stay, given that a table or partition lives at `location`.
void remove_used(std::set<std::string>& garbage, std::string_view location);

Error no_such_database(std::string_view name);
Error no_such_table(const TableName& name);
Error database_exists(std::string_view name);
Error table_exists(const TableName& name);
Error database_not_empty(std::string_view name);
Error table_changed(const TableName& name);
Error location_changed(const TableName& name);
Error write_not_open(std::string_view operation_id);

}  // namespace skep::metastore
