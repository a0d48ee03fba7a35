#include "jobs/sql/hook_rows.h"

#include <limits>

namespace skep::jobs::sql {
namespace {

constexpr int64_t kNotYet = std::numeric_limits<int64_t>::max();

}  // namespace

void expect_end(Transaction& transaction, const Job& job) {
  if (job.request.webhook.empty()) return;
  change(transaction,
         R"(INSERT INTO "SKEP_JOB_HOOKS" ("JOB_NUMBER", "NEXT", "TRIES") VALUES (:job, :next, 0)
            ON CONFLICT ("JOB_NUMBER") DO UPDATE SET "NEXT" = excluded."NEXT", "TRIES" = 0)",
         soci::use(job.number), soci::use(kNotYet));
}

void tell_hook(Transaction& transaction, int64_t job_number, int64_t now_micros) {
  change(transaction, R"(UPDATE "SKEP_JOB_HOOKS" SET "NEXT" = :now WHERE "JOB_NUMBER" = :job)", soci::use(now_micros),
         soci::use(job_number));
}

std::vector<Hook> take_due_hooks(Transaction& transaction, int64_t now_micros, int64_t again_micros, size_t limit) {
  std::vector<Hook> hooks;
  {
    Hook hook;
    metastore::sql::KeptRows rows(
        transaction,
        fmt::format(
            R"(SELECT "JOB_NUMBER", "TRIES" FROM "SKEP_JOB_HOOKS" WHERE "NEXT" <= :now ORDER BY "NEXT" LIMIT {})",
            limit) +
            takes_free_rows(transaction),
        soci::into(hook.job_number), soci::into(hook.tries), soci::use(now_micros));
    while (rows.next()) hooks.push_back(hook);
  }
  for (const auto& hook : hooks)
    change(transaction,
           R"(UPDATE "SKEP_JOB_HOOKS" SET "NEXT" = :again, "TRIES" = "TRIES" + 1 WHERE "JOB_NUMBER" = :job)",
           soci::use(again_micros), soci::use(hook.job_number));
  return hooks;
}

void move_hook(Transaction& transaction, int64_t job_number, int64_t again_micros) {
  change(transaction, R"(UPDATE "SKEP_JOB_HOOKS" SET "NEXT" = :again WHERE "JOB_NUMBER" = :job AND "NEXT" <> :not_yet)",
         soci::use(again_micros), soci::use(job_number), soci::use(kNotYet));
}

void remove_hook(Transaction& transaction, int64_t job_number, const std::string& text, int64_t now_micros) {
  // A job that was queued again meanwhile has another end to come.
  change(transaction, R"(DELETE FROM "SKEP_JOB_HOOKS" WHERE "JOB_NUMBER" = :job AND "NEXT" <> :not_yet)",
         soci::use(job_number), soci::use(kNotYet));
  std::string id;
  {
    metastore::sql::KeptRows rows(transaction, R"(SELECT "ID" FROM "SKEP_JOBS" WHERE "NUMBER" = :job)", soci::into(id),
                                  soci::use(job_number));
    if (!rows.next()) return;
  }
  auto standing = find_standing(transaction, id);
  if (!standing) return;
  int64_t revision = standing->revision + 1;
  change(transaction, R"(UPDATE "SKEP_JOBS" SET "REVISION" = :revision WHERE "NUMBER" = :job)", soci::use(revision),
         soci::use(job_number));
  add_event(transaction, job_number, {revision, now_micros, standing->state, text});
}

}  // namespace skep::jobs::sql
