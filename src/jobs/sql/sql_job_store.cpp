#include "jobs/sql/sql_job_store.h"

#include "jobs/job_text.h"
#include "jobs/sql/claims.h"
#include "jobs/sql/group_commit.h"
#include "jobs/sql/job_rows.h"
#include "jobs/sql/schema.h"
#include "jobs/sql/submissions.h"
#include "metastore/sql/store_calls.h"
#include "metastore/sql/store_url.h"

#include <limits>

namespace skep::jobs::sql {
namespace {

constexpr size_t kConnectionsMax = 8;

Error no_such_job(const std::string& id) {
  return make_error(ErrorCode::not_found, "there is no job with this id: {}", id);
}

class SqlJobStore final : public JobStore {
 public:
  SqlJobStore(std::unique_ptr<metastore::sql::Dialect> dialect, std::string address)
      : pool_(std::move(dialect), std::move(address), kConnectionsMax), calls_(pool_), commits_(pool_) {}

  Result<void> open() {
    return calls_.changing([](Transaction& transaction) { return create_schema(transaction); });
  }

  Result<Submitted> submit(const JobRequest& request, const std::optional<IdempotencyKey>& key,
                           int64_t now_micros) override {
    Submitted submitted;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto outcome = submit_job(transaction, request, key, now_micros);
      if (!outcome) return outcome.error();
      submitted = std::move(*outcome);
      return {};
    });
    if (!done) return done.error();
    return submitted;
  }

  Result<Job> find(const std::string& id) override {
    auto found = read(R"(WHERE "ID" = :id)", soci::use(id));
    if (!found) return found.error();
    if (found->empty()) return no_such_job(id);
    return std::move(found->front());
  }

  Result<std::optional<Job>> find_number(int64_t number) override {
    auto found = read(R"(WHERE "NUMBER" = :number)", soci::use(number));
    if (!found) return found.error();
    if (found->empty()) return std::optional<Job>();
    return std::optional<Job>(std::move(found->front()));
  }

  Result<std::vector<Job>> list(const JobFilter& filter) override {
    std::string state = filter.state ? std::string(to_string(*filter.state)) : "";
    int64_t before = filter.before_number.value_or(std::numeric_limits<int64_t>::max());
    std::string condition = R"(WHERE "NUMBER" < :before)";
    condition += filter.principal.empty() ? " AND :principal = ''" : R"( AND "PRINCIPAL" = :principal)";
    condition += state.empty() ? " AND :state = ''" : R"( AND "STATE" = :state)";
    condition += fmt::format(R"( ORDER BY "NUMBER" DESC LIMIT {})", filter.limit);
    return read(condition, soci::use(before), soci::use(filter.principal), soci::use(state));
  }

  Result<std::vector<JobEvent>> events(int64_t job_number, int64_t after, size_t limit) override {
    return calls_.reading<std::vector<JobEvent>>([&](Transaction& transaction) -> Result<std::vector<JobEvent>> {
      JobEvent event;
      std::string state;
      auto text = fmt::format(
          R"(SELECT "NUMBER", "AT", "STATE", "TEXT" FROM "SKEP_JOB_EVENTS" WHERE "JOB_NUMBER" = :job
             AND "NUMBER" > :after ORDER BY "NUMBER" LIMIT {})",
          limit);
      metastore::sql::KeptRows rows(transaction, text, soci::into(event.number), soci::into(event.at_micros),
                                    soci::into(state), soci::into(event.text), soci::use(job_number), soci::use(after));
      std::vector<JobEvent> found;
      while (rows.next()) {
        event.state = job_state_named(state).value_or(JobState::failed);
        found.push_back(event);
      }
      return found;
    });
  }

  Result<std::vector<Job>> claim(const Claim& claim, int64_t now_micros) override {
    std::vector<Job> claimed;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto outcome = claim_jobs(transaction, claim, now_micros);
      if (!outcome) return outcome.error();
      claimed = std::move(*outcome);
      return {};
    }, GroupCommit::Turn::last);
    if (!done) return done.error();
    return claimed;
  }

  Result<Renewed> renew(const std::string& owner, const std::vector<Held>& held, int64_t lease_until_micros) override {
    Renewed renewed;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      renewed = renew_leases(transaction, owner, held, lease_until_micros);
      return {};
    });
    if (!done) return done.error();
    return renewed;
  }

  Result<bool> advance(const Held& held, size_t step, const std::string& text, int64_t now_micros) override {
    return change_held(held, [&](Transaction& transaction, const Standing& standing) {
      auto done = static_cast<int>(step);
      change(transaction,
             R"(UPDATE "SKEP_JOBS" SET "STEP" = :step, "STEP_ATTEMPT" = "ATTEMPT" WHERE "NUMBER" = :number)",
             soci::use(done), soci::use(standing.number));
      change_state(transaction, standing, JobState::running, text, now_micros);
    });
  }

  Result<bool> succeed(const Held& held, const JobResult& result, const std::string& small_result,
                       int64_t now_micros) override {
    return change_held(held, [&](Transaction& transaction, const Standing& standing) {
      auto progress = progress_to_json(held.progress);
      JobEvent event{standing.revision + 1, now_micros, JobState::succeeded,
                     fmt::format("succeeded with {} rows", result.rows)};
      change(transaction,
             R"(UPDATE "SKEP_JOBS" SET "STATE" = 'succeeded', "REVISION" = :revision, "ENDED" = :ended, "ERROR" = '',
                "OWNER" = '', "LEASE_UNTIL" = 0, "RESULT_ROWS" = :rows, "RESULT_BYTES" = :bytes,
                "RESULT_UNTIL" = :until, "RESULT_DATA" = :data, "PROGRESS" = :progress WHERE "NUMBER" = :number)",
             soci::use(event.number), soci::use(now_micros), soci::use(result.rows), soci::use(result.bytes),
             soci::use(result.until_micros), soci::use(small_result), soci::use(progress), soci::use(standing.number));
      add_event(transaction, standing.number, event);
    });
  }

  Result<bool> fail(const Held& held, const Error& error, int64_t now_micros) override {
    return change_held(held, [&](Transaction& transaction, const Standing& standing) {
      end_job(transaction, standing, JobState::failed, error_to_json(error), "failed: " + error.message, now_micros);
    });
  }

  Result<bool> end_cancelled(const Held& held, int64_t now_micros) override {
    return change_held(held, [&](Transaction& transaction, const Standing& standing) {
      end_job(transaction, standing, JobState::cancelled, "", "cancelled", now_micros);
    });
  }

  Result<bool> put_back(const Held& held, const PutBack& why, int64_t now_micros) override {
    return change_held(held, [&](Transaction& transaction, const Standing& standing) {
      auto error = error_to_json(why.error);
      int counts = why.counts_as_failure ? 1 : 0;
      change(transaction,
             R"(UPDATE "SKEP_JOBS" SET "FAILURES" = "FAILURES" + :counts, "READY" = :ready, "ERROR" = :error,
                "OWNER" = '', "LEASE_UNTIL" = 0 WHERE "NUMBER" = :number)",
             soci::use(counts), soci::use(why.ready_micros), soci::use(error), soci::use(standing.number));
      change_state(transaction, standing, JobState::queued, "queued again: " + why.error.message, now_micros);
    });
  }

  Result<Job> cancel(const std::string& id, int64_t now_micros) override {
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto standing = find_standing(transaction, id);
      if (!standing) return no_such_job(id);
      if (standing->state == JobState::queued)
        end_job(transaction, *standing, JobState::cancelled, "", "cancelled before it was begun", now_micros);
      if (standing->state == JobState::running)
        change(transaction, R"(UPDATE "SKEP_JOBS" SET "CANCEL_WANTED" = 1 WHERE "NUMBER" = :number)",
               soci::use(standing->number));
      return {};
    });
    if (!done) return done.error();
    return find(id);
  }

  Result<std::string> small_result(int64_t number) override {
    return calls_.reading<std::string>([&](Transaction& transaction) -> Result<std::string> {
      std::string data;
      metastore::sql::KeptRows rows(transaction, R"(SELECT "RESULT_DATA" FROM "SKEP_JOBS" WHERE "NUMBER" = :number)",
                                    soci::into(data), soci::use(number));
      rows.next();
      return data;
    });
  }

  Result<void> forget_result(int64_t number) override {
    return commits_.run([&](Transaction& transaction) -> Result<void> {
      change(transaction, R"(UPDATE "SKEP_JOBS" SET "RESULT_UNTIL" = 0, "RESULT_DATA" = '' WHERE "NUMBER" = :number)",
             soci::use(number));
      return {};
    });
  }

  Result<std::vector<Job>> expired_results(int64_t now_micros) override {
    return read(R"(WHERE "STATE" = 'succeeded' AND "RESULT_UNTIL" > 0 AND "RESULT_UNTIL" <= :now)",
                soci::use(now_micros));
  }

  Result<void> sweep(int64_t now_micros, int64_t ended_before_micros) override {
    return commits_.run([&](Transaction& transaction) -> Result<void> {
      change(transaction, R"(DELETE FROM "SKEP_JOB_KEYS" WHERE "UNTIL" <= :now)", soci::use(now_micros));
      change(transaction,
             R"(UPDATE "SKEP_JOBS" SET "RESULT_UNTIL" = 0, "RESULT_DATA" = '' WHERE "STATE" = 'succeeded'
                AND "RESULT_UNTIL" > 0 AND "RESULT_UNTIL" <= :now)",
             soci::use(now_micros));
      change(transaction,
             R"(DELETE FROM "SKEP_JOB_EVENTS" WHERE "JOB_NUMBER" IN
                (SELECT "NUMBER" FROM "SKEP_JOBS" WHERE "ENDED" > 0 AND "ENDED" < :before))",
             soci::use(ended_before_micros));
      change(transaction, R"(DELETE FROM "SKEP_JOBS" WHERE "ENDED" > 0 AND "ENDED" < :before)",
             soci::use(ended_before_micros));
      return {};
    });
  }

  Result<StoreLoad> load() override {
    return calls_.reading<StoreLoad>([&](Transaction& transaction) -> Result<StoreLoad> {
      int64_t queued = 0;
      int64_t running = 0;
      transaction.session() << R"(SELECT COUNT(*) FROM "SKEP_JOBS" WHERE "STATE" = 'queued')", soci::into(queued);
      transaction.session() << R"(SELECT COUNT(*) FROM "SKEP_JOBS" WHERE "STATE" = 'running')", soci::into(running);
      return StoreLoad{static_cast<size_t>(queued), static_cast<size_t>(running)};
    });
  }

 private:
  template <typename... Uses>
  Result<std::vector<Job>> read(const std::string& rest, const Uses&... uses) {
    return calls_.reading<std::vector<Job>>(
        [&](Transaction& transaction) { return read_jobs(transaction, rest, uses...); });
  }

  /// Calls `body` for a job that its holder still holds; else answers false.
  template <typename Body>
  Result<bool> change_held(const Held& held, const Body& body) {
    bool is_held = false;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto standing = find_held(transaction, held.id, held.attempt);
      is_held = standing.has_value();
      if (is_held) body(transaction, *standing);
      return {};
    });
    if (!done) return done.error();
    return is_held;
  }

  metastore::sql::ConnectionPool pool_;
  metastore::sql::StoreCalls calls_;
  GroupCommit commits_;
};

}  // namespace
}  // namespace skep::jobs::sql

namespace skep::jobs {

Result<std::unique_ptr<JobStore>> open_sql_job_store(const std::string& url) {
  auto parsed = metastore::sql::parse_store_url({url, "", ""});
  if (!parsed) return parsed.error();
  if (parsed->kind != metastore::sql::StoreKind::sqlite)
    return make_error(ErrorCode::unsupported, "jobs in another store than SQLite are not there yet: {}", parsed->shown);
  auto dialect = metastore::sql::make_dialect(parsed->kind);
  const auto& words = *dialect;
  try {
    // Before any connection is pooled: changing to WAL needs the store alone.
    soci::session session;
    words.connect(session, parsed->address);
    words.prepare_store(session);
  } catch (const soci::soci_error& failure) {
    return words.to_error(failure).during("opening the store of jobs {}", parsed->shown);
  }
  auto store = std::make_unique<sql::SqlJobStore>(std::move(dialect), parsed->address);
  if (auto opened = store->open(); !opened) return opened.error().during("opening the store of jobs {}", parsed->shown);
  return std::unique_ptr<JobStore>(std::move(store));
}

}  // namespace skep::jobs
