#include "metastore/filter_text.h"
#include "metastore/thrift/binary_writer.h"
#include "metastore/thrift/convert.h"
#include "services/metastore_thrift/calls.h"

/// Partitions as they are: by values, by name, by filter.
namespace skep::hive {
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

/// Reads partitions, and writes each as it comes.
Result<void> write(Caller& caller, const Table& table, const Wanted& wanted, ListWriter& out) {
  PartitionEncoder encoder(table);
  PartitionQuery query = wanted.query();
  query.count = &out.count();
  return caller.store().visit_partitions(table, query, [&](metastore::Partition&& partition) {
    return out.add([&](std::string& bytes) { encoder.append(partition, bytes); });
  });
}

Result<void> write_names(Caller& caller, const Table& table, const Wanted& wanted, ListWriter& out) {
  PartitionQuery query = wanted.query();
  query.count = &out.count();
  return caller.store().visit_partition_names(table, query, [&](std::string&& name) {
    return out.add([&](std::string& bytes) { BinaryWriter(bytes).writeString(name); });
  });
}

/// Finds the table, makes the query of it, and hands both on.
template <typename MakeWanted, typename Read>
Result<void> read(Caller& caller, std::string_view database, std::string_view name, const MakeWanted& make_wanted,
                  const Read& read_wanted) {
  auto table = find_table(caller, Action::read, database, name);
  if (!table) return table.error();
  Result<Wanted> wanted = make_wanted(*table);
  if (!wanted) return wanted.error();
  return read_wanted(caller, *table, *wanted);
}

using Write = Result<void> (*)(Caller&, const Table&, const Wanted&, ListWriter&);

template <typename MakeWanted>
Result<void> list(Caller& caller, std::string_view database, std::string_view name, const MakeWanted& make_wanted,
                  Write write_wanted, ListWriter& out) {
  return read(caller, database, name, make_wanted, [&](Caller& by, const Table& table, const Wanted& wanted) {
    return write_wanted(by, table, wanted, out);
  });
}

template <typename Outcome, typename T>
Result<void> give(Outcome& outcome, const Result<T>& value) {
  if (!value) return value.error();
  outcome.__set_success(*value);
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
  Wanted wanted = wanted_by_names({name});
  std::optional<api::Partition> found;
  auto visited = caller.store().visit_partitions(table, wanted.query(), [&](metastore::Partition&& partition) {
    found = to_hive(table, partition);
    return false;
  });
  if (!visited) return visited.error();
  if (!found) {
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("there is no partition of {}: {}", table.name.to_text(), name));
  }
  return *std::move(found);
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
  auto found = load_by_values(caller, request.dbName, request.tblName, request.partVals);
  if (!found) return found.error();
  GetPartitionResponse response;
  response.__set_partition(*found);
  result.__set_success(response);
  return {};
}

Result<void> get_partition_by_name(Caller& caller, const get_partition_by_name_args& arguments,
                                   get_partition_by_name_result& result) {
  auto table = find_table(caller, Action::read, arguments.db_name, arguments.tbl_name);
  if (!table) return table.error();
  return give(result, load_one(caller, *table, arguments.part_name));
}

Result<void> get_partitions(Caller& caller, const get_partitions_args& arguments, Listing<get_partitions_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, all(arguments.max_parts), write, out);
}

Result<void> get_partitions_with_auth(Caller& caller, const get_partitions_with_auth_args& arguments,
                                      Listing<get_partitions_with_auth_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, all(arguments.max_parts), write, out);
}

Result<void> get_partitions_req(Caller& caller, const get_partitions_req_args& arguments,
                                Listing<get_partitions_req_result>& out) {
  const auto& request = arguments.request;
  return list(caller, request.dbName, request.tblName, all(request.maxParts), write, out);
}

Result<void> get_partitions_ps(Caller& caller, const get_partitions_ps_args& arguments,
                               Listing<get_partitions_ps_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, by_values(arguments.part_vals, arguments.max_parts), write,
              out);
}

Result<void> get_partitions_ps_with_auth(Caller& caller, const get_partitions_ps_with_auth_args& arguments,
                                         Listing<get_partitions_ps_with_auth_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, by_values(arguments.part_vals, arguments.max_parts), write,
              out);
}

Result<void> get_partitions_ps_with_auth_req(Caller& caller, const get_partitions_ps_with_auth_req_args& arguments,
                                             Listing<get_partitions_ps_with_auth_req_result>& out) {
  const auto& request = arguments.request;
  return list(caller, request.dbName, request.tblName, by_values(request.partVals, request.maxParts), write, out);
}

Result<void> get_partitions_by_filter(Caller& caller, const get_partitions_by_filter_args& arguments,
                                      Listing<get_partitions_by_filter_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, by_text(arguments.filter, arguments.max_parts), write,
              out);
}

Result<void> get_partitions_by_filter_req(Caller& caller, const get_partitions_by_filter_req_args& arguments,
                                          Listing<get_partitions_by_filter_req_result>& out) {
  const auto& request = arguments.request;
  return list(caller, request.dbName, request.tblName, by_text(request.filter, request.maxParts), write, out);
}

Result<void> get_partitions_by_names(Caller& caller, const get_partitions_by_names_args& arguments,
                                     Listing<get_partitions_by_names_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, by_names(arguments.names), write, out);
}

Result<void> get_partitions_by_names_req(Caller& caller, const get_partitions_by_names_req_args& arguments,
                                         Listing<get_partitions_by_names_req_result>& out) {
  const auto& request = arguments.request;
  return list(caller, request.db_name, request.tbl_name, by_names(request.names), write, out);
}

Result<void> get_num_partitions_by_filter(Caller& caller, const get_num_partitions_by_filter_args& arguments,
                                          get_num_partitions_by_filter_result& result) {
  auto count = [&](Caller& by, const Table& table, const Wanted& wanted) -> Result<void> {
    auto counted = by.store().count_partitions(table, wanted.query().filter);
    if (!counted) return counted.error();
    result.__set_success(static_cast<int32_t>(*counted));
    return {};
  };
  return read(caller, arguments.db_name, arguments.tbl_name, by_text(arguments.filter, -1), count);
}

Result<void> get_partition_names(Caller& caller, const get_partition_names_args& arguments,
                                 Listing<get_partition_names_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, all(arguments.max_parts), write_names, out);
}

Result<void> fetch_partition_names_req(Caller& caller, const fetch_partition_names_req_args& arguments,
                                       Listing<fetch_partition_names_req_result>& out) {
  const auto& request = arguments.request;
  return list(caller, request.dbName, request.tblName, all(request.maxParts), write_names, out);
}

Result<void> get_partition_names_ps(Caller& caller, const get_partition_names_ps_args& arguments,
                                    Listing<get_partition_names_ps_result>& out) {
  return list(caller, arguments.db_name, arguments.tbl_name, by_values(arguments.part_vals, arguments.max_parts),
              write_names, out);
}

Result<void> get_partition_names_ps_req(Caller& caller, const get_partition_names_ps_req_args& arguments,
                                        Listing<get_partition_names_ps_req_result>& out) {
  const auto& request = arguments.request;
  return list(caller, request.dbName, request.tblName, by_values(request.partValues, request.maxParts), write_names,
              out);
}

}  // namespace skep::hive
