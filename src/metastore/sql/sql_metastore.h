#pragma once

#include "base/result.h"
#include "metastore/metastore.h"

#include <memory>
#include <string>

namespace skep::metastore {

/// Opens Hive's schema in a relational store; today SQLite: "sqlite:/path/metastore.db". Creates the schema (2.3.0) in
/// an empty database; refuses one of an unknown version and touches nothing then.
Result<std::unique_ptr<Metastore>> open_sql_metastore(const std::string& url);

}  // namespace skep::metastore
