#include "metastore/sql/record_details.h"

#include "base/text.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/value_list.h"

#include <fmt/format.h>

namespace skep::metastore::sql {
namespace {

/// Where one kind of details is, and in which columns.
struct Source {
  DetailKind kind;
  std::string_view table, id, position, first, second, third;
};

constexpr std::string_view kNone = "''";
constexpr std::string_view kValue = "COALESCE(\"PARAM_VALUE\", '')";

constexpr Source kTableParameters{
    DetailKind::table_parameter, "TABLE_PARAMS", "TBL_ID", "0", "\"PARAM_KEY\"", kValue, kNone};
constexpr Source kPartitionColumns{
    DetailKind::partition_column,    "PARTITION_KEYS", "TBL_ID", "\"INTEGER_IDX\"", "\"PKEY_NAME\"", "\"PKEY_TYPE\"",
    "COALESCE(\"PKEY_COMMENT\", '')"};
constexpr Source kColumns{DetailKind::column,         "COLUMNS_V2",      "CD_ID",
                          "\"INTEGER_IDX\"",          "\"COLUMN_NAME\"", "COALESCE(\"TYPE_NAME\", '')",
                          "COALESCE(\"COMMENT\", '')"};
constexpr Source kSerdeParameters{
    DetailKind::serde_parameter, "SERDE_PARAMS", "SERDE_ID", "0", "\"PARAM_KEY\"", kValue, kNone};
constexpr Source kStorageParameters{
    DetailKind::storage_parameter, "SD_PARAMS", "SD_ID", "0", "\"PARAM_KEY\"", kValue, kNone};
constexpr Source kBucketColumns{DetailKind::bucket_column,
                                "BUCKETING_COLS",
                                "SD_ID",
                                "\"INTEGER_IDX\"",
                                "COALESCE(\"BUCKET_COL_NAME\", '')",
                                kNone,
                                kNone};
constexpr Source kSortColumns{DetailKind::sort_column,
                              "SORT_COLS",
                              "SD_ID",
                              "\"INTEGER_IDX\"",
                              "COALESCE(\"COLUMN_NAME\", '')",
                              "CASE WHEN \"ORDER\" = 0 THEN '' ELSE 'asc' END",
                              kNone};
constexpr Source kPartitionParameters{
    DetailKind::partition_parameter, "PARTITION_PARAMS", "PART_ID", "0", "\"PARAM_KEY\"", kValue, kNone};
constexpr Source kPartitionValues{DetailKind::partition_value,
                                  "PARTITION_KEY_VALS",
                                  "PART_ID",
                                  "\"INTEGER_IDX\"",
                                  "COALESCE(\"PART_KEY_VAL\", '__HIVE_DEFAULT_PARTITION__')",
                                  kNone,
                                  kNone};

std::string select(const Source& source, std::string_view condition) {
  return fmt::format("SELECT {}, \"{}\", {}, {}, {}, {} FROM \"{}\" WHERE {}", static_cast<int>(source.kind), source.id,
                     source.position, source.first, source.second, source.third, source.table, condition);
}

std::string all_of(const std::vector<std::string>& selects) {
  return join(selects, " UNION ALL ") + " ORDER BY 1, 2, 3";
}

void visit_rows(KeptRows& rows, Detail& detail, const DetailVisit& visit) {
  while (rows.next()) visit(static_cast<DetailKind>(detail.kind), detail);
}

}  // namespace

void visit_details(Transaction& transaction, const TableDetailIds& ids, const DetailVisit& visit) {
  static const std::string kText = [] {
    std::vector<std::string> selects;
    for (const auto* source : {&kTableParameters, &kPartitionColumns, &kColumns, &kSerdeParameters, &kStorageParameters,
                               &kBucketColumns, &kSortColumns}) {
      selects.push_back(select(*source, fmt::format("\"{}\" = :id{}", source->id, selects.size())));
    }
    return all_of(selects);
  }();
  Detail detail;
  KeptRows rows(transaction, kText, soci::into(detail.kind), soci::into(detail.id), soci::into(detail.position),
                soci::into(detail.first), soci::into(detail.second), soci::into(detail.third), soci::use(ids.table),
                soci::use(ids.table), soci::use(ids.columns), soci::use(ids.serde), soci::use(ids.storage),
                soci::use(ids.storage), soci::use(ids.storage));
  visit_rows(rows, detail, visit);
}

void visit_details(Transaction& transaction, const PartitionDetailIds& ids, const DetailVisit& visit) {
  const auto& dialect = transaction.dialect();
  auto selects = [&](std::initializer_list<const Source*> sources) {
    std::vector<std::string> found;
    for (const auto* source : sources) {
      found.push_back(select(
          *source, dialect.is_one_of_ids(fmt::format("\"{}\"", source->id), fmt::format(":ids{}", found.size()))));
    }
    return found;
  };
  Detail detail;
  std::string partitions = id_list(ids.partitions), serdes = id_list(ids.serdes), storages = id_list(ids.storages);
  if (ids.storages.empty()) {
    KeptRows rows(transaction, all_of(selects({&kPartitionParameters, &kPartitionValues})), soci::into(detail.kind),
                  soci::into(detail.id), soci::into(detail.position), soci::into(detail.first),
                  soci::into(detail.second), soci::into(detail.third), soci::use(partitions), soci::use(partitions));
    return visit_rows(rows, detail, visit);
  }
  KeptRows rows(transaction,
                all_of(selects({&kPartitionParameters, &kPartitionValues, &kSerdeParameters, &kStorageParameters,
                                &kBucketColumns, &kSortColumns})),
                soci::into(detail.kind), soci::into(detail.id), soci::into(detail.position), soci::into(detail.first),
                soci::into(detail.second), soci::into(detail.third), soci::use(partitions), soci::use(partitions),
                soci::use(serdes), soci::use(storages), soci::use(storages), soci::use(storages));
  visit_rows(rows, detail, visit);
}

bool take_detail(StorageDescriptor& storage, DetailKind kind, Detail& detail) {
  switch (kind) {
    case DetailKind::serde_parameter: storage.serde_parameters[detail.first] = detail.second; return true;
    case DetailKind::storage_parameter: storage.parameters[detail.first] = detail.second; return true;
    case DetailKind::bucket_column: storage.bucket_columns.push_back(detail.first); return true;
    case DetailKind::sort_column: storage.sort_columns.push_back({detail.first, !detail.second.empty()}); return true;
    default: return false;
  }
}

}  // namespace skep::metastore::sql
