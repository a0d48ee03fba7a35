// Requests of Hive 3 and 4 that the interface of Hive 2.3 does not have yet. Field numbers are what their clients send;
// a field that nothing here looks at is left out: readers skip it.
include "hive_metastore.thrift"

namespace cpp skep.hive

struct SQLUniqueConstraint {
  1: optional string catName
  2: optional string table_db
  3: optional string table_name
  4: optional string column_name
  5: optional i32 key_seq
  6: optional string uk_name
  7: optional bool enable_cstr
  8: optional bool validate_cstr
  9: optional bool rely_cstr
}
struct SQLNotNullConstraint {
  1: optional string catName
  2: optional string table_db
  3: optional string table_name
  4: optional string column_name
  5: optional string nn_name
  6: optional bool enable_cstr
  7: optional bool validate_cstr
  8: optional bool rely_cstr
}
struct SQLDefaultConstraint {
  1: optional string catName
  2: optional string table_db
  3: optional string table_name
  4: optional string column_name
  5: optional string default_value
  6: optional string dc_name
  7: optional bool enable_cstr
  8: optional bool validate_cstr
  9: optional bool rely_cstr
}
struct SQLCheckConstraint {
  1: optional string catName
  2: optional string table_db
  3: optional string table_name
  4: optional string column_name
  5: optional string check_expression
  6: optional string dc_name
  7: optional bool enable_cstr
  8: optional bool validate_cstr
  9: optional bool rely_cstr
}
struct ConstraintsRequest {
  1: optional string catName
  2: optional string db_name
  3: optional string tbl_name
}
struct UniqueConstraintsResponse { 1: optional list<SQLUniqueConstraint> uniqueConstraints }
struct NotNullConstraintsResponse { 1: optional list<SQLNotNullConstraint> notNullConstraints }
struct DefaultConstraintsResponse { 1: optional list<SQLDefaultConstraint> defaultConstraints }
struct CheckConstraintsResponse { 1: optional list<SQLCheckConstraint> checkConstraints }
struct AllTableConstraintsRequest {
  1: optional string dbName
  2: optional string tblName
  3: optional string catName
}
struct SQLAllTableConstraints {
  1: optional list<hive_metastore.SQLPrimaryKey> primaryKeys
  2: optional list<hive_metastore.SQLForeignKey> foreignKeys
  3: optional list<SQLUniqueConstraint> uniqueConstraints
  4: optional list<SQLNotNullConstraint> notNullConstraints
  5: optional list<SQLDefaultConstraint> defaultConstraints
  6: optional list<SQLCheckConstraint> checkConstraints
}
struct AllTableConstraintsResponse { 1: optional SQLAllTableConstraints allTableConstraints }
struct AddUniqueConstraintRequest { 1: optional list<SQLUniqueConstraint> uniqueConstraintCols }
struct AddNotNullConstraintRequest { 1: optional list<SQLNotNullConstraint> notNullConstraintCols }
struct AddDefaultConstraintRequest { 1: optional list<SQLDefaultConstraint> defaultConstraintCols }
struct AddCheckConstraintRequest { 1: optional list<SQLCheckConstraint> checkConstraintCols }

struct NotificationEventsCountRequest {
  1: optional i64 fromEventId
  2: optional string dbName
}
struct NotificationEventsCountResponse { 1: optional i64 eventsCount }
struct FireEventResponse { 1: optional list<i64> eventIds }

struct GetFieldsRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
}
struct GetFieldsResponse { 1: optional list<hive_metastore.FieldSchema> fields }
struct SetPartitionsStatsResponse { 1: optional bool result }
struct AlterDatabaseRequest {
  1: optional string oldDbName
  2: optional hive_metastore.Database newDb
}

struct Catalog {
  1: optional string name
  2: optional string description
  3: optional string locationUri
}
struct GetCatalogRequest { 1: optional string name }
struct GetCatalogResponse { 1: optional Catalog catalog }
struct GetCatalogsResponse { 1: optional list<string> names }

struct GetDatabaseRequest {
  1: optional string name
  2: optional string catalogName
}
struct CreateDatabaseRequest {
  1: optional string databaseName
  2: optional string description
  3: optional string locationUri
  4: optional map<string, string> parameters
  6: optional string ownerName
  7: optional hive_metastore.PrincipalType ownerType
  8: optional string catalogName
}
struct DropDatabaseRequest {
  1: optional string name
  2: optional string catalogName
  3: optional bool ignoreUnknownDb
  4: optional bool deleteData
  5: optional bool cascade
}

struct GetTableRequest {
  1: optional string dbName
  2: optional string tblName
  4: optional string catName
}
struct GetTableResult { 1: optional hive_metastore.Table table }
struct GetTablesRequest {
  1: optional string dbName
  2: optional list<string> tblNames
  4: optional string catName
  8: optional string tablesPattern
}
struct GetTablesResult { 1: optional list<hive_metastore.Table> tables }
struct CreateTableRequest {
  1: optional hive_metastore.Table table
  2: optional hive_metastore.EnvironmentContext envContext
  3: optional list<hive_metastore.SQLPrimaryKey> primaryKeys
  4: optional list<hive_metastore.SQLForeignKey> foreignKeys
  5: optional list<SQLUniqueConstraint> uniqueConstraints
  6: optional list<SQLNotNullConstraint> notNullConstraints
  7: optional list<SQLDefaultConstraint> defaultConstraints
  8: optional list<SQLCheckConstraint> checkConstraints
}
struct AlterTableRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tableName
  4: optional hive_metastore.Table table
  5: optional hive_metastore.EnvironmentContext environmentContext
}
struct AlterTableResponse {}

struct PartitionsRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
  4: optional i16 maxParts = -1
}
struct PartitionsResponse { 1: optional list<hive_metastore.Partition> partitions }
struct GetPartitionRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
  4: optional list<string> partVals
}
struct GetPartitionResponse { 1: optional hive_metastore.Partition partition }
struct GetPartitionsByNamesRequest {
  1: optional string db_name
  2: optional string tbl_name
  3: optional list<string> names
}
struct GetPartitionsByNamesResult { 1: optional list<hive_metastore.Partition> partitions }
struct GetPartitionsByFilterRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
  4: optional string filter
  5: optional i16 maxParts = -1
}
struct GetPartitionNamesPsRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
  4: optional list<string> partValues
  5: optional i16 maxParts = -1
}
struct GetPartitionNamesPsResponse { 1: optional list<string> names }
struct GetPartitionsPsWithAuthRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
  4: optional list<string> partVals
  5: optional i16 maxParts = -1
}
struct GetPartitionsPsWithAuthResponse { 1: optional list<hive_metastore.Partition> partitions }
struct AlterPartitionsRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tableName
  4: optional list<hive_metastore.Partition> partitions
}
struct AlterPartitionsResponse {}
struct RenamePartitionRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tableName
  4: optional list<string> partVals
  5: optional hive_metastore.Partition newPart
}
struct RenamePartitionResponse {}
struct AppendPartitionsRequest {
  1: optional string catalogName
  2: optional string dbName
  3: optional string tableName
  4: optional string name
  5: optional list<string> partVals
}
struct DropPartitionRequest {
  1: optional string catName
  2: optional string dbName
  3: optional string tblName
  4: optional string partName
  5: optional list<string> partVals
  6: optional bool deleteData
  7: optional hive_metastore.EnvironmentContext environmentContext
}
struct DropTableRequest {
  1: optional string catalogName
  2: optional string dbName
  3: optional string tableName
  4: optional bool deleteData
  5: optional hive_metastore.EnvironmentContext envContext
}

service Newer {
  void create_table_with_constraints(1: hive_metastore.Table tbl, 2: list<hive_metastore.SQLPrimaryKey> primaryKeys, 3: list<hive_metastore.SQLForeignKey> foreignKeys, 4: list<SQLUniqueConstraint> uniqueConstraints, 5: list<SQLNotNullConstraint> notNullConstraints, 6: list<SQLDefaultConstraint> defaultConstraints, 7: list<SQLCheckConstraint> checkConstraints)
    throws (1: hive_metastore.AlreadyExistsException o1, 2: hive_metastore.InvalidObjectException o2, 3: hive_metastore.MetaException o3, 4: hive_metastore.NoSuchObjectException o4)
  UniqueConstraintsResponse get_unique_constraints(1: ConstraintsRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  NotNullConstraintsResponse get_not_null_constraints(1: ConstraintsRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  DefaultConstraintsResponse get_default_constraints(1: ConstraintsRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  CheckConstraintsResponse get_check_constraints(1: ConstraintsRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  AllTableConstraintsResponse get_all_table_constraints(1: AllTableConstraintsRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  void add_unique_constraint(1: AddUniqueConstraintRequest req)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  void add_not_null_constraint(1: AddNotNullConstraintRequest req)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  void add_default_constraint(1: AddDefaultConstraintRequest req)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  void add_check_constraint(1: AddCheckConstraintRequest req)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  NotificationEventsCountResponse get_notification_events_count(1: NotificationEventsCountRequest rqst)
  FireEventResponse fire_listener_event(1: hive_metastore.FireEventRequest rqst)
  GetFieldsResponse get_fields_req(1: GetFieldsRequest req)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.UnknownTableException o2, 3: hive_metastore.UnknownDBException o3)
  GetFieldsResponse get_schema_req(1: GetFieldsRequest req)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.UnknownTableException o2, 3: hive_metastore.UnknownDBException o3)
  SetPartitionsStatsResponse update_table_column_statistics_req(1: hive_metastore.SetPartitionsStatsRequest req)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.InvalidObjectException o2, 3: hive_metastore.MetaException o3, 4: hive_metastore.InvalidInputException o4)
  SetPartitionsStatsResponse update_partition_column_statistics_req(1: hive_metastore.SetPartitionsStatsRequest req)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.InvalidObjectException o2, 3: hive_metastore.MetaException o3, 4: hive_metastore.InvalidInputException o4)
  void alter_database_req(1: AlterDatabaseRequest alterDbReq)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  GetCatalogResponse get_catalog(1: GetCatalogRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  GetCatalogsResponse get_catalogs() throws (1: hive_metastore.MetaException o1)
  hive_metastore.Database get_database_req(1: GetDatabaseRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  void create_database_req(1: CreateDatabaseRequest request)
    throws (1: hive_metastore.AlreadyExistsException o1, 2: hive_metastore.InvalidObjectException o2, 3: hive_metastore.MetaException o3)
  void drop_database_req(1: DropDatabaseRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.InvalidOperationException o2, 3: hive_metastore.MetaException o3)
  GetTableResult get_table_req(1: GetTableRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  GetTablesResult get_table_objects_by_name_req(1: GetTablesRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.InvalidOperationException o2, 3: hive_metastore.UnknownDBException o3)
  list<string> get_tables_by_type(1: string db_name, 2: string pattern, 3: string tableType)
    throws (1: hive_metastore.MetaException o1)
  void create_table_req(1: CreateTableRequest request)
    throws (1: hive_metastore.AlreadyExistsException o1, 2: hive_metastore.InvalidObjectException o2, 3: hive_metastore.MetaException o3, 4: hive_metastore.NoSuchObjectException o4)
  AlterTableResponse alter_table_req(1: AlterTableRequest request)
    throws (1: hive_metastore.InvalidOperationException o1, 2: hive_metastore.MetaException o2)
  PartitionsResponse get_partitions_req(1: PartitionsRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  GetPartitionResponse get_partition_req(1: GetPartitionRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  GetPartitionsByNamesResult get_partitions_by_names_req(1: GetPartitionsByNamesRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  list<hive_metastore.Partition> get_partitions_by_filter_req(1: GetPartitionsByFilterRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  GetPartitionNamesPsResponse get_partition_names_ps_req(1: GetPartitionNamesPsRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  GetPartitionsPsWithAuthResponse get_partitions_ps_with_auth_req(1: GetPartitionsPsWithAuthRequest request)
    throws (1: hive_metastore.MetaException o1, 2: hive_metastore.NoSuchObjectException o2)
  AlterPartitionsResponse alter_partitions_req(1: AlterPartitionsRequest request)
    throws (1: hive_metastore.InvalidOperationException o1, 2: hive_metastore.MetaException o2)
  RenamePartitionResponse rename_partition_req(1: RenamePartitionRequest request)
    throws (1: hive_metastore.InvalidOperationException o1, 2: hive_metastore.MetaException o2)
  list<string> fetch_partition_names_req(1: PartitionsRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  hive_metastore.Partition append_partition_req(1: AppendPartitionsRequest request)
    throws (1: hive_metastore.InvalidObjectException o1, 2: hive_metastore.AlreadyExistsException o2, 3: hive_metastore.MetaException o3)
  bool drop_partition_req(1: DropPartitionRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
  void drop_table_req(1: DropTableRequest request)
    throws (1: hive_metastore.NoSuchObjectException o1, 2: hive_metastore.MetaException o2)
}
