#pragma once

#include "base/result.h"
#include "jobs/job.h"

#include <string_view>

namespace skep::services {

/// Reads the body of POST /api/v1/jobs: {"statement": "..." or ["...", {"statement": ..., "parameters": ...}],
/// "parameters", "database", "settings", "priority", "timeout", "retries", "keep", "id"}. Every statement is parsed, so
/// that a mistake in its text is told at once. Fails with invalid_argument, naming the key or the place.
Result<jobs::JobRequest> parse_job_body(std::string_view json);

/// Fails as the parser does for a text that is no statement. One with variables (${...}) is looked at when it runs.
Result<void> check_job_statement(const jobs::JobStatement& statement);

}  // namespace skep::services
