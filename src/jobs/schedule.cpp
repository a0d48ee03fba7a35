#include "jobs/schedule.h"

#include "jobs/schedules/cron.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace skep::jobs {
namespace {

constexpr int64_t kSecond = 1'000'000;

/// A run that is later than this was missed.
constexpr int64_t kLatenessMax = 60 * kSecond;

/// So many missed times are gone through one by one; before the last day of more of them nobody looks.
constexpr int kTimesMax = 2000;
constexpr int64_t kDay = 86'400 * kSecond;

constexpr std::array kAll = {MissedRuns::skip, MissedRuns::once, MissedRuns::all};

}  // namespace

std::string_view to_string(MissedRuns missed) {
  switch (missed) {
    case MissedRuns::skip: return "skip";
    case MissedRuns::once: return "once";
    case MissedRuns::all: return "all";
  }
  return "";
}

std::optional<MissedRuns> missed_runs_named(std::string_view name) {
  for (auto missed : kAll)
    if (to_string(missed) == name) return missed;
  return std::nullopt;
}

std::string scheduled_job_id(const Schedule& schedule, int64_t due_micros) {
  auto due = static_cast<std::time_t>(due_micros / kSecond);
  return fmt::format("{}-{:%Y%m%dT%H%M%SZ}", schedule.id, fmt::gmtime(due));
}

Result<DueRuns> due_runs(const Schedule& schedule, int64_t now_micros) {
  auto cron = Cron::parse(schedule.cron, schedule.zone);
  if (!cron) return cron.error();
  DueRuns due;
  due.next_micros = schedule.next_micros;
  int seen = 0;
  while (due.next_micros <= now_micros) {
    if (++seen == kTimesMax && due.next_micros < now_micros - kDay) {
      due.next_micros = cron->next_after(now_micros - kDay);
      continue;
    }
    due.times.push_back(due.next_micros);
    if (due.times.size() > kMissedRunsMax) due.times.erase(due.times.begin());
    due.next_micros = cron->next_after(due.next_micros);
  }
  if (schedule.missed != MissedRuns::all && due.times.size() > 1) due.times = {due.times.back()};
  if (schedule.missed == MissedRuns::skip)
    std::erase_if(due.times, [&](int64_t time) { return time < now_micros - kLatenessMax; });
  return due;
}

}  // namespace skep::jobs
