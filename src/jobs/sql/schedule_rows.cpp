#include "jobs/sql/schedule_rows.h"

#include "jobs/job_text.h"
#include "jobs/sql/submissions.h"

namespace skep::jobs::sql {

bool insert_schedule(Transaction& transaction, const Schedule& schedule) {
  std::string missed(to_string(schedule.missed));
  auto request = request_to_json(schedule.request);
  auto inserted = change(transaction,
                         R"(INSERT INTO "SKEP_JOB_SCHEDULES" ("ID", "PRINCIPAL", "CRON", "ZONE", "MISSED", "PRIORITY",
                            "REQUEST", "CREATED", "NEXT", "LAST_JOB")
                            VALUES (:id, :principal, :cron, :zone, :missed, :priority, :request, :created, :next, '')
                            ON CONFLICT DO NOTHING)",
                         soci::use(schedule.id), soci::use(schedule.principal), soci::use(schedule.cron),
                         soci::use(schedule.zone), soci::use(missed), soci::use(schedule.request.priority),
                         soci::use(request), soci::use(schedule.created_micros), soci::use(schedule.next_micros));
  return inserted > 0;
}

Result<std::vector<Schedule>> read_schedules(Transaction& transaction, const std::string& principal,
                                             int64_t due_micros) {
  Schedule row;
  std::string missed;
  std::string request;
  metastore::sql::KeptRows rows(
      transaction,
      R"(SELECT "ID", "PRINCIPAL", "CRON", "ZONE", "MISSED", "PRIORITY", "REQUEST", "CREATED", "NEXT", "LAST_JOB"
         FROM "SKEP_JOB_SCHEDULES" WHERE "NEXT" <= :due AND (CAST(:anyone AS text) = '' OR "PRINCIPAL" = :principal)
         ORDER BY "ID")",
      soci::into(row.id), soci::into(row.principal), soci::into(row.cron), soci::into(row.zone), soci::into(missed),
      soci::into(row.request.priority), soci::into(request), soci::into(row.created_micros),
      soci::into(row.next_micros), soci::into(row.last_job), soci::use(due_micros), soci::use(principal),
      soci::use(principal));
  std::vector<Schedule> found;
  while (rows.next()) {
    auto schedule = row;
    schedule.missed = missed_runs_named(missed).value_or(MissedRuns::once);
    schedule.request.principal = schedule.principal;
    if (auto read = read_request(request, schedule.request); !read) return read.error();
    found.push_back(std::move(schedule));
  }
  return found;
}

bool delete_schedule(Transaction& transaction, const std::string& principal, const std::string& id) {
  return change(transaction, R"(DELETE FROM "SKEP_JOB_SCHEDULES" WHERE "ID" = :id AND "PRINCIPAL" = :principal)",
                soci::use(id), soci::use(principal)) > 0;
}

Result<bool> queue_runs(Transaction& transaction, const Schedule& schedule, const DueRuns& due, int64_t now_micros) {
  auto last = due.times.empty() ? schedule.last_job : scheduled_job_id(schedule, due.times.back());
  auto moved = change(transaction,
                      R"(UPDATE "SKEP_JOB_SCHEDULES" SET "NEXT" = :next, "LAST_JOB" = :last
                         WHERE "ID" = :id AND "NEXT" = :seen AND "CREATED" = :created)",
                      soci::use(due.next_micros), soci::use(last), soci::use(schedule.id),
                      soci::use(schedule.next_micros), soci::use(schedule.created_micros));
  if (moved == 0) return false;
  for (int64_t time : due.times) {
    auto request = schedule.request;
    request.id = scheduled_job_id(schedule, time);
    auto submitted = submit_job(transaction, request, std::nullopt, now_micros);
    // A job of that name is that run.
    if (!submitted && submitted.error().code != ErrorCode::already_exists) return submitted.error();
  }
  return true;
}

std::optional<int64_t> find_next_schedule(Transaction& transaction) {
  int64_t next = 0;
  metastore::sql::KeptRows rows(transaction, R"(SELECT "NEXT" FROM "SKEP_JOB_SCHEDULES" ORDER BY "NEXT" LIMIT 1)",
                                soci::into(next));
  return rows.next() ? std::optional(next) : std::nullopt;
}

}  // namespace skep::jobs::sql
