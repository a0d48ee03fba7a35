#include "metastore/sql/partition_rows.h"

#include "metastore/rules.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/partition_query.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/storage_rows.h"

#include <ctime>
#include <unordered_map>

namespace skep::metastore::sql {
namespace {

constexpr size_t kSlice = 500;

/// Builds the query of a table's partitions: one join for the value of each partition column.
std::string partitions_query(size_t column_count, std::string_view condition) {
  std::string select = "SELECT p.\"PART_ID\", p.\"CREATE_TIME\", COALESCE(s.\"LOCATION\", '')";
  std::string from = " FROM \"PARTITIONS\" p LEFT JOIN \"SDS\" s ON s.\"SD_ID\" = p.\"SD_ID\"";
  for (size_t i = 0; i < column_count; i++) {
    select += fmt::format(", COALESCE(\"k{}\".\"PART_KEY_VAL\", '{}')", i, kNullPartitionValue);
    from += fmt::format(
        " LEFT JOIN \"PARTITION_KEY_VALS\" \"k{0}\" ON \"k{0}\".\"PART_ID\" = p.\"PART_ID\" "
        "AND \"k{0}\".\"INTEGER_IDX\" = {0}",
        i);
  }
  return fmt::format("{}{} WHERE p.\"TBL_ID\" = :table_id{}", select, from, condition);
}

void bind(LongRows& rows, std::variant<std::string, int64_t>& value) {
  std::visit([&](auto& each) { rows.use(soci::use(each)); }, value);
}

/// Reads the parameters of a slice's partitions with one query. Kept and used again for each full slice.
class ParametersOfSlice {
 public:
  ParametersOfSlice(soci::session& session, size_t size) : ids_(size), statement_(session) {
    std::string text =
        "SELECT \"PART_ID\", \"PARAM_KEY\", COALESCE(\"PARAM_VALUE\", '') FROM \"PARTITION_PARAMS\" "
        "WHERE \"PART_ID\" IN (";
    for (size_t i = 0; i < size; i++) text += fmt::format("{}:i{}", i > 0 ? ", " : "", i);
    statement_.exchange(soci::into(id_));
    statement_.exchange(soci::into(key_));
    statement_.exchange(soci::into(value_));
    for (auto& id : ids_) statement_.exchange(soci::use(id));
    statement_.alloc();
    statement_.prepare(text + ")");
    statement_.define_and_bind();
  }

  size_t size() const { return ids_.size(); }

  void fill(std::vector<Partition>& partitions) {
    std::unordered_map<int64_t, Partition*> by_id;
    for (size_t i = 0; i < partitions.size(); i++) {
      ids_[i] = partitions[i].id.value;
      by_id[ids_[i]] = &partitions[i];
    }
    statement_.execute();
    while (statement_.fetch()) by_id.at(id_)->parameters[key_] = value_;
  }

 private:
  std::vector<int64_t> ids_;
  int64_t id_ = 0;
  std::string key_, value_;
  soci::statement statement_;
};

/// Hands out partitions in slices, so that neither side holds them all.
class SliceVisit {
 public:
  SliceVisit(soci::session& session, const std::function<bool(Partition&&)>& visit)
      : session_(session), visit_(visit) {}

  bool add(Partition partition) {
    slice_.push_back(std::move(partition));
    return slice_.size() < kSlice || flush();
  }

  bool flush() {
    if (slice_.empty()) return true;
    if (!parameters_ || parameters_->size() != slice_.size()) {
      parameters_ = std::make_unique<ParametersOfSlice>(session_, slice_.size());
    }
    parameters_->fill(slice_);
    for (auto& partition : slice_) {
      if (!visit_(std::move(partition))) return false;
    }
    slice_.clear();
    return true;
  }

 private:
  soci::session& session_;
  const std::function<bool(Partition&&)>& visit_;
  std::vector<Partition> slice_;
  std::unique_ptr<ParametersOfSlice> parameters_;
};

}  // namespace

void visit_partitions(Transaction& transaction, const Table& table, const PartitionFilter* filter,
                      const std::function<bool(Partition&&)>& visit) {
  auto& session = transaction.session();
  FilterCondition condition;
  if (filter != nullptr) condition = to_condition(*filter, transaction.dialect());
  std::string where = condition.text.empty() ? "" : " AND (" + condition.text + ")";
  size_t column_count = table.partition_columns.size();

  Partition row;
  row.values.resize(column_count);
  int64_t table_id = table.id.value;
  LongRows rows(transaction);
  rows.into(soci::into(row.id.value));
  rows.into(soci::into(row.create_time_seconds));
  rows.into(soci::into(row.location));
  for (auto& value : row.values) rows.into(soci::into(value));
  rows.use(soci::use(table_id));
  for (auto& value : condition.values) bind(rows, value);
  rows.open(partitions_query(column_count, where) + " ORDER BY " + transaction.dialect().by_bytes("p.\"PART_NAME\""));
  SliceVisit slices(session, visit);
  while (rows.next()) {
    if (!slices.add(row)) return;
  }
  slices.flush();
}

std::optional<Partition> find_partition(Transaction& transaction, const Table& table,
                                        const std::vector<std::string>& values) {
  auto& session = transaction.session();
  std::string name = partition_name(table.partition_columns, values);
  Partition partition;
  session << "SELECT p.\"PART_ID\", p.\"CREATE_TIME\", COALESCE(s.\"LOCATION\", '') FROM \"PARTITIONS\" p "
             "LEFT JOIN \"SDS\" s ON s.\"SD_ID\" = p.\"SD_ID\" WHERE p.\"PART_NAME\" = :name AND p.\"TBL_ID\" = :id",
      soci::into(partition.id.value), soci::into(partition.create_time_seconds), soci::into(partition.location),
      soci::use(name), soci::use(table.id.value);
  if (!session.got_data()) return std::nullopt;
  partition.values = values;
  partition.parameters = load_parameters(session, kPartitionParameters, partition.id.value);
  return partition;
}

void insert_partitions(Transaction& transaction, const TableRow& row, const std::vector<Partition>& drafts) {
  if (drafts.empty()) return;
  auto& session = transaction.session();
  auto count = static_cast<int64_t>(drafts.size());
  int64_t now = std::time(nullptr);
  int64_t id = take_ids(transaction, kPartitionIds, count);
  StorageInsert storage(transaction, row.table.storage, row.columns_id, count);
  ParameterInsert parameters(session, kPartitionParameters);

  int64_t storage_id = 0, created = 0, position = 0;
  std::string name, value;
  soci::statement insert_partition =
      (session.prepare << "INSERT INTO \"PARTITIONS\" (\"PART_ID\", \"CREATE_TIME\", \"LAST_ACCESS_TIME\", "
                          "\"PART_NAME\", \"SD_ID\", \"TBL_ID\") "
                          "VALUES (:id, :created, 0, :name, :storage, :table_id)",
       soci::use(id), soci::use(created), soci::use(name), soci::use(storage_id), soci::use(row.table.id.value));
  soci::statement insert_value =
      (session.prepare << "INSERT INTO \"PARTITION_KEY_VALS\" (\"PART_ID\", \"PART_KEY_VAL\", \"INTEGER_IDX\") "
                          "VALUES (:id, :value, :position)",
       soci::use(id), soci::use(value), soci::use(position));
  for (const auto& draft : drafts) {
    Partition partition = prepared(draft, now);
    storage_id = storage.run(partition.location);
    created = partition.create_time_seconds;
    name = partition_name(row.table.partition_columns, partition.values);
    insert_partition.execute(true);
    for (position = 0; position < static_cast<int64_t>(partition.values.size()); position++) {
      value = partition.values[static_cast<size_t>(position)];
      insert_value.execute(true);
    }
    parameters.run(id, partition.parameters);
    id++;
  }
}

void update_partition(Transaction& transaction, PartitionId id, const Partition& draft) {
  auto& session = transaction.session();
  session << "UPDATE \"SDS\" SET \"LOCATION\" = :location WHERE \"SD_ID\" = "
             "(SELECT \"SD_ID\" FROM \"PARTITIONS\" WHERE \"PART_ID\" = :id)",
      soci::use(draft.location), soci::use(id.value);
  remove_parameters(session, kPartitionParameters, id.value);
  ParameterInsert(session, kPartitionParameters).run(id.value, prepared(draft, std::time(nullptr)).parameters);
}

void delete_partition(Transaction& transaction, PartitionId id) {
  auto& session = transaction.session();
  for (const char* child :
       {"PART_PRIVS", "PART_COL_PRIVS", "PART_COL_STATS", "PARTITION_PARAMS", "PARTITION_KEY_VALS"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE \"PART_ID\" = :id", child), soci::use(id.value);
  }
  delete_with_storage(transaction, "PARTITIONS", "\"PART_ID\" = :owner", id.value);
}

bool has_partition_parameter(Transaction& transaction, TableId table, const std::string& key,
                             const std::string& value) {
  int count = 0;
  transaction.session()
      << "SELECT COUNT(*) FROM \"PARTITIONS\" p JOIN \"PARTITION_PARAMS\" v ON v.\"PART_ID\" = p.\"PART_ID\" "
         "WHERE p.\"TBL_ID\" = :id AND v.\"PARAM_KEY\" = :key AND v.\"PARAM_VALUE\" = :value",
      soci::into(count), soci::use(table.value), soci::use(key), soci::use(value);
  return count > 0;
}

}  // namespace skep::metastore::sql
