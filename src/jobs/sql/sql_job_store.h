#pragma once

#include "jobs/job_store.h"

#include <memory>
#include <string>

namespace skep::jobs {

/// Opens the store of jobs at "sqlite:/path/jobs.db" or "postgresql://user:password@host/database", which many servers may
/// share; makes its tables where they are missing. Fails with unsupported for another kind of store, or one of a later version.
Result<std::unique_ptr<JobStore>> open_sql_job_store(const std::string& url);

}  // namespace skep::jobs
