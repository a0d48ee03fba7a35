#pragma once

#include "base/result.h"
#include "base/strong_id.h"
#include "types/data_type.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// What Hive's metastore records, in Hive's own terms. Sources of each rule: the schema of Hive 2.3.0's metastore and
/// the rows that Hive and Spark write into it.
namespace skep::metastore {

using DatabaseId = StrongId<struct DatabaseIdTag>;
using TableId = StrongId<struct TableIdTag>;
using PartitionId = StrongId<struct PartitionIdTag>;

/// Keys and values as stored; ordered, so that what is printed is stable.
using Parameters = std::map<std::string, std::string>;

/// A database and a table in it. Lower case once a Metastore has handed it back.
struct TableName {
  std::string database;
  std::string table;

  bool operator==(const TableName&) const = default;
  std::string to_text() const { return database + "." + table; }
};

struct Database {
  DatabaseId id;
  std::string name;
  std::string description;
  std::string location;  ///< an absolute URI: "file:/warehouse/sales.db"
  std::string owner;
  std::string owner_type;  ///< "USER" or "ROLE"
  Parameters parameters;
};

/// A column as Hive stores it: the type is Hive's text ("decimal(10,2)").
struct Column {
  std::string name;
  std::string type;
  std::string comment;

  bool operator==(const Column&) const = default;
};

struct SortColumn {
  std::string column;
  bool ascending = true;

  bool operator==(const SortColumn&) const = default;
};

enum class ConstraintKind { primary_key, foreign_key, unique, not_null, default_value, check };

/// A promise about a table's rows. Recorded, and held by nobody but those who write: as in Hive.
struct Constraint {
  ConstraintKind kind = ConstraintKind::primary_key;
  std::string name;  ///< one is made for a draft that has none
  TableName table;
  std::vector<std::string> columns;  ///< none for a check of the whole row

  TableName parent;  ///< foreign keys: the table that they refer to, and its columns
  std::vector<std::string> parent_columns;
  int32_t update_rule = 0;  ///< foreign keys: Hive's numbers
  int32_t delete_rule = 0;

  std::string expression;  ///< default values and checks: SQL
  bool enabled = false;
  bool validated = false;
  bool relied_on = false;

  bool operator==(const Constraint&) const = default;
};

/// Where and how rows are stored: of a table, or of one partition.
struct StorageDescriptor {
  std::string location;  ///< an absolute URI; empty for views
  std::string input_format;
  std::string output_format;
  std::string serde;
  std::string serde_name;  ///< mostly empty
  Parameters serde_parameters;
  Parameters parameters;
  bool compressed = false;
  int64_t bucket_count = -1;
  std::vector<std::string> bucket_columns;
  std::vector<SortColumn> sort_columns;

  bool operator==(const StorageDescriptor&) const = default;
};

enum class TableKind { managed, external, view };

/// A table without its partitions. `columns` leaves the partition columns out, as Hive does. For a table that Spark
/// made, the true schema may stand in the parameter `spark.sql.sources.schema` instead (warehouse/table_schema.h).
struct Table {
  TableId id;
  TableName name;
  TableKind kind = TableKind::managed;
  std::string owner;
  std::string owner_type;  ///< "USER", "ROLE"; kept by schemas since Hive 3, else empty
  int64_t create_time_seconds = 0;
  int64_t last_access_time_seconds = 0;
  int64_t retention = 0;
  std::vector<Column> columns;
  std::vector<Column> partition_columns;
  StorageDescriptor storage;
  Parameters parameters;  ///< holds "comment" and, for external tables, EXTERNAL=TRUE
  std::string view_original_text;
  std::string view_expanded_text;

  /// In a draft: constraints to create with the table. A table that was loaded has none here (constraint_store.h).
  std::vector<Constraint> constraints;
};

/// How one partition is stored, where that may differ from its table: Hive keeps what the table had when the partition
/// was made.
struct PartitionLayout {
  StorageDescriptor storage;  ///< without its location
  std::vector<Column> columns;

  bool operator==(const PartitionLayout&) const = default;
};

/// One partition. `values` are Hive's texts of the partition columns, in order; a null is `__HIVE_DEFAULT_PARTITION__`.
struct Partition {
  PartitionId id;
  std::vector<std::string> values;
  std::string location;  ///< an absolute URI; need not lie below the table
  int64_t create_time_seconds = 0;
  int64_t last_access_time_seconds = 0;
  Parameters parameters;

  /// Null where it was not asked for; in a draft: as the table's. Partitions share those that are alike.
  std::shared_ptr<const PartitionLayout> layout;
};

inline constexpr std::string_view kNullPartitionValue = "__HIVE_DEFAULT_PARTITION__";

/// Hive's name of a partition, "k=v/k2=v2", with the characters that Hive escapes in paths as %XX.
std::string partition_name(const std::vector<Column>& columns, const std::vector<std::string>& values);

/// Hive's escaping of one name or value in a path: controls, DEL and "#%'*/:=?\{[]^ become %XX, upper case.
std::string escape_path_name(std::string_view text);
std::string unescape_path_name(std::string_view text);

/// Takes a name "k=v/k2=v2" apart into keys and values. Fails with invalid_argument for another text.
Result<std::vector<std::pair<std::string, std::string>>> parse_partition_name(std::string_view name);

/// The layout of a partition that is stored as its table is now.
std::shared_ptr<const PartitionLayout> layout_of(const Table& table);

}  // namespace skep::metastore
