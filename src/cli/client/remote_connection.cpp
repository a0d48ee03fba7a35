#include "cli/client/remote_connection.h"

#include "base/text.h"
#include "cli/client/http_client.h"
#include "cli/client/problem.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <mutex>
#include <random>

namespace skep::cli {
namespace {

constexpr std::string_view kStatements = "/api/v1/statements";
constexpr std::string_view kSessions = "/api/v1/sessions";

std::string_view media_type(Form form) { return form == Form::csv ? "text/csv" : "application/x-ndjson"; }

std::string new_id() {
  std::random_device device;
  return fmt::format("cli-{:08x}{:08x}{:08x}", device(), device(), device());
}

/// Hands bytes on but holds the last line back until another follows, since a failure ends a body with a line of its
/// own. The columns of a statement without a result are no bytes.
class HeldBack {
 public:
  HeldBack(Form form, const Connection::Sink& sink) : form_(form), sink_(sink) {}

  bool add(std::string_view bytes) {
    held_ += bytes;
    if (held_.size() < 2) return true;
    auto cut = held_.rfind('\n', held_.size() - 2);
    if (cut == std::string::npos) return true;
    auto wanted = sink_(std::string_view(held_).substr(0, cut + 1));
    held_.erase(0, cut + 1);
    return wanted;
  }

  void finish() {
    auto nothing = held_.empty() || held_ == "\n" || (form_ == Form::rows && held_ == "{\"columns\":[]}\n");
    if (!nothing) sink_(held_);
    held_.clear();
  }

  const std::string& last_line() const { return held_; }

 private:
  Form form_;
  const Connection::Sink& sink_;
  std::string held_;
};

class RemoteConnection final : public Connection {
 public:
  RemoteConnection(std::string base_url, std::string database)
      : base_url_(std::move(base_url)), database_(std::move(database)), client_(base_url_) {}

  ~RemoteConnection() override {
    if (!session_.empty()) (void)client_.send({"DELETE", fmt::format("{}/{}", kSessions, session_), "", {}});
  }

  Result<void> open() {
    auto body = database_.empty() ? "{}" : fmt::format(R"({{"database":{}}})", json_quote(database_));
    auto reply = client_.send({"POST", std::string(kSessions), body, {}});
    if (!reply) return reply.error();
    if (reply->status != 201) return error_from_problem(reply->status, reply->body, "");
    simdjson::dom::parser parser;
    std::string_view id;
    if (parser.parse(reply->body)["id"].get_string().get(id) != simdjson::SUCCESS)
      return make_error(ErrorCode::unavailable, "this is no Skep server: {}", base_url_);
    session_ = id;
    return {};
  }

  Result<void> execute(const std::string& text, Form form, const Sink& sink) override {
    auto id = begin();
    auto path = fmt::format("{}{}", kStatements, form == Form::rows ? "?shape=arrays" : "");
    auto body = fmt::format(R"({{"statement":{},"id":{}}})", json_quote(text), json_quote(id));
    HeldBack held(form, sink);
    bool had_enough = false;
    auto reply = client_.send({"POST", path, body, headers(form)}, [&](std::string_view bytes) {
      had_enough = !held.add(bytes);
      return !had_enough;
    });
    auto failed = reply && reply->is_broken ? failure_of(id, held.last_line(), text) : std::nullopt;
    end();
    if (!reply) return reply.error();
    if (reply->status >= 400) return refused(*reply, text);
    if (failed) return *failed;
    if (!had_enough) held.finish();
    return {};
  }

  Result<std::string> plan_of(const std::string&) override {
    return make_error(ErrorCode::unsupported, "--analyze-only works on a local warehouse only, not with --server");
  }

  void cancel() override {
    if (auto id = running(); !id.empty())
      (void)HttpClient(base_url_).send({"DELETE", fmt::format("{}/{}", kStatements, id), "", session_header()});
  }

  std::optional<Progress> progress() override {
    auto id = running();
    if (id.empty()) return std::nullopt;
    auto reply = HttpClient(base_url_).send({"GET", fmt::format("{}/{}", kStatements, id), "", session_header()});
    if (!reply || reply->status != 200) return std::nullopt;
    simdjson::dom::parser parser;
    auto document = parser.parse(reply->body);
    std::string_view state;
    if (document["state"].get_string().get(state) != simdjson::SUCCESS) return std::nullopt;
    Progress progress{std::string(state)};
    int64_t rows_scanned = 0;
    if (document["progress"]["rowsScanned"].get_int64().get(rows_scanned) == simdjson::SUCCESS)
      progress.rows_scanned = rows_scanned;
    double percentage = 0;
    if (document["progress"]["percentage"].get_double().get(percentage) == simdjson::SUCCESS)
      progress.percentage = percentage;
    return progress;
  }

 private:
  std::vector<std::string> session_header() const { return {fmt::format("Skep-Session: {}", session_)}; }

  std::vector<std::string> headers(Form form) const {
    auto all = session_header();
    all.push_back(fmt::format("Accept: {}", media_type(form)));
    return all;
  }

  /// The server's error. A session that idled too long is replaced, but the statement is not sent again: it may count on
  /// a USE or SET that is forgotten.
  Error refused(const HttpReply& reply, const std::string& text) {
    auto error = error_from_problem(reply.status, reply.body, text);
    bool is_session = reply.status == 404 && error.error_class.empty();
    if (!is_session || !open()) return error;
    return make_error(ErrorCode::not_found,
                      "the session had ended on the server and a new one was opened: repeat USE and SET, then this");
  }

  /// Why an answer broke off: its last line says so, or else the statement's state.
  std::optional<Error> failure_of(const std::string& id, const std::string& last_line, const std::string& text) {
    simdjson::dom::parser parser;
    simdjson::dom::element problem;
    if (parser.parse(last_line)["error"].get(problem) == simdjson::SUCCESS)
      return error_from_problem(0, simdjson::minify(problem), text);
    auto reply = HttpClient(base_url_).send({"GET", fmt::format("{}/{}", kStatements, id), "", session_header()});
    if (reply && parser.parse(reply->body)["error"].get(problem) == simdjson::SUCCESS)
      return error_from_problem(0, simdjson::minify(problem), text);
    return make_error(ErrorCode::unavailable, "the server broke its answer off: {}", base_url_);
  }

  std::string begin() {
    std::lock_guard guard(mutex_);
    return running_id_ = new_id();
  }
  void end() {
    std::lock_guard guard(mutex_);
    running_id_.clear();
  }
  std::string running() {
    std::lock_guard guard(mutex_);
    return running_id_;
  }

  std::string base_url_;
  std::string database_;  ///< at the start
  HttpClient client_;
  std::string session_;
  std::mutex mutex_;
  std::string running_id_;
};

}  // namespace

Result<std::unique_ptr<Connection>> connect_to_server(const std::string& url, const std::string& database) {
  auto scheme = url.starts_with("http://") ? 7 : url.starts_with("https://") ? 8 : 0;
  if (scheme == 0)
    return make_error(ErrorCode::invalid_argument, "a server is named http://HOST:PORT or https://HOST:PORT, not '{}'",
                      url);
  auto slash = std::min(url.find('/', static_cast<size_t>(scheme)), url.size());
  auto path = std::string(trim(std::string_view(url).substr(std::min(slash + 1, url.size()))));
  while (path.ends_with('/')) path.pop_back();
  auto connection = std::make_unique<RemoteConnection>(url.substr(0, slash), database.empty() ? path : database);
  if (auto opened = connection->open(); !opened) return opened.error();
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace skep::cli
