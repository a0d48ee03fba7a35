#pragma once

namespace skep::metastore::sql {

/// Which of Hive's schemas a store has; later ones add columns and tables, and few go away.
enum class SchemaLevel {
  hive_2_3,
  hive_3_1,  ///< adds catalogs; Skep shows what is in the catalog `hive`
  hive_4_0,  ///< drops indexes; statistics name an engine; transaction tables are quoted as all others
};

/// Whose rules privileges follow, as Hive has named it since 3.1 (AUTHORIZER).
inline constexpr const char* kAuthorizer = "SQL";

}  // namespace skep::metastore::sql
