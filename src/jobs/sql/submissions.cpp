#include "jobs/sql/submissions.h"

#include "base/random_id.h"
#include "jobs/sql/hook_rows.h"
#include "jobs/sql/job_rows.h"
#include "jobs/sql/waits.h"

#include <random>

namespace skep::jobs::sql {
namespace {

constexpr int64_t kDayMicros = int64_t{24} * 3600 * 1'000'000;

uint32_t random_nonce() {
  std::random_device random;
  return static_cast<uint32_t>(random());
}

/// The job that came with this key; nothing when none has.
Result<std::optional<Job>> find_by_key(Transaction& transaction, const std::string& principal,
                                       const IdempotencyKey& key, int64_t now_micros) {
  int64_t number = 0;
  std::string body_hash;
  {
    metastore::sql::KeptRows rows(
        transaction,
        R"(SELECT "JOB_NUMBER", "BODY_HASH" FROM "SKEP_JOB_KEYS" WHERE "PRINCIPAL" = :principal
           AND "KEY_TEXT" = :key AND "UNTIL" > :now)",
        soci::into(number), soci::into(body_hash), soci::use(principal), soci::use(key.key), soci::use(now_micros));
    if (!rows.next()) return std::optional<Job>();
  }
  if (body_hash != key.body_hash)
    return Error::of_class(ErrorCode::conflict, "IDEMPOTENCY_KEY_REUSED",
                           "this Idempotency-Key came with another body within the last 24 hours");
  auto jobs = read_jobs(transaction, R"(WHERE "NUMBER" = :number)", soci::use(number));
  if (!jobs) return jobs.error();
  if (jobs->empty()) return std::optional<Job>();
  return std::optional<Job>(std::move(jobs->front()));
}

void keep_key(Transaction& transaction, const Job& job, const IdempotencyKey& key, int64_t now_micros) {
  int64_t until = now_micros + kDayMicros;
  change(transaction, R"(DELETE FROM "SKEP_JOB_KEYS" WHERE "PRINCIPAL" = :principal AND "KEY_TEXT" = :key)",
         soci::use(job.request.principal), soci::use(key.key));
  change(transaction,
         R"(INSERT INTO "SKEP_JOB_KEYS" ("PRINCIPAL", "KEY_TEXT", "BODY_HASH", "JOB_NUMBER", "UNTIL")
            VALUES (:principal, :key, :hash, :job, :until))",
         soci::use(job.request.principal), soci::use(key.key), soci::use(key.body_hash), soci::use(job.number),
         soci::use(until));
}

}  // namespace

Result<Submitted> submit_job(Transaction& transaction, const JobRequest& request,
                             const std::optional<IdempotencyKey>& key, int64_t now_micros) {
  if (key) {
    auto known = find_by_key(transaction, request.principal, *key, now_micros);
    if (!known) return known.error();
    if (*known) return Submitted{std::move(**known), false, {}};
  }
  Job job;
  job.request = request;
  if (job.request.id.empty()) {
    job.request.id = random_id();
  } else if (find_standing(transaction, request.id)) {
    return make_error(ErrorCode::already_exists, "there is a job with this id already: {}", request.id);
  }
  // All that may be refused is looked at before anything is written.
  auto others = find_others(transaction, request);
  if (!others) return others.error();
  job.submitted_micros = now_micros;
  job.ready_micros = now_micros;
  job.nonce = random_nonce();
  job.number = insert_job(transaction, job);
  JobEvent taken_in{job.revision, now_micros, JobState::queued, "queued"};
  add_event(transaction, job.number, taken_in);
  if (key) keep_key(transaction, job, *key, now_micros);
  expect_end(transaction, job);
  wait_for_others(transaction, job, *others, now_micros);
  tell(transaction, News::queued);
  return Submitted{std::move(job), true, {std::move(taken_in)}};
}

}  // namespace skep::jobs::sql
