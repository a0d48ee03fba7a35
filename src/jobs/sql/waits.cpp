#include "jobs/sql/waits.h"

#include "jobs/job_text.h"

namespace skep::jobs::sql {
namespace {

/// Whether the job is there and whose it is are one question: another's jobs are nobody's business.
std::optional<Standing> find_own(Transaction& transaction, const std::string& id, const std::string& principal) {
  auto standing = find_standing(transaction, id);
  if (!standing) return std::nullopt;
  std::string owner;
  metastore::sql::KeptRows rows(transaction, R"(SELECT "PRINCIPAL" FROM "SKEP_JOBS" WHERE "NUMBER" = :number)",
                                soci::into(owner), soci::use(standing->number));
  return rows.next() && owner == principal ? standing : std::nullopt;
}

std::vector<int64_t> waiting_for(Transaction& transaction, int64_t number) {
  std::vector<int64_t> waiting;
  int64_t job = 0;
  metastore::sql::KeptRows rows(
      transaction, R"(SELECT "JOB_NUMBER" FROM "SKEP_JOB_WAITS" WHERE "FOR_NUMBER" = :number ORDER BY "JOB_NUMBER")",
      soci::into(job), soci::use(number));
  while (rows.next()) waiting.push_back(job);
  return waiting;
}

bool still_waits(Transaction& transaction, int64_t number) {
  int64_t other = 0;
  metastore::sql::KeptRows rows(transaction,
                                R"(SELECT "FOR_NUMBER" FROM "SKEP_JOB_WAITS" WHERE "JOB_NUMBER" = :number LIMIT 1)",
                                soci::into(other), soci::use(number));
  return rows.next();
}

void fail_waiting(Transaction& transaction, const Standing& waiting, const std::string& for_id, JobState how,
                  int64_t now_micros) {
  change(transaction, R"(DELETE FROM "SKEP_JOB_WAITS" WHERE "JOB_NUMBER" = :number)", soci::use(waiting.number));
  auto error = Error::of_class(ErrorCode::conflict, "JOB_DEPENDENCY_FAILED",
                               fmt::format("the job {} that it waited for {}", for_id,
                                           how == JobState::cancelled ? "was cancelled" : "has failed"));
  write_end(transaction, waiting, JobState::failed, error_to_json(error), "failed: " + error.message, now_micros);
}

std::string id_of(Transaction& transaction, int64_t number) {
  std::string id;
  metastore::sql::KeptRows rows(transaction, R"(SELECT "ID" FROM "SKEP_JOBS" WHERE "NUMBER" = :number)", soci::into(id),
                                soci::use(number));
  rows.next();
  return id;
}

/// Gives those that have failed by it.
std::vector<int64_t> settle_those_of(Transaction& transaction, int64_t ended, JobState how, int64_t now_micros) {
  std::vector<int64_t> failed;
  auto waiting = waiting_for(transaction, ended);
  if (waiting.empty()) return failed;
  auto ended_id = id_of(transaction, ended);
  change(transaction, R"(DELETE FROM "SKEP_JOB_WAITS" WHERE "FOR_NUMBER" = :number)", soci::use(ended));
  for (int64_t number : waiting) {
    auto standing = find_standing(transaction, id_of(transaction, number));
    if (!standing || standing->state != JobState::queued) continue;
    if (how != JobState::succeeded) {
      fail_waiting(transaction, *standing, ended_id, how, now_micros);
      failed.push_back(number);
      continue;
    }
    if (still_waits(transaction, number)) continue;
    change(transaction, R"(UPDATE "SKEP_JOBS" SET "READY" = :ready WHERE "NUMBER" = :number)", soci::use(now_micros),
           soci::use(number));
    tell(transaction, News::queued);
    change_state(transaction, *standing, JobState::queued, "waits no longer: the others have succeeded", now_micros);
  }
  return failed;
}

}  // namespace

Result<std::vector<Standing>> find_others(Transaction& transaction, const JobRequest& request) {
  std::vector<Standing> others;
  for (const auto& id : request.after) {
    auto other = find_own(transaction, id, request.principal);
    if (!other)
      return make_error(ErrorCode::invalid_argument, "there is no job with the id {} that it could wait for", id);
    others.push_back(*other);
  }
  return others;
}

void wait_for_others(Transaction& transaction, const Job& job, const std::vector<Standing>& others,
                     int64_t now_micros) {
  bool waits = false;
  for (size_t i = 0; i < others.size(); i++) {
    const auto& other = others[i];
    if (other.state == JobState::succeeded) continue;
    if (has_ended(other.state)) {
      Standing own{job.number, job.state, job.attempt, job.revision};
      return fail_waiting(transaction, own, job.request.after[i], other.state, now_micros);
    }
    change(transaction,
           R"(INSERT INTO "SKEP_JOB_WAITS" ("FOR_NUMBER", "JOB_NUMBER") VALUES (:other, :job) ON CONFLICT DO NOTHING)",
           soci::use(other.number), soci::use(job.number));
    waits = true;
  }
  if (!waits) return;
  change(transaction, R"(UPDATE "SKEP_JOBS" SET "STATE" = 'waiting' WHERE "NUMBER" = :number)", soci::use(job.number));
}

void settle_waiting(Transaction& transaction, int64_t ended, JobState how, int64_t now_micros) {
  // Chains may be long: those that fail in turn are gathered, not gone down into.
  std::vector<std::pair<int64_t, JobState>> all{{ended, how}};
  while (!all.empty()) {
    auto [number, state] = all.back();
    all.pop_back();
    for (int64_t failed : settle_those_of(transaction, number, state, now_micros))
      all.emplace_back(failed, JobState::failed);
  }
}

}  // namespace skep::jobs::sql
