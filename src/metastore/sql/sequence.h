#pragma once

#include "metastore/sql/connection_pool.h"

#include <cstdint>

namespace skep::metastore::sql {

inline constexpr Sequence kDatabaseIds{"MDatabase", "DBS", "DB_ID"};
inline constexpr Sequence kTableIds{"MTable", "TBLS", "TBL_ID"};
inline constexpr Sequence kPartitionIds{"MPartition", "PARTITIONS", "PART_ID"};
inline constexpr Sequence kStorageIds{"MStorageDescriptor", "SDS", "SD_ID"};
inline constexpr Sequence kSerdeIds{"MSerDeInfo", "SERDES", "SERDE_ID"};
inline constexpr Sequence kColumnsIds{"MColumnDescriptor", "CDS", "CD_ID"};
inline constexpr Sequence kTablePrivilegeIds{"MTablePrivilege", "TBL_PRIVS", "TBL_GRANT_ID"};
inline constexpr Sequence kGlobalPrivilegeIds{"MGlobalPrivilege", "GLOBAL_PRIVS", "USER_GRANT_ID"};
inline constexpr Sequence kDatabasePrivilegeIds{"MDBPrivilege", "DB_PRIVS", "DB_GRANT_ID"};
inline constexpr Sequence kPartitionPrivilegeIds{"MPartitionPrivilege", "PART_PRIVS", "PART_GRANT_ID"};
inline constexpr Sequence kTableColumnPrivilegeIds{"MTableColumnPrivilege", "TBL_COL_PRIVS", "TBL_COLUMN_GRANT_ID"};
inline constexpr Sequence kPartitionColumnPrivilegeIds{"MPartitionColumnPrivilege", "PART_COL_PRIVS",
                                                       "PART_COLUMN_GRANT_ID"};
inline constexpr Sequence kRoleIds{"MRole", "ROLES", "ROLE_ID"};
inline constexpr Sequence kRoleGrantIds{"MRoleMap", "ROLE_MAP", "ROLE_GRANT_ID"};
inline constexpr Sequence kEventIds{"MNotificationLog", "NOTIFICATION_LOG", "NL_ID"};
inline constexpr Sequence kFunctionIds{"MFunction", "FUNCS", "FUNC_ID"};
inline constexpr Sequence kTableStatisticsIds{"MTableColumnStatistics", "TAB_COL_STATS", "CS_ID"};
inline constexpr Sequence kPartitionStatisticsIds{"MPartitionColumnStatistics", "PART_COL_STATS", "CS_ID"};

/// Takes `count` ids that follow each other and gives the first. They are gone for everyone, a Java metastore
/// included, at the latest once the transaction commits.
int64_t take_ids(Transaction& transaction, const Sequence& sequence, int64_t count);

}  // namespace skep::metastore::sql
