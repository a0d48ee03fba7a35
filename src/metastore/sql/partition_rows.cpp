#include "metastore/sql/partition_rows.h"

#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/partition_query.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/storage_rows.h"
#include "metastore/sql/value_list.h"

#include <map>
#include <unordered_map>

namespace skep::metastore::sql {
namespace {

constexpr size_t kSlice = 500;

/// The part after SELECT's list: the partitions of a table that pass a query, with one join for the value of each
/// partition column where the query or the caller needs them. Its parameters: the table's id, the filter's, the names.
class PartitionSource {
 public:
  PartitionSource(Transaction& transaction, const Table& table, const PartitionQuery& query, bool with_values)
      : table_id_(table.id.value) {
    const auto& dialect = transaction.dialect();
    text_ = " FROM \"PARTITIONS\" p";
    if (with_values || query.filter != nullptr) {
      for (size_t i = 0; i < table.partition_columns.size(); i++) {
        text_ += fmt::format(
            " LEFT JOIN \"PARTITION_KEY_VALS\" \"k{0}\" ON \"k{0}\".\"PART_ID\" = p.\"PART_ID\" "
            "AND \"k{0}\".\"INTEGER_IDX\" = {0}",
            i);
      }
    }
    if (with_values) text_ += " LEFT JOIN \"SDS\" s ON s.\"SD_ID\" = p.\"SD_ID\"";
    text_ += " WHERE p.\"TBL_ID\" = :table_id";
    if (query.filter != nullptr) {
      condition_ = to_condition(*query.filter, dialect);
      text_ += " AND (" + condition_.text + ")";
    }
    if (query.names != nullptr) {
      names_ = text_list(*query.names);
      text_ += " AND " + dialect.is_one_of_texts("p.\"PART_NAME\"", ":names");
    }
  }

  const std::string& text() const { return text_; }

  static std::string in_order(const Transaction& transaction, const PartitionQuery& query) {
    std::string text = " ORDER BY " + transaction.dialect().by_bytes("p.\"PART_NAME\"");
    return query.count_max ? text + fmt::format(" LIMIT {}", *query.count_max) : text;
  }

  void bind(LongRows& rows) {
    rows.use(soci::use(table_id_));
    for (auto& value : condition_.values) std::visit([&](auto& each) { rows.use(soci::use(each)); }, value);
    if (!names_.empty()) rows.use(soci::use(names_));
  }

 private:
  int64_t table_id_;
  FilterCondition condition_;
  std::string names_;
  std::string text_;
};

/// Hands out partitions in slices, so that neither side holds them all.
class SliceVisit {
 public:
  SliceVisit(Transaction& transaction, const PartitionQuery& query, const std::function<bool(Partition&&)>& visit)
      : transaction_(transaction), with_layout_(query.with_layout), visit_(visit) {}

  bool add(Partition partition, int64_t storage_id) {
    slice_.push_back(std::move(partition));
    storage_ids_.push_back(storage_id);
    return slice_.size() < kSlice || flush();
  }

  bool flush() {
    if (slice_.empty()) return true;
    load_slice_parameters();
    if (with_layout_) load_layouts();
    for (auto& partition : slice_) {
      if (!visit_(std::move(partition))) return false;
    }
    slice_.clear();
    storage_ids_.clear();
    return true;
  }

 private:
  void load_slice_parameters() {
    std::unordered_map<int64_t, Partition*> by_id;
    std::vector<int64_t> ids;
    for (auto& partition : slice_) {
      by_id[partition.id.value] = &partition;
      ids.push_back(partition.id.value);
    }
    std::string list = id_list(ids), key, value;
    int64_t id = 0;
    Rows rows(transaction_.session(),
              "SELECT \"PART_ID\", \"PARAM_KEY\", COALESCE(\"PARAM_VALUE\", '') FROM \"PARTITION_PARAMS\" WHERE " +
                  transaction_.dialect().is_one_of_ids("\"PART_ID\"", ":ids"),
              soci::into(id), soci::into(key), soci::into(value), soci::use(list));
    while (rows.next()) by_id.at(id)->parameters[key] = value;
  }

  void load_layouts() {
    auto storages = load_storages(transaction_, storage_ids_);
    for (size_t i = 0; i < slice_.size(); i++) {
      auto& loaded = storages[storage_ids_[i]];
      loaded.storage.location.clear();
      slice_[i].layout = shared(std::move(loaded));
    }
  }

  /// Most partitions of a table are stored alike: those share one layout.
  std::shared_ptr<const PartitionLayout> shared(LoadedStorage loaded) {
    auto& alike = layouts_[loaded.columns_id];
    for (const auto& layout : alike) {
      if (layout->storage == loaded.storage) return layout;
    }
    auto& columns = columns_[loaded.columns_id];
    if (!columns) columns = load_columns(transaction_, loaded.columns_id);
    alike.push_back(std::make_shared<PartitionLayout>(PartitionLayout{std::move(loaded.storage), *columns}));
    return alike.back();
  }

  Transaction& transaction_;
  bool with_layout_;
  const std::function<bool(Partition&&)>& visit_;
  std::vector<Partition> slice_;
  std::vector<int64_t> storage_ids_;
  std::map<int64_t, std::vector<std::shared_ptr<const PartitionLayout>>> layouts_;  ///< by CD_ID
  std::map<int64_t, std::optional<std::vector<Column>>> columns_;
};

}  // namespace

void visit_partitions(Transaction& transaction, const Table& table, const PartitionQuery& query,
                      const std::function<bool(Partition&&)>& visit) {
  PartitionSource source(transaction, table, query, true);
  std::string select =
      "SELECT p.\"PART_ID\", p.\"CREATE_TIME\", p.\"LAST_ACCESS_TIME\", COALESCE(p.\"SD_ID\", 0), "
      "COALESCE(s.\"LOCATION\", '')";
  Partition row;
  row.values.resize(table.partition_columns.size());
  for (size_t i = 0; i < row.values.size(); i++) {
    select += fmt::format(", COALESCE(\"k{}\".\"PART_KEY_VAL\", '{}')", i, kNullPartitionValue);
  }
  int64_t storage_id = 0;
  LongRows rows(transaction);
  rows.into(soci::into(row.id.value));
  rows.into(soci::into(row.create_time_seconds));
  rows.into(soci::into(row.last_access_time_seconds));
  rows.into(soci::into(storage_id));
  rows.into(soci::into(row.location));
  for (auto& value : row.values) rows.into(soci::into(value));
  source.bind(rows);
  rows.open(select + source.text() + PartitionSource::in_order(transaction, query));
  SliceVisit slices(transaction, query, visit);
  while (rows.next()) {
    if (!slices.add(row, storage_id)) return;
  }
  slices.flush();
}

void visit_partition_names(Transaction& transaction, const Table& table, const PartitionQuery& query,
                           const std::function<bool(std::string&&)>& visit) {
  PartitionSource source(transaction, table, query, false);
  std::string name;
  LongRows rows(transaction);
  rows.into(soci::into(name));
  source.bind(rows);
  rows.open("SELECT COALESCE(p.\"PART_NAME\", '')" + source.text() + PartitionSource::in_order(transaction, query));
  while (rows.next()) {
    if (!visit(std::string(name))) return;
  }
}

int64_t count_partitions(Transaction& transaction, const Table& table, const PartitionFilter* filter) {
  PartitionQuery query;
  query.filter = filter;
  PartitionSource source(transaction, table, query, false);
  int64_t count = 0;
  LongRows rows(transaction);
  rows.into(soci::into(count));
  source.bind(rows);
  rows.open("SELECT COUNT(*)" + source.text());
  rows.next();
  return count;
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
