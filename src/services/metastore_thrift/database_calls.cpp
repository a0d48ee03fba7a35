#include "metastore/rules.h"
#include "metastore/thrift/convert.h"
#include "services/metastore_thrift/calls.h"

/// Databases, and the one catalog.
namespace skep::hive {
namespace {

using access::Action;

Result<std::vector<std::string>> database_names(Caller& caller, std::string_view pattern) {
  auto wanted = database_of(pattern);
  if (!wanted) return wanted.error();
  if (auto allowed = caller.may(Action::describe, "*"); !allowed) return allowed.error();
  return caller.store().list_databases(*wanted);
}

Result<metastore::Database> load(Caller& caller, std::string_view name) {
  auto database = database_of(name);
  if (!database) return database.error();
  if (auto allowed = caller.may(Action::describe, *database); !allowed) return allowed.error();
  return caller.store().load_database(*database);
}

Result<void> create(Caller& caller, metastore::Database database) {
  if (auto allowed = caller.may(Action::create, database.name); !allowed) return allowed;
  if (database.owner.empty()) database.owner = caller.principal.name;
  if (database.owner_type.empty()) database.owner_type = "USER";
  auto created = caller.warehouse().create_database(std::move(database), false);
  return created ? Result<void>() : created.error();
}

Result<void> drop(Caller& caller, std::string_view name, bool delete_data, bool cascade) {
  auto database = database_of(name);
  if (!database) return database.error();
  if (auto allowed = caller.may(Action::drop, *database); !allowed) return allowed;
  if (delete_data) return caller.warehouse().drop_database(*database, false, cascade);
  return caller.warehouse().unregister_database(*database, cascade);
}

Result<void> alter(Caller& caller, std::string_view name, const api::Database& given) {
  auto before = load(caller, name);
  if (!before) return before.error();
  if (auto allowed = caller.may(Action::write, before->name); !allowed) return allowed;
  auto changed = from_hive(given);
  if (!changed) return changed.error();
  if (changed->location.empty()) changed->location = before->location;
  if (changed->owner.empty()) changed->owner = before->owner;
  if (changed->owner_type.empty()) changed->owner_type = before->owner_type;
  return caller.store().alter_database(before->name, *changed);
}

}  // namespace

Result<void> get_all_databases(Caller& caller, const get_all_databases_args&, get_all_databases_result& result) {
  auto names = database_names(caller, "");
  if (!names) return names.error();
  result.__set_success(*names);
  return {};
}

Result<void> get_databases(Caller& caller, const get_databases_args& arguments, get_databases_result& result) {
  auto names = database_names(caller, arguments.pattern);
  if (!names) return names.error();
  result.__set_success(*names);
  return {};
}

Result<void> get_database(Caller& caller, const get_database_args& arguments, get_database_result& result) {
  auto database = load(caller, arguments.name);
  if (!database) return database.error();
  result.__set_success(to_hive(*database));
  return {};
}

Result<void> get_database_req(Caller& caller, const get_database_req_args& arguments, get_database_req_result& result) {
  auto database = load(caller, arguments.request.name);
  if (!database) return database.error();
  result.__set_success(to_hive(*database));
  return {};
}

Result<void> create_database(Caller& caller, const create_database_args& arguments, create_database_result&) {
  auto database = from_hive(arguments.database);
  return database ? create(caller, *std::move(database)) : database.error();
}

Result<void> create_database_req(Caller& caller, const create_database_req_args& arguments,
                                 create_database_req_result&) {
  const auto& request = arguments.request;
  metastore::Database database;
  database.name = request.databaseName;
  database.description = request.description;
  database.location = request.locationUri;
  database.parameters = request.parameters;
  database.owner = request.ownerName;
  if (request.__isset.ownerType) database.owner_type = principal_type(request.ownerType);
  return create(caller, std::move(database));
}

Result<void> alter_database(Caller& caller, const alter_database_args& arguments, alter_database_result&) {
  return alter(caller, arguments.dbname, arguments.db);
}

Result<void> alter_database_req(Caller& caller, const alter_database_req_args& arguments, alter_database_req_result&) {
  return alter(caller, arguments.alterDbReq.oldDbName, arguments.alterDbReq.newDb);
}

Result<void> drop_database(Caller& caller, const drop_database_args& arguments, drop_database_result&) {
  return drop(caller, arguments.name, arguments.deleteData, arguments.cascade);
}

Result<void> drop_database_req(Caller& caller, const drop_database_req_args& arguments, drop_database_req_result&) {
  const auto& request = arguments.request;
  auto dropped = drop(caller, request.name, request.deleteData, request.cascade);
  bool is_forgiven = !dropped && request.ignoreUnknownDb && dropped.error().error_class == "SCHEMA_NOT_FOUND";
  return is_forgiven ? Result<void>() : dropped;
}

Result<void> get_catalogs(Caller&, const get_catalogs_args&, get_catalogs_result& result) {
  GetCatalogsResponse response;
  response.__set_names({kCatalog});
  result.__set_success(response);
  return {};
}

Result<void> get_catalog(Caller& caller, const get_catalog_args& arguments, get_catalog_result& result) {
  auto known = database_of("@" + arguments.request.name + "#");
  if (!known) return known.error();
  Catalog catalog;
  catalog.__set_name(kCatalog);
  catalog.__set_description("Default catalog, for Hive");
  catalog.__set_locationUri(caller.warehouse().settings().warehouse_uri);
  GetCatalogResponse response;
  response.__set_catalog(catalog);
  result.__set_success(response);
  return {};
}

}  // namespace skep::hive
