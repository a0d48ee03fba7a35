#include "session/statement_registry.h"

#include "base/random_id.h"

#include <algorithm>
#include <chrono>

namespace skep::session {
namespace {

constexpr size_t kIdLengthMax = 128;

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= kIdLengthMax && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

int64_t now_micros() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace

Result<std::string> StatementRegistry::add(const std::string& wanted_id, const std::string& text,
                                           const Cancellation& cancellation) {
  if (!wanted_id.empty() && !is_id(wanted_id)) {
    return make_error(ErrorCode::invalid_argument, "a statement's id is 1 to 128 letters, digits, '.', '_' or '-'");
  }
  auto id = wanted_id.empty() ? random_id() : wanted_id;
  std::lock_guard guard(mutex_);
  auto found = entries_.find(id);
  if (found != entries_.end()) {
    if (!found->second.ended)
      return make_error(ErrorCode::already_exists, "a statement with this id runs already: {}", id);
    std::erase(ended_, id);
  }
  StatementInfo info;
  info.id = id;
  info.text = text;
  info.started_micros = now_micros();
  info.phases.push_back({"queued", info.started_micros});
  entries_[id] = Entry{std::move(info), cancellation, false};
  return id;
}

void StatementRegistry::set_state(const std::string& id, StatementState state) {
  update(id, [&](StatementInfo& info) { info.state = state; });
}

void StatementRegistry::begin_phase(const std::string& id, std::string_view name) {
  update(id, [&](StatementInfo& info) { info.phases.push_back({name, now_micros()}); });
}

void StatementRegistry::set_plan(const std::string& id, std::string plan, std::string stages) {
  update(id, [&](StatementInfo& info) {
    info.plan = std::move(plan);
    info.stages = std::move(stages);
  });
}

void StatementRegistry::count(const std::string& id, int64_t rows) {
  update(id, [&](StatementInfo& info) { info.rows = rows; });
}

void StatementRegistry::follow(const std::string& id, std::shared_ptr<const engine::StreamProgress> progress) {
  std::lock_guard guard(mutex_);
  if (auto found = entries_.find(id); found != entries_.end()) found->second.progress = std::move(progress);
}

StatementInfo StatementRegistry::Entry::now() const {
  auto now = info;
  if (progress) {
    now.rows_scanned = progress->rows_scanned();
    now.percentage = progress->percentage();
  }
  return now;
}

void StatementRegistry::end(const std::string& id, const std::optional<Error>& error) {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(id);
  if (found == entries_.end() || found->second.ended) return;
  auto& entry = found->second;
  bool cancelled = error && error->code == ErrorCode::cancelled;
  if (entry.progress) entry.info.rows_scanned = entry.progress->rows_scanned();
  entry.progress = nullptr;
  if (!error) entry.info.percentage = 100;
  entry.info.state = !error ? StatementState::finished : cancelled ? StatementState::cancelled : StatementState::failed;
  (!error ? counts_.finished : cancelled ? counts_.cancelled : counts_.failed)++;
  entry.info.error = error;
  entry.info.ended_micros = now_micros();
  entry.ended = true;
  ended_.push_back(id);
  if (ended_.size() > kEndedMax) {
    entries_.erase(ended_.front());
    ended_.pop_front();
  }
}

Result<void> StatementRegistry::cancel(std::string_view id) {
  std::optional<Cancellation> cancellation;
  {
    std::lock_guard guard(mutex_);
    auto found = entries_.find(id);
    if (found != entries_.end() && !found->second.ended) cancellation = found->second.cancellation;
  }
  if (!cancellation) return make_error(ErrorCode::not_found, "no statement with this id is running: {}", id);
  cancellation->request(ErrorCode::cancelled, "the statement was cancelled");
  return {};
}

void StatementRegistry::cancel_all(const std::string& why) {
  std::vector<Cancellation> running;
  {
    std::lock_guard guard(mutex_);
    for (auto& [id, entry] : entries_) {
      if (!entry.ended) running.push_back(entry.cancellation);
    }
  }
  for (auto& cancellation : running) cancellation.request(ErrorCode::cancelled, why);
}

SessionLoad StatementRegistry::ended() const {
  std::lock_guard guard(mutex_);
  return counts_;
}

Result<StatementInfo> StatementRegistry::find(std::string_view id) const {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(id);
  if (found == entries_.end()) return make_error(ErrorCode::not_found, "there is no statement with this id: {}", id);
  return found->second.now();
}

std::vector<StatementInfo> StatementRegistry::list() const {
  std::vector<StatementInfo> all;
  {
    std::lock_guard guard(mutex_);
    for (const auto& [id, entry] : entries_) all.push_back(entry.now());
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.started_micros > b.started_micros; });
  return all;
}

}  // namespace skep::session
