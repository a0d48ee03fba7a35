#pragma once

#include "base/result.h"
#include "jobs/job.h"

#include <string>
#include <string_view>

namespace skep::jobs {

/// What the store keeps as one text, since it is never searched: the request without its id, principal and priority;
/// progress; an error with all its parts.
std::string request_to_json(const JobRequest& request);
Result<void> read_request(std::string_view json, JobRequest& request);

std::string progress_to_json(const JobProgress& progress);
JobProgress progress_from_json(std::string_view json);

std::string error_to_json(const Error& error);
std::optional<Error> error_from_json(std::string_view json);

}  // namespace skep::jobs
