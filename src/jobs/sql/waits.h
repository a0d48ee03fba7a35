#pragma once

#include "jobs/job.h"
#include "jobs/sql/job_rows.h"

/// Jobs that wait for others. All of it throws soci_error.
namespace skep::jobs::sql {

/// The jobs that a request names to wait for, in its order. Fails with invalid_argument when one is not there.
Result<std::vector<Standing>> find_others(Transaction& transaction, const JobRequest& request);

/// Lets a job that was just queued wait for these, or fail.
void wait_for_others(Transaction& transaction, const Job& job, const std::vector<Standing>& others, int64_t now_micros);

/// To be called when a job has ended, in the same transaction: those that wait for it are queued, or fail.
void settle_waiting(Transaction& transaction, int64_t ended, JobState how, int64_t now_micros);

}  // namespace skep::jobs::sql
