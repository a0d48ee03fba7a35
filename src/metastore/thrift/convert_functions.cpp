#include "metastore/thrift/convert_functions.h"

#include "metastore/thrift/catalog.h"
#include "metastore/thrift/convert.h"

namespace skep::hive {

api::Function to_hive(const metastore::Function& function) {
  api::Function out;
  out.__set_functionName(function.name);
  out.__set_dbName(function.database);
  out.__set_className(function.class_name);
  if (!function.owner.empty()) out.__set_ownerName(function.owner);
  out.__set_ownerType(principal_type(function.owner_type));
  out.__set_createTime(static_cast<int32_t>(function.create_time_seconds));
  out.__set_functionType(api::FunctionType::JAVA);
  std::vector<api::ResourceUri> resources;
  for (const auto& each : function.resources) {
    api::ResourceUri resource;
    resource.__set_resourceType(static_cast<api::ResourceType::type>(each.type));
    resource.__set_uri(each.uri);
    resources.push_back(std::move(resource));
  }
  out.__set_resourceUris(resources);
  out.__set_catName(kCatalog);
  return out;
}

Result<metastore::Function> from_hive(const api::Function& given) {
  auto database = database_of(given.dbName);
  if (!database) return database.error();
  metastore::Function function;
  function.database = *database;
  function.name = given.functionName;
  function.class_name = given.className;
  function.owner = given.ownerName;
  function.owner_type = given.__isset.ownerType ? principal_type(given.ownerType) : "USER";
  for (const auto& resource : given.resourceUris) {
    function.resources.push_back({static_cast<int32_t>(resource.resourceType), resource.uri});
  }
  return function;
}

}  // namespace skep::hive
