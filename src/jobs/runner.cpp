#include "jobs/runner.h"

#include "base/random_id.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace skep::jobs {
namespace {

/// Other servers put jobs into the store too, and retries have their time.
constexpr std::chrono::milliseconds kPollPause{1000};
constexpr std::chrono::seconds kSweepPause{60};

/// Another server may have got a new schedule: it runs it itself unless it ends.
constexpr std::chrono::seconds kSchedulesPause{15};

/// Threads for jobs whose end is being written.
constexpr size_t kEndingMax = 64;

/// Jobs that are claimed ahead where jobs are short; one that could not be begun for so long is given back.
constexpr size_t kAheadMax = 64;
constexpr std::chrono::milliseconds kAheadWaitMax{200};

/// A stop is asked for again while the run goes on: its statement may not have been known yet.
constexpr std::chrono::milliseconds kPressPause{20};

}  // namespace

Runner::Runner(JobStore& store, RunContext& context, ResultFolder& results, JobChanges& changes,
               const JobSettings& settings)
    : store_(store), context_(context), results_(results), changes_(changes), settings_(settings), owner_(random_id()) {
  // What is claimed meanwhile shares the end's commit.
  context_.ending = [this](const JobRun& run) { leave_place(run); };
  threads_.emplace_back([this] { manage(); });
  store_.on_news([this](News news) {
    if (news == News::cancel_wanted) renew_wanted_ = true;
    wake();
  });
  for (size_t i = 0; i < places() + kEndingMax; i++) threads_.emplace_back([this] { work(); });
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
    run = found->second.run;
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
    run = found->second.run;
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
  working_.notify_all();
  managing_.notify_one();
  changes_.announce_all();
}

std::vector<std::shared_ptr<JobRun>> Runner::runs() {
  std::lock_guard guard(mutex_);
  std::vector<std::shared_ptr<JobRun>> all;
  for (const auto& [id, place] : runs_) all.push_back(place.run);
  return all;
}

/// How many more jobs are to be held than are.
Runner::Wanted Runner::wanted() {
  std::lock_guard guard(mutex_);
  if (stops_) return {};
  size_t free = places() - std::min(places_taken_.size(), places());
  auto left_of = [this](size_t most) { return most - std::min(waiting_.size(), most); };
  return {left_of(free), left_of(free + ahead_)};
}

/// The thread that looks after everything but the statements themselves.
void Runner::manage() {
  auto polled = Clock::time_point();
  auto swept = Clock::now();
  std::unique_lock lock(mutex_);
  while (!ends_ || !runs_.empty()) {
    bool presses = std::any_of(runs_.begin(), runs_.end(),
                               [](const auto& run) { return run.second.run->stopped() != JobRun::Stop::none; });
    auto pause = presses ? kPressPause : std::min(kPollPause, settings_.lease / 3);
    if (!waiting_.empty()) pause = std::min(pause, kAheadWaitMax);
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
    give_back_late_ones();
    if (Clock::now() - swept >= kSweepPause) {
      sweep();
      swept = Clock::now();
    }
    lock.lock();
    if (ends_ && !runs_.empty()) managing_.wait_for(lock, kPressPause);
  }
}

/// Each claim waits for the disk. While jobs end faster than they are claimed, ever more of them are.
void Runner::claim() {
  {
    std::lock_guard guard(mutex_);
    bool are_short = waiting_.empty() && Clock::now() - claimed_ < kAheadWaitMax;
    if (are_short) ahead_ = std::min(kAheadMax, std::max<size_t>(1, 2 * ahead_));
    if (Clock::now() - claimed_ >= kAheadWaitMax) ahead_ = 0;
  }
  Claim claim;
  auto more = wanted();
  if (more.in_all == 0) return;
  claim.count = more.in_all;
  claim.count_now = more.now;
  claim.owner = owner_;
  claim.ahead = ahead_;
  claim.principal_running_max = settings_.principal_running_max;
  claim.interruptions_max = settings_.interruptions_max;
  int64_t now = context_.now_micros();
  claim.lease_until_micros = now + std::chrono::microseconds(settings_.lease).count();
  auto claimed = store_.claim(claim, now);
  if (!claimed) {
    spdlog::warn("the store of jobs: {}", claimed.error().message);
    return;
  }
  {
    std::lock_guard guard(mutex_);
    if (!claimed->jobs.empty()) claimed_ = Clock::now();
    running_max_of_ = std::move(claimed->running_max);
  }
  hold(std::move(claimed->jobs));
}

void Runner::hold(std::vector<Job> jobs) {
  for (auto& job : jobs) {
    if (job.interrupted) {
      recovered_++;
      spdlog::info("job {} goes on here: the server that ran it has ended", job.request.id);
    }
    changes_.announce(job.request.id);
    auto run = std::make_shared<JobRun>(std::move(job), context_);
    std::lock_guard guard(mutex_);
    if (stops_) run->stop(JobRun::Stop::server_stops);
    runs_[run->job().request.id] = Place{run};
    auto after = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& other) {
      return other->job().request.priority < run->job().request.priority;
    });
    waiting_.insert(after, std::move(run));
    working_.notify_one();
  }
}

/// Others take longer than it seemed: the jobs that wait for them here may find a place elsewhere, or more urgent ones come first.
void Runner::give_back_late_ones() {
  std::vector<std::shared_ptr<JobRun>> late;
  {
    std::lock_guard guard(mutex_);
    if (stops_ || next_to_begin() != waiting_.end()) return;
    auto is_late = [&](const auto& run) {
      return Clock::now() - runs_[run->job().request.id].claimed >= kAheadWaitMax;
    };
    for (const auto& run : waiting_)
      if (is_late(run)) late.push_back(run);
    std::erase_if(waiting_, is_late);
    if (!late.empty()) ahead_ = 0;
  }
  for (const auto& run : late) {
    Error why(ErrorCode::unavailable, "there was no place for it yet");
    auto back = store_.put_back(run->held(), {context_.now_micros(), false, why}, context_.now_micros());
    if (!back) spdlog::warn("job {}: the store of jobs: {}", run->job().request.id, back.error().message);
    std::lock_guard guard(mutex_);
    runs_.erase(run->job().request.id);
  }
}

/// One that is stopped already needs no place.
Runner::Waiting::iterator Runner::next_to_begin() {
  return std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& run) {
    if (run->stopped() != JobRun::Stop::none) return true;
    const auto& principal = run->job().request.principal;
    auto most = running_max_of_.find(principal);
    auto of = taken_of_.find(principal);
    return places_taken_.size() < places() &&
           (most == running_max_of_.end() || of == taken_of_.end() || of->second < most->second);
  });
}

void Runner::leave_place(const JobRun& run) {
  {
    std::lock_guard guard(mutex_);
    if (places_taken_.erase(&run) == 0) return;
    auto of = taken_of_.find(run.job().request.principal);
    if (--of->second == 0) taken_of_.erase(of);
    claim_wanted_ = true;
  }
  working_.notify_one();
  managing_.notify_one();
}

void Runner::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    auto next = waiting_.end();
    working_.wait(lock, [&] {
      next = next_to_begin();
      return next != waiting_.end() || (ends_ && runs_.empty());
    });
    if (next == waiting_.end()) return;
    auto run = std::move(*next);
    waiting_.erase(next);
    auto id = run->job().request.id;
    places_taken_.insert(run.get());
    taken_of_[run->job().request.principal]++;
    lock.unlock();
    run->run();
    leave_place(*run);
    changes_.announce(id);
    lock.lock();
    if (auto own = runs_.find(id); own != runs_.end() && own->second.run == run) runs_.erase(own);
    claim_wanted_ = true;
    managing_.notify_one();
    if (ends_ && runs_.empty()) working_.notify_all();
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
