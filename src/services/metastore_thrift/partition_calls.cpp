#include "base/text.h"
#include "metastore/thrift/convert.h"
#include "services/metastore_thrift/calls.h"

/// Adding, changing and dropping partitions.
namespace skep::hive {
namespace {

using access::Action;
using metastore::Partition;
using metastore::Table;
using Texts = std::vector<std::string>;

bool purges(const api::EnvironmentContext& context) {
  auto found = context.properties.find("ifPurge");
  return found != context.properties.end() && equals_ignoring_case(found->second, "true");
}

Result<std::vector<Partition>> taken(const std::vector<api::Partition>& given) {
  PartitionsFromHive converter;
  std::vector<Partition> partitions;
  for (const auto& each : given) {
    auto partition = converter.take(each);
    if (!partition) return partition.error();
    partitions.push_back(*std::move(partition));
  }
  return partitions;
}

/// Adds partitions to one table and gives back those that were added.
Result<std::vector<api::Partition>> add(Caller& caller, std::string_view database, std::string_view name,
                                        const std::vector<api::Partition>& given, bool skip_existing) {
  auto table = find_table(caller, Action::write, database, name);
  if (!table) {
    // The calls declare no exception for what is missing; Hive's metastore says InvalidObjectException.
    bool is_missing = table.error().code == ErrorCode::not_found;
    return is_missing ? make_error(ErrorCode::invalid_argument, "{}", table.error().message) : table.error();
  }
  auto partitions = taken(given);
  if (!partitions) return partitions.error();
  for (auto& partition : *partitions) partition.create_time_seconds = 0;
  auto added = caller.warehouse().add_partitions(*table, *std::move(partitions), skip_existing);
  if (!added) return added.error();
  std::vector<api::Partition> out;
  for (const auto& partition : *added) out.push_back(to_hive(*table, partition));
  return out;
}

Result<api::Partition> add_one(Caller& caller, std::string_view database, std::string_view name,
                               const api::Partition& given) {
  auto added = add(caller, database, name, {given}, false);
  if (!added) return added.error();
  return std::move(added->front());
}

/// Adds a partition of which only the values are known: it is stored as its table, below it.
Result<api::Partition> append(Caller& caller, std::string_view database, std::string_view name, const Texts& values) {
  api::Partition draft;
  draft.__set_values(values);
  return add_one(caller, database, name, draft);
}

Result<Texts> values_in(std::string_view partition_name) {
  auto parts = metastore::parse_partition_name(partition_name);
  if (!parts) return parts.error();
  Texts values;
  for (auto& [key, value] : *parts) values.push_back(std::move(value));
  return values;
}

Result<void> drop(Caller& caller, std::string_view database, std::string_view name, const std::vector<Texts>& values,
                  bool skip_missing, bool delete_data, bool purge) {
  auto table = find_table(caller, Action::write, database, name);
  if (!table) return table.error();
  auto dropped = caller.warehouse().drop_partitions(*table, values, skip_missing, delete_data, purge);
  return dropped ? Result<void>() : dropped.error();
}

/// The values of a partition that a request names by them or by its name.
Result<Texts> values_of(const Texts& values, const std::string& name) {
  return values.empty() && !name.empty() ? values_in(name) : Result<Texts>(values);
}

Result<bool> dropped(const Result<void>& outcome) {
  if (!outcome) return outcome.error();
  return true;
}

Result<void> alter(Caller& caller, std::string_view database, std::string_view name,
                   const std::vector<api::Partition>& given) {
  auto table = find_table(caller, Action::write, database, name);
  if (!table) return table.error();
  auto partitions = taken(given);
  if (!partitions) return partitions.error();
  for (auto& partition : *partitions) {
    if (!partition.location.empty()) continue;
    auto before = caller.store().find_partition(*table, partition.values);
    if (!before) return before.error();
    if (*before) partition.location = (*before)->location;
  }
  return caller.store().alter_partitions(*table, *partitions);
}

Result<void> rename(Caller& caller, std::string_view database, std::string_view name, const Texts& values,
                    const api::Partition& given) {
  auto table = find_table(caller, Action::write, database, name);
  if (!table) return table.error();
  auto changed = PartitionsFromHive().take(given);
  if (!changed) return changed.error();
  return caller.warehouse().rename_partition(*table, values, *std::move(changed));
}

template <typename Outcome, typename T>
Result<void> give(Outcome& outcome, const Result<T>& value) {
  if (!value) return value.error();
  outcome.__set_success(*value);
  return {};
}

}  // namespace

Result<void> add_partition(Caller& caller, const add_partition_args& arguments, add_partition_result& result) {
  const auto& draft = arguments.new_part;
  return give(result, add_one(caller, draft.dbName, draft.tableName, draft));
}

Result<void> add_partition_with_environment_context(Caller& caller,
                                                    const add_partition_with_environment_context_args& arguments,
                                                    add_partition_with_environment_context_result& result) {
  const auto& draft = arguments.new_part;
  return give(result, add_one(caller, draft.dbName, draft.tableName, draft));
}

Result<void> add_partitions(Caller& caller, const add_partitions_args& arguments, add_partitions_result& result) {
  const auto& drafts = arguments.new_parts;
  if (drafts.empty()) {
    result.__set_success(0);
    return {};
  }
  for (const auto& draft : drafts) {
    bool is_same = draft.dbName == drafts[0].dbName && draft.tableName == drafts[0].tableName;
    if (!is_same) return make_error(ErrorCode::invalid_argument, "the partitions are of more than one table");
  }
  auto added = add(caller, drafts[0].dbName, drafts[0].tableName, drafts, false);
  if (!added) return added.error();
  result.__set_success(static_cast<int32_t>(added->size()));
  return {};
}

Result<void> add_partitions_req(Caller& caller, const add_partitions_req_args& arguments,
                                add_partitions_req_result& result) {
  const auto& request = arguments.request;
  auto added = add(caller, request.dbName, request.tblName, request.parts, request.ifNotExists);
  if (!added) return added.error();
  api::AddPartitionsResult out;
  if (request.needResult) out.__set_partitions(*added);
  result.__set_success(out);
  return {};
}

Result<void> append_partition(Caller& caller, const append_partition_args& arguments, append_partition_result& result) {
  return give(result, append(caller, arguments.db_name, arguments.tbl_name, arguments.part_vals));
}

Result<void> append_partition_by_name(Caller& caller, const append_partition_by_name_args& arguments,
                                      append_partition_by_name_result& result) {
  auto values = values_in(arguments.part_name);
  if (!values) return values.error();
  return give(result, append(caller, arguments.db_name, arguments.tbl_name, *values));
}

Result<void> append_partition_with_environment_context(Caller& caller,
                                                       const append_partition_with_environment_context_args& arguments,
                                                       append_partition_with_environment_context_result& result) {
  return give(result, append(caller, arguments.db_name, arguments.tbl_name, arguments.part_vals));
}

Result<void> append_partition_by_name_with_environment_context(
    Caller& caller, const append_partition_by_name_with_environment_context_args& arguments,
    append_partition_by_name_with_environment_context_result& result) {
  auto values = values_in(arguments.part_name);
  if (!values) return values.error();
  return give(result, append(caller, arguments.db_name, arguments.tbl_name, *values));
}

Result<void> drop_partition_by_name_with_environment_context(
    Caller& caller, const drop_partition_by_name_with_environment_context_args& arguments,
    drop_partition_by_name_with_environment_context_result& result) {
  auto values = values_in(arguments.part_name);
  if (!values) return values.error();
  return give(result, dropped(drop(caller, arguments.db_name, arguments.tbl_name, {*values}, false,
                                   arguments.deleteData, purges(arguments.environment_context))));
}

Result<void> drop_partition(Caller& caller, const drop_partition_args& arguments, drop_partition_result& result) {
  return give(result, dropped(drop(caller, arguments.db_name, arguments.tbl_name, {arguments.part_vals}, false,
                                   arguments.deleteData, false)));
}

Result<void> drop_partition_with_environment_context(Caller& caller,
                                                     const drop_partition_with_environment_context_args& arguments,
                                                     drop_partition_with_environment_context_result& result) {
  return give(result, dropped(drop(caller, arguments.db_name, arguments.tbl_name, {arguments.part_vals}, false,
                                   arguments.deleteData, purges(arguments.environment_context))));
}

Result<void> drop_partition_by_name(Caller& caller, const drop_partition_by_name_args& arguments,
                                    drop_partition_by_name_result& result) {
  auto values = values_in(arguments.part_name);
  if (!values) return values.error();
  return give(result, dropped(drop(caller, arguments.db_name, arguments.tbl_name, {*values}, false,
                                   arguments.deleteData, false)));
}

Result<void> append_partition_req(Caller& caller, const append_partition_req_args& arguments,
                                  append_partition_req_result& result) {
  const auto& request = arguments.request;
  auto values = values_of(request.partVals, request.name);
  if (!values) return values.error();
  return give(result, append(caller, request.dbName, request.tableName, *values));
}

Result<void> drop_partition_req(Caller& caller, const drop_partition_req_args& arguments,
                                drop_partition_req_result& result) {
  const auto& request = arguments.request;
  auto values = values_of(request.partVals, request.partName);
  if (!values) return values.error();
  return give(result, dropped(drop(caller, request.dbName, request.tblName, {*values}, false, request.deleteData,
                                   purges(request.environmentContext))));
}

Result<void> drop_partitions_req(Caller& caller, const drop_partitions_req_args& arguments,
                                 drop_partitions_req_result& result) {
  const auto& request = arguments.req;
  if (request.parts.__isset.exprs) {
    return make_error(ErrorCode::unsupported, "dropping partitions by an expression of Hive's is not there yet");
  }
  auto table = find_table(caller, Action::write, request.dbName, request.tblName);
  if (!table) return table.error();
  std::vector<Texts> values;
  for (const auto& name : request.parts.names) {
    auto each = values_in(name);
    if (!each) return each.error();
    values.push_back(*std::move(each));
  }
  bool delete_data = request.__isset.deleteData && request.deleteData;
  auto gone = caller.warehouse().drop_partitions(*table, values, request.ifExists, delete_data,
                                                 purges(request.environmentContext));
  if (!gone) return gone.error();
  result.__set_success({});
  return {};
}

Result<void> alter_partition(Caller& caller, const alter_partition_args& arguments, alter_partition_result&) {
  return alter(caller, arguments.db_name, arguments.tbl_name, {arguments.new_part});
}

Result<void> alter_partition_with_environment_context(Caller& caller,
                                                      const alter_partition_with_environment_context_args& arguments,
                                                      alter_partition_with_environment_context_result&) {
  return alter(caller, arguments.db_name, arguments.tbl_name, {arguments.new_part});
}

Result<void> alter_partitions(Caller& caller, const alter_partitions_args& arguments, alter_partitions_result&) {
  return alter(caller, arguments.db_name, arguments.tbl_name, arguments.new_parts);
}

Result<void> alter_partitions_with_environment_context(Caller& caller,
                                                       const alter_partitions_with_environment_context_args& arguments,
                                                       alter_partitions_with_environment_context_result&) {
  return alter(caller, arguments.db_name, arguments.tbl_name, arguments.new_parts);
}

Result<void> alter_partitions_req(Caller& caller, const alter_partitions_req_args& arguments,
                                  alter_partitions_req_result& result) {
  const auto& request = arguments.request;
  auto altered = alter(caller, request.dbName, request.tableName, request.partitions);
  if (altered) result.__set_success({});
  return altered;
}

Result<void> rename_partition(Caller& caller, const rename_partition_args& arguments, rename_partition_result&) {
  return rename(caller, arguments.db_name, arguments.tbl_name, arguments.part_vals, arguments.new_part);
}

Result<void> rename_partition_req(Caller& caller, const rename_partition_req_args& arguments,
                                  rename_partition_req_result& result) {
  const auto& request = arguments.request;
  auto renamed = rename(caller, request.dbName, request.tableName, request.partVals, request.newPart);
  if (renamed) result.__set_success({});
  return renamed;
}

Result<void> partition_name_to_vals(Caller&, const partition_name_to_vals_args& arguments,
                                    partition_name_to_vals_result& result) {
  return give(result, values_in(arguments.part_name));
}

Result<void> partition_name_to_spec(Caller&, const partition_name_to_spec_args& arguments,
                                    partition_name_to_spec_result& result) {
  auto parts = metastore::parse_partition_name(arguments.part_name);
  if (!parts) return parts.error();
  result.__set_success(std::map<std::string, std::string>(parts->begin(), parts->end()));
  return {};
}

}  // namespace skep::hive
