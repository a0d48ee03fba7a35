#include "jobs/sql/sql_job_store.h"

#include "jobs/job_text.h"
#include "jobs/sql/claims.h"
#include "jobs/sql/group_commit.h"
#include "jobs/sql/hook_rows.h"
#include "jobs/sql/job_rows.h"
#include "jobs/sql/news.h"
#include "jobs/sql/schedule_rows.h"
#include "jobs/sql/schema.h"
#include "jobs/sql/submissions.h"
#include "jobs/sql/waits.h"
#include "metastore/sql/store_calls.h"
#include "metastore/sql/store_url.h"

#include <atomic>
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
      : address_(address),
        pool_(std::move(dialect), std::move(address), kConnectionsMax),
        calls_(pool_),
        commits_(pool_) {}

  Result<void> open() {
    return calls_.changing([](Transaction& transaction) { return create_schema(transaction); });
  }

  Result<Submitted> submit(const JobRequest& request, const std::optional<IdempotencyKey>& key,
                           int64_t now_micros) override {
    Submitted submitted;
    GroupCommit::Body take_in = [&](Transaction& transaction) -> Result<void> {
      auto outcome = submit_job(transaction, request, key, now_micros);
      if (!outcome) return outcome.error();
      submitted = std::move(*outcome);
      return {};
    };
    auto done = commits_.run(take_in);
    // Another server took in the same id or key at the same moment: now it is seen.
    if (!done && done.error().code == ErrorCode::conflict && done.error().error_class.empty())
      done = commits_.run(take_in);
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
    condition += state.empty() ? " AND (:state = ''" : R"( AND ("STATE" = :state)";
    if (filter.state == JobState::queued) condition += R"( OR "STATE" = 'waiting')";
    condition += fmt::format(R"() ORDER BY "NUMBER" DESC LIMIT {})", filter.limit);
    return read(condition, soci::use(before), soci::use(filter.principal), soci::use(state));
  }

  Result<std::vector<JobEvent>> events(int64_t job_number, int64_t after, size_t limit) override {
    return reading<std::vector<JobEvent>>([&](Transaction& transaction) -> Result<std::vector<JobEvent>> {
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

  Result<Claimed> claim(const Claim& claim, int64_t now_micros) override {
    Claimed claimed;
    auto done = commits_.run(
        [&](Transaction& transaction) -> Result<void> {
          auto outcome = claim_jobs(transaction, claim, now_micros);
          if (!outcome) return outcome.error();
          claimed = std::move(*outcome);
          return {};
        },
        GroupCommit::Turn::last);
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
      tell_hook(transaction, standing.number, now_micros);
      settle_waiting(transaction, standing.number, JobState::succeeded, now_micros);
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
      if (why.ready_micros <= now_micros) tell(transaction, News::queued);
    });
  }

  Result<Job> cancel(const std::string& id, int64_t now_micros) override {
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto standing = find_standing(transaction, id);
      if (!standing) return no_such_job(id);
      if (standing->state == JobState::queued)
        end_job(transaction, *standing, JobState::cancelled, "", "cancelled before it was begun", now_micros);
      if (standing->state != JobState::running) return {};
      change(transaction, R"(UPDATE "SKEP_JOBS" SET "CANCEL_WANTED" = 1 WHERE "NUMBER" = :number)",
             soci::use(standing->number));
      tell(transaction, News::cancel_wanted);
      return {};
    });
    if (!done) return done.error();
    return find(id);
  }

  Result<Job> requeue(const std::string& id, int64_t now_micros) override {
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto standing = find_standing(transaction, id);
      if (!standing) return no_such_job(id);
      if (standing->state != JobState::failed && standing->state != JobState::cancelled)
        return make_error(ErrorCode::conflict,
                          "the job {} is {}: only one that has failed or was cancelled is queued again", id,
                          to_string(standing->state));
      auto jobs = read_jobs(transaction, R"(WHERE "NUMBER" = :number)", soci::use(standing->number));
      if (!jobs) return jobs.error();
      auto others = find_others(transaction, jobs->front().request);
      if (!others) return others.error();
      change(transaction,
             R"(UPDATE "SKEP_JOBS" SET "FAILURES" = 0, "INTERRUPTIONS" = 0, "CANCEL_WANTED" = 0, "READY" = :ready,
                "ENDED" = 0, "PROGRESS" = '' WHERE "NUMBER" = :number)",
             soci::use(now_micros), soci::use(standing->number));
      change_state(transaction, *standing, JobState::queued, "queued again: it was asked for", now_micros);
      jobs->front().revision++;
      expect_end(transaction, jobs->front());
      wait_for_others(transaction, jobs->front(), *others, now_micros);
      tell(transaction, News::queued);
      return {};
    });
    if (!done) return done.error();
    return find(id);
  }

  Result<std::string> small_result(int64_t number) override {
    return reading<std::string>([&](Transaction& transaction) -> Result<std::string> {
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
      change(transaction,
             R"(DELETE FROM "SKEP_JOB_HOOKS" WHERE "JOB_NUMBER" IN
                (SELECT "NUMBER" FROM "SKEP_JOBS" WHERE "ENDED" > 0 AND "ENDED" < :before))",
             soci::use(ended_before_micros));
      change(transaction, R"(DELETE FROM "SKEP_JOBS" WHERE "ENDED" > 0 AND "ENDED" < :before)",
             soci::use(ended_before_micros));
      return {};
    });
  }

  Result<StoreLoad> load() override {
    return reading<StoreLoad>([&](Transaction& transaction) -> Result<StoreLoad> {
      int64_t queued = 0;
      int64_t running = 0;
      transaction.session() << R"(SELECT COUNT(*) FROM "SKEP_JOBS" WHERE "STATE" IN ('queued', 'waiting'))",
          soci::into(queued);
      transaction.session() << R"(SELECT COUNT(*) FROM "SKEP_JOBS" WHERE "STATE" = 'running')", soci::into(running);
      return StoreLoad{static_cast<size_t>(queued), static_cast<size_t>(running), reads_ + commits_.transactions()};
    });
  }

  Result<std::vector<Hook>> take_hooks(int64_t now_micros, int64_t again_micros, size_t limit) override {
    std::vector<Hook> hooks;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      hooks = take_due_hooks(transaction, now_micros, again_micros, limit);
      return {};
    });
    if (!done) return done.error();
    return hooks;
  }

  Result<void> put_off_hook(int64_t job_number, int64_t again_micros) override {
    return commits_.run([&](Transaction& transaction) -> Result<void> {
      move_hook(transaction, job_number, again_micros);
      return {};
    });
  }

  Result<void> end_hook(int64_t job_number, const std::string& text, int64_t now_micros) override {
    return commits_.run([&](Transaction& transaction) -> Result<void> {
      remove_hook(transaction, job_number, text, now_micros);
      return {};
    });
  }

  Result<void> add_schedule(const Schedule& schedule) override {
    return commits_.run([&](Transaction& transaction) -> Result<void> {
      if (insert_schedule(transaction, schedule)) return {};
      return make_error(ErrorCode::already_exists, "there is a schedule with this id already: {}", schedule.id);
    });
  }

  Result<std::vector<Schedule>> schedules(const std::string& principal, std::optional<int64_t> due_micros) override {
    int64_t due = due_micros.value_or(std::numeric_limits<int64_t>::max());
    return reading<std::vector<Schedule>>(
        [&](Transaction& transaction) { return read_schedules(transaction, principal, due); });
  }

  Result<bool> remove_schedule(const std::string& principal, const std::string& id) override {
    bool removed = false;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      removed = delete_schedule(transaction, principal, id);
      return {};
    });
    if (!done) return done.error();
    return removed;
  }

  Result<bool> run_schedule(const Schedule& schedule, const DueRuns& due, int64_t now_micros) override {
    bool is_moved = false;
    auto done = commits_.run([&](Transaction& transaction) -> Result<void> {
      auto moved = queue_runs(transaction, schedule, due, now_micros);
      if (!moved) return moved.error();
      is_moved = *moved;
      return {};
    });
    if (!done) return done.error();
    return is_moved;
  }

  Result<std::optional<int64_t>> next_schedule() override {
    return reading<std::optional<int64_t>>(
        [&](Transaction& transaction) -> Result<std::optional<int64_t>> { return find_next_schedule(transaction); });
  }

  void on_news(std::function<void(News)> call) override {
    listener_.reset();
    if (call && pool_.dialect().takes_ids_apart())
      listener_ = std::make_unique<NewsListener>(pool_, address_, std::move(call));
  }

 private:
  template <typename T, typename Body>
  Result<T> reading(const Body& body) {
    reads_++;
    return calls_.reading<T>(body);
  }

  template <typename... Uses>
  Result<std::vector<Job>> read(const std::string& rest, const Uses&... uses) {
    return reading<std::vector<Job>>([&](Transaction& transaction) { return read_jobs(transaction, rest, uses...); });
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

  const std::string address_;
  metastore::sql::ConnectionPool pool_;
  metastore::sql::StoreCalls calls_;
  GroupCommit commits_;
  std::atomic<uint64_t> reads_ = 0;
  std::unique_ptr<NewsListener> listener_;
};

}  // namespace
}  // namespace skep::jobs::sql

namespace skep::jobs {

Result<std::unique_ptr<JobStore>> open_sql_job_store(const std::string& url) {
  auto parsed = metastore::sql::parse_store_url({url, "", ""});
  if (!parsed) return parsed.error();
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
