#pragma once

#include "jobs/sql/job_rows.h"

/// Rows of SKEP_JOB_HOOKS: a job with a webhook has one until that has been told. All of it throws soci_error.
namespace skep::jobs::sql {

/// Puts down that somebody wants to hear of the job's end.
void expect_end(Transaction& transaction, const Job& job);

/// It has ended: whoever wants to hear of it is told from now on.
void tell_hook(Transaction& transaction, int64_t job_number, int64_t now_micros);

/// JobStore's functions, in their transactions.
std::vector<Hook> take_due_hooks(Transaction& transaction, int64_t now_micros, int64_t again_micros, size_t limit);
void move_hook(Transaction& transaction, int64_t job_number, int64_t again_micros);
void remove_hook(Transaction& transaction, int64_t job_number, const std::string& text, int64_t now_micros);

}  // namespace skep::jobs::sql
