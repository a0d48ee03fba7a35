#pragma once

#include "base/result.h"
#include "metastore/metastore.h"

#include <functional>
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
Result<Function> prepared(Function draft, int64_t now_seconds);
Result<std::vector<LockPart>> prepared(std::vector<LockPart> parts);

/// Takes what `changed` says of a table, and keeps what no change touches: id, times, partition columns. Fails with
/// invalid_argument as for a draft, and for other partition columns; with conflict when an expectation does not hold.
Result<Table> altered(const Table& before, const TableChange& change);

/// Where a partition lies once its table's folder has moved.
std::string moved_location(const std::string& location, const TableChange& change);

/// Checks that a partition of `table` has a value for each partition column.
Result<void> check_values(const Table& table, const std::vector<std::string>& values);

/// Picks the drafts that are to be added: all, or with `skip_existing` those that are not there. Fails with already_exists
/// when one is there, or twice among the drafts, and with invalid_argument for a wrong number of values.
Result<std::vector<Partition>> partitions_to_add(const Table& table, const std::vector<Partition>& drafts,
                                                 bool skip_existing,
                                                 const std::function<bool(const std::string&)>& is_there);

/// Says whether a column that has statistics is not there any more, or has another type.
bool is_stale(const std::string& column, const std::vector<Column>& before, const std::vector<Column>& after);

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
Error no_such_partition(const TableName& table, std::string_view name);
Error partition_exists(const TableName& table, std::string_view name);
Error no_such_function(std::string_view database, std::string_view name);
Error function_exists(std::string_view database, std::string_view name);
Error no_statistics(const TableName& table);
Error no_such_lock(int64_t id);
Error table_changed(const TableName& name);
Error location_changed(const TableName& name);
Error write_not_open(std::string_view operation_id);

}  // namespace skep::metastore
