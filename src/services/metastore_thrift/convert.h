#pragma once

#include "base/result.h"
#include "metastore/metastore.h"

#include <hive_metastore_types.h>

#include <memory>
#include <string>
#include <vector>

/// Skep's records as Hive's structs, and back.
namespace skep::services::hive {

namespace api = ::Apache::Hadoop::Hive;

api::Database to_hive(const metastore::Database& database);
Result<metastore::Database> from_hive(const api::Database& database);

api::Table to_hive(const metastore::Table& table);

/// The type follows the parameter EXTERNAL where the two disagree, as in Hive's metastore. Fails with unsupported for
/// skewed tables.
Result<metastore::Table> from_hive(const api::Table& table);

/// `partition` must have been loaded with its layout.
api::Partition to_hive(const metastore::Table& table, const metastore::Partition& partition);

/// Takes partitions over from a client. Those that are stored alike share one layout.
class PartitionsFromHive {
 public:
  Result<metastore::Partition> take(const api::Partition& partition);

 private:
  std::vector<std::shared_ptr<const metastore::PartitionLayout>> layouts_;
};

std::vector<api::FieldSchema> to_hive(const std::vector<metastore::Column>& columns);

/// "MANAGED_TABLE", "EXTERNAL_TABLE", "VIRTUAL_VIEW".
std::string table_type(metastore::TableKind kind);

api::PrincipalType::type principal_type(const std::string& type);
std::string principal_type(api::PrincipalType::type type);

}  // namespace skep::services::hive
