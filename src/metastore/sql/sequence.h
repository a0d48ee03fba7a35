#pragma once

#include "metastore/sql/connection_pool.h"

#include <cstdint>
#include <string_view>

namespace skep::metastore::sql {

/// A kind of rows whose ids come from SEQUENCE_TABLE: Hive's class, and where the ids stand.
struct Sequence {
  std::string_view hive_class;
  std::string_view table;
  std::string_view id_column;
};

inline constexpr Sequence kDatabaseIds{"MDatabase", "DBS", "DB_ID"};
inline constexpr Sequence kTableIds{"MTable", "TBLS", "TBL_ID"};
inline constexpr Sequence kPartitionIds{"MPartition", "PARTITIONS", "PART_ID"};
inline constexpr Sequence kStorageIds{"MStorageDescriptor", "SDS", "SD_ID"};
inline constexpr Sequence kSerdeIds{"MSerDeInfo", "SERDES", "SERDE_ID"};
inline constexpr Sequence kColumnsIds{"MColumnDescriptor", "CDS", "CD_ID"};
inline constexpr Sequence kTablePrivilegeIds{"MTablePrivilege", "TBL_PRIVS", "TBL_GRANT_ID"};

/// Takes `count` ids that follow each other and gives the first. They are gone for everyone, a Java metastore
/// included, once the transaction commits.
int64_t take_ids(Transaction& transaction, const Sequence& sequence, int64_t count);

}  // namespace skep::metastore::sql
