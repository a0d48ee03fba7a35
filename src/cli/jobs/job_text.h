#pragma once

#include "base/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skep::cli {

/// A job as the server tells it: what its texts show.
struct JobView {
  std::string id;
  std::string state;
  std::string statement;  ///< the first one
  std::string submitted;
  std::string phase;
  int64_t statements = 1;
  int64_t statements_done = 0;
  int64_t rows = 0;
  int64_t rows_scanned = 0;
  std::optional<double> percentage;
  std::optional<Error> error;

  bool has_ended() const { return state == "succeeded" || state == "failed" || state == "cancelled"; }
};

/// Reads a job's document; nothing for what is none.
std::optional<JobView> job_from_json(std::string_view json);

/// Puts a progress event's document into it.
void take_progress(std::string_view json, JobView& job);

/// "[#####-----] 50 %, statement 1 of 2, execution, 4321 rows read".
std::string progress_bar(const JobView& job);

/// A line of a list: id, state, time, the beginning of the statement in at most `width` columns.
std::string list_line(const JobView& job, size_t width);

}  // namespace skep::cli
