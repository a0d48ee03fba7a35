#include "services/metastore_thrift/door.h"

#include "base/text.h"
#include "metastore/rules.h"

namespace skep::services::hive {

Result<std::string> database_of(std::string_view name) {
  if (!name.starts_with('@')) return to_lower(name);
  size_t hash = name.find('#');
  auto catalog = name.substr(1, hash == name.npos ? name.npos : hash - 1);
  if (!equals_ignoring_case(catalog, "hive")) {
    return Error::of_class(ErrorCode::not_found, "SCHEMA_NOT_FOUND", fmt::format("there is no catalog {}", catalog));
  }
  auto database = hash == name.npos ? std::string_view() : name.substr(hash + 1);
  return database == "!" ? std::string() : to_lower(database);
}

Result<metastore::Table> find_table(const Caller& caller, access::Action action, std::string_view database,
                                    std::string_view table) {
  auto name = database_of(database);
  if (!name) return name.error();
  metastore::TableName wanted{*name, to_lower(table)};
  if (auto allowed = caller.may(action, wanted.to_text()); !allowed) return allowed.error();
  return caller.store().load_table(wanted);
}

}  // namespace skep::services::hive
