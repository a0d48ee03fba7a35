#pragma once

#include "jobs/job_store.h"
#include "metastore/sql/connection_pool.h"

namespace skep::jobs::sql {

/// JobStore::claim, in its transaction.
Result<Claimed> claim_jobs(metastore::sql::Transaction& transaction, const Claim& claim, int64_t now_micros);

/// JobStore::renew, in its transaction.
Renewed renew_leases(metastore::sql::Transaction& transaction, const std::string& owner, const std::vector<Held>& held,
                     int64_t lease_until_micros);

}  // namespace skep::jobs::sql
