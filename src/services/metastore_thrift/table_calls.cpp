#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/thrift/convert.h"
#include "metastore/thrift/convert_constraints.h"
#include "services/metastore_thrift/calls.h"

#include <algorithm>

/// Creating, changing and dropping tables.
namespace skep::hive {
namespace {

using access::Action;
using Properties = std::map<std::string, std::string>;

bool is_true(const Properties& properties, const std::string& key) {
  auto found = properties.find(key);
  return found != properties.end() && equals_ignoring_case(found->second, "true");
}

/// Clients may leave the table out of its own constraints.
void name_table(SQLAllTableConstraints& constraints, const metastore::Table& table) {
  auto name = [&](auto& list) {
    for (auto& each : list) {
      each.table_db = table.name.database;
      each.table_name = table.name.table;
    }
  };
  name(constraints.primaryKeys);
  name(constraints.uniqueConstraints);
  name(constraints.notNullConstraints);
  name(constraints.defaultConstraints);
  name(constraints.checkConstraints);
  for (auto& key : constraints.foreignKeys) {
    key.fktable_db = table.name.database;
    key.fktable_name = table.name.table;
  }
}

Result<void> create(Caller& caller, const api::Table& given, SQLAllTableConstraints constraints = {}) {
  auto table = from_hive(given);
  if (!table) return table.error();
  name_table(constraints, *table);
  auto drafts = from_hive(constraints);
  if (!drafts) return drafts.error();
  table->constraints = *std::move(drafts);
  if (auto allowed = caller.may(Action::create, table->name.to_text()); !allowed) return allowed;
  if (table->owner.empty()) table->owner = caller.principal.name;
  // A client's clock is not the metastore's.
  table->create_time_seconds = 0;
  auto created = caller.warehouse().register_table(*std::move(table));
  if (created) return {};
  // Hive's metastore says InvalidObjectException of a database that is not there.
  bool is_missing = created.error().code == ErrorCode::not_found;
  return is_missing ? make_error(ErrorCode::invalid_argument, "{}", created.error().message) : created.error();
}

Result<void> drop(Caller& caller, std::string_view database, std::string_view name, bool delete_data,
                  const Properties& properties) {
  auto table = find_table(caller, Action::drop, database, name);
  if (!table) return table.error();
  auto auto_purge = table->parameters.find("auto.purge");
  bool purge = is_true(properties, "ifPurge") ||
               (auto_purge != table->parameters.end() && equals_ignoring_case(auto_purge->second, "true"));
  return caller.warehouse().unregister_table(table->name, delete_data, purge);
}

/// What Iceberg's and other clients ask for, who want to see their change fail rather than another one undone.
void take_expectation(metastore::TableChange& change, const Properties& properties) {
  auto key = properties.find("expected_parameter_key");
  auto value = properties.find("expected_parameter_value");
  if (key == properties.end()) return;
  change.expected_parameter.emplace(
      key->second, value == properties.end() ? std::optional<std::string>() : std::optional(value->second));
}

Result<void> alter(Caller& caller, std::string_view database, std::string_view name, const api::Table& given,
                   const Properties& properties, bool cascade) {
  auto before = find_table(caller, Action::write, database, name);
  if (!before) {
    bool is_missing = before.error().code == ErrorCode::not_found;
    return is_missing ? make_error(ErrorCode::invalid_argument, "{}", before.error().message) : before.error();
  }
  auto changed = from_hive(given);
  if (!changed) return changed.error();
  if (changed->name != before->name) {
    if (auto allowed = caller.may(Action::create, changed->name.to_text()); !allowed) return allowed;
  }
  metastore::TableChange change;
  change.changed = *std::move(changed);
  change.changes_partitions = cascade || is_true(properties, "CASCADE");
  take_expectation(change, properties);
  auto altered = caller.warehouse().alter_table(before->name, std::move(change));
  return altered ? Result<void>() : altered.error();
}

}  // namespace

Result<void> create_table(Caller& caller, const create_table_args& arguments, create_table_result&) {
  return create(caller, arguments.tbl);
}

Result<void> create_table_with_environment_context(Caller& caller,
                                                   const create_table_with_environment_context_args& arguments,
                                                   create_table_with_environment_context_result&) {
  return create(caller, arguments.tbl);
}

Result<void> create_table_req(Caller& caller, const create_table_req_args& arguments, create_table_req_result&) {
  const auto& request = arguments.request;
  SQLAllTableConstraints constraints;
  constraints.primaryKeys = request.primaryKeys;
  constraints.foreignKeys = request.foreignKeys;
  constraints.uniqueConstraints = request.uniqueConstraints;
  constraints.notNullConstraints = request.notNullConstraints;
  constraints.defaultConstraints = request.defaultConstraints;
  constraints.checkConstraints = request.checkConstraints;
  return create(caller, request.table, std::move(constraints));
}

Result<void> create_table_with_constraints(Caller& caller, const create_table_with_constraints_args& arguments,
                                           create_table_with_constraints_result&) {
  SQLAllTableConstraints constraints;
  constraints.primaryKeys = arguments.primaryKeys;
  constraints.foreignKeys = arguments.foreignKeys;
  constraints.uniqueConstraints = arguments.uniqueConstraints;
  constraints.notNullConstraints = arguments.notNullConstraints;
  constraints.defaultConstraints = arguments.defaultConstraints;
  constraints.checkConstraints = arguments.checkConstraints;
  return create(caller, arguments.tbl, std::move(constraints));
}

Result<void> drop_table(Caller& caller, const drop_table_args& arguments, drop_table_result&) {
  return drop(caller, arguments.dbname, arguments.name, arguments.deleteData, {});
}

Result<void> drop_table_with_environment_context(Caller& caller,
                                                 const drop_table_with_environment_context_args& arguments,
                                                 drop_table_with_environment_context_result&) {
  return drop(caller, arguments.dbname, arguments.name, arguments.deleteData, arguments.environment_context.properties);
}

Result<void> drop_table_req(Caller& caller, const drop_table_req_args& arguments, drop_table_req_result&) {
  const auto& request = arguments.request;
  return drop(caller, request.dbName, request.tableName, request.deleteData, request.envContext.properties);
}

Result<void> alter_table(Caller& caller, const alter_table_args& arguments, alter_table_result&) {
  return alter(caller, arguments.dbname, arguments.tbl_name, arguments.new_tbl, {}, false);
}

Result<void> alter_table_with_environment_context(Caller& caller,
                                                  const alter_table_with_environment_context_args& arguments,
                                                  alter_table_with_environment_context_result&) {
  return alter(caller, arguments.dbname, arguments.tbl_name, arguments.new_tbl,
               arguments.environment_context.properties, false);
}

Result<void> alter_table_with_cascade(Caller& caller, const alter_table_with_cascade_args& arguments,
                                      alter_table_with_cascade_result&) {
  return alter(caller, arguments.dbname, arguments.tbl_name, arguments.new_tbl, {}, arguments.cascade);
}

Result<void> alter_table_req(Caller& caller, const alter_table_req_args& arguments, alter_table_req_result& result) {
  const auto& request = arguments.request;
  auto altered =
      alter(caller, request.dbName, request.tableName, request.table, request.environmentContext.properties, false);
  if (altered) result.__set_success({});
  return altered;
}

}  // namespace skep::hive
