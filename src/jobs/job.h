#pragma once

#include "base/error.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Long work that outlives its client and its server.
namespace skep::jobs {

enum class JobState { queued, running, succeeded, failed, cancelled };

std::string_view to_string(JobState state);
std::optional<JobState> job_state_named(std::string_view name);
inline bool has_ended(JobState state) { return state != JobState::queued && state != JobState::running; }

/// One statement of a job.
struct JobStatement {
  std::string text;
  std::string parameters;  ///< JSON, as the REST API takes them; empty: none
};

/// What is asked for. Its statements run one after the other in one session; the rows of the last one are the result.
struct JobRequest {
  std::string id;  ///< the caller's, or empty
  std::string principal;
  std::vector<JobStatement> statements;
  std::string database;                              ///< the current one; empty: default
  std::map<std::string, std::string> settings;       ///< as with SET
  int priority = 0;                                  ///< higher ones first
  std::optional<std::chrono::milliseconds> timeout;  ///< of one run of all statements
  int retries = 3;                                   ///< after failures that another try may mend
  std::optional<std::chrono::seconds> keep;          ///< how long the result is there
  std::vector<std::string> after;                    ///< jobs of the same principal that must have succeeded before
  bool repeats = false;  ///< what a server that dies may have done of it is no matter, or can be looked up
  std::string webhook;   ///< a URL that is told of the end; empty: none
};

inline constexpr size_t kStatementsMax = 1000;
inline constexpr int kPriorityMax = 100;
inline constexpr int kRetriesMax = 100;
inline constexpr size_t kAfterMax = 100;

/// How far a job that runs has come.
struct JobProgress {
  std::string phase;
  int64_t rows = 0;          ///< of the result so far
  int64_t bytes = 0;         ///< of the result's file so far
  int64_t rows_scanned = 0;  ///< read from tables by the present statement
  std::optional<double> percentage;
};

/// What a job left behind.
struct JobResult {
  int64_t rows = 0;
  int64_t bytes = 0;         ///< of its file; 0: there is none
  int64_t until_micros = 0;  ///< when it goes; 0: it is gone
};

/// A job as the store has it.
struct Job {
  int64_t number = 0;  ///< counts up; later jobs have higher ones
  JobRequest request;  ///< with an id
  JobState state = JobState::queued;
  size_t step = 0;             ///< statements that are done
  int attempt = 0;             ///< how often it was begun; whoever runs it acts under this number only
  int step_attempt = 1;        ///< the attempt in which the present statement was begun first
  int failures = 0;            ///< that were retried
  int interruptions = 0;       ///< runs that ended with their server
  bool interrupted = false;    ///< the run before this one ended so: its writes are to be looked up
  bool cancel_wanted = false;  ///< while it runs
  int64_t revision = 1;        ///< counts its changes of state
  uint32_t nonce = 0;          ///< random, in the ids of its writes
  int64_t submitted_micros = 0;
  int64_t ready_micros = 0;  ///< while it is queued: it is not begun before
  int64_t started_micros = 0;
  int64_t ended_micros = 0;
  JobProgress progress;
  std::optional<Error> error;  ///< why it failed; while it is queued again, why the last try did
  JobResult result;
};

/// One line of what happened to a job.
struct JobEvent {
  int64_t number = 0;  ///< counts up for each job, from 1
  int64_t at_micros = 0;
  JobState state = JobState::queued;  ///< after it
  std::string text;
};

/// The class of the error with which a job is given up whose server ended too often.
inline constexpr std::string_view kInterruptedTooOften = "JOB_INTERRUPTED_TOO_OFTEN";

/// The id of a write that a job's statement makes: the same for the same attempt, so that a dead server's write is found.
/// Formed like every write's id, and told from others by its version digit.
std::string operation_id(const Job& job, size_t step, int attempt);

/// What such an id says; nothing for another write's.
struct OperationOwner {
  int64_t job_number = 0;
  uint32_t nonce = 0;
};
std::optional<OperationOwner> owner_of_operation(std::string_view operation_id);

}  // namespace skep::jobs
