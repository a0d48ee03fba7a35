#include "jobs/runner.h"

#include "base/random_id.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace skep::jobs {
namespace {

/// Other servers put jobs into the store too, and retries have their time.
constexpr std::chrono::milliseconds kPollPause{1000};
constexpr std::chrono::seconds kSweepPause{60};

/// Another server may have got a new schedule: it runs it itself unless it ends.
constexpr std::chrono::seconds kSchedulesPause{15};

/// A stop is asked for again while the run goes on: its statement may not have been known yet.
constexpr std::chrono::milliseconds kPressPause{20};

}  // namespace

Runner::Runner(JobStore& store, RunContext& context, ResultFolder& results, JobChanges& changes,
               const JobSettings& settings)
    : store_(store), context_(context), results_(results), changes_(changes), settings_(settings), owner_(random_id()) {
  // What is claimed meanwhile shares the end's commit.
  context_.ending = [this] { wake(); };
  threads_.emplace_back([this] { manage(); });
  store_.on_news([this](News news) {
    if (news == News::cancel_wanted) renew_wanted_ = true;
    wake();
  });
  for (size_t i = 0; i < std::max<size_t>(1, settings_.running_max); i++) threads_.emplace_back([this] { work(); });
}

Runner::~Runner() {
  store_.on_news(nullptr);
  begin_stop();
  {
    std::lock_guard guard(mutex_);
    ends_ = true;
  }
  managing_.notify_all();
  working_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Runner::wake() {
  {
    std::lock_guard guard(mutex_);
    if (claim_wanted_) return;
    claim_wanted_ = true;
  }
  managing_.notify_one();
}

void Runner::look_at_schedules() {
  schedules_wanted_ = true;
  wake();
}

void Runner::cancel(const std::string& id) {
  std::shared_ptr<JobRun> run;
  {
    std::lock_guard guard(mutex_);
    auto found = runs_.find(id);
    if (found == runs_.end()) return;
    run = found->second;
  }
  run->stop(JobRun::Stop::cancelled);
  managing_.notify_one();
}

std::optional<JobProgress> Runner::progress(const std::string& id) {
  std::shared_ptr<JobRun> run;
  {
    std::lock_guard guard(mutex_);
    auto found = runs_.find(id);
    if (found == runs_.end()) return std::nullopt;
    run = found->second;
  }
  return run->progress();
}

void Runner::begin_stop() {
  {
    std::lock_guard guard(mutex_);
    stops_ = true;
    // Those that were not begun go back at once.
    for (auto& run : waiting_) run->stop(JobRun::Stop::server_stops);
  }
  managing_.notify_one();
  changes_.announce_all();
}

std::vector<std::shared_ptr<JobRun>> Runner::runs() {
  std::lock_guard guard(mutex_);
  std::vector<std::shared_ptr<JobRun>> all;
  for (const auto& [id, run] : runs_) all.push_back(run);
  return all;
}

size_t Runner::free_places() {
  std::lock_guard guard(mutex_);
  size_t places = std::max<size_t>(1, settings_.running_max);
  size_t taken = 0;
  for (const auto& [id, run] : runs_)
    if (!run->is_ending()) taken++;
  return stops_ || taken >= places ? 0 : places - taken;
}

/// The thread that looks after everything but the statements themselves.
void Runner::manage() {
  auto polled = Clock::time_point();
  auto swept = Clock::now();
  std::unique_lock lock(mutex_);
  while (!ends_ || !runs_.empty()) {
    bool presses = std::any_of(runs_.begin(), runs_.end(),
                               [](const auto& run) { return run.second->stopped() != JobRun::Stop::none; });
    auto pause = presses ? kPressPause : std::min(kPollPause, settings_.lease / 3);
    managing_.wait_for(lock, pause, [&] { return ends_ || (claim_wanted_ && !stops_); });
    bool claims = std::exchange(claim_wanted_, false) || Clock::now() - polled >= kPollPause;
    bool is_stopping = stops_;
    lock.unlock();
    if (!is_stopping) run_schedules();
    if (claims) {
      claim();
      polled = Clock::now();
    }
    if (renew_wanted_.exchange(false) || Clock::now() - renewed_ >= settings_.lease / 3) renew();
    if (presses) press_stops();
    if (Clock::now() - swept >= kSweepPause) {
      sweep();
      swept = Clock::now();
    }
    lock.lock();
    if (ends_ && !runs_.empty()) managing_.wait_for(lock, kPressPause);
  }
}

void Runner::claim() {
  size_t places = free_places();
  if (places == 0) return;
  Claim claim;
  claim.owner = owner_;
  claim.count = places;
  claim.principal_running_max = settings_.principal_running_max;
  claim.interruptions_max = settings_.interruptions_max;
  int64_t now = context_.now_micros();
  claim.lease_until_micros = now + std::chrono::microseconds(settings_.lease).count();
  auto claimed = store_.claim(claim, now);
  if (!claimed) {
    spdlog::warn("the store of jobs: {}", claimed.error().message);
    return;
  }
  for (auto& job : *claimed) {
    if (job.interrupted) {
      recovered_++;
      spdlog::info("job {} goes on here: the server that ran it has ended", job.request.id);
    }
    changes_.announce(job.request.id);
    auto run = std::make_shared<JobRun>(std::move(job), context_);
    std::lock_guard guard(mutex_);
    if (stops_) run->stop(JobRun::Stop::server_stops);
    runs_[run->job().request.id] = run;
    waiting_.push_back(std::move(run));
    working_.notify_one();
  }
}

void Runner::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    working_.wait(lock, [this] { return !waiting_.empty() || (ends_ && runs_.empty()); });
    if (waiting_.empty()) return;
    auto run = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    run->run();
    auto id = run->job().request.id;
    lock.lock();
    if (auto own = runs_.find(id); own != runs_.end() && own->second == run) runs_.erase(own);
    claim_wanted_ = true;
    if (ends_ && runs_.empty()) working_.notify_all();
    lock.unlock();
    managing_.notify_one();
    changes_.announce(id);
    lock.lock();
  }
}

/// A server that cannot prolong its leases in time must take its jobs for another's.
void Runner::renew() {
  auto all = runs();
  if (all.empty()) {
    renewed_ = Clock::now();
    return;
  }
  std::vector<Held> held;
  for (const auto& run : all) held.push_back(run->held());
  auto asked = Clock::now();
  auto renewed = store_.renew(owner_, held, context_.now_micros() + std::chrono::microseconds(settings_.lease).count());
  if (renewed) {
    renewed_ = asked;
    for (const auto& id : renewed->cancelled) cancel(id);
  } else {
    spdlog::warn("the store of jobs: {}", renewed.error().message);
  }
  bool all_lost = !renewed && Clock::now() - renewed_ >= settings_.lease;
  for (const auto& run : all) {
    const auto& id = run->job().request.id;
    bool is_lost = renewed && std::find(renewed->lost.begin(), renewed->lost.end(), id) != renewed->lost.end();
    // One that has just ended is not held any more either; nothing is left to stop then.
    if (all_lost || is_lost) run->stop(JobRun::Stop::lost);
  }
}

void Runner::press_stops() {
  for (const auto& run : runs())
    if (run->stopped() != JobRun::Stop::none) run->stop(run->stopped());
}

/// The store moves a schedule on for one server only, with its jobs: none is run twice.
void Runner::run_schedules() {
  int64_t now = context_.now_micros();
  bool is_due = next_schedule_micros_ && *next_schedule_micros_ <= now;
  if (!schedules_wanted_.exchange(false) && !is_due && Clock::now() - schedules_seen_ < kSchedulesPause) return;
  schedules_seen_ = Clock::now();
  auto all = store_.schedules("", now);
  for (size_t i = 0; all && i < all->size(); i++) {
    auto due = due_runs((*all)[i], now);
    auto run = due ? store_.run_schedule((*all)[i], *due, now) : Result<bool>(due.error());
    if (!run) spdlog::warn("the schedule {}: {}", (*all)[i].id, run.error().message);
  }
  auto next = store_.next_schedule();
  if (next) next_schedule_micros_ = *next;
  if (!all || !next) spdlog::warn("the store of jobs: {}", (all ? next.error() : all.error()).message);
}

void Runner::sweep() {
  for (int64_t number : results_.sweep()) static_cast<void>(store_.forget_result(number));
  int64_t now = context_.now_micros();
  auto gone = store_.expired_results(now);
  if (gone) {
    for (const auto& job : *gone) results_.remove(job);
    auto swept = store_.sweep(now, now - std::chrono::microseconds(settings_.keep_job).count());
    if (!swept) spdlog::warn("the store of jobs: {}", swept.error().message);
  }
}

}  // namespace skep::jobs
