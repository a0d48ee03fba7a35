#pragma once

#include "base/result.h"
#include "metastore/metastore.h"

#include <hive_metastore_types.h>

#include <memory>
#include <string>
#include <vector>

/// Skep's records as Hive's structs, and back.
namespace skep::hive {

namespace api = ::Apache::Hadoop::Hive;

api::Database to_hive(const metastore::Database& database);
Result<metastore::Database> from_hive(const api::Database& database);

api::Table to_hive(const metastore::Table& table);

/// The type follows the parameter EXTERNAL where the two disagree, as in Hive's metastore. Fails with unsupported for
/// skewed tables.
Result<metastore::Table> from_hive(const api::Table& table);

/// `partition` must have been loaded with its layout.
api::Partition to_hive(const metastore::Table& table, const metastore::Partition& partition);

/// Writes a table's partitions as their structs are written. What partitions of one layout have in common is made once.
class PartitionEncoder {
 public:
  /// `table` is borrowed.
  explicit PartitionEncoder(const metastore::Table& table) : table_(table) {}

  /// Appends a partition, which must have been loaded with its layout.
  void append(const metastore::Partition& partition, std::string& out);

 private:
  const std::string& storage_of(const std::shared_ptr<const metastore::PartitionLayout>& layout);

  const metastore::Table& table_;
  std::shared_ptr<const metastore::PartitionLayout> layout_;  ///< whose storage was written last
  std::string storage_;
};

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

}  // namespace skep::hive
