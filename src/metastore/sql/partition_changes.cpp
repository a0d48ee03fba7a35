#include "metastore/sql/partition_changes.h"

#include "metastore/rules.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/statistics_rows.h"
#include "metastore/sql/storage_rows.h"
#include "metastore/sql/value_list.h"

#include <ctime>
#include <map>

namespace skep::metastore::sql {
namespace {

/// Finds the CD_ID for a layout's columns: the table's where they are alike, as in Hive.
class LayoutColumns {
 public:
  LayoutColumns(Transaction& transaction, const TableRow& row) : transaction_(transaction), row_(row) {}

  int64_t id_of(const std::vector<Column>& columns) {
    if (columns == row_.table.columns) return row_.columns_id;
    for (const auto& [known, id] : others_) {
      if (known == columns) return id;
    }
    others_.emplace_back(columns, insert_columns(transaction_, columns));
    return others_.back().second;
  }

 private:
  Transaction& transaction_;
  const TableRow& row_;
  std::vector<std::pair<std::vector<Column>, int64_t>> others_;
};

/// Gathers the rows of new partitions, so that few statements insert many.
class PartitionInsert {
 public:
  PartitionInsert(Transaction& transaction, const TableRow& row, int64_t count)
      : row_(row),
        next_id_(take_ids(transaction, kPartitionIds, count)),
        columns_(transaction, row),
        storage_(transaction, count),
        partitions_(transaction.session(), "PARTITIONS",
                    {"PART_ID", "CREATE_TIME", "LAST_ACCESS_TIME", "PART_NAME", "SD_ID", "TBL_ID"}),
        values_(transaction.session(), "PARTITION_KEY_VALS", {"PART_ID", "PART_KEY_VAL", "INTEGER_IDX"}),
        parameters_(transaction.session(), "PARTITION_PARAMS", {"PART_ID", "PARAM_KEY", "PARAM_VALUE"}) {}

  void add(Partition& partition) {
    if (!partition.layout) partition.layout = of_table();
    int64_t columns_id = columns_.id_of(partition.layout->columns);
    int64_t storage_id = storage_.add(partition.layout->storage, columns_id, partition.location);
    int64_t id = next_id_++;
    partition.id = PartitionId{id};
    partitions_.add({id, partition.create_time_seconds, partition.last_access_time_seconds,
                     partition_name(row_.table.partition_columns, partition.values), storage_id, row_.table.id.value});
    int64_t position = 0;
    for (const auto& value : partition.values) values_.add({id, value, position++});
    for (const auto& [key, value] : partition.parameters) parameters_.add({id, key, value});
  }

  void flush() {
    storage_.flush();
    for (auto* insert : {&partitions_, &values_, &parameters_}) insert->flush();
  }

 private:
  std::shared_ptr<const PartitionLayout> of_table() {
    if (!table_layout_) table_layout_ = layout_of(row_.table);
    return table_layout_;
  }

  const TableRow& row_;
  int64_t next_id_;
  LayoutColumns columns_;
  StorageInsert storage_;
  BulkInsert partitions_, values_, parameters_;
  std::shared_ptr<const PartitionLayout> table_layout_;
};

int64_t storage_id_of(Transaction& transaction, PartitionId id) {
  int64_t storage_id = 0;
  transaction.session() << "SELECT COALESCE(\"SD_ID\", 0) FROM \"PARTITIONS\" WHERE \"PART_ID\" = :id",
      soci::into(storage_id), soci::use(id.value);
  return storage_id;
}

void replace_layout(Transaction& transaction, const TableRow& row, int64_t storage_id, const Partition& draft) {
  StorageDescriptor storage = draft.layout->storage;
  storage.location = draft.location;
  int64_t before = columns_id_of(transaction, storage_id);
  bool is_same = before != 0 && load_columns(transaction, before) == draft.layout->columns;
  int64_t columns_id = is_same ? before : LayoutColumns(transaction, row).id_of(draft.layout->columns);
  update_storage(transaction, storage_id, storage, columns_id);
  if (!is_same && before != 0) delete_unused_columns(transaction, before);
}

}  // namespace

Result<std::vector<Partition>> insert_partitions(Transaction& transaction, const TableRow& row,
                                                 const std::vector<Partition>& drafts) {
  std::vector<Partition> added;
  if (drafts.empty()) return added;
  int64_t now = std::time(nullptr);
  PartitionInsert insert(transaction, row, static_cast<int64_t>(drafts.size()));
  for (const auto& draft : drafts) {
    added.push_back(prepared(draft, now));
    insert.add(added.back());
  }
  try {
    insert.flush();
  } catch (const soci::soci_error& failure) {
    if (!transaction.dialect().is_unique_violation(failure)) throw;
    return partition_exists(row.table.name, "one of those to add");
  }
  return added;
}

void update_partition(Transaction& transaction, const TableRow& row, PartitionId id, const Partition& draft) {
  auto& session = transaction.session();
  int64_t storage_id = storage_id_of(transaction, id);
  if (draft.layout && storage_id != 0) {
    replace_layout(transaction, row, storage_id, draft);
  } else {
    session << "UPDATE \"SDS\" SET \"LOCATION\" = :location WHERE \"SD_ID\" = :id", soci::use(draft.location),
        soci::use(storage_id);
  }
  if (draft.last_access_time_seconds != 0) {
    session << "UPDATE \"PARTITIONS\" SET \"LAST_ACCESS_TIME\" = :time WHERE \"PART_ID\" = :id",
        soci::use(draft.last_access_time_seconds), soci::use(id.value);
  }
  replace_parameters(session, kPartitionParameters, id.value, prepared(draft, std::time(nullptr)).parameters);
}

Result<void> rename_partition(Transaction& transaction, const TableRow& row, PartitionId id,
                              const std::vector<std::string>& values) {
  auto& session = transaction.session();
  std::string name = partition_name(row.table.partition_columns, values);
  try {
    session << "UPDATE \"PARTITIONS\" SET \"PART_NAME\" = :name WHERE \"PART_ID\" = :id", soci::use(name),
        soci::use(id.value);
  } catch (const soci::soci_error& failure) {
    if (transaction.dialect().is_unique_violation(failure)) return partition_exists(row.table.name, name);
    throw;
  }
  int64_t position = 0;
  for (const auto& value : values) {
    session << "UPDATE \"PARTITION_KEY_VALS\" SET \"PART_KEY_VAL\" = :value WHERE \"PART_ID\" = :id "
               "AND \"INTEGER_IDX\" = :position",
        soci::use(value), soci::use(id.value), soci::use(position);
    position++;
  }
  rename_partition_statistics(transaction, id, name);
  return {};
}

void delete_partitions(Transaction& transaction, const std::vector<int64_t>& ids) {
  if (ids.empty()) return;
  std::string list = id_list(ids);
  std::string these = transaction.dialect().is_one_of_ids("\"PART_ID\"", ":ids");
  for (const char* child :
       {"PART_PRIVS", "PART_COL_PRIVS", "PART_COL_STATS", "PARTITION_PARAMS", "PARTITION_KEY_VALS"}) {
    transaction.session() << fmt::format("DELETE FROM \"{}\" WHERE {}", child, these), soci::use(list);
  }
  delete_with_storage(transaction, {"PARTITIONS", "PART_ID", 0, list});
}

}  // namespace skep::metastore::sql
