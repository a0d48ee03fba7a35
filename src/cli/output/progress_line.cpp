#include "cli/output/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace skep::cli {
namespace {

/// 1234567 as 1234 k.
std::string in_short(int64_t count) {
  constexpr int64_t kThousand = 1000;
  if (count < 10 * kThousand) return fmt::format("{}", count);
  if (count < 10 * kThousand * kThousand) return fmt::format("{} k", count / kThousand);
  return fmt::format("{} M", count / (kThousand * kThousand));
}

/// "[=====     ] 52 %"
std::string bar(double percentage) {
  constexpr size_t kWidth = 20;
  auto full = std::min(kWidth, static_cast<size_t>(percentage / 100 * kWidth));
  return fmt::format("[{}{}] {:.0f} %", std::string(full, '='), std::string(kWidth - full, ' '), percentage);
}

}  // namespace

std::string progress_text(const std::optional<Progress>& progress, double seconds) {
  auto text = fmt::format("{} {:.1f} s", progress ? progress->state : "waiting", seconds);
  if (progress && progress->percentage) text += " " + bar(*progress->percentage);
  if (progress && progress->rows_scanned > 0) text += fmt::format(", {} rows read", in_short(progress->rows_scanned));
  return text + "  (Ctrl-C cancels)";
}

ProgressLine::ProgressLine(Connection& connection) : connection_(connection), thread_([this] { run(); }) {}

ProgressLine::~ProgressLine() { stop(); }

void ProgressLine::stop() {
  {
    std::lock_guard guard(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ProgressLine::run() {
  using namespace std::chrono_literals;
  constexpr auto kQuiet = 500ms;
  constexpr auto kPause = 200ms;
  constexpr auto kErase = "\r\x1b[K";
  auto began = std::chrono::steady_clock::now();
  bool is_shown = false;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kQuiet, [this] { return is_stopped_; });
  while (!is_stopped_) {
    lock.unlock();
    auto progress = connection_.progress();
    lock.lock();
    if (is_stopped_) break;
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    std::fprintf(stderr, "%s%s", kErase, progress_text(progress, seconds.count()).c_str());
    std::fflush(stderr);
    is_shown = true;
    changed_.wait_for(lock, kPause, [this] { return is_stopped_; });
  }
  if (is_shown) std::fputs(kErase, stderr);
}

}  // namespace skep::cli
