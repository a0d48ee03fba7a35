#pragma once

#include "base/result.h"
#include "metastore/sql/connection_pool.h"

#include <string_view>
#include <vector>

namespace skep::metastore::sql {

/// Describes a table of Hive's metastore as its schema of 2.3.0 has it, in types that a Dialect translates.
struct TableDefinition {
  std::string_view name;
  std::string_view columns;  ///< "A bigint not null, B varchar(128) default x"
  /// "primary key (A); foreign key (B) references T(B); unique (B); index (A); hash index (A)"; a firm foreign key cannot
  /// be deferred to a transaction's end.
  std::string_view keys;
};

inline constexpr std::string_view kSchemaVersion = "2.3.0";

/// The 46 tables of databases, tables, partitions, privileges and statistics. A table comes after those it refers to.
const std::vector<TableDefinition>& hive_tables();

/// The 11 tables of Hive's transactions and locks. Skep creates them for Hive's sake and leaves them alone.
const std::vector<TableDefinition>& hive_transaction_tables();

/// Skep's own tables beside Hive's: SKEP_JOURNAL and SKEP_GARBAGE.
const std::vector<TableDefinition>& skep_tables();

/// What the table VERSION says; empty when it says nothing.
std::string schema_version(Transaction& transaction);

/// Fails with unsupported when the store's version is an unknown one or its tables are not Hive's.
Result<SchemaLevel> schema_level(Transaction& transaction);

bool has_skep_tables(Transaction& transaction);

/// Creates the schema in an empty store, or adds Skep's own tables to one that Hive made. Fails with unsupported, and
/// has changed nothing then, when the store's version is an unknown one or its tables are not Hive's.
Result<void> ensure_schema(ConnectionPool& pool);

}  // namespace skep::metastore::sql
