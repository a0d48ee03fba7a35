#include "cli/client/local_connection.h"

#include "results/encoder.h"

#include <fmt/format.h>

#include <unistd.h>
#include <mutex>

namespace skep::cli {
namespace {

results::EncoderOptions encoder_options(Form form, const std::string& time_zone) {
  switch (form) {
    case Form::rows: return {results::Format::ndjson, results::Shape::arrays, time_zone};
    case Form::ndjson: return {results::Format::ndjson, results::Shape::objects, time_zone};
    case Form::csv: return {results::Format::csv, results::Shape::objects, time_zone};
  }
  return {};
}

/// Encodes batch by batch into the sink until the rows or the sink's patience end.
Result<void> pour(session::RunningStatement& statement, Form form, const Connection::Sink& sink) {
  auto& rows = statement.rows();
  if (rows.schema().empty()) {
    auto ended = rows.next();
    if (!ended) return ended.error();
    return {};
  }
  auto encoder =
      results::make_encoder(encoder_options(form, statement.time_zone()), rows.schema(), rows.arrow_schema());
  if (!encoder) return encoder.error();
  std::string out;
  if (auto begun = (*encoder)->begin(out); !begun) return begun.error();
  while (true) {
    if (!out.empty() && !sink(out)) return {};
    out.clear();
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) break;
    if (auto added = (*encoder)->add(**batch, out); !added) return added.error();
  }
  if (auto finished = (*encoder)->finish(out); !finished) return finished.error();
  if (!out.empty()) sink(out);
  return {};
}

class LocalConnection final : public Connection {
 public:
  LocalConnection(session::SessionService& service, std::string database, std::string user)
      : service_(service), user_(std::move(user)) {
    state_.database = std::move(database);
  }

  Result<void> execute(const std::string& text, Form form, const Sink& sink) override {
    auto request = request_for(text);
    request.id = begin();
    auto statement = service_.execute(request, state_);
    auto done = statement ? pour(**statement, form, sink) : Result<void>(statement.error());
    end();
    return done;
  }

  Result<std::string> plan_of(const std::string& text) override {
    return service_.analyze_only(request_for(text), state_);
  }

  void cancel() override {
    std::lock_guard guard(mutex_);
    if (!running_id_.empty()) (void)service_.cancel(running_id_);
  }

  std::optional<Progress> progress() override {
    std::lock_guard guard(mutex_);
    if (running_id_.empty()) return std::nullopt;
    auto info = service_.find(running_id_);
    if (!info) return std::nullopt;
    return Progress{std::string(session::to_string(info->state)), info->rows_scanned, info->percentage};
  }

 private:
  session::StatementRequest request_for(const std::string& text) const {
    session::StatementRequest request;
    request.text = text;
    request.keeps_session = true;
    if (!user_.empty()) request.principal.name = user_;
    return request;
  }

  std::string begin() {
    std::lock_guard guard(mutex_);
    running_id_ = fmt::format("cli-{}-{}", ::getpid(), ++count_);
    return running_id_;
  }

  void end() {
    std::lock_guard guard(mutex_);
    running_id_.clear();
  }

  session::SessionService& service_;
  session::SessionState state_;
  std::string user_;
  std::mutex mutex_;
  std::string running_id_;
  int count_ = 0;
};

}  // namespace

std::unique_ptr<Connection> make_local_connection(session::SessionService& service, std::string database,
                                                  std::string user) {
  return std::make_unique<LocalConnection>(service, std::move(database), std::move(user));
}

}  // namespace skep::cli
