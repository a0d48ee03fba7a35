#include "jobs/sql/job_rows.h"

#include "jobs/job_text.h"
#include "jobs/sql/hook_rows.h"
#include "jobs/sql/news.h"
#include "jobs/sql/waits.h"

namespace skep::jobs::sql {

namespace {

/// Any number will do that no other program locks; these are the letters "skepjobs".
constexpr int64_t kClaimLock = 0x736b65706a6f6273;

/// A queued job that waits for others has a state of its own in the store, so that claims do not come upon it.
std::optional<JobState> stored_state(const std::string& name) {
  return name == "waiting" ? JobState::queued : job_state_named(name);
}

/// Whether other servers may be at the store at the same time.
bool is_shared(const Transaction& transaction) { return transaction.dialect().takes_ids_apart(); }

int64_t next_number(Transaction& transaction) {
  int64_t number = 0;
  auto text = is_shared(transaction) ? R"(SELECT nextval('"SKEP_JOB_NUMBERS"'))"
                                     : R"(SELECT COALESCE(MAX("NUMBER"), 0) + 1 FROM "SKEP_JOBS")";
  metastore::sql::KeptRows rows(transaction, text, soci::into(number));
  rows.next();
  return number;
}

}  // namespace

std::string JobRow::columns() {
  return R"("NUMBER", "ID", "PRINCIPAL", "PRIORITY", "REQUEST", "NONCE", "STATE", "REVISION", "STEP", "ATTEMPT",
            "STEP_ATTEMPT", "FAILURES", "INTERRUPTIONS", "CANCEL_WANTED", "SUBMITTED", "READY", "STARTED", "ENDED",
            "PROGRESS", "ERROR", "RESULT_ROWS", "RESULT_BYTES", "RESULT_UNTIL")";
}

Result<Job> JobRow::to_job() const {
  Job made = job;
  auto known = stored_state(state);
  if (!known) return make_error(ErrorCode::internal, "the store holds a job in a state that is none: {}", state);
  made.state = *known;
  made.request.statements.clear();
  made.request.settings.clear();
  made.request.timeout.reset();
  made.request.keep.reset();
  if (auto read = read_request(request, made.request); !read) return read.error();
  made.step = static_cast<size_t>(step);
  made.nonce = static_cast<uint32_t>(nonce);
  made.cancel_wanted = cancel_wanted != 0;
  made.progress = progress_from_json(progress);
  made.error = error_from_json(error);
  return made;
}

void tell(Transaction& transaction, News news) {
  if (!is_shared(transaction)) return;
  std::string channel = kNewsChannel;
  auto text = news_text(news, transaction.pool());
  int done = 0;
  metastore::sql::KeptRows rows(transaction,
                                "SELECT 1 FROM (SELECT pg_notify(CAST(:channel AS text), CAST(:text AS text))) AS told",
                                soci::into(done), soci::use(channel), soci::use(text));
  rows.next();
}

std::string takes_free_rows(Transaction& transaction) {
  return is_shared(transaction) ? transaction.locks_rows() + " SKIP LOCKED" : "";
}

void claim_alone(Transaction& transaction) {
  if (!is_shared(transaction)) return;
  int done = 0;
  metastore::sql::KeptRows rows(transaction,
                                "SELECT 1 FROM (SELECT pg_advisory_xact_lock(CAST(:key AS bigint))) AS locked",
                                soci::into(done), soci::use(kClaimLock));
  rows.next();
}

int64_t insert_job(Transaction& transaction, const Job& job) {
  int64_t number = next_number(transaction);
  auto request = request_to_json(job.request);
  std::string state(to_string(job.state));
  auto nonce = static_cast<int64_t>(job.nonce);
  change(transaction,
         R"(INSERT INTO "SKEP_JOBS" ("NUMBER", "ID", "PRINCIPAL", "PRIORITY", "REQUEST", "NONCE", "STATE", "REVISION",
            "STEP", "ATTEMPT", "STEP_ATTEMPT", "FAILURES", "INTERRUPTIONS", "CANCEL_WANTED", "OWNER", "LEASE_UNTIL",
            "SUBMITTED", "READY", "STARTED", "ENDED", "PROGRESS", "ERROR", "RESULT_ROWS", "RESULT_BYTES", "RESULT_UNTIL",
            "RESULT_DATA")
            VALUES (:number, :id, :principal, :priority, :request, :nonce, :state, 1, 0, 0, 1, 0, 0, 0, '', 0,
            :submitted, :ready, 0, 0, '', '', 0, 0, 0, ''))",
         soci::use(number), soci::use(job.request.id), soci::use(job.request.principal),
         soci::use(job.request.priority), soci::use(request), soci::use(nonce), soci::use(state),
         soci::use(job.submitted_micros), soci::use(job.ready_micros));
  return number;
}

std::optional<Standing> find_standing(Transaction& transaction, const std::string& id) {
  Standing standing;
  std::string state;
  metastore::sql::KeptRows rows(
      transaction,
      R"(SELECT "NUMBER", "STATE", "ATTEMPT", "REVISION" FROM "SKEP_JOBS" WHERE "ID" = :id)" + transaction.locks_rows(),
      soci::into(standing.number), soci::into(state), soci::into(standing.attempt), soci::into(standing.revision),
      soci::use(id));
  if (!rows.next()) return std::nullopt;
  standing.state = stored_state(state).value_or(JobState::failed);
  return standing;
}

std::optional<Standing> find_held(Transaction& transaction, const std::string& id, int attempt) {
  auto standing = find_standing(transaction, id);
  bool is_held = standing && standing->state == JobState::running && standing->attempt == attempt;
  return is_held ? standing : std::nullopt;
}

void add_event(Transaction& transaction, int64_t job_number, const JobEvent& event) {
  std::string state(to_string(event.state));
  change(transaction,
         R"(INSERT INTO "SKEP_JOB_EVENTS" ("JOB_NUMBER", "NUMBER", "AT", "STATE", "TEXT")
            VALUES (:job, :number, :at, :state, :text))",
         soci::use(job_number), soci::use(event.number), soci::use(event.at_micros), soci::use(state),
         soci::use(event.text));
}

void change_state(Transaction& transaction, const Standing& standing, JobState state, const std::string& text,
                  int64_t now_micros) {
  std::string name(to_string(state));
  int64_t revision = standing.revision + 1;
  change(transaction, R"(UPDATE "SKEP_JOBS" SET "STATE" = :state, "REVISION" = :revision WHERE "NUMBER" = :number)",
         soci::use(name), soci::use(revision), soci::use(standing.number));
  add_event(transaction, standing.number, {revision, now_micros, state, text});
}

void write_end(Transaction& transaction, const Standing& standing, JobState state, const std::string& error,
               const std::string& text, int64_t now_micros) {
  std::string name(to_string(state));
  int64_t revision = standing.revision + 1;
  change(transaction,
         R"(UPDATE "SKEP_JOBS" SET "STATE" = :state, "REVISION" = :revision, "ENDED" = :ended, "ERROR" = :error,
            "OWNER" = '', "LEASE_UNTIL" = 0 WHERE "NUMBER" = :number)",
         soci::use(name), soci::use(revision), soci::use(now_micros), soci::use(error), soci::use(standing.number));
  add_event(transaction, standing.number, {revision, now_micros, state, text});
  tell_hook(transaction, standing.number, now_micros);
}

void end_job(Transaction& transaction, const Standing& standing, JobState state, const std::string& error,
             const std::string& text, int64_t now_micros) {
  write_end(transaction, standing, state, error, text, now_micros);
  settle_waiting(transaction, standing.number, state, now_micros);
}

}  // namespace skep::jobs::sql
