#include "jobs/job_service.h"

#include "base/random_id.h"
#include "jobs/hook_sender.h"
#include "jobs/hooks/signed_post.h"
#include "jobs/job_changes.h"
#include "jobs/job_run.h"
#include "jobs/runner.h"
#include "jobs/schedules/cron.h"
#include "warehouse/warehouse.h"

#include <algorithm>
#include <atomic>

namespace skep::jobs {
namespace {

/// A job may run on another server, whose changes are not announced here.
constexpr std::chrono::milliseconds kLookPause{1000};

int64_t system_micros() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

/// Counts how the jobs of this service end, on their way into the store, and lets the waiting know.
class CountedStore final : public JobStore {
 public:
  CountedStore(std::unique_ptr<JobStore> store, JobChanges& changes) : store_(std::move(store)), changes_(changes) {}

  Result<Submitted> submit(const JobRequest& request, const std::optional<IdempotencyKey>& key,
                           int64_t now_micros) override {
    auto submitted = store_->submit(request, key, now_micros);
    if (submitted && submitted->is_new) load_.submitted++;
    return submitted;
  }
  Result<Job> find(const std::string& id) override { return store_->find(id); }
  Result<std::optional<Job>> find_number(int64_t number) override { return store_->find_number(number); }
  Result<std::vector<Job>> list(const JobFilter& filter) override { return store_->list(filter); }
  Result<std::vector<JobEvent>> events(int64_t job_number, int64_t after, size_t limit) override {
    return store_->events(job_number, after, limit);
  }
  Result<Claimed> claim(const Claim& claim, int64_t now_micros) override { return store_->claim(claim, now_micros); }
  Result<Renewed> renew(const std::string& owner, const std::vector<Held>& held, int64_t lease_until_micros) override {
    return store_->renew(owner, held, lease_until_micros);
  }
  Result<bool> advance(const Held& held, size_t step, const std::string& text, int64_t now_micros) override {
    return counted(store_->advance(held, step, text, now_micros), nullptr, held.id);
  }
  Result<bool> succeed(const Held& held, const JobResult& result, const std::string& small_result,
                       int64_t now_micros) override {
    return counted(store_->succeed(held, result, small_result, now_micros), &load_.succeeded, held.id);
  }
  Result<bool> fail(const Held& held, const Error& error, int64_t now_micros) override {
    return counted(store_->fail(held, error, now_micros), &load_.failed, held.id);
  }
  Result<bool> end_cancelled(const Held& held, int64_t now_micros) override {
    return counted(store_->end_cancelled(held, now_micros), &load_.cancelled, held.id);
  }
  Result<bool> put_back(const Held& held, const PutBack& why, int64_t now_micros) override {
    auto* counter = why.counts_as_failure ? &load_.retried : nullptr;
    return counted(store_->put_back(held, why, now_micros), counter, held.id);
  }
  Result<Job> cancel(const std::string& id, int64_t now_micros) override {
    auto before = store_->find(id);
    auto cancelled = store_->cancel(id, now_micros);
    bool ended = before && cancelled && before->state == JobState::queued && cancelled->state == JobState::cancelled;
    if (ended) load_.cancelled++;
    if (ended && on_end_) on_end_();
    changes_.announce(id);
    return cancelled;
  }
  Result<Job> requeue(const std::string& id, int64_t now_micros) override {
    auto queued = store_->requeue(id, now_micros);
    changes_.announce(id);
    return queued;
  }
  Result<std::string> small_result(int64_t number) override { return store_->small_result(number); }
  Result<void> forget_result(int64_t number) override { return store_->forget_result(number); }
  Result<std::vector<Job>> expired_results(int64_t now_micros) override { return store_->expired_results(now_micros); }
  Result<void> sweep(int64_t now_micros, int64_t ended_before_micros) override {
    return store_->sweep(now_micros, ended_before_micros);
  }
  Result<StoreLoad> load() override { return store_->load(); }
  Result<void> add_schedule(const Schedule& schedule) override { return store_->add_schedule(schedule); }
  Result<std::vector<Schedule>> schedules(const std::string& principal, std::optional<int64_t> due_micros) override {
    return store_->schedules(principal, due_micros);
  }
  Result<bool> remove_schedule(const std::string& principal, const std::string& id) override {
    return store_->remove_schedule(principal, id);
  }
  Result<bool> run_schedule(const Schedule& schedule, const DueRuns& due, int64_t now_micros) override {
    auto run = store_->run_schedule(schedule, due, now_micros);
    if (run && *run) load_.submitted += due.times.size();
    return run;
  }
  Result<std::optional<int64_t>> next_schedule() override { return store_->next_schedule(); }
  void on_news(std::function<void(News)> call) override { store_->on_news(std::move(call)); }

  Result<std::vector<Hook>> take_hooks(int64_t now_micros, int64_t again_micros, size_t limit) override {
    return store_->take_hooks(now_micros, again_micros, limit);
  }
  Result<void> put_off_hook(int64_t job_number, int64_t again_micros) override {
    return store_->put_off_hook(job_number, again_micros);
  }
  Result<void> end_hook(int64_t job_number, const std::string& text, int64_t now_micros) override {
    return store_->end_hook(job_number, text, now_micros);
  }

  /// To be set before any job is run; called when one may have ended.
  void on_end(std::function<void()> call) { on_end_ = std::move(call); }

  void add_to(JobLoad& load) const {
    load.submitted = load_.submitted;
    load.succeeded = load_.succeeded;
    load.failed = load_.failed;
    load.cancelled = load_.cancelled;
    load.retried = load_.retried;
  }

 private:
  struct Counters {
    std::atomic<uint64_t> submitted = 0, succeeded = 0, failed = 0, cancelled = 0, retried = 0;
  };

  Result<bool> counted(Result<bool> answer, std::atomic<uint64_t>* counter, const std::string& id) {
    if (counter != nullptr && answer && *answer) ++*counter;
    if (counter != nullptr && on_end_) on_end_();
    changes_.announce(id);
    return answer;
  }

  std::unique_ptr<JobStore> store_;
  JobChanges& changes_;
  std::function<void()> on_end_;
  Counters load_;
};

class Service final : public JobService {
 public:
  Service(std::unique_ptr<JobStore> store, session::SessionService& session, const JobSettings& settings)
      : session_(session),
        store_(std::move(store), changes_),
        results_(settings.results),
        context_{store_,           session,
                 results_,         settings.now_micros ? settings.now_micros : system_micros,
                 settings.timeout, settings.keep_result,
                 settings.backoff, settings.backoff_max},
        hooks_(make_hooks(settings.hooks)),
        runner_(store_, context_, results_, changes_, settings) {
    // A job's writes stay in the journal while it may have to be looked up whether they have committed.
    session_.warehouse().keep_job_writes([this](std::string_view operation) { return needs_write(operation); });
  }

  ~Service() override { session_.warehouse().keep_job_writes(nullptr); }

  Result<Submitted> submit(const JobRequest& request, const std::optional<IdempotencyKey>& key) override {
    if (auto checked = check_hook(request); !checked) return checked.error();
    auto repeating = request;
    find_out_whether_repeats(repeating);
    auto submitted = store_.submit(repeating, key, context_.now_micros());
    if (submitted) runner_.wake();
    return submitted;
  }

  Result<Job> find(const std::string& id) override {
    auto job = store_.find(id);
    if (!job || job->state != JobState::running) return job;
    if (auto progress = runner_.progress(id)) job->progress = *progress;
    return job;
  }

  Result<std::vector<Job>> list(const JobFilter& filter) override { return store_.list(filter); }

  Result<std::vector<JobEvent>> events(const Job& job, int64_t after, size_t limit) override {
    return store_.events(job.number, after, limit);
  }

  Result<Job> wait_for_change(const std::string& id, int64_t seen, std::chrono::milliseconds most) override {
    return wait_until(id, most, [seen](const Job& job) { return job.revision > seen; });
  }

  Result<Job> wait_for_end(const std::string& id, std::chrono::milliseconds most) override {
    return wait_until(id, most, [](const Job& job) { return has_ended(job.state); });
  }

  Result<Job> cancel(const std::string& id) override {
    auto cancelled = store_.cancel(id, context_.now_micros());
    if (cancelled && cancelled->state == JobState::running) runner_.cancel(id);
    return cancelled;
  }

  Result<Job> requeue(const std::string& id) override {
    auto queued = store_.requeue(id, context_.now_micros());
    if (queued) runner_.wake();
    return queued;
  }

  Result<std::shared_ptr<ResultFile>> open_result(const Job& job) override {
    auto gone = make_error(ErrorCode::not_found, "the result of the job {} is not there any more", job.request.id);
    if (job.result.until_micros <= context_.now_micros()) return gone;
    auto small = store_.small_result(job.number);
    if (!small) return small.error();
    return results_.open(job, *small);
  }

  Result<Schedule> add_schedule(Schedule schedule) override {
    auto cron = Cron::parse(schedule.cron, schedule.zone);
    if (!cron) return cron.error();
    if (schedule.id.empty()) schedule.id = random_id();
    schedule.created_micros = context_.now_micros();
    schedule.next_micros = cron->next_after(schedule.created_micros);
    if (auto checked = check_hook(schedule.request); !checked) return checked.error();
    find_out_whether_repeats(schedule.request);
    if (auto added = store_.add_schedule(schedule); !added) return added.error();
    runner_.look_at_schedules();
    return schedule;
  }

  Result<std::vector<Schedule>> schedules(const std::string& principal) override {
    return store_.schedules(principal, std::nullopt);
  }

  Result<bool> remove_schedule(const std::string& principal, const std::string& id) override {
    return store_.remove_schedule(principal, id);
  }

  Result<JobLoad> load() override {
    auto stored = store_.load();
    if (!stored) return stored.error();
    JobLoad load;
    load.queued = stored->queued;
    load.running = stored->running;
    load.store_transactions = stored->transactions;
    load.recovered = runner_.recovered();
    load.result_bytes = results_.bytes();
    load.hooks_told = hooks_ ? hooks_->told() : 0;
    load.hooks_failed = hooks_ ? hooks_->failed() : 0;
    store_.add_to(load);
    return load;
  }

  void begin_stop() override {
    is_stopping_ = true;
    context_.stops = true;
    runner_.begin_stop();
  }

 private:
  std::unique_ptr<HookSender> make_hooks(const HookSettings& settings) {
    auto targets = HookTargets::parse(settings.networks);
    if (!targets || settings.networks.empty()) return nullptr;
    auto hooks = std::make_unique<HookSender>(store_, settings, std::move(*targets), context_.now_micros);
    store_.on_end([sender = hooks.get()] { sender->wake(); });
    return hooks;
  }

  template <typename Condition>
  Result<Job> wait_until(const std::string& id, std::chrono::milliseconds most, const Condition& condition) {
    auto until = std::chrono::steady_clock::now() + most;
    JobChanges::Watch watch(changes_, id);
    while (true) {
      auto job = find(id);
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      if (!job || condition(*job) || left.count() <= 0 || is_stopping_) return job;
      watch.wait(std::min(left, kLookPause));
    }
  }

  static void find_out_whether_repeats(JobRequest& request) {
    request.repeats = std::all_of(request.statements.begin(), request.statements.end(), may_run_again);
  }

  Result<void> check_hook(const JobRequest& request) const {
    if (request.webhook.empty()) return {};
    if (hooks_ == nullptr)
      return make_error(
          ErrorCode::invalid_argument,
          "this server tells no webhooks: the setting skep.jobs.webhook.networks names whom they may reach");
    return check_hook_url(request.webhook);
  }

  bool needs_write(std::string_view operation) {
    auto owner = owner_of_operation(operation);
    if (!owner) return false;
    auto job = store_.find_number(owner->job_number);
    if (!job) return true;  // the store cannot tell now
    return *job && (*job)->nonce == owner->nonce && (!has_ended((*job)->state) || may_have_written(**job));
  }

  /// One that was given up was cut off last, and may be queued again by hand: then that run's write is looked up.
  static bool may_have_written(const Job& job) {
    return job.state == JobState::failed && job.error && job.error->error_class == kInterruptedTooOften;
  }

  session::SessionService& session_;
  JobChanges changes_;
  CountedStore store_;
  ResultFolder results_;
  RunContext context_;
  std::atomic<bool> is_stopping_ = false;
  std::unique_ptr<HookSender> hooks_;  ///< null: no job can have a webhook
  Runner runner_;
};

}  // namespace

std::unique_ptr<JobService> start_jobs(std::unique_ptr<JobStore> store, session::SessionService& session,
                                       JobSettings settings) {
  return std::make_unique<Service>(std::move(store), session, settings);
}

}  // namespace skep::jobs
