#pragma once

#include "base/result.h"
#include "jobs/job.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::jobs {

/// What becomes of runs whose time passed while no server was there: `once` makes one of all of them, `all` runs each.
enum class MissedRuns { skip, once, all };

std::string_view to_string(MissedRuns missed);
std::optional<MissedRuns> missed_runs_named(std::string_view name);

/// A job that comes again and again.
struct Schedule {
  std::string id;
  std::string principal;
  std::string cron;  ///< see Cron
  std::string zone = "UTC";
  MissedRuns missed = MissedRuns::once;
  JobRequest request;  ///< without an id
  int64_t created_micros = 0;
  int64_t next_micros = 0;  ///< the next run's time
  std::string last_job;     ///< the id of the latest run; empty: none yet
};

inline constexpr size_t kScheduleIdMax = 100;
inline constexpr size_t kMissedRunsMax = 100;  ///< with MissedRuns::all; the latest ones

/// The id of the job that a schedule makes for a time: the same whoever makes it.
std::string scheduled_job_id(const Schedule& schedule, int64_t due_micros);

/// What to do with a schedule whose time has come.
struct DueRuns {
  std::vector<int64_t> times;  ///< a job for each
  int64_t next_micros = 0;
};

/// Fails with invalid_argument where the schedule's expression or zone is none.
Result<DueRuns> due_runs(const Schedule& schedule, int64_t now_micros);

}  // namespace skep::jobs
