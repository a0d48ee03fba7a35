#pragma once

#include "base/result.h"
#include "metastore/constraint_store.h"

#include <calls_types.h>

#include <string>
#include <vector>

/// Constraints as Hive's structs, of which there is one for each column, and back.
namespace skep::hive {

namespace api = ::Apache::Hadoop::Hive;

/// All constraints of a table by their kinds.
SQLAllTableConstraints to_hive(const std::vector<metastore::Constraint>& constraints);

/// The same, and foreign keys with the name of the key that they refer to.
std::vector<api::SQLForeignKey> foreign_keys_to_hive(const std::vector<metastore::Constraint>& references,
                                                     const std::string& primary_key);

/// Gathers what a client sent; structs of one name are the columns of one constraint. Fails with not_found for another
/// catalog than `hive`.
Result<std::vector<metastore::Constraint>> from_hive(const SQLAllTableConstraints& given);

}  // namespace skep::hive
