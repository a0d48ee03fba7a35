#pragma once

#include "cli/jobs/job_arguments.h"

namespace skep::cli {

/// Each gives the process's exit code: 0, or 1 after it has printed why.
int submit_job(const JobArguments& arguments);
int list_jobs(const JobArguments& arguments);

/// 1 also for a job that has failed or was cancelled.
int follow_job(const JobArguments& arguments);
int cancel_job(const JobArguments& arguments);
int show_result(const JobArguments& arguments);

}  // namespace skep::cli
