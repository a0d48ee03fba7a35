#pragma once

#include "jobs/job_store.h"
#include "metastore/sql/connection_pool.h"
#include "metastore/sql/rows.h"

#include <string>
#include <vector>

/// Rows of SKEP_JOBS and what hangs on them. All of it throws soci_error.
namespace skep::jobs::sql {

using metastore::sql::Transaction;

/// Runs a statement that stays prepared with the connection; gives the number of rows that it changed.
template <typename... Uses>
int64_t change(Transaction& transaction, const std::string& text, const Uses&... uses) {
  auto statement = transaction.statements().take(text);
  (statement->exchange(uses), ...);
  statement->define_and_bind();
  statement->execute(true);
  auto changed = statement->get_affected_rows();
  transaction.statements().give_back(text, std::move(statement));
  return changed;
}

/// A job's row while it is read.
struct JobRow {
  Job job;
  std::string state, request, progress, error;
  int64_t nonce = 0;
  int cancel_wanted = 0;
  int step = 0;

  static std::string columns();

  /// Fails with internal for a row that nobody of us wrote.
  Result<Job> to_job() const;
};

/// Reads the jobs that `rest` ("WHERE ...", with its values in `uses`) tells.
template <typename... Uses>
Result<std::vector<Job>> read_jobs(Transaction& transaction, const std::string& rest, const Uses&... uses) {
  JobRow row;
  auto& job = row.job;
  metastore::sql::KeptRows rows(
      transaction, "SELECT " + JobRow::columns() + R"( FROM "SKEP_JOBS" )" + rest, soci::into(job.number),
      soci::into(job.request.id), soci::into(job.request.principal), soci::into(job.request.priority),
      soci::into(row.request), soci::into(row.nonce), soci::into(row.state), soci::into(job.revision),
      soci::into(row.step), soci::into(job.attempt), soci::into(job.step_attempt), soci::into(job.failures),
      soci::into(job.interruptions), soci::into(row.cancel_wanted), soci::into(job.submitted_micros),
      soci::into(job.ready_micros), soci::into(job.started_micros), soci::into(job.ended_micros),
      soci::into(row.progress), soci::into(row.error), soci::into(job.result.rows), soci::into(job.result.bytes),
      soci::into(job.result.until_micros), uses...);
  std::vector<Job> found;
  while (rows.next()) {
    auto read = row.to_job();
    if (!read) return read.error();
    found.push_back(std::move(*read));
  }
  return found;
}

/// Tells the other servers on the store, once this transaction commits.
void tell(Transaction& transaction, News news);

/// What follows a SELECT of rows that are taken by whoever comes first: those that another has are left out.
std::string takes_free_rows(Transaction& transaction);

/// Waits for other servers' claims, and lets them wait until the transaction ends: how many jobs of a principal run is then
/// known.
void claim_alone(Transaction& transaction);

/// Gives the number of the new job.
int64_t insert_job(Transaction& transaction, const Job& job);

/// What a change of state looks at first.
struct Standing {
  int64_t number = 0;
  JobState state = JobState::queued;
  int attempt = 0;
  int64_t revision = 0;
};

/// Nothing where there is no such job. Locks its row.
std::optional<Standing> find_standing(Transaction& transaction, const std::string& id);

/// The same, but nothing also where another runs the job, or nobody.
std::optional<Standing> find_held(Transaction& transaction, const std::string& id, int attempt);

void add_event(Transaction& transaction, int64_t job_number, const JobEvent& event);

/// Puts a job into a state: counts its revision up and writes the event.
void change_state(Transaction& transaction, const Standing& standing, JobState state, const std::string& text,
                  int64_t now_micros);

/// The same for a job that has ended; `error` may be empty. `end_job` settles those that wait for it too.
void write_end(Transaction& transaction, const Standing& standing, JobState state, const std::string& error,
               const std::string& text, int64_t now_micros);
void end_job(Transaction& transaction, const Standing& standing, JobState state, const std::string& error,
             const std::string& text, int64_t now_micros);

}  // namespace skep::jobs::sql
