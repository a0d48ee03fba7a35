#include "base/text.h"
#include "metastore/thrift/convert_constraints.h"
#include "services/metastore_thrift/calls.h"

/// Keys, and what else is promised of a table's rows.
namespace skep::hive {
namespace {

using access::Action;
using metastore::Constraint;
using metastore::ConstraintKind;
using metastore::TableName;

Result<TableName> allowed_table(Caller& caller, Action action, std::string_view database, std::string_view table) {
  auto name = database_of(database);
  if (!name) return name.error();
  TableName wanted{*name, to_lower(table)};
  if (auto allowed = caller.may(action, wanted.to_text()); !allowed) return allowed.error();
  return wanted;
}

Result<std::vector<Constraint>> load(Caller& caller, std::string_view database, std::string_view table) {
  auto name = allowed_table(caller, Action::describe, database, table);
  if (!name) return name.error();
  return caller.store().constraints().list_constraints(*name);
}

/// Loads constraints and puts those of one kind into a call's result.
template <typename Response, typename Outcome, typename Request, typename Set, typename Member>
Result<void> give(Caller& caller, const Request& request, Outcome& result, Set set, Member member) {
  auto found = load(caller, request.db_name, request.tbl_name);
  if (!found) return found.error();
  Response response;
  (response.*set)(to_hive(*found).*member);
  result.__set_success(response);
  return {};
}

Result<void> add(Caller& caller, const SQLAllTableConstraints& given) {
  auto drafts = from_hive(given);
  if (!drafts) return drafts.error();
  for (const auto& draft : *drafts) {
    if (auto allowed = caller.may(Action::write, draft.table.to_text()); !allowed) return allowed;
  }
  auto added = caller.store().constraints().add_constraints(*drafts);
  // The calls declare no exception for what is there or wrong but MetaException.
  bool is_refused = !added && added.error().code != ErrorCode::not_found;
  return is_refused ? make_error(ErrorCode::unsupported, "{}", added.error().message) : added;
}

/// Foreign keys between two tables of which one may be left open.
Result<std::vector<Constraint>> references(Caller& caller, const api::ForeignKeysRequest& request,
                                           std::string& primary_key) {
  bool has_child = !request.foreign_tbl_name.empty(), has_parent = !request.parent_tbl_name.empty();
  if (!has_child && !has_parent) return make_error(ErrorCode::unsupported, "no table is named whose keys are wanted");
  auto found = has_child ? load(caller, request.foreign_db_name, request.foreign_tbl_name)
                         : Result<std::vector<Constraint>>(std::vector<Constraint>());
  if (!found) return found;
  std::erase_if(*found, [](const Constraint& each) { return each.kind != ConstraintKind::foreign_key; });
  if (!has_parent) return found;
  auto parent = allowed_table(caller, Action::describe, request.parent_db_name, request.parent_tbl_name);
  if (!parent) return parent.error();
  auto of_parent = caller.store().constraints().list_constraints(*parent);
  if (!of_parent) return of_parent;
  for (const auto& each : *of_parent) {
    if (each.kind == ConstraintKind::primary_key) primary_key = each.name;
  }
  if (!has_child) return caller.store().constraints().list_references(*parent);
  std::erase_if(*found, [&](const Constraint& each) { return each.parent != *parent; });
  return found;
}

}  // namespace

Result<void> get_primary_keys(Caller& caller, const get_primary_keys_args& arguments, get_primary_keys_result& result) {
  return give<api::PrimaryKeysResponse>(caller, arguments.request, result, &api::PrimaryKeysResponse::__set_primaryKeys,
                                        &SQLAllTableConstraints::primaryKeys);
}

Result<void> get_foreign_keys(Caller& caller, const get_foreign_keys_args& arguments, get_foreign_keys_result& result) {
  std::string primary_key;
  auto found = references(caller, arguments.request, primary_key);
  if (!found) return found.error();
  api::ForeignKeysResponse response;
  response.__set_foreignKeys(foreign_keys_to_hive(*found, primary_key));
  result.__set_success(response);
  return {};
}

Result<void> get_unique_constraints(Caller& caller, const get_unique_constraints_args& arguments,
                                    get_unique_constraints_result& result) {
  return give<UniqueConstraintsResponse>(caller, arguments.request, result,
                                         &UniqueConstraintsResponse::__set_uniqueConstraints,
                                         &SQLAllTableConstraints::uniqueConstraints);
}

Result<void> get_not_null_constraints(Caller& caller, const get_not_null_constraints_args& arguments,
                                      get_not_null_constraints_result& result) {
  return give<NotNullConstraintsResponse>(caller, arguments.request, result,
                                          &NotNullConstraintsResponse::__set_notNullConstraints,
                                          &SQLAllTableConstraints::notNullConstraints);
}

Result<void> get_default_constraints(Caller& caller, const get_default_constraints_args& arguments,
                                     get_default_constraints_result& result) {
  return give<DefaultConstraintsResponse>(caller, arguments.request, result,
                                          &DefaultConstraintsResponse::__set_defaultConstraints,
                                          &SQLAllTableConstraints::defaultConstraints);
}

Result<void> get_check_constraints(Caller& caller, const get_check_constraints_args& arguments,
                                   get_check_constraints_result& result) {
  return give<CheckConstraintsResponse>(caller, arguments.request, result,
                                        &CheckConstraintsResponse::__set_checkConstraints,
                                        &SQLAllTableConstraints::checkConstraints);
}

Result<void> get_all_table_constraints(Caller& caller, const get_all_table_constraints_args& arguments,
                                       get_all_table_constraints_result& result) {
  auto found = load(caller, arguments.request.dbName, arguments.request.tblName);
  if (!found) return found.error();
  AllTableConstraintsResponse response;
  response.__set_allTableConstraints(to_hive(*found));
  result.__set_success(response);
  return {};
}

Result<void> add_primary_key(Caller& caller, const add_primary_key_args& arguments, add_primary_key_result&) {
  SQLAllTableConstraints given;
  given.primaryKeys = arguments.req.primaryKeyCols;
  return add(caller, given);
}

Result<void> add_foreign_key(Caller& caller, const add_foreign_key_args& arguments, add_foreign_key_result&) {
  SQLAllTableConstraints given;
  given.foreignKeys = arguments.req.foreignKeyCols;
  return add(caller, given);
}

Result<void> add_unique_constraint(Caller& caller, const add_unique_constraint_args& arguments,
                                   add_unique_constraint_result&) {
  SQLAllTableConstraints given;
  given.uniqueConstraints = arguments.req.uniqueConstraintCols;
  return add(caller, given);
}

Result<void> add_not_null_constraint(Caller& caller, const add_not_null_constraint_args& arguments,
                                     add_not_null_constraint_result&) {
  SQLAllTableConstraints given;
  given.notNullConstraints = arguments.req.notNullConstraintCols;
  return add(caller, given);
}

Result<void> add_default_constraint(Caller& caller, const add_default_constraint_args& arguments,
                                    add_default_constraint_result&) {
  SQLAllTableConstraints given;
  given.defaultConstraints = arguments.req.defaultConstraintCols;
  return add(caller, given);
}

Result<void> add_check_constraint(Caller& caller, const add_check_constraint_args& arguments,
                                  add_check_constraint_result&) {
  SQLAllTableConstraints given;
  given.checkConstraints = arguments.req.checkConstraintCols;
  return add(caller, given);
}

Result<void> drop_constraint(Caller& caller, const drop_constraint_args& arguments, drop_constraint_result&) {
  auto table = allowed_table(caller, Action::write, arguments.req.dbname, arguments.req.tablename);
  if (!table) return table.error();
  return caller.store().constraints().drop_constraint(*table, arguments.req.constraintname);
}

}  // namespace skep::hive
