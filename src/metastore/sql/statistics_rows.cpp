#include "metastore/sql/statistics_rows.h"

#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/value_list.h"

#include <map>

namespace skep::metastore::sql {
namespace {

/// Hive's two tables of statistics, and what differs between them.
struct StatisticsTable {
  std::string_view table;
  std::string_view owner;  ///< the column that names whose they are
  const Sequence& ids;
};

const StatisticsTable kOfTables{"TAB_COL_STATS", "TBL_ID", kTableStatisticsIds};
const StatisticsTable kOfPartitions{"PART_COL_STATS", "PART_ID", kPartitionStatisticsIds};

/// A value that may be NULL, as SOCI reads it.
template <typename T>
struct Optional {
  T value{};
  soci::indicator indicator = soci::i_null;

  std::optional<T> get() const { return indicator == soci::i_ok ? std::optional<T>(value) : std::nullopt; }
};

/// Reads rows of either table: the owner's id or name, then what is known of one column.
class StatisticsRows {
 public:
  template <typename... Uses>
  StatisticsRows(soci::session& session, const StatisticsTable& where, const std::string& condition,
                 const Uses&... uses)
      : rows_(session,
              fmt::format("SELECT \"{}\", \"COLUMN_NAME\", COALESCE(\"COLUMN_TYPE\", ''), \"LONG_LOW_VALUE\", "
                          "\"LONG_HIGH_VALUE\", \"DOUBLE_LOW_VALUE\", \"DOUBLE_HIGH_VALUE\", "
                          "\"BIG_DECIMAL_LOW_VALUE\", \"BIG_DECIMAL_HIGH_VALUE\", \"NUM_NULLS\", \"NUM_DISTINCTS\", "
                          "\"AVG_COL_LEN\", \"MAX_COL_LEN\", \"NUM_TRUES\", \"NUM_FALSES\", \"LAST_ANALYZED\" "
                          "FROM \"{}\" WHERE {}",
                          where.owner, where.table, condition),
              soci::into(owner), soci::into(found_.column), soci::into(found_.type), into(long_low_), into(long_high_),
              into(double_low_), into(double_high_), into(decimal_low_), into(decimal_high_), soci::into(found_.nulls),
              into(distinct_), into(length_average_), into(length_max_), into(trues_), into(falses_),
              soci::into(found_.analyzed_seconds), uses...) {}

  bool next() { return rows_.next(); }

  ColumnStatistics get() const {
    ColumnStatistics statistics = found_;
    statistics.long_low = long_low_.get();
    statistics.long_high = long_high_.get();
    statistics.double_low = double_low_.get();
    statistics.double_high = double_high_.get();
    statistics.decimal_low = decimal_low_.get();
    statistics.decimal_high = decimal_high_.get();
    statistics.distinct = distinct_.get();
    statistics.length_average = length_average_.get();
    statistics.length_max = length_max_.get();
    statistics.trues = trues_.get();
    statistics.falses = falses_.get();
    return statistics;
  }

  int64_t owner = 0;

 private:
  template <typename T>
  static auto into(Optional<T>& value) {
    return soci::into(value.value, value.indicator);
  }

  ColumnStatistics found_;
  Optional<int64_t> long_low_, long_high_, distinct_, length_max_, trues_, falses_;
  Optional<double> double_low_, double_high_, length_average_;
  Optional<std::string> decimal_low_, decimal_high_;
  Rows rows_;
};

BulkInsert::Value value_of(const std::optional<int64_t>& value) {
  return value ? BulkInsert::Value(*value) : BulkInsert::Value();
}
BulkInsert::Value value_of(const std::optional<double>& value) {
  return value ? BulkInsert::Value(*value) : BulkInsert::Value();
}
BulkInsert::Value value_of(const std::optional<std::string>& value) {
  return value ? BulkInsert::Value(*value) : BulkInsert::Value();
}

/// Inserts rows of either table; one for each column is there at most.
class StatisticsInsert {
 public:
  StatisticsInsert(Transaction& transaction, const StatisticsTable& where, const Table& table)
      : transaction_(transaction), where_(where), table_(table) {
    if (is_of_partitions()) columns_.push_back("PARTITION_NAME");
    if (transaction.level() != SchemaLevel::hive_2_3) columns_.push_back("CAT_NAME");
    if (transaction.level() == SchemaLevel::hive_4_0) columns_.push_back("ENGINE");
    columns_.insert(columns_.begin() + 1, where.owner);
    insert_.emplace(transaction.session(), where.table, columns_);
  }

  void add(int64_t owner, const std::string& partition, const ColumnStatistics& given) {
    std::string column = to_lower(given.column);
    transaction_.session() << fmt::format("DELETE FROM \"{}\" WHERE \"{}\" = :owner AND \"COLUMN_NAME\" = :column",
                                          where_.table, where_.owner),
        soci::use(owner), soci::use(column);
    std::vector<BulkInsert::Value> row = {take_ids(transaction_, where_.ids, 1),
                                          owner,
                                          table_.name.database,
                                          table_.name.table,
                                          column,
                                          given.type,
                                          value_of(given.long_low),
                                          value_of(given.long_high),
                                          value_of(given.double_low),
                                          value_of(given.double_high),
                                          value_of(given.decimal_low),
                                          value_of(given.decimal_high),
                                          given.nulls,
                                          value_of(given.distinct),
                                          value_of(given.length_average),
                                          value_of(given.length_max),
                                          value_of(given.trues),
                                          value_of(given.falses),
                                          given.analyzed_seconds};
    if (is_of_partitions()) row.emplace_back(partition);
    if (transaction_.level() != SchemaLevel::hive_2_3) row.emplace_back("hive");
    if (transaction_.level() == SchemaLevel::hive_4_0) row.emplace_back("hive");
    insert_->add(std::move(row));
  }

  void flush() { insert_->flush(); }

 private:
  bool is_of_partitions() const { return where_.owner == "PART_ID"; }

  Transaction& transaction_;
  const StatisticsTable& where_;
  const Table& table_;
  std::vector<std::string_view> columns_ = {"CS_ID",
                                            "DB_NAME",
                                            "TABLE_NAME",
                                            "COLUMN_NAME",
                                            "COLUMN_TYPE",
                                            "LONG_LOW_VALUE",
                                            "LONG_HIGH_VALUE",
                                            "DOUBLE_LOW_VALUE",
                                            "DOUBLE_HIGH_VALUE",
                                            "BIG_DECIMAL_LOW_VALUE",
                                            "BIG_DECIMAL_HIGH_VALUE",
                                            "NUM_NULLS",
                                            "NUM_DISTINCTS",
                                            "AVG_COL_LEN",
                                            "MAX_COL_LEN",
                                            "NUM_TRUES",
                                            "NUM_FALSES",
                                            "LAST_ANALYZED"};
  std::optional<BulkInsert> insert_;
};

std::string lowered_list(const std::vector<std::string>& names) {
  std::vector<std::string> lowered;
  for (const auto& name : names) lowered.push_back(to_lower(name));
  return text_list(lowered);
}

/// A condition on columns that holds for all when none is named; ":columns" stands for their list.
std::string of_columns(const Dialect& dialect, const std::vector<std::string>& columns) {
  std::string named = dialect.is_one_of_texts("\"COLUMN_NAME\"", ":columns");
  return columns.empty() ? fmt::format("({} OR 1 = 1)", named) : named;
}

std::map<std::string, int64_t> partition_ids(Transaction& transaction, const Table& table,
                                             const std::vector<std::string>& names) {
  std::map<std::string, int64_t> ids;
  std::string list = text_list(names), name;
  int64_t id = 0;
  Rows rows(transaction.session(),
            "SELECT \"PART_ID\", \"PART_NAME\" FROM \"PARTITIONS\" WHERE \"TBL_ID\" = :id AND " +
                transaction.dialect().is_one_of_texts("\"PART_NAME\"", ":names"),
            soci::into(id), soci::into(name), soci::use(table.id.value), soci::use(list));
  while (rows.next()) ids[name] = id;
  return ids;
}

bool remove(Transaction& transaction, const StatisticsTable& where, int64_t owner, std::string_view column) {
  std::string wanted = to_lower(column);
  int count = 0;
  auto condition = fmt::format("\"{}\" WHERE \"{}\" = :owner AND (\"COLUMN_NAME\" = :column OR :every = '')",
                               where.table, where.owner);
  auto& session = transaction.session();
  session << "SELECT COUNT(*) FROM " + condition, soci::into(count), soci::use(owner), soci::use(wanted),
      soci::use(wanted);
  session << "DELETE FROM " + condition, soci::use(owner), soci::use(wanted), soci::use(wanted);
  return count > 0;
}

}  // namespace

std::vector<ColumnStatistics> load_table_statistics(Transaction& transaction, const Table& table,
                                                    const std::vector<std::string>& columns) {
  std::string list = lowered_list(columns);
  StatisticsRows rows(transaction.session(), kOfTables,
                      "\"TBL_ID\" = :id AND " + of_columns(transaction.dialect(), columns) + " ORDER BY " +
                          transaction.dialect().by_bytes("\"COLUMN_NAME\""),
                      soci::use(table.id.value), soci::use(list));
  std::vector<ColumnStatistics> found;
  while (rows.next()) found.push_back(rows.get());
  return found;
}

void put_table_statistics(Transaction& transaction, const Table& table, const std::vector<ColumnStatistics>& columns) {
  StatisticsInsert insert(transaction, kOfTables, table);
  for (const auto& each : columns) insert.add(table.id.value, "", each);
  insert.flush();
}

bool remove_table_statistics(Transaction& transaction, const Table& table, std::string_view column) {
  return remove(transaction, kOfTables, table.id.value, column);
}

std::vector<PartitionStatistics> load_partition_statistics(Transaction& transaction, const Table& table,
                                                           const std::vector<std::string>& partitions,
                                                           const std::vector<std::string>& columns) {
  auto ids = partition_ids(transaction, table, partitions);
  std::vector<int64_t> wanted;
  for (const auto& [name, id] : ids) wanted.push_back(id);
  std::string list = id_list(wanted), column_list = lowered_list(columns);
  StatisticsRows rows(transaction.session(), kOfPartitions,
                      transaction.dialect().is_one_of_ids("\"PART_ID\"", ":ids") + " AND " +
                          of_columns(transaction.dialect(), columns) + " ORDER BY " +
                          transaction.dialect().by_bytes("\"COLUMN_NAME\""),
                      soci::use(list), soci::use(column_list));
  std::map<int64_t, std::vector<ColumnStatistics>> by_partition;
  while (rows.next()) by_partition[rows.owner].push_back(rows.get());
  std::vector<PartitionStatistics> found;
  for (const auto& [name, id] : ids) {
    auto of_partition = by_partition.find(id);
    if (of_partition != by_partition.end()) found.push_back({name, std::move(of_partition->second)});
  }
  return found;
}

Result<void> put_partition_statistics(Transaction& transaction, const Table& table,
                                      const std::vector<PartitionStatistics>& all) {
  std::vector<std::string> names;
  for (const auto& each : all) names.push_back(each.partition);
  auto ids = partition_ids(transaction, table, names);
  StatisticsInsert insert(transaction, kOfPartitions, table);
  for (const auto& each : all) {
    auto id = ids.find(each.partition);
    if (id == ids.end()) return no_such_partition(table.name, each.partition);
    for (const auto& column : each.columns) insert.add(id->second, each.partition, column);
  }
  insert.flush();
  return {};
}

bool remove_partition_statistics(Transaction& transaction, const Table& table, std::string_view partition,
                                 std::string_view column) {
  auto ids = partition_ids(transaction, table, {std::string(partition)});
  return !ids.empty() && remove(transaction, kOfPartitions, ids.begin()->second, column);
}

void change_statistics(Transaction& transaction, const Table& before, const Table& after) {
  auto& session = transaction.session();
  int64_t id = after.id.value;
  constexpr std::string_view kOfItsPartitions =
      "\"PART_ID\" IN (SELECT \"PART_ID\" FROM \"PARTITIONS\" WHERE \"TBL_ID\" = :id)";
  if (before.name != after.name) {
    session << "UPDATE \"TAB_COL_STATS\" SET \"DB_NAME\" = :database, \"TABLE_NAME\" = :name WHERE \"TBL_ID\" = :id",
        soci::use(after.name.database), soci::use(after.name.table), soci::use(id);
    session << fmt::format("UPDATE \"PART_COL_STATS\" SET \"DB_NAME\" = :database, \"TABLE_NAME\" = :name WHERE {}",
                           kOfItsPartitions),
        soci::use(after.name.database), soci::use(after.name.table), soci::use(id);
  }
  for (const auto& column : before.columns) {
    if (is_stale(column.name, before.columns, after.columns)) {
      session << "DELETE FROM \"TAB_COL_STATS\" WHERE \"TBL_ID\" = :id AND \"COLUMN_NAME\" = :column", soci::use(id),
          soci::use(column.name);
    }
  }
}

void rename_partition_statistics(Transaction& transaction, PartitionId partition, const std::string& name) {
  transaction.session() << "UPDATE \"PART_COL_STATS\" SET \"PARTITION_NAME\" = :name WHERE \"PART_ID\" = :id",
      soci::use(name), soci::use(partition.value);
}

}  // namespace skep::metastore::sql
