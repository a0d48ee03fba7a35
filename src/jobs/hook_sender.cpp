#include "jobs/hook_sender.h"

#include "base/text.h"
#include "jobs/hooks/signed_post.h"
#include "jobs/job_run.h"
#include "jobs/job_text.h"

#include <fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace skep::jobs {
namespace {

constexpr size_t kAtOnce = 10;

/// While ends wait for their next try they are looked for more often; else only what another server left behind.
constexpr std::chrono::milliseconds kShortPause{500};
constexpr std::chrono::milliseconds kLongPause{10'000};

/// Longer than a try takes.
constexpr int64_t kHeldMicros = 60'000'000;

constexpr std::chrono::hours kBackoffMax{1};

std::string instant_text(int64_t micros) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(static_cast<std::time_t>(micros / 1'000'000)),
                     micros % 1'000'000);
}

}  // namespace

std::string hook_body(const Job& job) {
  auto body =
      fmt::format(R"({{"id":{},"state":{},"principal":{},"submitted":"{}","ended":"{}","attempt":{},"rows":{})",
                  json_quote(job.request.id), json_quote(to_string(job.state)), json_quote(job.request.principal),
                  instant_text(job.submitted_micros), instant_text(job.ended_micros), job.attempt, job.result.rows);
  if (job.state == JobState::failed && job.error) body += R"(,"error":)" + error_to_json(*job.error);
  return body + "}";
}

HookSender::HookSender(JobStore& store, HookSettings settings, HookTargets targets, std::function<int64_t()> now_micros)
    : store_(store),
      settings_(std::move(settings)),
      targets_(std::move(targets)),
      now_micros_(std::move(now_micros)),
      thread_([this] { run(); }) {}

HookSender::~HookSender() {
  {
    std::lock_guard guard(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void HookSender::wake() {
  {
    std::lock_guard guard(mutex_);
    is_woken_ = true;
  }
  changed_.notify_all();
}

void HookSender::run() {
  auto pause = kLongPause;
  std::unique_lock lock(mutex_);
  while (!ends_) {
    changed_.wait_for(lock, pause, [this] { return is_woken_ || ends_; });
    is_woken_ = false;
    lock.unlock();
    pause = tell_all() ? kShortPause : kLongPause;
    lock.lock();
  }
}

/// Says whether there may be more to do soon.
bool HookSender::tell_all() {
  int64_t now = now_micros_();
  auto hooks = store_.take_hooks(now, now + kHeldMicros, kAtOnce);
  if (!hooks) spdlog::warn("the store of jobs: {}", hooks.error().message);
  if (!hooks) return true;
  for (const auto& hook : *hooks) {
    std::unique_lock lock(mutex_);
    if (ends_) return false;  // the rest is told by the next server
    lock.unlock();
    tell(hook);
  }
  return !hooks->empty() || retries_until_ + kShortPause.count() * 1000 > now;
}

void HookSender::tell(const Hook& hook) {
  auto job = store_.find_number(hook.job_number);
  if (!job || !*job || !has_ended((*job)->state)) return;
  const auto& request = (*job)->request;
  int64_t now = now_micros_();
  SignedPost post{request.webhook, fmt::format("{}-{}", request.id, (*job)->revision), hook_body(**job),
                  settings_.secret, now / 1'000'000};
  auto sent = send(post, targets_);
  auto said = [&](const Result<void>& stored) {
    if (!stored) spdlog::warn("job {}: the store of jobs: {}", request.id, stored.error().message);
  };
  if (sent) {
    told_++;
    return said(store_.end_hook(hook.job_number, "its webhook was told", now_micros_()));
  }
  failed_++;
  spdlog::warn("job {}: its webhook {}: {}", request.id, request.webhook, sent.error().message);
  bool is_last = hook.tries + 1 >= settings_.tries_max || sent.error().code == ErrorCode::permission_denied;
  if (is_last)
    return said(store_.end_hook(hook.job_number, "its webhook was not told: " + sent.error().message, now_micros_()));
  auto wait = std::chrono::microseconds(backoff_after(hook.tries, settings_.backoff, kBackoffMax)).count();
  retries_until_ = std::max(retries_until_, now_micros_() + wait);
  said(store_.put_off_hook(hook.job_number, now_micros_() + wait));
}

}  // namespace skep::jobs
