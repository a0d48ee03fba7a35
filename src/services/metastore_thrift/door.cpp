#include "services/metastore_thrift/door.h"

#include "base/text.h"
#include "metastore/rules.h"

namespace skep::hive {

Result<metastore::Table> find_table(const Caller& caller, access::Action action, std::string_view database,
                                    std::string_view table) {
  auto name = database_of(database);
  if (!name) return name.error();
  metastore::TableName wanted{*name, to_lower(table)};
  if (auto allowed = caller.may(action, wanted.to_text()); !allowed) return allowed.error();
  return caller.store().load_table(wanted);
}

}  // namespace skep::hive
