#include "metastore/sql/schema.h"

namespace skep::metastore::sql {

const std::vector<TableDefinition>& hive_tables() {
  static const std::vector<TableDefinition> kTables = {
      {"VERSION", "VER_ID bigint not null, SCHEMA_VERSION varchar(127) not null, VERSION_COMMENT varchar(255) not null",
       "primary key (VER_ID)"},
      {"SEQUENCE_TABLE", "SEQUENCE_NAME varchar(255) not null, NEXT_VAL bigint not null",
       "primary key (SEQUENCE_NAME)"},
      {"NUCLEUS_TABLES",
       "CLASS_NAME varchar(128) not null, TABLE_NAME varchar(128) not null, TYPE varchar(4) not null, "
       "OWNER varchar(2) not null, VERSION varchar(20) not null, INTERFACE_NAME varchar(255)",
       "primary key (CLASS_NAME)"},
      {"DBS",
       "DB_ID bigint not null, DESC varchar(4000), DB_LOCATION_URI varchar(4000) not null, NAME varchar(128), "
       "OWNER_NAME varchar(128), OWNER_TYPE varchar(10)",
       "primary key (DB_ID); unique (NAME)"},
      {"DATABASE_PARAMS", "DB_ID bigint not null, PARAM_KEY varchar(180) not null, PARAM_VALUE varchar(4000)",
       "primary key (DB_ID, PARAM_KEY); foreign key (DB_ID) references DBS(DB_ID); index (DB_ID)"},
      {"CDS", "CD_ID bigint not null", "primary key (CD_ID)"},
      {"COLUMNS_V2",
       "CD_ID bigint not null, COMMENT varchar(4000), COLUMN_NAME varchar(767) not null, TYPE_NAME text, "
       "INTEGER_IDX integer not null",
       "primary key (CD_ID, COLUMN_NAME); foreign key (CD_ID) references CDS(CD_ID)"},
      {"SERDES", "SERDE_ID bigint not null, NAME varchar(128), SLIB varchar(4000)", "primary key (SERDE_ID)"},
      {"SERDE_PARAMS", "SERDE_ID bigint not null, PARAM_KEY varchar(256) not null, PARAM_VALUE text",
       "primary key (SERDE_ID, PARAM_KEY); foreign key (SERDE_ID) references SERDES(SERDE_ID); index (SERDE_ID)"},
      {"SDS",
       "SD_ID bigint not null, INPUT_FORMAT varchar(4000), IS_COMPRESSED boolean not null, LOCATION varchar(4000), "
       "NUM_BUCKETS bigint not null, OUTPUT_FORMAT varchar(4000), SERDE_ID bigint, CD_ID bigint, "
       "IS_STOREDASSUBDIRECTORIES boolean not null",
       "primary key (SD_ID); foreign key (CD_ID) references CDS(CD_ID); "
       "foreign key (SERDE_ID) references SERDES(SERDE_ID); index (SERDE_ID)"},
      {"BUCKETING_COLS", "SD_ID bigint not null, BUCKET_COL_NAME varchar(256), INTEGER_IDX bigint not null",
       "primary key (SD_ID, INTEGER_IDX); foreign key (SD_ID) references SDS(SD_ID); index (SD_ID)"},
      {"DB_PRIVS",
       "DB_GRANT_ID bigint not null, CREATE_TIME bigint not null, DB_ID bigint, GRANT_OPTION smallint not null, "
       "GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PRINCIPAL_NAME varchar(128), PRINCIPAL_TYPE varchar(128), "
       "DB_PRIV varchar(128)",
       "unique (DB_ID, PRINCIPAL_NAME, PRINCIPAL_TYPE, DB_PRIV, GRANTOR, GRANTOR_TYPE); primary key (DB_GRANT_ID); "
       "foreign key (DB_ID) references DBS(DB_ID); index (DB_ID)"},
      {"DELEGATION_TOKENS", "TOKEN_IDENT varchar(767) not null, TOKEN varchar(767)", "primary key (TOKEN_IDENT)"},
      {"FUNCS",
       "FUNC_ID bigint not null, CLASS_NAME varchar(4000), CREATE_TIME integer not null, DB_ID bigint, "
       "FUNC_NAME varchar(128), FUNC_TYPE integer not null, OWNER_NAME varchar(128), OWNER_TYPE varchar(10)",
       "primary key (FUNC_ID); foreign key (DB_ID) references DBS(DB_ID); index (DB_ID); "
       "unique index (FUNC_NAME, DB_ID)"},
      {"FUNC_RU",
       "FUNC_ID bigint not null, RESOURCE_TYPE integer not null, RESOURCE_URI varchar(4000), "
       "INTEGER_IDX integer not null",
       "primary key (FUNC_ID, INTEGER_IDX); foreign key (FUNC_ID) references FUNCS(FUNC_ID); index (FUNC_ID)"},
      {"GLOBAL_PRIVS",
       "USER_GRANT_ID bigint not null, CREATE_TIME bigint not null, GRANT_OPTION smallint not null, "
       "GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PRINCIPAL_NAME varchar(128), PRINCIPAL_TYPE varchar(128), "
       "USER_PRIV varchar(128)",
       "unique (PRINCIPAL_NAME, PRINCIPAL_TYPE, USER_PRIV, GRANTOR, GRANTOR_TYPE); primary key (USER_GRANT_ID)"},
      {"TBLS",
       "TBL_ID bigint not null, CREATE_TIME bigint not null, DB_ID bigint, LAST_ACCESS_TIME bigint not null, "
       "OWNER varchar(767), RETENTION bigint not null, SD_ID bigint, TBL_NAME varchar(256), TBL_TYPE varchar(128), "
       "VIEW_EXPANDED_TEXT text, VIEW_ORIGINAL_TEXT text, IS_REWRITE_ENABLED boolean not null",
       "primary key (TBL_ID); unique (TBL_NAME, DB_ID); foreign key (DB_ID) references DBS(DB_ID); "
       "foreign key (SD_ID) references SDS(SD_ID); index (DB_ID); index (SD_ID)"},
      {"IDXS",
       "INDEX_ID bigint not null, CREATE_TIME bigint not null, DEFERRED_REBUILD boolean not null, "
       "INDEX_HANDLER_CLASS varchar(4000), INDEX_NAME varchar(128), INDEX_TBL_ID bigint, "
       "LAST_ACCESS_TIME bigint not null, ORIG_TBL_ID bigint, SD_ID bigint",
       "primary key (INDEX_ID); unique (INDEX_NAME, ORIG_TBL_ID); foreign key (INDEX_TBL_ID) references TBLS(TBL_ID); "
       "foreign key (ORIG_TBL_ID) references TBLS(TBL_ID); foreign key (SD_ID) references SDS(SD_ID); "
       "index (ORIG_TBL_ID); index (INDEX_TBL_ID); index (SD_ID)"},
      {"INDEX_PARAMS", "INDEX_ID bigint not null, PARAM_KEY varchar(256) not null, PARAM_VALUE varchar(4000)",
       "primary key (INDEX_ID, PARAM_KEY); foreign key (INDEX_ID) references IDXS(INDEX_ID); index (INDEX_ID)"},
      {"KEY_CONSTRAINTS",
       "CHILD_CD_ID bigint, CHILD_INTEGER_IDX bigint, CHILD_TBL_ID bigint, PARENT_CD_ID bigint not null, "
       "PARENT_INTEGER_IDX bigint not null, PARENT_TBL_ID bigint not null, POSITION bigint not null, "
       "CONSTRAINT_NAME varchar(400) not null, CONSTRAINT_TYPE smallint not null, UPDATE_RULE smallint, "
       "DELETE_RULE smallint, ENABLE_VALIDATE_RELY smallint not null",
       "primary key (CONSTRAINT_NAME, POSITION); index (PARENT_TBL_ID)"},
      {"MASTER_KEYS", "KEY_ID counter not null, MASTER_KEY varchar(767)", "primary key (KEY_ID)"},
      {"NOTIFICATION_LOG",
       "NL_ID bigint not null, EVENT_ID bigint not null, EVENT_TIME integer not null, "
       "EVENT_TYPE varchar(32) not null, DB_NAME varchar(128), TBL_NAME varchar(256), MESSAGE text, "
       "MESSAGE_FORMAT varchar(16)",
       "primary key (NL_ID)"},
      {"NOTIFICATION_SEQUENCE", "NNI_ID bigint not null, NEXT_EVENT_ID bigint not null", "primary key (NNI_ID)"},
      {"PARTITIONS",
       "PART_ID bigint not null, CREATE_TIME bigint not null, LAST_ACCESS_TIME bigint not null, "
       "PART_NAME varchar(767), SD_ID bigint, TBL_ID bigint",
       "primary key (PART_ID); unique (PART_NAME, TBL_ID); foreign key (SD_ID) references SDS(SD_ID); "
       "foreign key (TBL_ID) references TBLS(TBL_ID); index (TBL_ID); index (SD_ID)"},
      {"PARTITION_EVENTS",
       "PART_NAME_ID bigint not null, DB_NAME varchar(128), EVENT_TIME bigint not null, EVENT_TYPE integer not null, "
       "PARTITION_NAME varchar(767), TBL_NAME varchar(256)",
       "primary key (PART_NAME_ID); index (PARTITION_NAME)"},
      {"PARTITION_KEYS",
       "TBL_ID bigint not null, PKEY_COMMENT varchar(4000), PKEY_NAME varchar(128) not null, "
       "PKEY_TYPE varchar(767) not null, INTEGER_IDX bigint not null",
       "primary key (TBL_ID, PKEY_NAME); foreign key (TBL_ID) references TBLS(TBL_ID); index (TBL_ID)"},
      {"PARTITION_KEY_VALS", "PART_ID bigint not null, PART_KEY_VAL varchar(256), INTEGER_IDX bigint not null",
       "primary key (PART_ID, INTEGER_IDX); foreign key (PART_ID) references PARTITIONS(PART_ID); index (PART_ID)"},
      {"PARTITION_PARAMS", "PART_ID bigint not null, PARAM_KEY varchar(256) not null, PARAM_VALUE varchar(4000)",
       "primary key (PART_ID, PARAM_KEY); foreign key (PART_ID) references PARTITIONS(PART_ID); index (PART_ID)"},
      {"PART_COL_PRIVS",
       "PART_COLUMN_GRANT_ID bigint not null, COLUMN_NAME varchar(767), CREATE_TIME bigint not null, "
       "GRANT_OPTION smallint not null, GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PART_ID bigint, "
       "PRINCIPAL_NAME varchar(128), PRINCIPAL_TYPE varchar(128), PART_COL_PRIV varchar(128)",
       "primary key (PART_COLUMN_GRANT_ID); foreign key (PART_ID) references PARTITIONS(PART_ID); "
       "index (PART_ID, COLUMN_NAME, PRINCIPAL_NAME, PRINCIPAL_TYPE, PART_COL_PRIV, GRANTOR, GRANTOR_TYPE); "
       "index (PART_ID)"},
      {"PART_COL_STATS",
       "CS_ID bigint not null, DB_NAME varchar(128), TABLE_NAME varchar(256), PARTITION_NAME varchar(767), "
       "COLUMN_NAME varchar(767), COLUMN_TYPE varchar(128), PART_ID bigint not null, LONG_LOW_VALUE bigint, "
       "LONG_HIGH_VALUE bigint, DOUBLE_LOW_VALUE double precision, DOUBLE_HIGH_VALUE double precision, "
       "BIG_DECIMAL_LOW_VALUE varchar(4000), BIG_DECIMAL_HIGH_VALUE varchar(4000), NUM_NULLS bigint not null, "
       "NUM_DISTINCTS bigint, AVG_COL_LEN double precision, MAX_COL_LEN bigint, NUM_TRUES bigint, NUM_FALSES bigint, "
       "LAST_ANALYZED bigint not null",
       "primary key (CS_ID); foreign key (PART_ID) references PARTITIONS(PART_ID); index (PART_ID); "
       "index (DB_NAME, TABLE_NAME, COLUMN_NAME, PARTITION_NAME)"},
      {"PART_PRIVS",
       "PART_GRANT_ID bigint not null, CREATE_TIME bigint not null, GRANT_OPTION smallint not null, "
       "GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PART_ID bigint, PRINCIPAL_NAME varchar(128), "
       "PRINCIPAL_TYPE varchar(128), PART_PRIV varchar(128)",
       "primary key (PART_GRANT_ID); foreign key (PART_ID) references PARTITIONS(PART_ID); "
       "index (PART_ID, PRINCIPAL_NAME, PRINCIPAL_TYPE, PART_PRIV, GRANTOR, GRANTOR_TYPE); index (PART_ID)"},
      {"ROLES", "ROLE_ID bigint not null, CREATE_TIME bigint not null, OWNER_NAME varchar(128), ROLE_NAME varchar(128)",
       "unique (ROLE_NAME); primary key (ROLE_ID)"},
      {"ROLE_MAP",
       "ROLE_GRANT_ID bigint not null, ADD_TIME bigint not null, GRANT_OPTION smallint not null, "
       "GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PRINCIPAL_NAME varchar(128), PRINCIPAL_TYPE varchar(128), "
       "ROLE_ID bigint",
       "primary key (ROLE_GRANT_ID); unique (PRINCIPAL_NAME, ROLE_ID, GRANTOR, GRANTOR_TYPE); "
       "foreign key (ROLE_ID) references ROLES(ROLE_ID); index (ROLE_ID)"},
      {"SD_PARAMS", "SD_ID bigint not null, PARAM_KEY varchar(256) not null, PARAM_VALUE text",
       "primary key (SD_ID, PARAM_KEY); foreign key (SD_ID) references SDS(SD_ID); index (SD_ID)"},
      {"SKEWED_COL_NAMES", "SD_ID bigint not null, SKEWED_COL_NAME varchar(256), INTEGER_IDX bigint not null",
       "primary key (SD_ID, INTEGER_IDX); foreign key (SD_ID) references SDS(SD_ID)"},
      {"SKEWED_STRING_LIST", "STRING_LIST_ID bigint not null", "primary key (STRING_LIST_ID)"},
      {"SKEWED_COL_VALUE_LOC_MAP", "SD_ID bigint not null, STRING_LIST_ID_KID bigint not null, LOCATION varchar(4000)",
       "primary key (SD_ID, STRING_LIST_ID_KID); foreign key (SD_ID) references SDS(SD_ID); "
       "foreign key (STRING_LIST_ID_KID) references SKEWED_STRING_LIST(STRING_LIST_ID)"},
      {"SKEWED_STRING_LIST_VALUES",
       "STRING_LIST_ID bigint not null, STRING_LIST_VALUE varchar(256), INTEGER_IDX bigint not null",
       "primary key (STRING_LIST_ID, INTEGER_IDX); "
       "foreign key (STRING_LIST_ID) references SKEWED_STRING_LIST(STRING_LIST_ID)"},
      {"SKEWED_VALUES", "SD_ID_OID bigint not null, STRING_LIST_ID_EID bigint not null, INTEGER_IDX bigint not null",
       "primary key (SD_ID_OID, INTEGER_IDX); "
       "foreign key (STRING_LIST_ID_EID) references SKEWED_STRING_LIST(STRING_LIST_ID); "
       "foreign key (SD_ID_OID) references SDS(SD_ID)"},
      {"SORT_COLS",
       "SD_ID bigint not null, COLUMN_NAME varchar(767), ORDER bigint not null, INTEGER_IDX bigint not null",
       "primary key (SD_ID, INTEGER_IDX); foreign key (SD_ID) references SDS(SD_ID); index (SD_ID)"},
      {"TABLE_PARAMS", "TBL_ID bigint not null, PARAM_KEY varchar(256) not null, PARAM_VALUE text",
       "primary key (TBL_ID, PARAM_KEY); foreign key (TBL_ID) references TBLS(TBL_ID); index (TBL_ID)"},
      {"TAB_COL_STATS",
       "CS_ID bigint not null, DB_NAME varchar(128), TABLE_NAME varchar(256), COLUMN_NAME varchar(767), "
       "COLUMN_TYPE varchar(128), TBL_ID bigint not null, LONG_LOW_VALUE bigint, LONG_HIGH_VALUE bigint, "
       "DOUBLE_LOW_VALUE double precision, DOUBLE_HIGH_VALUE double precision, BIG_DECIMAL_LOW_VALUE varchar(4000), "
       "BIG_DECIMAL_HIGH_VALUE varchar(4000), NUM_NULLS bigint not null, NUM_DISTINCTS bigint, "
       "AVG_COL_LEN double precision, MAX_COL_LEN bigint, NUM_TRUES bigint, NUM_FALSES bigint, "
       "LAST_ANALYZED bigint not null",
       "primary key (CS_ID); foreign key (TBL_ID) references TBLS(TBL_ID); index (TBL_ID)"},
      {"TBL_COL_PRIVS",
       "TBL_COLUMN_GRANT_ID bigint not null, COLUMN_NAME varchar(767), CREATE_TIME bigint not null, "
       "GRANT_OPTION smallint not null, GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PRINCIPAL_NAME varchar(128), "
       "PRINCIPAL_TYPE varchar(128), TBL_COL_PRIV varchar(128), TBL_ID bigint",
       "primary key (TBL_COLUMN_GRANT_ID); foreign key (TBL_ID) references TBLS(TBL_ID); "
       "index (TBL_ID, COLUMN_NAME, PRINCIPAL_NAME, PRINCIPAL_TYPE, TBL_COL_PRIV, GRANTOR, GRANTOR_TYPE); "
       "index (TBL_ID)"},
      {"TBL_PRIVS",
       "TBL_GRANT_ID bigint not null, CREATE_TIME bigint not null, GRANT_OPTION smallint not null, "
       "GRANTOR varchar(128), GRANTOR_TYPE varchar(128), PRINCIPAL_NAME varchar(128), PRINCIPAL_TYPE varchar(128), "
       "TBL_PRIV varchar(128), TBL_ID bigint",
       "primary key (TBL_GRANT_ID); foreign key (TBL_ID) references TBLS(TBL_ID); "
       "index (TBL_ID, PRINCIPAL_NAME, PRINCIPAL_TYPE, TBL_PRIV, GRANTOR, GRANTOR_TYPE); index (TBL_ID)"},
      {"TYPES", "TYPES_ID bigint not null, TYPE_NAME varchar(128), TYPE1 varchar(767), TYPE2 varchar(767)",
       "primary key (TYPES_ID); unique (TYPE_NAME)"},
      {"TYPE_FIELDS",
       "TYPE_NAME bigint not null, COMMENT varchar(256), FIELD_NAME varchar(128) not null, "
       "FIELD_TYPE varchar(767) not null, INTEGER_IDX bigint not null",
       "primary key (TYPE_NAME, FIELD_NAME); foreign key (TYPE_NAME) references TYPES(TYPES_ID); index (TYPE_NAME)"},
  };
  return kTables;
}

}  // namespace skep::metastore::sql
