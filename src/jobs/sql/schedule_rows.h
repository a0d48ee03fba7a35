#pragma once

#include "jobs/schedule.h"
#include "jobs/sql/job_rows.h"

/// Rows of SKEP_JOB_SCHEDULES. All of it throws soci_error.
namespace skep::jobs::sql {

/// False where the id is there already.
bool insert_schedule(Transaction& transaction, const Schedule& schedule);

Result<std::vector<Schedule>> read_schedules(Transaction& transaction, const std::string& principal,
                                             int64_t due_micros);

bool delete_schedule(Transaction& transaction, const std::string& principal, const std::string& id);

/// JobStore::run_schedule, in its transaction.
Result<bool> queue_runs(Transaction& transaction, const Schedule& schedule, const DueRuns& due, int64_t now_micros);

std::optional<int64_t> find_next_schedule(Transaction& transaction);

}  // namespace skep::jobs::sql
