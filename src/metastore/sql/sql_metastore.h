#pragma once

#include "base/result.h"
#include "metastore/metastore.h"

#include <memory>
#include <string>

namespace skep::metastore {

/// Where a relational store is: "sqlite:/path/metastore.db", "postgresql://host:port/database", or the same as Java
/// writes it ("jdbc:postgresql://..."). A user and password that are given here win over those in the URL.
struct StoreAddress {
  std::string url;
  std::string user;
  std::string password;
};

/// Opens Hive's schema in a relational store. Creates the schema (2.3.0) in an empty database; refuses one of an unknown
/// version and touches nothing then.
Result<std::unique_ptr<Metastore>> open_sql_metastore(const StoreAddress& address);
Result<std::unique_ptr<Metastore>> open_sql_metastore(const std::string& url);

/// What a look at a store tells, without a change to it.
struct StoreReport {
  std::string store;           ///< the URL without its password
  bool is_empty = false;       ///< no tables: opening it creates the schema
  std::string schema_version;  ///< as the table VERSION has it: "2.3.0"
  bool has_skep_tables = false;
  int64_t databases = 0;
  int64_t tables = 0;
  int64_t partitions = 0;
};

/// Looks at a store and changes nothing. Fails as open_sql_metastore does, and with not_found for a SQLite file that is
/// not there.
Result<StoreReport> check_sql_metastore(const StoreAddress& address);

}  // namespace skep::metastore
