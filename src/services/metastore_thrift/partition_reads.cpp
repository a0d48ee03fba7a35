#include "metastore/filter_text.h"
#include "services/metastore_thrift/calls.h"
#include "services/metastore_thrift/convert.h"

/// Partitions as they are: by values, by name, by filter.
namespace skep::services::hive {
namespace {

using access::Action;
using metastore::PartitionFilter;
using metastore::PartitionQuery;
using metastore::Table;

/// Which partitions a call asks for. `filter` and `names` are looked at as long as the call lasts.
struct Wanted {
  std::optional<PartitionFilter> filter;
  std::optional<std::vector<std::string>> names;
  int64_t count_max = -1;  ///< as clients send it: none when negative

  PartitionQuery query() const {
    PartitionQuery query;
    if (filter) query.filter = &*filter;
    if (names) query.names = &*names;
    if (count_max >= 0) query.count_max = count_max;
    query.with_layout = true;
    return query;
  }
};

Result<Wanted> wanted_by_text(const Table& table, std::string_view text, int64_t count_max) {
  Wanted wanted;
  wanted.count_max = count_max;
  if (text.empty()) return wanted;
  auto filter = metastore::parse_partition_filter(text, table.partition_columns);
  // Clients read all partitions when they are told that the metastore cannot filter them: with a MetaException.
  if (!filter) return make_error(ErrorCode::unsupported, "{}", filter.error().message);
  wanted.filter = *std::move(filter);
  return wanted;
}

Result<Wanted> wanted_by_values(const Table& table, const std::vector<std::string>& values, int64_t count_max) {
  auto filter = metastore::filter_of_values(values, table.partition_columns);
  if (!filter) return make_error(ErrorCode::unsupported, "{}", filter.error().message);
  Wanted wanted;
  wanted.filter = *std::move(filter);
  wanted.count_max = count_max;
  return wanted;
}

Wanted wanted_by_names(std::vector<std::string> names) {
  Wanted wanted;
  wanted.names = std::move(names);
  return wanted;
}

Result<std::vector<api::Partition>> load(Caller& caller, const Table& table, const Wanted& wanted) {
  std::vector<api::Partition> found;
  auto visited = caller.store().visit_partitions(table, wanted.query(), [&](metastore::Partition&& partition) {
    found.push_back(to_hive(table, partition));
    return true;
  });
  if (!visited) return visited.error();
  return found;
}

Result<std::vector<std::string>> load_names(Caller& caller, const Table& table, const Wanted& wanted) {
  std::vector<std::string> found;
  auto visited = caller.store().visit_partition_names(table, wanted.query(), [&](std::string&& name) {
    found.push_back(std::move(name));
    return true;
  });
  if (!visited) return visited.error();
  return found;
}

/// Finds the table, makes the query of it, and reads.
template <typename MakeWanted, typename Read>
auto read(Caller& caller, std::string_view database, std::string_view name, const MakeWanted& make_wanted,
          const Read& read_wanted) -> decltype(read_wanted(caller, Table(), Wanted())) {
  auto table = find_table(caller, Action::read, database, name);
  if (!table) return table.error();
  Result<Wanted> wanted = make_wanted(*table);
  if (!wanted) return wanted.error();
  return read_wanted(caller, *table, *wanted);
}

template <typename Outcome, typename T>
Result<void> give(Outcome& outcome, const Result<T>& value) {
  if (!value) return value.error();
  outcome.__set_success(*value);
  return {};
}

/// The same for a twin call, whose answer is a struct around the value.
template <typename Response, typename Outcome, typename T, typename Set>
Result<void> give_within(Outcome& outcome, const Result<T>& value, Set set) {
  if (!value) return value.error();
  Response response;
  (response.*set)(*value);
  outcome.__set_success(response);
  return {};
}

auto all(int64_t count_max) {
  return [count_max](const Table&) -> Result<Wanted> {
    Wanted wanted;
    wanted.count_max = count_max;
    return wanted;
  };
}
auto by_values(const std::vector<std::string>& values, int64_t count_max) {
  return [&values, count_max](const Table& table) { return wanted_by_values(table, values, count_max); };
}
auto by_text(const std::string& text, int64_t count_max) {
  return [&text, count_max](const Table& table) { return wanted_by_text(table, text, count_max); };
}
auto by_names(const std::vector<std::string>& names) {
  return [&names](const Table&) -> Result<Wanted> { return wanted_by_names(names); };
}

/// One partition, found by all of its values or by its name.
Result<api::Partition> load_one(Caller& caller, const Table& table, const std::string& name) {
  auto found = load(caller, table, wanted_by_names({name}));
  if (!found) return found.error();
  if (found->empty()) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("there is no partition of {}: {}", table.name.to_text(), name));
  }
  return std::move(found->front());
}

Result<api::Partition> load_by_values(Caller& caller, std::string_view database, std::string_view name,
                                      const std::vector<std::string>& values) {
  auto table = find_table(caller, Action::read, database, name);
  if (!table) return table.error();
  bool fits = values.size() == table->partition_columns.size() && !values.empty();
  if (!fits)
    return make_error(ErrorCode::unsupported, "a partition of {} has {} values, not {}", table->name.to_text(),
                      table->partition_columns.size(), values.size());
  return load_one(caller, *table, metastore::partition_name(table->partition_columns, values));
}

}  // namespace

Result<void> get_partition(Caller& caller, const get_partition_args& arguments, get_partition_result& result) {
  return give(result, load_by_values(caller, arguments.db_name, arguments.tbl_name, arguments.part_vals));
}

Result<void> get_partition_with_auth(Caller& caller, const get_partition_with_auth_args& arguments,
                                     get_partition_with_auth_result& result) {
  return give(result, load_by_values(caller, arguments.db_name, arguments.tbl_name, arguments.part_vals));
}

Result<void> get_partition_req(Caller& caller, const get_partition_req_args& arguments,
                               get_partition_req_result& result) {
  const auto& request = arguments.request;
  return give_within<GetPartitionResponse>(result,
                                           load_by_values(caller, request.dbName, request.tblName, request.partVals),
                                           &GetPartitionResponse::__set_partition);
}

Result<void> get_partition_by_name(Caller& caller, const get_partition_by_name_args& arguments,
                                   get_partition_by_name_result& result) {
  auto table = find_table(caller, Action::read, arguments.db_name, arguments.tbl_name);
  if (!table) return table.error();
  return give(result, load_one(caller, *table, arguments.part_name));
}

Result<void> get_partitions(Caller& caller, const get_partitions_args& arguments, get_partitions_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name, all(arguments.max_parts), load));
}

Result<void> get_partitions_with_auth(Caller& caller, const get_partitions_with_auth_args& arguments,
                                      get_partitions_with_auth_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name, all(arguments.max_parts), load));
}

Result<void> get_partitions_req(Caller& caller, const get_partitions_req_args& arguments,
                                get_partitions_req_result& result) {
  const auto& request = arguments.request;
  return give_within<PartitionsResponse>(result,
                                         read(caller, request.dbName, request.tblName, all(request.maxParts), load),
                                         &PartitionsResponse::__set_partitions);
}

Result<void> get_partitions_ps(Caller& caller, const get_partitions_ps_args& arguments,
                               get_partitions_ps_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name,
                           by_values(arguments.part_vals, arguments.max_parts), load));
}

Result<void> get_partitions_ps_with_auth(Caller& caller, const get_partitions_ps_with_auth_args& arguments,
                                         get_partitions_ps_with_auth_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name,
                           by_values(arguments.part_vals, arguments.max_parts), load));
}

Result<void> get_partitions_ps_with_auth_req(Caller& caller, const get_partitions_ps_with_auth_req_args& arguments,
                                             get_partitions_ps_with_auth_req_result& result) {
  const auto& request = arguments.request;
  return give_within<GetPartitionsPsWithAuthResponse>(
      result, read(caller, request.dbName, request.tblName, by_values(request.partVals, request.maxParts), load),
      &GetPartitionsPsWithAuthResponse::__set_partitions);
}

Result<void> get_partitions_by_filter(Caller& caller, const get_partitions_by_filter_args& arguments,
                                      get_partitions_by_filter_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name,
                           by_text(arguments.filter, arguments.max_parts), load));
}

Result<void> get_partitions_by_filter_req(Caller& caller, const get_partitions_by_filter_req_args& arguments,
                                          get_partitions_by_filter_req_result& result) {
  const auto& request = arguments.request;
  return give(result, read(caller, request.dbName, request.tblName, by_text(request.filter, request.maxParts), load));
}

Result<void> get_partitions_by_names(Caller& caller, const get_partitions_by_names_args& arguments,
                                     get_partitions_by_names_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name, by_names(arguments.names), load));
}

Result<void> get_partitions_by_names_req(Caller& caller, const get_partitions_by_names_req_args& arguments,
                                         get_partitions_by_names_req_result& result) {
  const auto& request = arguments.request;
  return give_within<GetPartitionsByNamesResult>(
      result, read(caller, request.db_name, request.tbl_name, by_names(request.names), load),
      &GetPartitionsByNamesResult::__set_partitions);
}

Result<void> get_num_partitions_by_filter(Caller& caller, const get_num_partitions_by_filter_args& arguments,
                                          get_num_partitions_by_filter_result& result) {
  auto count = [](Caller& by, const Table& table, const Wanted& wanted) {
    return by.store().count_partitions(table, wanted.query().filter);
  };
  auto counted = read(caller, arguments.db_name, arguments.tbl_name, by_text(arguments.filter, -1), count);
  if (!counted) return counted.error();
  result.__set_success(static_cast<int32_t>(*counted));
  return {};
}

Result<void> get_partition_names(Caller& caller, const get_partition_names_args& arguments,
                                 get_partition_names_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name, all(arguments.max_parts), load_names));
}

Result<void> fetch_partition_names_req(Caller& caller, const fetch_partition_names_req_args& arguments,
                                       fetch_partition_names_req_result& result) {
  const auto& request = arguments.request;
  return give(result, read(caller, request.dbName, request.tblName, all(request.maxParts), load_names));
}

Result<void> get_partition_names_ps(Caller& caller, const get_partition_names_ps_args& arguments,
                                    get_partition_names_ps_result& result) {
  return give(result, read(caller, arguments.db_name, arguments.tbl_name,
                           by_values(arguments.part_vals, arguments.max_parts), load_names));
}

Result<void> get_partition_names_ps_req(Caller& caller, const get_partition_names_ps_req_args& arguments,
                                        get_partition_names_ps_req_result& result) {
  const auto& request = arguments.request;
  return give_within<GetPartitionNamesPsResponse>(
      result,
      read(caller, request.dbName, request.tblName, by_values(request.partValues, request.maxParts), load_names),
      &GetPartitionNamesPsResponse::__set_names);
}

}  // namespace skep::services::hive
