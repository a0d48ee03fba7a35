#pragma once

#include "syntax/ast.h"

/// The tree of statements about databases, tables and partitions, and of those that write rows.
namespace skep::syntax {

using Properties = std::vector<std::pair<std::string, std::string>>;  ///< in the order written

/// `PARTITION (a = 1, b)`: a value, or null for a dynamic column.
struct PartitionSpec {
  std::vector<std::pair<std::string, ExpressionPtr>> columns;
};

struct CreateDatabase {
  Name name;
  bool if_not_exists = false;
  std::string comment;
  std::string location;
  Properties properties;
};
struct DropDatabase {
  Name name;
  bool if_exists = false;
  bool cascade = false;
};
struct ColumnDefinition {
  std::string name;
  types::DataType type;
  bool not_null = false;
  std::string comment;
  std::string default_text;  ///< DEFAULT as written; empty when there is none
  TextPosition position;
  std::vector<std::string> parents;  ///< a.b in `ADD COLUMN a.b.c int`
  bool is_placed = false;            ///< FIRST or AFTER was given
};
/// CLUSTERED BY (a) [SORTED BY (b DESC)] INTO n BUCKETS
struct Buckets {
  std::vector<std::string> columns;
  std::vector<std::pair<std::string, bool>> sorted_by;  ///< true: ascending
  int64_t count = 0;
};
/// ROW FORMAT DELIMITED ... | ROW FORMAT SERDE '...' [WITH SERDEPROPERTIES (...)]
struct RowFormat {
  bool delimited = false;
  std::string serde;
  Properties properties;  ///< Hive's names: field.delim, collection.delim, mapkey.delim, line.delim, escape.delim, ...
};
struct CreateTable {
  Name name;
  bool if_not_exists = false;
  bool external = false;
  std::vector<ColumnDefinition> columns;
  std::vector<ColumnDefinition> partition_columns;  ///< Hive's form, with types
  std::vector<std::string> partition_names;         ///< the data-source form: PARTITIONED BY (a, b)
  std::string provider;                             ///< USING x, lower case; empty in Hive's form
  std::string stored_as;                            ///< STORED AS x, lower case; empty when not given
  std::string input_format;                         ///< STORED AS INPUTFORMAT '...' OUTPUTFORMAT '...'
  std::string output_format;
  std::optional<RowFormat> row_format;
  std::optional<Buckets> buckets;
  Properties options;  ///< OPTIONS (...)
  Properties properties;
  std::string comment;
  std::string location;
  QueryPtr query;  ///< AS SELECT ..., or null
};
struct DropTable {
  Name name;
  bool if_exists = false;
  bool purge = false;
  bool is_view = false;
};
/// CREATE TABLE a LIKE b
struct CreateTableLike {
  Name source;
  CreateTable table;  ///< without columns
};
struct Insert {
  Name table;
  bool overwrite = false;
  bool by_name = false;
  bool if_not_exists = false;
  PartitionSpec partition;
  std::vector<std::string> columns;  ///< empty: by position
  QueryPtr query;
};
/// FROM ... INSERT ... INSERT ...: each insert's query is a SELECT without FROM, over the one source.
struct MultiInsert {
  RelationPtr source;
  std::vector<Insert> inserts;
};
enum class RowChangeKind { merge, update, delete_ };
/// MERGE, UPDATE and DELETE, which need tables of another kind: the name of the table is all that is kept.
struct RowChange {
  RowChangeKind kind;
  Name table;
};
/// INSERT OVERWRITE [LOCAL] DIRECTORY 'path' USING format | ROW FORMAT ... STORED AS format
struct InsertDirectory {
  bool local = false;
  std::string path;  ///< empty when OPTIONS has it
  std::string provider;
  std::string stored_as;
  std::optional<RowFormat> row_format;
  Properties options;
  QueryPtr query;
  TextPosition position;
};
struct LoadData {
  bool local = false;
  std::string path;
  bool overwrite = false;
  Name table;
  PartitionSpec partition;
};
struct Truncate {
  Name table;
  PartitionSpec partition;
};

// ---- ALTER DATABASE, ALTER TABLE, ALTER VIEW

struct SetDatabaseProperties {
  Name database;
  Properties properties;
};
struct UnsetDatabaseProperties {
  Name database;
  std::vector<std::string> keys;
};
struct SetDatabaseLocation {
  Name database;
  std::string location;
};
/// COMMENT ON DATABASE | TABLE name IS 'text' | NULL
struct CommentOn {
  bool is_database = false;
  Name name;
  std::string comment;
};
struct RenameTable {
  Name from;
  Name to;
  bool is_view = false;
};
struct SetTableProperties {
  Name table;
  Properties properties;
  bool is_view = false;
};
struct UnsetTableProperties {
  Name table;
  std::vector<std::string> keys;
  bool if_exists = false;
  bool is_view = false;
};
/// SET SERDE 'class' [WITH SERDEPROPERTIES (...)] | SET SERDEPROPERTIES (...)
struct SetSerde {
  Name table;
  PartitionSpec partition;
  std::string serde;  ///< empty: as it is
  Properties properties;
};
struct SetLocation {
  Name table;
  PartitionSpec partition;
  std::string location;
};
/// ADD COLUMNS, and with `replaces` REPLACE COLUMNS.
struct AddColumns {
  Name table;
  bool replaces = false;
  std::vector<ColumnDefinition> columns;
};
struct DropColumns {
  Name table;
  bool if_exists = false;
  std::vector<Name> columns;
};
struct RenameColumn {
  Name table;
  Name column;
  std::string name;
};
/// What ALTER COLUMN says of one column.
struct ColumnChange {
  Name column;
  std::optional<types::DataType> type;
  std::optional<std::string> comment;
  std::optional<std::string> default_text;  ///< as written; empty: DROP DEFAULT
  std::optional<bool> not_null;
  bool is_placed = false;  ///< FIRST or AFTER was given
};
struct AlterColumns {
  Name table;
  std::vector<ColumnChange> changes;
};
/// Hive's CHANGE COLUMN a b type [COMMENT 'text']
struct ChangeColumn {
  Name table;
  PartitionSpec partition;
  Name column;
  ColumnDefinition changed;
};
struct AddPartitions {
  Name table;
  bool if_not_exists = false;
  std::vector<std::pair<PartitionSpec, std::string>> partitions;  ///< with their locations, or empty texts
};
struct DropPartitions {
  Name table;
  bool if_exists = false;
  bool purge = false;
  std::vector<PartitionSpec> partitions;
};
struct RenamePartition {
  Name table;
  PartitionSpec from;
  PartitionSpec to;
};
/// MSCK REPAIR TABLE, ALTER TABLE ... RECOVER PARTITIONS
struct RepairTable {
  Name table;
  bool adds = true;
  bool drops = false;
  bool is_alter = false;
};
/// CLUSTER BY (a, b) | CLUSTER BY NONE
struct AlterClustering {
  Name table;
  std::vector<std::string> columns;
};
struct AnalyzeTable {
  Name table;
  PartitionSpec partition;
  bool no_scan = false;
  bool all_columns = false;
  std::vector<std::string> columns;
};
struct AnalyzeTables {
  std::optional<Name> database;
  bool no_scan = false;
};

}  // namespace skep::syntax
