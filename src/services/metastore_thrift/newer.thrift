// Requests of Hive 3 and 4 that the interface of Hive 2.3 does not have yet. Field numbers are what their clients send;
// a field that nothing here looks at is left out: readers skip it.
include "hive_metastore.thrift"

namespace cpp skep.services.hive

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
}
struct GetTablesResult { 1: optional list<hive_metastore.Table> tables }
struct CreateTableRequest {
  1: optional hive_metastore.Table table
  2: optional hive_metastore.EnvironmentContext envContext
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

service Newer {
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
}
