#include "metastore/remote/remote_calls.h"

#include "metastore/remote/table_ids.h"
#include "metastore/rules.h"
#include "metastore/thrift/catalog.h"
#include "metastore/thrift/convert.h"

#include <algorithm>

namespace skep::metastore {
namespace {

using namespace hive;  // NOLINT: the generated structs of calls

/// How many tables or partitions one call asks for.
constexpr size_t kBatch = 500;

/// Servers count a table's files unless they are told not to: what Skep has recorded is what holds.
api::EnvironmentContext quiet() {
  api::EnvironmentContext context;
  context.__set_properties({{"DO_NOT_UPDATE_STATS", "true"}});
  return context;
}

template <typename T>
Result<void> done(const Result<T>& outcome) {
  return outcome ? Result<void>() : outcome.error();
}

Error as(const Error& error, ErrorCode code, const Error& meant) { return error.code == code ? meant : error; }

api::Table as_stored(const Table& table) {
  auto out = to_hive(table);
  out.__set_parameters(with_table_id(table));
  if (table.storage.location.empty()) out.sd.__isset.location = false;
  return out;
}

Result<Table> as_read(const api::Table& given) {
  auto table = from_hive(given);
  if (!table) return table.error().during("the metastore's table {}.{}", given.dbName, given.tableName);
  take_table_id(*table);
  return table;
}

template <typename Visit>
Result<void> in_batches(const std::vector<std::string>& names, const Visit& visit) {
  for (size_t at = 0; at < names.size(); at += kBatch) {
    auto end = std::min(names.size(), at + kBatch);
    auto visited = visit(std::vector<std::string>(names.begin() + static_cast<std::ptrdiff_t>(at),
                                                  names.begin() + static_cast<std::ptrdiff_t>(end)));
    if (!visited) return visited;
  }
  return {};
}

std::vector<api::Partition> as_stored(const Table& table, const std::vector<Partition>& partitions) {
  auto layout = layout_of(table);
  std::vector<api::Partition> all;
  for (auto partition : partitions) {
    if (!partition.layout) partition.layout = layout;
    all.push_back(to_hive(table, partition));
  }
  return all;
}

}  // namespace

// ---- databases

Result<std::vector<std::string>> RemoteCalls::database_names() {
  auto outcome = client_.call<get_all_databases_result>("get_all_databases", Effect::reads, get_all_databases_args());
  if (!outcome) return outcome.error();
  auto names = std::move(outcome->success);
  std::sort(names.begin(), names.end());
  return names;
}

Result<Database> RemoteCalls::database(std::string_view name) {
  get_database_args arguments;
  arguments.__set_name(std::string(name));
  auto outcome = client_.call<get_database_result>("get_database", Effect::reads, arguments);
  if (!outcome) return as(outcome.error(), ErrorCode::not_found, no_such_database(name));
  return from_hive(outcome->success);
}

Result<void> RemoteCalls::create_database(const Database& draft) {
  create_database_args arguments;
  arguments.__set_database(to_hive(draft));
  if (draft.location.empty()) arguments.database.__isset.locationUri = false;
  auto outcome = client_.call<create_database_result>("create_database", Effect::changes, arguments);
  if (!outcome) return as(outcome.error(), ErrorCode::already_exists, database_exists(draft.name));
  return {};
}

Result<void> RemoteCalls::alter_database(std::string_view name, const Database& changed) {
  alter_database_args arguments;
  arguments.__set_dbname(std::string(name));
  arguments.__set_db(to_hive(changed));
  auto outcome = client_.call<alter_database_result>("alter_database", Effect::changes, arguments);
  if (!outcome) return as(outcome.error(), ErrorCode::not_found, no_such_database(name));
  return {};
}

Result<void> RemoteCalls::drop_database(std::string_view name, bool cascade) {
  drop_database_args arguments;
  arguments.__set_name(std::string(name));
  arguments.__set_deleteData(false);
  arguments.__set_cascade(cascade);
  auto outcome = client_.call<drop_database_result>("drop_database", Effect::changes, arguments);
  if (outcome) return {};
  auto error = as(outcome.error(), ErrorCode::not_found, no_such_database(name));
  return cascade ? error : as(error, ErrorCode::invalid_argument, database_not_empty(name));
}

// ---- tables

Result<std::vector<std::string>> RemoteCalls::table_names(std::string_view database) {
  get_all_tables_args arguments;
  arguments.__set_db_name(std::string(database));
  auto outcome = client_.call<get_all_tables_result>("get_all_tables", Effect::reads, arguments);
  if (!outcome && outcome.error().code == ErrorCode::not_found) return std::vector<std::string>();
  if (!outcome) return outcome.error();
  auto names = std::move(outcome->success);
  std::sort(names.begin(), names.end());
  return names;
}

Result<Table> RemoteCalls::table(const TableName& name) {
  if (!has_old_reads_) {
    get_table_req_args arguments;
    arguments.request.__set_dbName(name.database);
    arguments.request.__set_tblName(name.table);
    arguments.__isset.request = true;
    auto outcome = client_.call<get_table_req_result>("get_table_req", Effect::reads, arguments);
    if (outcome) return as_read(outcome->success.table);
    if (!is_unknown_method(outcome.error())) return as(outcome.error(), ErrorCode::not_found, no_such_table(name));
    has_old_reads_ = true;
  }
  get_table_args arguments;
  arguments.__set_dbname(name.database);
  arguments.__set_tbl_name(name.table);
  auto outcome = client_.call<get_table_result>("get_table", Effect::reads, arguments);
  if (!outcome) return as(outcome.error(), ErrorCode::not_found, no_such_table(name));
  return as_read(outcome->success);
}

Result<std::vector<Table>> RemoteCalls::tables(std::string_view database, const std::vector<std::string>& names) {
  std::vector<Table> found;
  for (const auto& name : names) {
    auto loaded = table({std::string(database), name});
    if (!loaded && loaded.error().code == ErrorCode::not_found) continue;
    if (!loaded) return loaded.error();
    found.push_back(*std::move(loaded));
  }
  return found;
}

Result<void> RemoteCalls::create_table(const Table& table) {
  create_table_with_environment_context_args arguments;
  arguments.__set_tbl(as_stored(table));
  arguments.__set_environment_context(quiet());
  auto outcome = client_.call<create_table_with_environment_context_result>("create_table_with_environment_context",
                                                                            Effect::changes, arguments);
  if (outcome) return {};
  auto error = as(outcome.error(), ErrorCode::already_exists, table_exists(table.name));
  // Servers say so in one way when the database is missing, and in another when the table is wrong.
  if (error.code != ErrorCode::already_exists && error.code != ErrorCode::outcome_unknown)
    if (auto there = database(table.name.database); !there) return there.error();
  return error;
}

Result<void> RemoteCalls::alter_table(const TableName& name, const Table& changed, const TableChange& change) {
  alter_table_with_environment_context_args arguments;
  arguments.__set_dbname(name.database);
  arguments.__set_tbl_name(name.table);
  arguments.__set_new_tbl(as_stored(changed));
  auto context = quiet();
  if (change.changes_partitions) context.properties["CASCADE"] = "true";
  // Hive 4 looks at this in its own transaction. Others do not know it.
  if (change.expected_parameter && change.expected_parameter->second) {
    context.properties["expected_parameter_key"] = change.expected_parameter->first;
    context.properties["expected_parameter_value"] = *change.expected_parameter->second;
  }
  arguments.__set_environment_context(context);
  return done(client_.call<alter_table_with_environment_context_result>("alter_table_with_environment_context",
                                                                        Effect::changes, arguments));
}

Result<void> RemoteCalls::drop_table(const TableName& name) {
  drop_table_with_environment_context_args arguments;
  arguments.__set_dbname(name.database);
  arguments.__set_name(name.table);
  arguments.__set_deleteData(false);
  arguments.__set_environment_context(quiet());  // Hive 2.3 and 3.1 want properties
  auto outcome = client_.call<drop_table_with_environment_context_result>("drop_table_with_environment_context",
                                                                          Effect::changes, arguments);
  if (!outcome) return as(outcome.error(), ErrorCode::not_found, no_such_table(name));
  return {};
}

// ---- partitions

Result<std::vector<std::string>> RemoteCalls::partition_names(const Table& table) {
  get_partition_names_args arguments;
  arguments.__set_db_name(table.name.database);
  arguments.__set_tbl_name(table.name.table);
  arguments.__set_max_parts(-1);
  auto outcome = client_.call<get_partition_names_result>("get_partition_names", Effect::reads, arguments);
  if (!outcome) return outcome.error();
  auto names = std::move(outcome->success);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::map<std::string, Partition>> RemoteCalls::partitions(const Table& table,
                                                                 const std::vector<std::string>& names) {
  std::map<std::string, Partition> found;
  PartitionsFromHive taker;
  auto read = in_batches(names, [&](std::vector<std::string> batch) -> Result<void> {
    get_partitions_by_names_args arguments;
    arguments.__set_db_name(table.name.database);
    arguments.__set_tbl_name(table.name.table);
    arguments.__set_names(std::move(batch));
    auto outcome = client_.call<get_partitions_by_names_result>("get_partitions_by_names", Effect::reads, arguments);
    if (!outcome) return outcome.error();
    for (const auto& given : outcome->success) {
      auto partition = taker.take(given);
      if (!partition) return partition.error();
      auto name = partition_name(table.partition_columns, partition->values);
      partition->id = partition_id(table, name);
      found[name] = *std::move(partition);
    }
    return {};
  });
  if (!read) return read.error();
  return found;
}

Result<void> RemoteCalls::add_partitions(const Table& table, const std::vector<Partition>& drafts) {
  add_partitions_req_args arguments;
  arguments.request.__set_dbName(table.name.database);
  arguments.request.__set_tblName(table.name.table);
  arguments.request.__set_parts(as_stored(table, drafts));
  arguments.request.__set_ifNotExists(false);
  arguments.request.__set_needResult(false);
  arguments.__isset.request = true;
  auto outcome = client_.call<add_partitions_req_result>("add_partitions_req", Effect::changes, arguments);
  if (!outcome && outcome.error().code == ErrorCode::already_exists)
    return partition_exists(table.name, partition_name(table.partition_columns, drafts.front().values));
  return done(outcome);
}

Result<void> RemoteCalls::alter_partitions(const Table& table, const std::vector<Partition>& changed) {
  alter_partitions_with_environment_context_args arguments;
  arguments.__set_db_name(table.name.database);
  arguments.__set_tbl_name(table.name.table);
  arguments.__set_new_parts(as_stored(table, changed));
  arguments.__set_environment_context(quiet());
  return done(client_.call<alter_partitions_with_environment_context_result>(
      "alter_partitions_with_environment_context", Effect::changes, arguments));
}

Result<void> RemoteCalls::drop_partitions(const Table& table, const std::vector<std::string>& names) {
  drop_partitions_req_args arguments;
  arguments.req.__set_dbName(table.name.database);
  arguments.req.__set_tblName(table.name.table);
  arguments.req.parts.__set_names(names);
  arguments.req.__set_deleteData(false);
  arguments.req.__set_ifExists(true);
  arguments.req.__set_needResult(false);
  arguments.__isset.req = true;
  return done(client_.call<drop_partitions_req_result>("drop_partitions_req", Effect::changes, arguments));
}

}  // namespace skep::metastore
