#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/thrift/convert.h"
#include "services/metastore_thrift/calls.h"
#include "services/metastore_thrift/table_filter.h"

#include <algorithm>

/// Tables as they are: by name, by pattern, by type.
namespace skep::hive {
namespace {

using access::Action;

Result<api::Table> load(Caller& caller, std::string_view database, std::string_view name) {
  auto table = find_table(caller, Action::describe, database, name);
  if (!table) return table.error();
  return to_hive(*table);
}

/// Names in a database; a database that is not there has none, as in Hive's metastore.
Result<std::vector<std::string>> names_in(Caller& caller, std::string_view database, std::string_view pattern) {
  auto name = database_of(database);
  if (!name) return name.error();
  if (auto allowed = caller.may(Action::describe, *name); !allowed) return allowed.error();
  auto names = caller.store().list_tables(*name, pattern);
  bool is_missing = !names && names.error().code == ErrorCode::not_found;
  return is_missing ? std::vector<std::string>() : names;
}

/// Tables by name; those that are not there are left out.
Result<std::vector<api::Table>> load_all(Caller& caller, std::string_view database,
                                         const std::vector<std::string>& names) {
  auto name = database_of(database);
  if (!name) return name.error();
  if (auto there = caller.store().load_database(*name); !there) return there.error();
  std::vector<api::Table> tables;
  for (const auto& each : names) {
    auto table = load(caller, database, each);
    if (table) tables.push_back(*std::move(table));
    if (!table && table.error().code != ErrorCode::not_found) return table.error();
  }
  return tables;
}

Result<std::vector<std::string>> names_of_type(Caller& caller, std::string_view database, std::string_view pattern,
                                               const std::vector<std::string>& types,
                                               std::vector<api::TableMeta>* details) {
  auto names = names_in(caller, database, pattern);
  if (!names) return names;
  std::vector<std::string> found;
  for (const auto& name : *names) {
    auto table = find_table(caller, Action::describe, database, name);
    if (!table && table.error().code == ErrorCode::not_found) continue;
    if (!table) return table.error();
    std::string type = table_type(table->kind);
    bool is_wanted = types.empty() || std::find(types.begin(), types.end(), type) != types.end();
    if (!is_wanted) continue;
    found.push_back(name);
    if (details == nullptr) continue;
    api::TableMeta meta;
    meta.__set_dbName(table->name.database);
    meta.__set_tableName(name);
    meta.__set_tableType(type);
    if (auto comment = table->parameters.find("comment"); comment != table->parameters.end()) {
      meta.__set_comments(comment->second);
    }
    details->push_back(std::move(meta));
  }
  return found;
}

Result<std::vector<api::FieldSchema>> fields_of(Caller& caller, std::string_view database, std::string_view name,
                                                bool with_partition_columns) {
  auto table = find_table(caller, Action::describe, database, name);
  if (!table) return table.error();
  auto columns = table->columns;
  if (with_partition_columns) {
    columns.insert(columns.end(), table->partition_columns.begin(), table->partition_columns.end());
  }
  return to_hive(columns);
}

/// Puts a call's value into its result.
template <typename Outcome, typename T>
Result<void> give(Outcome& outcome, const Result<T>& value) {
  if (!value) return value.error();
  outcome.__set_success(*value);
  return {};
}

}  // namespace

Result<void> get_table(Caller& caller, const get_table_args& arguments, get_table_result& result) {
  return give(result, load(caller, arguments.dbname, arguments.tbl_name));
}

Result<void> get_table_req(Caller& caller, const get_table_req_args& arguments, get_table_req_result& result) {
  auto table = load(caller, arguments.request.dbName, arguments.request.tblName);
  if (!table) return table.error();
  GetTableResult found;
  found.__set_table(*table);
  result.__set_success(found);
  return {};
}

Result<void> get_table_objects_by_name(Caller& caller, const get_table_objects_by_name_args& arguments,
                                       get_table_objects_by_name_result& result) {
  return give(result, load_all(caller, arguments.dbname, arguments.tbl_names));
}

Result<void> get_table_objects_by_name_req(Caller& caller, const get_table_objects_by_name_req_args& arguments,
                                           get_table_objects_by_name_req_result& result) {
  const auto& request = arguments.request;
  Result<std::vector<std::string>> names = request.tblNames;
  // Hive 4's clients list tables by this call: of their answer they take the names.
  if (request.__isset.tablesPattern) names = names_in(caller, request.dbName, request.tablesPattern);
  if (!names) return names.error();
  auto tables = load_all(caller, request.dbName, *names);
  if (!tables) return tables.error();
  GetTablesResult found;
  found.__set_tables(*tables);
  result.__set_success(found);
  return {};
}

Result<void> get_tables(Caller& caller, const get_tables_args& arguments, get_tables_result& result) {
  return give(result, names_in(caller, arguments.db_name, arguments.pattern));
}

Result<void> get_all_tables(Caller& caller, const get_all_tables_args& arguments, get_all_tables_result& result) {
  return give(result, names_in(caller, arguments.db_name, ""));
}

Result<void> get_tables_by_type(Caller& caller, const get_tables_by_type_args& arguments,
                                get_tables_by_type_result& result) {
  std::vector<std::string> types;
  if (!arguments.tableType.empty()) types.push_back(arguments.tableType);
  return give(result, names_of_type(caller, arguments.db_name, arguments.pattern, types, nullptr));
}

Result<void> get_table_meta(Caller& caller, const get_table_meta_args& arguments, get_table_meta_result& result) {
  auto pattern = database_of(arguments.db_patterns);
  if (!pattern) return pattern.error();
  auto databases = caller.store().list_databases(*pattern);
  if (!databases) return databases.error();
  std::vector<api::TableMeta> found;
  for (const auto& database : *databases) {
    auto names = names_of_type(caller, database, arguments.tbl_patterns, arguments.tbl_types, &found);
    if (!names) return names.error();
  }
  result.__set_success(found);
  return {};
}

Result<void> get_fields(Caller& caller, const get_fields_args& arguments, get_fields_result& result) {
  return give(result, fields_of(caller, arguments.db_name, arguments.table_name, false));
}

Result<void> get_fields_with_environment_context(Caller& caller,
                                                 const get_fields_with_environment_context_args& arguments,
                                                 get_fields_with_environment_context_result& result) {
  return give(result, fields_of(caller, arguments.db_name, arguments.table_name, false));
}

Result<void> get_fields_req(Caller& caller, const get_fields_req_args& arguments, get_fields_req_result& result) {
  auto fields = fields_of(caller, arguments.req.dbName, arguments.req.tblName, false);
  if (!fields) return fields.error();
  GetFieldsResponse response;
  response.__set_fields(*fields);
  result.__set_success(response);
  return {};
}

Result<void> get_schema_req(Caller& caller, const get_schema_req_args& arguments, get_schema_req_result& result) {
  auto fields = fields_of(caller, arguments.req.dbName, arguments.req.tblName, true);
  if (!fields) return fields.error();
  GetFieldsResponse response;
  response.__set_fields(*fields);
  result.__set_success(response);
  return {};
}

Result<void> get_table_names_by_filter(Caller& caller, const get_table_names_by_filter_args& arguments,
                                       get_table_names_by_filter_result& result) {
  auto filter = TableFilter::parse(arguments.filter);
  if (!filter) return filter.error();
  auto names = names_in(caller, arguments.dbname, "");
  if (!names) return names.error();
  std::vector<std::string> found;
  for (const auto& name : *names) {
    bool is_full = arguments.max_tables >= 0 && found.size() >= static_cast<size_t>(arguments.max_tables);
    if (is_full) break;
    auto table = find_table(caller, Action::describe, arguments.dbname, name);
    if (!table && table.error().code == ErrorCode::not_found) continue;
    if (!table) return table.error();
    if (filter->passes(*table)) found.push_back(name);
  }
  result.__set_success(found);
  return {};
}

Result<void> get_schema(Caller& caller, const get_schema_args& arguments, get_schema_result& result) {
  return give(result, fields_of(caller, arguments.db_name, arguments.table_name, true));
}

Result<void> get_schema_with_environment_context(Caller& caller,
                                                 const get_schema_with_environment_context_args& arguments,
                                                 get_schema_with_environment_context_result& result) {
  return give(result, fields_of(caller, arguments.db_name, arguments.table_name, true));
}

}  // namespace skep::hive
