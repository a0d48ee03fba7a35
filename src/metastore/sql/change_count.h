#pragma once

#include "metastore/sql/sql_metastore.h"

#include <cstdint>
#include <memory>

namespace skep::metastore {

/// Tells whether anything in a store may have changed, whoever changed it, so that what was read of it can be kept until
/// then. Any thread may call it.
class ChangeCount {
 public:
  virtual ~ChangeCount() = default;

  /// Differs from every earlier answer once a change has been committed since. Takes microseconds and never waits for a
  /// lock of the store; while that cannot be told, each answer is another one.
  virtual uint64_t now() = 0;
};

/// Null for a store that cannot tell without a round trip: all but SQLite. The store has been opened before.
std::unique_ptr<ChangeCount> count_changes(const StoreAddress& address);

}  // namespace skep::metastore
