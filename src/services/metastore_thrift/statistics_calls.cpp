#include "metastore/thrift/convert.h"
#include "metastore/thrift/convert_statistics.h"
#include "services/metastore_thrift/calls.h"

#include <algorithm>
#include <ctime>

/// Statistics of columns.
namespace skep::hive {
namespace {

using access::Action;
using metastore::PartitionStatistics;
using metastore::Table;

std::vector<api::ColumnStatisticsObj> to_hive(const std::vector<metastore::ColumnStatistics>& columns) {
  std::vector<api::ColumnStatisticsObj> out;
  for (const auto& column : columns) out.push_back(hive::to_hive(column));
  return out;
}

Result<std::vector<metastore::ColumnStatistics>> from_hive(const api::ColumnStatistics& given) {
  std::vector<metastore::ColumnStatistics> columns;
  int64_t now = given.statsDesc.__isset.lastAnalyzed ? given.statsDesc.lastAnalyzed : std::time(nullptr);
  for (const auto& each : given.statsObj) {
    auto column = hive::from_hive(each);
    if (!column) return column.error();
    column->analyzed_seconds = now;
    columns.push_back(*std::move(column));
  }
  return columns;
}

Error none_found(const Table& table, std::string_view column) {
  return make_error(ErrorCode::not_found, "there are no statistics of column {} of {}", column, table.name.to_text());
}

api::ColumnStatistics described(const Table& table, const std::string& partition,
                                const std::vector<metastore::ColumnStatistics>& columns) {
  api::ColumnStatisticsDesc description;
  description.__set_isTblLevel(partition.empty());
  description.__set_dbName(table.name.database);
  description.__set_tableName(table.name.table);
  if (!partition.empty()) description.__set_partName(partition);
  description.__set_lastAnalyzed(columns.empty() ? 0 : columns[0].analyzed_seconds);
  api::ColumnStatistics out;
  out.__set_statsDesc(description);
  out.__set_statsObj(to_hive(columns));
  return out;
}

Result<void> put(Caller& caller, const api::ColumnStatistics& given) {
  const auto& description = given.statsDesc;
  auto table = find_table(caller, Action::write, description.dbName, description.tableName);
  if (!table) return table.error();
  auto columns = from_hive(given);
  if (!columns) return columns.error();
  auto& statistics = caller.store().statistics();
  if (description.isTblLevel) return statistics.put_table_statistics(*table, *columns);
  return statistics.put_partition_statistics(*table, {{description.partName, *columns}});
}

template <typename Outcome>
Result<void> put_all(Caller& caller, const api::SetPartitionsStatsRequest& request, Outcome& result) {
  if (request.needMerge) {
    return make_error(ErrorCode::unsupported, "merging statistics with those that are there is not there yet");
  }
  for (const auto& each : request.colStats) {
    if (auto done = put(caller, each); !done) return done;
  }
  SetPartitionsStatsResponse response;
  response.__set_result(true);
  result.__set_success(response);
  return {};
}

}  // namespace

Result<void> update_table_column_statistics(Caller& caller, const update_table_column_statistics_args& arguments,
                                            update_table_column_statistics_result& result) {
  auto done = put(caller, arguments.stats_obj);
  if (done) result.__set_success(true);
  return done;
}

Result<void> update_partition_column_statistics(Caller& caller,
                                                const update_partition_column_statistics_args& arguments,
                                                update_partition_column_statistics_result& result) {
  auto done = put(caller, arguments.stats_obj);
  if (done) result.__set_success(true);
  return done;
}

Result<void> update_table_column_statistics_req(Caller& caller,
                                                const update_table_column_statistics_req_args& arguments,
                                                update_table_column_statistics_req_result& result) {
  return put_all(caller, arguments.req, result);
}

Result<void> update_partition_column_statistics_req(Caller& caller,
                                                    const update_partition_column_statistics_req_args& arguments,
                                                    update_partition_column_statistics_req_result& result) {
  return put_all(caller, arguments.req, result);
}

Result<void> set_aggr_stats_for(Caller& caller, const set_aggr_stats_for_args& arguments,
                                set_aggr_stats_for_result& result) {
  if (arguments.request.needMerge) {
    return make_error(ErrorCode::unsupported, "merging statistics with those that are there is not there yet");
  }
  for (const auto& each : arguments.request.colStats) {
    if (auto done = put(caller, each); !done) return done;
  }
  result.__set_success(true);
  return {};
}

Result<void> get_table_column_statistics(Caller& caller, const get_table_column_statistics_args& arguments,
                                         get_table_column_statistics_result& result) {
  auto table = find_table(caller, Action::describe, arguments.db_name, arguments.tbl_name);
  if (!table) return table.error();
  auto found = caller.store().statistics().table_statistics(*table, {arguments.col_name});
  if (!found) return found.error();
  if (found->empty()) return none_found(*table, arguments.col_name);
  result.__set_success(described(*table, "", *found));
  return {};
}

Result<void> get_partition_column_statistics(Caller& caller, const get_partition_column_statistics_args& arguments,
                                             get_partition_column_statistics_result& result) {
  auto table = find_table(caller, Action::describe, arguments.db_name, arguments.tbl_name);
  if (!table) return table.error();
  auto found = caller.store().statistics().partition_statistics(*table, {arguments.part_name}, {arguments.col_name});
  if (!found) return found.error();
  if (found->empty()) return none_found(*table, arguments.col_name);
  result.__set_success(described(*table, arguments.part_name, found->front().columns));
  return {};
}

Result<void> get_table_statistics_req(Caller& caller, const get_table_statistics_req_args& arguments,
                                      get_table_statistics_req_result& result) {
  const auto& request = arguments.request;
  auto table = find_table(caller, Action::describe, request.dbName, request.tblName);
  if (!table) return table.error();
  auto found = caller.store().statistics().table_statistics(*table, request.colNames);
  if (!found) return found.error();
  api::TableStatsResult out;
  out.__set_tableStats(to_hive(*found));
  result.__set_success(out);
  return {};
}

Result<void> get_partitions_statistics_req(Caller& caller, const get_partitions_statistics_req_args& arguments,
                                           get_partitions_statistics_req_result& result) {
  const auto& request = arguments.request;
  auto table = find_table(caller, Action::describe, request.dbName, request.tblName);
  if (!table) return table.error();
  auto found = caller.store().statistics().partition_statistics(*table, request.partNames, request.colNames);
  if (!found) return found.error();
  std::map<std::string, std::vector<api::ColumnStatisticsObj>> by_partition;
  for (const PartitionStatistics& each : *found) by_partition[each.partition] = to_hive(each.columns);
  api::PartitionsStatsResult out;
  out.__set_partStats(by_partition);
  result.__set_success(out);
  return {};
}

Result<void> delete_table_column_statistics(Caller& caller, const delete_table_column_statistics_args& arguments,
                                            delete_table_column_statistics_result& result) {
  auto table = find_table(caller, Action::write, arguments.db_name, arguments.tbl_name);
  if (!table) return table.error();
  auto removed = caller.store().statistics().remove_table_statistics(*table, arguments.col_name);
  if (removed) result.__set_success(true);
  return removed;
}

Result<void> delete_partition_column_statistics(Caller& caller,
                                                const delete_partition_column_statistics_args& arguments,
                                                delete_partition_column_statistics_result& result) {
  auto table = find_table(caller, Action::write, arguments.db_name, arguments.tbl_name);
  if (!table) return table.error();
  auto removed =
      caller.store().statistics().remove_partition_statistics(*table, arguments.part_name, arguments.col_name);
  if (removed) result.__set_success(true);
  return removed;
}

}  // namespace skep::hive
