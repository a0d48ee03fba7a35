#include "jobs/job_run.h"

#include "jobs/statement_kind.h"
#include "session/parameter_values.h"
#include "session/substitution.h"
#include "warehouse/warehouse.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace skep::jobs {
namespace {

constexpr std::string_view kStorageFull = "RESULT_STORAGE_FULL";

Result<syntax::Parameters> parameters_of(const JobStatement& statement) {
  if (statement.parameters.empty()) return syntax::Parameters();
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(statement.parameters).get(json) != simdjson::SUCCESS)
    return make_error(ErrorCode::internal, "the store holds parameters that are no JSON");
  return session::read_parameters(json);
}

}  // namespace

bool may_run_again(const JobStatement& statement) {
  if (statement.text.find("${") != std::string::npos) return false;
  auto parameters = parameters_of(statement);
  return parameters && kind_of(statement.text, *parameters) != StatementKind::command;
}

bool may_be_retried(const Error& error) {
  if (error.error_class == kStorageFull) return false;
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::resource_exhausted ||
         error.code == ErrorCode::conflict;
}

std::chrono::milliseconds backoff_after(int failures, std::chrono::milliseconds first, std::chrono::milliseconds most) {
  auto wait = first;
  for (int i = 0; i < failures && wait < most; i++) wait *= 2;
  return std::min(wait, most);
}

void JobRun::run() {
  deadline_ = std::chrono::steady_clock::now() + job_.request.timeout.value_or(context_.timeout);
  if (!job_.request.database.empty()) state_.database = job_.request.database;
  state_.settings = job_.request.settings;
  if (job_.cancel_wanted) stop(Stop::cancelled);

  if (replay_session() == Next::over) return;
  if (settle_earlier_runs() == Next::over) return;
  is_settled_ = true;
  for (size_t step = job_.step; step < job_.request.statements.size(); step++)
    if (run_statement(step) == Next::over) return;
}

void JobRun::stop(Stop why) {
  auto none = Stop::none;
  if (!stop_.compare_exchange_strong(none, why) && why == Stop::lost) stop_ = Stop::lost;
  std::string id;
  {
    std::lock_guard guard(mutex_);
    id = statement_id_;
  }
  // Not known yet, or over: then the next call finds it, or there is none.
  if (!id.empty()) static_cast<void>(context_.session.cancel(id));
}

Held JobRun::held() const { return {job_.request.id, job_.attempt, progress()}; }

JobProgress JobRun::progress() const {
  std::string id;
  JobProgress progress;
  {
    std::lock_guard guard(mutex_);
    id = statement_id_;
    progress = progress_;
  }
  if (id.empty()) return progress;
  auto info = context_.session.find(id);
  if (!info) return progress;
  if (!info->phases.empty()) progress.phase = info->phases.back().name;
  progress.rows_scanned = info->rows_scanned;
  progress.percentage = info->percentage;
  return progress;
}

/// A session ends with its server: what built it up is done again before the first statement that is left.
JobRun::Next JobRun::replay_session() {
  for (size_t step = 0; step < job_.step; step++) {
    auto kind = kind_of_step(step);
    if (!kind) return end_with(kind.error());
    if (*kind != StatementKind::session) continue;
    auto request = request_for(step);
    if (!request) return end_with(request.error());
    auto statement = context_.session.execute(*request, state_);
    if (!statement) return end_with(statement.error());
    auto taken = take_rows(**statement, false);
    if (!taken) return end_with(taken.error());
  }
  return Next::go_on;
}

JobRun::Next JobRun::settle_earlier_runs() {
  bool are_there = job_.interrupted || job_.attempt > job_.step_attempt;
  if (!are_there || job_.step >= job_.request.statements.size()) return Next::go_on;
  auto kind = kind_of_step(job_.step);
  if (!kind) return end_with(kind.error());
  if (*kind == StatementKind::write) return settle_write();
  if (*kind != StatementKind::command || !job_.interrupted) return Next::go_on;
  said(context_.store.fail(
      held(),
      Error::of_class(
          ErrorCode::outcome_unknown, "JOB_INTERRUPTED",
          fmt::format("the server ended while statement {} ran; whether it has happened is not known, so it "
                      "is not run again",
                      job_.step + 1)),
      now()));
  return Next::over;
}

/// An earlier attempt's write is looked up, and barred from now on where it has not committed.
JobRun::Next JobRun::settle_write() {
  for (int attempt = job_.step_attempt; attempt < job_.attempt; attempt++) {
    auto written = was_written(job_.step, attempt);
    if (!written) return Next::over;
    if (!*written) continue;
    spdlog::info("job {}: the write of statement {} had committed before its server ended", job_.request.id,
                 job_.step + 1);
    return finish_statement(job_.step, {});
  }
  return Next::go_on;
}

/// Nothing when the metastore cannot tell now: then nothing is said about the job, so that it is claimed again.
std::optional<bool> JobRun::was_written(size_t step, int attempt) {
  auto written = context_.session.warehouse().settle_write(operation_id(job_, step, attempt));
  if (written) return *written;
  spdlog::warn("job {}: its write cannot be looked up now: {}", job_.request.id, written.error().message);
  return std::nullopt;
}

Result<session::StatementRequest> JobRun::request_for(size_t step) const {
  const auto& statement = job_.request.statements[step];
  auto parameters = parameters_of(statement);
  if (!parameters) return parameters.error();
  session::StatementRequest request;
  request.text = statement.text;
  request.parameters = std::move(*parameters);
  request.id = fmt::format("job-{}-{}-{}", job_.number, step + 1, job_.attempt);
  request.principal.name = job_.request.principal;
  request.keeps_session = true;
  auto left = deadline_ - std::chrono::steady_clock::now();
  request.timeout = std::max(std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(left));
  return request;
}

Result<StatementKind> JobRun::kind_of_step(size_t step) const {
  const auto& statement = job_.request.statements[step];
  auto parameters = parameters_of(statement);
  if (!parameters) return parameters.error();
  return kind_of(session::substitute_variables(statement.text, state_.settings, {}), *parameters);
}

JobRun::Next JobRun::run_statement(size_t step) {
  if (context_.stops) stop(Stop::server_stops);
  if (stop_ != Stop::none) return end_stopped();
  auto kind = kind_of_step(step);
  if (!kind) return end_with(kind.error());
  auto request = request_for(step);
  if (!request) return end_with(request.error());
  if (*kind == StatementKind::write) request->operation_id = operation_id(job_, step, job_.attempt);
  {
    std::lock_guard guard(mutex_);
    statement_id_ = request->id;
  }
  bool is_last = step + 1 == job_.request.statements.size();
  auto statement = context_.session.execute(*request, state_);
  auto kept = statement ? take_rows(**statement, is_last) : Result<KeptRows>(statement.error());
  {
    auto last = progress();
    std::lock_guard guard(mutex_);
    progress_ = last;
    statement_id_.clear();
  }
  if (kept) return finish_statement(step, *kept);
  if (*kind != StatementKind::write || kept.error().code != ErrorCode::outcome_unknown) return end_with(kept.error());

  auto written = was_written(step, job_.attempt);
  if (!written) return Next::over;
  if (*written) return finish_statement(step, {});
  return end_with(Error(ErrorCode::unavailable, kept.error().message));
}

Result<KeptRows> JobRun::take_rows(session::RunningStatement& statement, bool are_kept) {
  auto on_progress = [this](int64_t rows, int64_t bytes) {
    std::lock_guard guard(mutex_);
    progress_.rows = rows;
    progress_.bytes = bytes;
  };
  if (are_kept) return context_.results.keep(job_, statement.rows(), statement.time_zone(), on_progress);
  while (true) {
    auto batch = statement.rows().next();
    if (!batch) return batch.error();
    if (!*batch) return KeptRows();
  }
}

JobRun::Next JobRun::finish_statement(size_t step, const KeptRows& kept) {
  if (step + 1 < job_.request.statements.size()) {
    auto text = fmt::format("statement {} of {} is done", step + 1, job_.request.statements.size());
    auto next = said(context_.store.advance(held(), step + 1, text, now()));
    job_.step = step + 1;
    return next;
  }
  JobResult result{kept.rows, kept.bytes, 0};
  result.until_micros = now() + std::chrono::microseconds(job_.request.keep.value_or(context_.keep)).count();
  auto last = held();
  last.progress.rows = kept.rows;
  last.progress.bytes = kept.bytes;
  last.progress.percentage = 100;
  begin_end();
  auto answer = context_.store.succeed(last, result, kept.small, now());
  if (!answer || !*answer) context_.results.remove(job_);
  said(answer);
  return Next::over;
}

JobRun::Next JobRun::end_with(const Error& error) {
  if (stop_ != Stop::none) return end_stopped();
  bool is_cut_off = error.code == ErrorCode::cancelled || error.code == ErrorCode::unavailable;
  if (context_.stops && is_cut_off) {
    stop(Stop::server_stops);
    return end_stopped();
  }
  // Somebody cancelled the statement by its own id.
  if (error.code == ErrorCode::cancelled) {
    said(context_.store.end_cancelled(held(), now()));
    return Next::over;
  }
  return fail_or_retry(error);
}

JobRun::Next JobRun::fail_or_retry(const Error& error) {
  if (!may_be_retried(error) || job_.failures >= job_.request.retries) {
    begin_end();
    said(context_.store.fail(held(), error, now()));
    return Next::over;
  }
  if (!is_settled_) return Next::over;  // the next run has to settle it: so says the lease, when it ends
  auto wait = backoff_after(job_.failures, context_.backoff, context_.backoff_max);
  said(context_.store.put_back(held(), {now() + std::chrono::microseconds(wait).count(), true, error}, now()));
  return Next::over;
}

JobRun::Next JobRun::end_stopped() {
  if (stop_ == Stop::cancelled) said(context_.store.end_cancelled(held(), now()));
  if (stop_ == Stop::server_stops && (is_settled_ || !job_.interrupted)) {
    Error why(ErrorCode::unavailable, "the server that ran it stops");
    said(context_.store.put_back(held(), {now(), false, why}, now()));
  }
  return Next::over;
}

void JobRun::begin_end() {
  if (context_.ending) context_.ending(*this);
}

/// What the store has answered to a change of this run.
JobRun::Next JobRun::said(const Result<bool>& answer) {
  if (answer && *answer) return Next::go_on;
  if (!answer) spdlog::warn("job {}: the store of jobs: {}", job_.request.id, answer.error().message);
  if (answer) spdlog::warn("job {}: another server has it by now", job_.request.id);
  return Next::over;
}

}  // namespace skep::jobs
