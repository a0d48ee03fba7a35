#include "metastore/sql/schema.h"

namespace skep::metastore::sql {

const std::vector<TableDefinition>& hive_transaction_tables() {
  static const std::vector<TableDefinition> kTables = {
      {"AUX_TABLE", "MT_KEY1 varchar(128) not null, MT_KEY2 bigint not null, MT_COMMENT varchar(255)",
       "primary key (MT_KEY1, MT_KEY2)"},
      {"COMPACTION_QUEUE",
       "CQ_ID bigint not null, CQ_DATABASE varchar(128) not null, CQ_TABLE varchar(128) not null, "
       "CQ_PARTITION varchar(767), CQ_STATE char(1) not null, CQ_TYPE char(1) not null, "
       "CQ_TBLPROPERTIES varchar(2048), CQ_WORKER_ID varchar(128), CQ_START bigint, CQ_RUN_AS varchar(128), "
       "CQ_HIGHEST_TXN_ID bigint, CQ_META_INFO bytea, CQ_HADOOP_JOB_ID varchar(32)",
       "primary key (CQ_ID)"},
      {"COMPLETED_COMPACTIONS",
       "CC_ID bigint not null, CC_DATABASE varchar(128) not null, CC_TABLE varchar(128) not null, "
       "CC_PARTITION varchar(767), CC_STATE char(1) not null, CC_TYPE char(1) not null, "
       "CC_TBLPROPERTIES varchar(2048), CC_WORKER_ID varchar(128), CC_START bigint, CC_END bigint, "
       "CC_RUN_AS varchar(128), CC_HIGHEST_TXN_ID bigint, CC_META_INFO bytea, CC_HADOOP_JOB_ID varchar(32)",
       "primary key (CC_ID)"},
      {"COMPLETED_TXN_COMPONENTS",
       "CTC_TXNID bigint, CTC_DATABASE varchar(128) not null, CTC_TABLE varchar(256), CTC_PARTITION varchar(767)", ""},
      {"HIVE_LOCKS",
       "HL_LOCK_EXT_ID bigint not null, HL_LOCK_INT_ID bigint not null, HL_TXNID bigint, HL_DB varchar(128) not null, "
       "HL_TABLE varchar(128), HL_PARTITION varchar(767), HL_LOCK_STATE char(1) not null, "
       "HL_LOCK_TYPE char(1) not null, HL_LAST_HEARTBEAT bigint not null, HL_ACQUIRED_AT bigint, "
       "HL_USER varchar(128) not null, HL_HOST varchar(128) not null, HL_HEARTBEAT_COUNT integer, "
       "HL_AGENT_INFO varchar(128), HL_BLOCKEDBY_EXT_ID bigint, HL_BLOCKEDBY_INT_ID bigint",
       "primary key (HL_LOCK_EXT_ID, HL_LOCK_INT_ID); hash index (HL_TXNID)"},
      {"NEXT_COMPACTION_QUEUE_ID", "NCQ_NEXT bigint not null", ""},
      {"NEXT_LOCK_ID", "NL_NEXT bigint not null", ""},
      {"NEXT_TXN_ID", "NTXN_NEXT bigint not null", ""},
      {"TXNS",
       "TXN_ID bigint not null, TXN_STATE char(1) not null, TXN_STARTED bigint not null, "
       "TXN_LAST_HEARTBEAT bigint not null, TXN_USER varchar(128) not null, TXN_HOST varchar(128) not null, "
       "TXN_AGENT_INFO varchar(128), TXN_META_INFO varchar(128), TXN_HEARTBEAT_COUNT integer",
       "primary key (TXN_ID)"},
      {"TXN_COMPONENTS",
       "TC_TXNID bigint, TC_DATABASE varchar(128) not null, TC_TABLE varchar(128), TC_PARTITION varchar(767), "
       "TC_OPERATION_TYPE char(1) not null",
       "firm foreign key (TC_TXNID) references TXNS(TXN_ID); hash index (TC_TXNID)"},
      {"WRITE_SET",
       "WS_DATABASE varchar(128) not null, WS_TABLE varchar(128) not null, WS_PARTITION varchar(767), "
       "WS_TXNID bigint not null, WS_COMMIT_ID bigint not null, WS_OPERATION_TYPE char(1) not null",
       ""},
  };
  return kTables;
}

}  // namespace skep::metastore::sql
