#pragma once

#include "access/access_policy.h"
#include "base/result.h"
#include "metastore/metastore.h"
#include "metastore/thrift/catalog.h"
#include "warehouse/warehouse.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace skep::hive {

/// What all calls work on. Borrowed; any thread may use it.
struct Door {
  warehouse::Warehouse& warehouse;
  access::AccessPolicy& policy;
  int64_t started_seconds = 0;

  metastore::Metastore& store() const { return warehouse.store(); }
};

/// Who calls: one connection. Its calls follow each other.
struct Caller {
  Door& door;
  access::Principal principal;
  bool ends = false;                            ///< the connection is to be closed after this call
  std::map<std::string, std::string> settings;  ///< what the client has set for its connection (setMetaConf)

  metastore::Metastore& store() const { return door.store(); }
  warehouse::Warehouse& warehouse() const { return door.warehouse; }

  /// Asks the policy. Fails with permission_denied.
  Result<void> may(access::Action action, const std::string& object) const {
    return door.policy.check(principal, action, object);
  }
};

/// Finds a table for a call: asks the policy, then the store.
Result<metastore::Table> find_table(const Caller& caller, access::Action action, std::string_view database,
                                    std::string_view table);

}  // namespace skep::hive
