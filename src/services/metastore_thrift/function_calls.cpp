#include "metastore/thrift/convert.h"
#include "metastore/thrift/convert_functions.h"
#include "services/metastore_thrift/calls.h"

/// Functions that users have registered.
namespace skep::hive {
namespace {

using access::Action;

/// Asks the policy for a function as for an object of its database.
Result<std::string> allowed_database(Caller& caller, Action action, std::string_view database,
                                     std::string_view function) {
  auto name = database_of(database);
  if (!name) return name;
  if (auto allowed = caller.may(action, fmt::format("{}.{}", *name, function)); !allowed) return allowed.error();
  return name;
}

}  // namespace

Result<void> create_function(Caller& caller, const create_function_args& arguments, create_function_result&) {
  auto function = from_hive(arguments.func);
  if (!function) return function.error();
  auto database = allowed_database(caller, Action::create, function->database, function->name);
  if (!database) return database.error();
  return caller.store().functions().create_function(*function);
}

Result<void> alter_function(Caller& caller, const alter_function_args& arguments, alter_function_result&) {
  auto database = allowed_database(caller, Action::write, arguments.dbName, arguments.funcName);
  if (!database) return database.error();
  auto changed = from_hive(arguments.newFunc);
  if (!changed) return changed.error();
  return caller.store().functions().alter_function(*database, arguments.funcName, *changed);
}

Result<void> drop_function(Caller& caller, const drop_function_args& arguments, drop_function_result&) {
  auto database = allowed_database(caller, Action::drop, arguments.dbName, arguments.funcName);
  if (!database) return database.error();
  return caller.store().functions().drop_function(*database, arguments.funcName);
}

Result<void> get_function(Caller& caller, const get_function_args& arguments, get_function_result& result) {
  auto database = allowed_database(caller, Action::describe, arguments.dbName, arguments.funcName);
  if (!database) return database.error();
  auto function = caller.store().functions().load_function(*database, arguments.funcName);
  // Spark looks for this exception, and not for the one of a missing database.
  if (!function && function.error().code == ErrorCode::not_found) {
    return make_error(ErrorCode::not_found, "{}", function.error().message);
  }
  if (!function) return function.error();
  result.__set_success(to_hive(*function));
  return {};
}

Result<void> get_functions(Caller& caller, const get_functions_args& arguments, get_functions_result& result) {
  auto database = allowed_database(caller, Action::describe, arguments.dbName, "*");
  if (!database) return database.error();
  auto names = caller.store().functions().list_functions(*database, arguments.pattern);
  bool is_missing = !names && names.error().code == ErrorCode::not_found;
  if (!names && !is_missing) return names.error();
  result.__set_success(is_missing ? std::vector<std::string>() : *names);
  return {};
}

Result<void> get_all_functions(Caller& caller, const get_all_functions_args&, get_all_functions_result& result) {
  auto databases = caller.store().list_databases("");
  if (!databases) return databases.error();
  std::vector<api::Function> found;
  auto& functions = caller.store().functions();
  for (const auto& database : *databases) {
    if (!allowed_database(caller, Action::describe, database, "*")) continue;
    auto names = functions.list_functions(database, "");
    if (!names) return names.error();
    for (const auto& name : *names) {
      auto function = functions.load_function(database, name);
      if (function) found.push_back(to_hive(*function));
    }
  }
  api::GetAllFunctionsResponse response;
  response.__set_functions(found);
  result.__set_success(response);
  return {};
}

}  // namespace skep::hive
