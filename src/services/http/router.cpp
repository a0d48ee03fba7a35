#include "services/http/router.h"

#include "base/log.h"
#include "base/text.h"
#include "net/url.h"
#include "services/http/accept.h"
#include "services/http/answers.h"
#include "services/http/entity_tag.h"
#include "services/http/origin.h"
#include "services/http/packed_answer.h"
#include "services/http/request_record.h"
#include "services/http/routes.h"
#include "services/http/row_format.h"

#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <optional>

namespace skep::services {
namespace {

const std::vector<std::string> kAllMethods{"GET", "HEAD", "POST", "DELETE", "OPTIONS"};

Result<net::Url> read_url(const net::HttpRequest& request) {
  auto url = net::parse_url(request.target);
  if (!url) return url;
  auto is_text = [](const std::string& text) { return simdjson::validate_utf8(text); };
  bool path_is_text = std::all_of(url->path.begin(), url->path.end(), is_text);
  bool query_is_text = std::all_of(url->query.begin(), url->query.end(), [&](const auto& parameter) {
    return is_text(parameter.first) && is_text(parameter.second);
  });
  if (!path_is_text || !query_is_text) return make_error(ErrorCode::invalid_argument, "the target is not UTF-8");
  return url;
}

/// Puts the form of the answer into the call; gives the answer to a client that accepts none.
std::optional<net::HttpAnswer> choose_form(const Route& route, std::string_view suffix, Call& call) {
  static constexpr std::array<std::string_view, 1> kJson = {"application/json"};
  auto accept = call.request.list_header("Accept");
  if (route.gives_rows) {
    auto chosen = choose_row_format(accept, suffix, call.query);
    if (!chosen) return problem_answer(chosen.error(), 400);
    if (*chosen) {
      call.rows = std::move(**chosen);
      return std::nullopt;
    }
  }
  bool is_plain = route.gives_files || (!route.gives_rows && (route.place == Place::at_once || !suffix.empty()));
  if (is_plain || (!route.gives_rows && choose_media_type(accept, kJson))) return std::nullopt;
  auto offers = route.gives_rows ? join(row_media_types(), ", ") : "application/json";
  return problem_answer(make_error(ErrorCode::invalid_argument, "the answer's form is one of: {}", offers), 406);
}

ErrorCode code_of(int status) {
  if (status == 408) return ErrorCode::timed_out;
  if (status == 413 || status == 414 || status == 429 || status == 431) return ErrorCode::resource_exhausted;
  if (status == 501 || status == 505) return ErrorCode::unsupported;
  return status == 500 ? ErrorCode::internal : ErrorCode::invalid_argument;
}

/// Which setting raises the limit behind a refusal of the server's.
std::string_view setting_behind(int status) {
  switch (status) {
    case 408: return "skep.http.header.timeout or skep.http.writer.timeout";
    case 413: return "skep.http.body.max";
    case 429: return "skep.http.statements.max";
    case 431: return "skep.http.header.max";
    default: return "";
  }
}

net::HttpAnswer method_not_allowed(const net::HttpRequest& request, const std::vector<std::string>& allowed) {
  auto answer = problem_answer(
      make_error(ErrorCode::invalid_argument, "this resource does not know the method {}", request.method), 405);
  answer.headers.push_back({"Allow", join(allowed, ", ")});
  return answer;
}

bool is_known(const std::string& method) {
  return method == "PUT" || std::find(kAllMethods.begin(), kAllMethods.end(), method) != kAllMethods.end();
}

net::HttpAnswer refuse_packed(const Error& error) {
  if (error.code == ErrorCode::resource_exhausted) return problem_answer(error, 413);
  if (error.code != ErrorCode::unsupported) return problem_answer(error, 400);
  auto answer = problem_answer(error, 415);
  answer.headers.push_back({"Accept-Encoding", "zstd, gzip"});
  return answer;
}

}  // namespace

void Router::set_rules(DoorRules rules) {
  rules_ = std::make_shared<const DoorRules>(std::move(rules));
  ready_.clear();  // their requests were let in by the old ones
}

net::Dispatch Router::dispatch(const net::HttpRequest& request) {
  if (auto key = ReadyAnswers::key_of(request); !key.empty()) {
    if (auto ready = ready_.find(key)) return {give_again(request, *ready), nullptr};
  }
  auto url = read_url(request);
  if (!url) return {};
  auto found = find_route(request.method, url->path);
  if (found.route == nullptr || found.route->place == Place::at_once) return {};
  if (found.route->place == Place::catalogue) return {std::nullopt, &catalogue_};
  if (found.route->place == Place::kept_rows) return {std::nullopt, &statements_};
  auto refused = api_.session.refusal();
  if (!refused) return {std::nullopt, &statements_};

  // Many wait already: nothing is spent on one more, so that it is told so soon.
  RequestRecord record{request_id_of(request), request.target, {request.method, found.route->pattern}};
  auto answer = problem_answer(*refused, Subject::statement);
  auto rules = rules_.load();
  complete(request, *rules, std::move(record), answer);
  return {std::move(answer), nullptr};
}

net::HttpAnswer Router::give_again(const net::HttpRequest& request, const ReadyAnswer& ready) {
  RequestRecord record{request_id_of(request), request.target, {request.method, ready.route}};
  net::HttpAnswer answer;
  answer.headers = ready.headers;
  answer.shared_body = ready.body;
  if (client_has(request, ready.tag)) make_not_modified(answer);
  auto rules = rules_.load();
  complete(request, *rules, std::move(record), answer);
  return answer;
}

net::HttpAnswer Router::answer(const net::HttpRequest& request, const Cancellation& gone) {
  auto rules = rules_.load();
  RequestRecord record{request_id_of(request), request.target, {request.method, "none"}};
  net::HttpAnswer answer;
  {
    LogFields fields(LogFields::Fields{{"request", record.id}});
    answer = lead(request, *rules, record.measure.route, gone);
  }
  complete(request, *rules, std::move(record), answer);
  return answer;
}

/// Adds what is each request's own, and has the answer measured and logged.
void Router::complete(const net::HttpRequest& request, const DoorRules& rules, RequestRecord record,
                      net::HttpAnswer& answer) {
  record.logs = rules.log_requests;
  allow_origin(request, rules.origins, answer);
  answer.headers.push_back({"X-Content-Type-Options", "nosniff"});
  answer.headers.push_back({"X-Request-Id", record.id});
  if (answer.status == 500) spdlog::error("{} {}: {}", request.method, request.target, answer.body);
  if (!is_known(request.method)) record.measure.method = "other";
  finish_record(std::move(record), api_.metrics, answer);
}

net::HttpAnswer Router::lead(const net::HttpRequest& request, const DoorRules& rules, std::string& route,
                             const Cancellation& gone) {
  if (rules.loopback_only && !names_this_host(request, rules.hosts))
    return problem_answer(make_error(ErrorCode::invalid_argument,
                                     "the Host header names another server; the setting skep.http.hosts adds names"),
                          421);
  if (request.method == "OPTIONS" && request.target == "*") return options_answer(request, kAllMethods, rules.origins);
  auto url = read_url(request);
  if (!url) return problem_answer(url.error(), 400);

  auto found = find_route(request.method, url->path);
  if (request.method == "OPTIONS" && !found.allowed.empty())
    return options_answer(request, found.allowed, rules.origins);
  if (found.route == nullptr && !found.allowed.empty()) return method_not_allowed(request, found.allowed);
  if (found.route == nullptr)
    return problem_answer(make_error(ErrorCode::not_found, "no such resource: {}", request.target), 404);

  route = found.route->pattern;
  net::HttpAnswer answer;
  auto holds = while_catalogue_is_the_same(*found.route);
  if (request.header("Content-Encoding")) {
    auto unpacked = unpack_request(request, rules.unpack);
    if (!unpacked) return refuse_packed(unpacked.error());
    answer = call(found, *unpacked, std::move(*url), gone, holds);
  } else {
    answer = call(found, request, std::move(*url), gone, holds);
  }
  finish(request, *found.route, holds, answer);
  return answer;
}

/// For what is read of the catalogue and nothing else. To be asked before it is read.
std::function<bool()> Router::while_catalogue_is_the_same(const Route& route) {
  if (route.place != Place::catalogue || !route.has_tag) return {};
  auto seen = api_.catalogue_changes();
  if (!seen) return {};
  return [this, seen] { return api_.catalogue_changes() == seen; };
}

/// Tags and packs an answer, keeps it where it may be given again, and leaves out what the client has.
void Router::finish(const net::HttpRequest& request, const Route& route, const std::function<bool()>& holds,
                    net::HttpAnswer& answer) {
  bool reads = request.method == "GET" || request.method == "HEAD";
  bool is_tagged = route.has_tag && reads && answer.status == 200 && !answer.rest;
  auto tag = is_tagged ? add_tag(answer) : std::string();
  bool is_kept = is_tagged && holds;
  bool client_has_it = is_tagged && client_has(request, tag);
  if (route.place != Place::at_once && (is_kept || !client_has_it)) pack_answer(request, answer);
  if (is_kept) {
    ready_.keep(ReadyAnswers::key_of(request),
                {answer.headers, std::make_shared<const std::string>(answer.body), tag, route.pattern, holds});
  }
  if (client_has_it) make_not_modified(answer);
}

net::HttpAnswer Router::call(const RouteMatch& found, const net::HttpRequest& request, net::Url url,
                             const Cancellation& gone, std::function<bool()>& holds) {
  const auto& route = *found.route;
  if (auto valid = check_query(route.parameters, url.query); !valid) return problem_answer(valid.error(), 400);
  Call call{request, found.names, Query(std::move(url.query)), gone};
  if (auto refused = choose_form(route, found.suffix, call)) return std::move(*refused);
  auto answer = route.function(api_, call);
  if (call.answer_holds) holds = std::move(call.answer_holds);
  return answer;
}

net::HttpAnswer Router::refuse(const net::HttpRefusal& refusal) {
  auto setting = setting_behind(refusal.status);
  auto why = setting.empty() ? refusal.why : fmt::format("{}; the setting {} raises that", refusal.why, setting);
  auto answer = problem_answer(Error(code_of(refusal.status), std::move(why)), refusal.status);
  api_.metrics.add({"other", "none", refusal.status, answer.body.size()});
  return answer;
}

}  // namespace skep::services
