#pragma once

#include "metastore/records.h"
#include "metastore/sql/connection_pool.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace skep::metastore::sql {

/// What hangs on tables, partitions and their storage descriptors in tables of its own.
enum class DetailKind {
  table_parameter,
  partition_column,
  column,
  serde_parameter,
  storage_parameter,
  bucket_column,
  sort_column,
  partition_parameter,
  partition_value,
};

/// One of those: of the row with this id, at this position where order matters. Texts are the key and the value, or the
/// name, type and comment; an empty second text of a sort column says that it descends.
struct Detail {
  int kind = 0;  ///< DetailKind
  int64_t id = 0;
  int64_t position = 0;
  std::string first, second, third;
};

using DetailVisit = std::function<void(DetailKind kind, Detail& detail)>;

/// The ids by which a table's details are found; 0 where there is nothing.
struct TableDetailIds {
  int64_t table = 0;
  int64_t columns = 0;
  int64_t serde = 0;
  int64_t storage = 0;
};

/// Reads all details of one table in one exchange with the store, ordered by kind and position.
void visit_details(Transaction& transaction, const TableDetailIds& ids, const DetailVisit& visit);

/// The same for many partitions; those of storage descriptors only where their ids are given.
struct PartitionDetailIds {
  std::vector<int64_t> partitions;
  std::vector<int64_t> serdes;
  std::vector<int64_t> storages;
};
void visit_details(Transaction& transaction, const PartitionDetailIds& ids, const DetailVisit& visit);

/// Puts a detail of a storage descriptor into it; answers false for one of another kind.
bool take_detail(StorageDescriptor& storage, DetailKind kind, Detail& detail);

}  // namespace skep::metastore::sql
