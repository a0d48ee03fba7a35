#pragma once

#include "metastore/constraint_store.h"
#include "metastore/event_store.h"
#include "metastore/lock_store.h"
#include "metastore/privilege_store.h"
#include "metastore/statistics_store.h"

#include <memory>

namespace skep::metastore {

// What is not there yet of a remote metastore: each call fails with unsupported and says so.

std::unique_ptr<StatisticsStore> make_absent_statistics();
std::unique_ptr<LockStore> make_absent_locks();
std::unique_ptr<ConstraintStore> make_absent_constraints();
std::unique_ptr<PrivilegeStore> make_absent_privileges();
std::unique_ptr<EventStore> make_absent_events();

}  // namespace skep::metastore
