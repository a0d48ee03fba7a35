#include "metastore/thrift/catalog.h"

#include "base/text.h"

namespace skep::hive {

Result<std::string> database_of(std::string_view name) {
  if (!name.starts_with('@')) return to_lower(name);
  size_t hash = name.find('#');
  auto catalog = name.substr(1, hash == name.npos ? name.npos : hash - 1);
  if (!equals_ignoring_case(catalog, kCatalog)) {
    return Error::of_class(ErrorCode::not_found, "SCHEMA_NOT_FOUND", fmt::format("there is no catalog {}", catalog));
  }
  auto database = hash == name.npos ? std::string_view() : name.substr(hash + 1);
  return database == "!" ? std::string() : to_lower(database);
}

}  // namespace skep::hive
