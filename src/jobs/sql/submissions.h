#pragma once

#include "jobs/job_store.h"
#include "metastore/sql/connection_pool.h"

namespace skep::jobs::sql {

/// JobStore::submit, in its transaction.
Result<Submitted> submit_job(metastore::sql::Transaction& transaction, const JobRequest& request,
                             const std::optional<IdempotencyKey>& key, int64_t now_micros);

}  // namespace skep::jobs::sql
