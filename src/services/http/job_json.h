#pragma once

#include "jobs/job.h"
#include "net/http_handler.h"
#include "services/http/api.h"

#include <string>
#include <vector>

namespace skep::services {

std::string job_path(const jobs::Job& job);

/// A job as every answer shows it, without its log.
std::string job_json(const jobs::Job& job);

/// The same with its log.
std::string job_json(const jobs::Job& job, const std::vector<jobs::JobEvent>& log);

std::string job_event_json(const jobs::JobEvent& event);
std::string job_progress_json(const jobs::Job& job);

/// The job that the path names, if it is the caller's. Fails with not_found, and with unavailable where no jobs run.
Result<jobs::Job> find_job(Api& api, const Call& call);

/// Fails with unavailable where no jobs run.
Result<void> check_jobs(const Api& api);

/// Takes a job in and answers 202: the same body that GET of its Location gives.
net::HttpAnswer accept_job(Api& api, const Call& call, jobs::JobRequest request);

}  // namespace skep::services
