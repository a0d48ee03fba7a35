#include "metastore/sql/partition_rows.h"

#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/partition_query.h"
#include "metastore/sql/record_details.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/storage_rows.h"
#include "metastore/sql/value_list.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace skep::metastore::sql {
namespace {

constexpr size_t kSlice = 500;

/// The part after SELECT's list: the partitions of a table that pass a query, with one join for the value of each
/// partition column that the filter looks at. Its parameters: the table's id, the filter's, the names.
class PartitionSource {
 public:
  PartitionSource(Transaction& transaction, const Table& table, const PartitionQuery& query, std::string_view joins)
      : table_id_(table.id.value) {
    const auto& dialect = transaction.dialect();
    if (query.filter != nullptr) {
      condition_ = to_condition(*query.filter, table.partition_columns, dialect, transaction.orders_by_bytes());
    }
    text_ = " FROM \"PARTITIONS\" p";
    for (size_t column : condition_.columns) {
      text_ += fmt::format(
          " JOIN \"PARTITION_KEY_VALS\" \"k{0}\" ON \"k{0}\".\"PART_ID\" = p.\"PART_ID\" "
          "AND \"k{0}\".\"INTEGER_IDX\" = {0}",
          column);
    }
    text_ += joins;
    text_ += " WHERE p.\"TBL_ID\" = :table_id";
    if (!condition_.text.empty()) text_ += " AND (" + condition_.text + ")";
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

  /// Binds the parameters to a statement, or to rows; they are looked at as long as this lives.
  template <typename Statement>
  void bind(Statement& statement) {
    statement.exchange(soci::use(table_id_));
    for (auto& value : condition_.values) std::visit([&](auto& each) { statement.exchange(soci::use(each)); }, value);
    if (!names_.empty()) statement.exchange(soci::use(names_));
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
  SliceVisit(Transaction& transaction, const Table& table, const PartitionQuery& query,
             const std::function<bool(Partition&&)>& visit)
      : transaction_(transaction),
        column_count_(table.partition_columns.size()),
        with_layout_(query.with_layout),
        visit_(visit) {}

  bool add(const Partition& partition, const StorageRow& storage) {
    slice_.push_back(partition);
    slice_.back().location = storage.storage.location;
    storages_.push_back(storage);
    storages_.back().storage.location.clear();
    return slice_.size() < kSlice || flush();
  }

  bool flush() {
    if (slice_.empty()) return true;
    load_slice();
    if (with_layout_) share_layouts();
    for (auto& partition : slice_) {
      if (!visit_(std::move(partition))) return false;
    }
    slice_.clear();
    storages_.clear();
    return true;
  }

 private:
  void load_slice() {
    PartitionDetailIds ids;
    std::unordered_map<int64_t, size_t> by_id, by_serde, by_storage;
    for (size_t i = 0; i < slice_.size(); i++) {
      ids.partitions.push_back(slice_[i].id.value);
      by_id[slice_[i].id.value] = i;
      slice_[i].values.assign(column_count_, std::string(kNullPartitionValue));
      if (!with_layout_) continue;
      ids.serdes.push_back(storages_[i].serde_id);
      by_serde[storages_[i].serde_id] = i;
      ids.storages.push_back(storages_[i].storage_id);
      by_storage[storages_[i].storage_id] = i;
    }
    visit_details(transaction_, ids, [&](DetailKind kind, Detail& detail) {
      if (kind == DetailKind::partition_parameter) {
        slice_[by_id.at(detail.id)].parameters[detail.first] = detail.second;
      } else if (kind == DetailKind::partition_value) {
        auto& values = slice_[by_id.at(detail.id)].values;
        if (static_cast<size_t>(detail.position) < values.size()) values[detail.position] = detail.first;
      } else {
        const auto& index = kind == DetailKind::serde_parameter ? by_serde : by_storage;
        take_detail(storages_[index.at(detail.id)].storage, kind, detail);
      }
    });
  }

  /// Most partitions of a table are stored alike: those share one layout.
  void share_layouts() {
    for (size_t i = 0; i < slice_.size(); i++) {
      auto& row = storages_[i];
      row.storage.compressed = row.compressed != 0;
      slice_[i].layout = shared(row.columns_id, std::move(row.storage));
    }
  }

  std::shared_ptr<const PartitionLayout> shared(int64_t columns_id, StorageDescriptor storage) {
    auto& alike = layouts_[columns_id];
    for (const auto& layout : alike) {
      if (layout->storage == storage) return layout;
    }
    auto& columns = columns_[columns_id];
    if (!columns) columns = load_columns(transaction_, columns_id);
    // Where each is stored in its own way, what was shared is not kept.
    if (alike.size() >= kLayoutsMax) alike.clear();
    alike.push_back(std::make_shared<PartitionLayout>(PartitionLayout{std::move(storage), *columns}));
    return alike.back();
  }

  static constexpr size_t kLayoutsMax = 8;

  Transaction& transaction_;
  size_t column_count_;
  bool with_layout_;
  const std::function<bool(Partition&&)>& visit_;
  std::vector<Partition> slice_;
  std::vector<StorageRow> storages_;
  std::map<int64_t, std::vector<std::shared_ptr<const PartitionLayout>>> layouts_;  ///< by CD_ID
  std::map<int64_t, std::optional<std::vector<Column>>> columns_;
};

int64_t count(Transaction& transaction, const Table& table, const PartitionQuery& query) {
  PartitionSource source(transaction, table, query, "");
  int64_t count = 0;
  soci::statement statement(transaction.session());
  statement.exchange(soci::into(count));
  source.bind(statement);
  statement.alloc();
  statement.prepare("SELECT COUNT(*)" + source.text(), soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute(true);
  return query.count_max ? std::min(count, *query.count_max) : count;
}

/// Lets the visitor ask how many there are, while it is being called.
void offer_count(Transaction& transaction, const Table& table, const PartitionQuery& query) {
  if (query.count == nullptr) return;
  *query.count = [&transaction, &table, query] { return count(transaction, table, query); };
}

}  // namespace

void visit_partitions(Transaction& transaction, const Table& table, const PartitionQuery& query,
                      const std::function<bool(Partition&&)>& visit) {
  offer_count(transaction, table, query);
  PartitionSource source(transaction, table, query, StorageRow::join_to("p"));
  Partition row;
  StorageRow storage;
  LongRows rows(transaction);
  rows.into(soci::into(row.id.value));
  rows.into(soci::into(row.create_time_seconds));
  rows.into(soci::into(row.last_access_time_seconds));
  storage.each_column([&](auto& column) { rows.into(soci::into(column)); });
  source.bind(rows);
  rows.open("SELECT p.\"PART_ID\", p.\"CREATE_TIME\", p.\"LAST_ACCESS_TIME\", " +
            StorageRow::columns(transaction.dialect()) + source.text() + PartitionSource::in_order(transaction, query));
  SliceVisit slices(transaction, table, query, visit);
  while (rows.next()) {
    if (!slices.add(row, storage)) return;
  }
  slices.flush();
}

void visit_partition_names(Transaction& transaction, const Table& table, const PartitionQuery& query,
                           const std::function<bool(std::string&&)>& visit) {
  offer_count(transaction, table, query);
  PartitionSource source(transaction, table, query, "");
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
  return count(transaction, table, query);
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
